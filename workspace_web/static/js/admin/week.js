// Opening hours as a week of days: read from intervals and written back as the fewest. Pure.

/** @typedef {{days: string[], opens: string, closes: string}} Interval */
/** @typedef {[number, number]} Span minutes of the day, from and to */

export const DAYS = /** @type {const} */ (['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'])
export const MIDNIGHT = 24 * 60

/** @param {string} text @returns {number | null} minutes; null for what is no time of day */
export function minutesOf(text) {
  const found = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim())
  if (text.trim() === '24:00') return MIDNIGHT
  return found ? Number(found[1]) * 60 + Number(found[2]) : null
}

/** @param {number} minutes */
export const timeOf = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** Spans of each day, sorted and joined where they touch; what goes past midnight goes on on the next day.
 * @param {readonly Interval[]} weekly @returns {Span[][]} */
export function daysOf(weekly) {
  /** @type {Span[][]} */
  const days = DAYS.map(() => [])
  for (const { days: on, opens, closes } of weekly) {
    const [from, to] = [minutesOf(opens), minutesOf(closes)]
    if (from === null || to === null || from === to) continue
    for (const day of on) {
      const at = DAYS.indexOf(/** @type {any} */ (day))
      if (at < 0) continue
      if (from < to) days[at]?.push([from, to])
      else {
        days[at]?.push([from, MIDNIGHT])
        if (to > 0) days[(at + 1) % 7]?.push([0, to])
      }
    }
  }
  return days.map(joined)
}

/** @param {readonly Span[]} spans @returns {Span[]} */
function joined(spans) {
  /** @type {Span[]} */
  const result = []
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else result.push([from, to])
  }
  return result
}

/** The fewest intervals that say the same. @param {readonly (readonly Span[])[]} days @returns {Interval[]} */
export function weeklyOf(days) {
  /** @type {Map<string, Interval>} */
  const found = new Map()
  days.forEach((spans, at) => {
    for (const [from, to] of spans) {
      const [opens, closes] = [timeOf(from), timeOf(to)]
      const same = found.get(`${opens}-${closes}`) ?? { days: [], opens, closes }
      same.days.push(/** @type {string} */ (DAYS[at]))
      found.set(`${opens}-${closes}`, same)
    }
  })
  return [...found.values()].sort(
    (a, b) => DAYS.indexOf(/** @type {any} */ (a.days[0])) - DAYS.indexOf(/** @type {any} */ (b.days[0])) || a.opens.localeCompare(b.opens),
  )
}

/** Open or close a part of some days. @param {readonly (readonly Span[])[]} days @param {readonly number[]} on
 * @param {number} from @param {number} to @param {boolean} open @returns {Span[][]} */
export function painted(days, on, from, to, open) {
  return days.map((spans, at) => {
    const kept = /** @type {Span[]} */ (spans.map((span) => [...span]))
    if (!on.includes(at)) return kept
    if (open) return joined([...kept, [from, to]])
    return kept
      .flatMap(([a, b]) => /** @type {Span[]} */ ([[a, Math.min(b, from)], [Math.max(a, to), b]]))
      .filter(([a, b]) => a < b)
  })
}

/** @param {readonly (readonly Span[])[]} days @param {number} day @param {number} minute */
export const isOpen = (days, day, minute) => (days[day] ?? []).some(([from, to]) => from <= minute && minute < to)

/** Hours a week. @param {readonly (readonly Span[])[]} days */
export const hoursOf = (days) => days.flat().reduce((sum, [from, to]) => sum + to - from, 0) / 60
