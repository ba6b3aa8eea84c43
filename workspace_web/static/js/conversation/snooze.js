// When a conversation that is put aside comes back. Pure: times are seconds since the epoch, days those of the browser.

const MORNING = 9 // o'clock
const LATER = 3 * 3600 // seconds

/**
 * @param {number} now
 * @returns {{id: 'later' | 'tomorrow' | 'monday', at: number}[]}
 */
export function snoozes(now) {
  const date = new Date(now * 1000)
  const evening = new Date(date)
  evening.setHours(18, 0, 0, 0)
  const later = Math.min(now + LATER, evening.getTime() / 1000)
  const choices = [
    { id: /** @type {const} */ ('later'), at: later },
    { id: /** @type {const} */ ('tomorrow'), at: morningIn(date, 1) },
    { id: /** @type {const} */ ('monday'), at: morningIn(date, (8 - date.getDay()) % 7 || 7) },
  ]
  return choices.filter(({ at }, index) => at > now + 600 && choices.findIndex((other) => other.at === at) === index)
}

/** @param {Date} from @param {number} days */
function morningIn(from, days) {
  const date = new Date(from)
  date.setDate(date.getDate() + days)
  date.setHours(MORNING, 0, 0, 0)
  return date.getTime() / 1000
}

/** As a field of date and time wants it. @param {number} epoch */
export function asLocal(epoch) {
  const date = new Date(epoch * 1000)
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`
}
