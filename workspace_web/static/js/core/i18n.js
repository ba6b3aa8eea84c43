// Sentences and numbers in the language of the page. Keys are the English sentences, always written out, so that
// `python -m workspace_web.locale extract` finds them.

import { language, messages, plural, said } from 'catalogue'
import { boot } from './boot.js'

/** @typedef {Record<string, string | number>} Values */

/** @param {string} text @param {Values} [values] */
const filled = (text, values) =>
  values ? text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole)) : text

/**
 * A sentence; `{name}` in it is filled in.
 * @param {string} sentence
 * @param {Values} [values]
 */
export function t(sentence, values) {
  const found = messages[sentence] ?? sentence
  return filled(Array.isArray(found) ? (found[0] ?? sentence) : found, values)
}

/** What the server says with names in it: how each reads, those that say most themselves first. Made when one is wanted.
 * @type {{sentence: string, reads: RegExp}[] | null} */
let patterns = null

/** @param {string} sentence `There is no queue {queue}.` */
function patternOf(sentence) {
  const parts = sentence.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return { sentence, reads: new RegExp(`^${parts.join('(.+?)')}$`, 's') }
}

/** @param {string} sentence */
const ownWords = (sentence) => sentence.replace(/\{\w+\}/g, '').length

/** What stands in a place of what the server says: a sentence or a word of its own, or a name, which stays. @param {string} value */
const toldWithin = (value) => (value.includes(' ') || said.includes(value) ? told(value) : value)

/** What the server says, in the language of the page if the catalogue has it; as it came otherwise. @param {string} sentence @returns {string} */
export function told(sentence) {
  const found = messages[sentence]
  if (typeof found === 'string') return found
  patterns ??= [...said].sort((a, b) => ownWords(b) - ownWords(a)).map(patternOf)
  for (const pattern of patterns) {
    const [, ...values] = pattern.reads.exec(sentence) ?? []
    if (!values.length) continue
    const names = [...pattern.sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
    const found = messages[pattern.sentence]
    return filled(typeof found === 'string' ? found : sentence, Object.fromEntries(names.map((name, at) => [name ?? '', toldWithin(values[at] ?? '')])))
  }
  return sentence
}

/** A reason that the server gives for what it did, such as `no_answer`; what people gave stays in their words. @param {string} reason */
export const because = (reason) => told(reason.replaceAll('_', ' '))

/**
 * A sentence with a count, which is `{n}`.
 * @param {string} one
 * @param {string} many
 * @param {number} n
 * @param {Values} [values]
 */
export function tn(one, many, n, values) {
  const found = messages[one]
  const forms = Array.isArray(found) ? found : [one, many]
  const form = Array.isArray(found) ? plural(n) : Number(n !== 1)
  return filled(forms[form] ?? many, { n: number(n), ...values })
}

/** What is written by whom reads the page, not by us, wants the regional habits of their browser. */
const region = (globalThis.navigator?.languages ?? []).find((tag) => tag.split('-')[0] === language) ?? language

/** @type {Map<string, Intl.DateTimeFormat | Intl.NumberFormat>} */
const made = new Map()

/** @param {string} name @param {Intl.DateTimeFormatOptions} options */
function dates(name, options) {
  let format = /** @type {Intl.DateTimeFormat | undefined} */ (made.get(name))
  if (!format) made.set(name, (format = new Intl.DateTimeFormat(region, options)))
  return format
}

/** @param {number} value @param {Intl.NumberFormatOptions} [options] */
function number(value, options = {}) {
  const name = JSON.stringify(options)
  let format = /** @type {Intl.NumberFormat | undefined} */ (made.get(name))
  if (!format) made.set(name, (format = new Intl.NumberFormat(region, options)))
  return format.format(value)
}

/** @param {number} value */
const two = (value) => String(value).padStart(2, '0')

/**
 * `0:07`, `12:40`, `1:02:03`. Whole seconds, rounded down; less than nothing is nothing.
 * @param {number} seconds
 */
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds))
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}

/**
 * A length of time that somebody has set, in the largest unit of which it is a whole number: `1 hr`, not `1:00:00`.
 * @param {number} seconds
 */
export function span(seconds) {
  if (seconds % 3600 === 0) return number(seconds / 3600, { style: 'unit', unit: 'hour' })
  if (seconds % 60 === 0) return number(seconds / 60, { style: 'unit', unit: 'minute' })
  return number(seconds, { style: 'unit', unit: 'second' })
}

/**
 * The same for who listens: `PT1H2M3S`, as the `datetime` of a time element.
 * @param {number} seconds
 */
export function isoDuration(seconds) {
  const whole = Math.max(0, Math.floor(seconds))
  return `PT${Math.floor(whole / 3600)}H${Math.floor(whole / 60) % 60}M${whole % 60}S`
}

const UNITS = /** @type {const} */ (['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'])

/** @param {number} count */
function bytes(count) {
  let unit = 0
  while (count >= 1000 && unit < UNITS.length - 1) {
    count /= 1000
    unit += 1
  }
  return number(count, {
    style: 'unit',
    unit: UNITS[unit],
    unitDisplay: unit ? 'short' : 'long',
    maximumFractionDigits: count < 10 && unit ? 1 : 0,
  })
}

const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })

/** @param {number} epoch */
const sameDay = (epoch) => new Date(epoch * 1000).toDateString() === new Date().toDateString()

/** Times are seconds since the epoch, shown in the zone of the browser. */
export const fmt = {
  /** `14:05` @param {number} epoch */
  time: (epoch) => dates('time', { hour: '2-digit', minute: '2-digit' }).format(epoch * 1000),
  /** `14:05:09` @param {number} epoch */
  seconds: (epoch) =>
    dates('seconds', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(epoch * 1000),
  /** `today`, `yesterday`, or the date. @param {number} epoch */
  day(epoch) {
    const midnight = new Date().setHours(0, 0, 0, 0)
    const days = Math.round((new Date(epoch * 1000).setHours(0, 0, 0, 0) - midnight) / 86_400_000)
    return days === 0 || days === -1 ? relative.format(days, 'day') : fmt.date(epoch)
  },
  /** `22 Nov 2026` @param {number} epoch */
  date: (epoch) => dates('date', { dateStyle: 'medium' }).format(epoch * 1000),
  /** `22 Nov 2026, 14:05` @param {number} epoch */
  dateTime: (epoch) => dates('both', { dateStyle: 'medium', timeStyle: 'short' }).format(epoch * 1000),
  /** The time alone when it is of today. @param {number} epoch */
  moment: (epoch) => (sameDay(epoch) ? fmt.time(epoch) : fmt.dateTime(epoch)),
  duration,
  span,
  number,
  bytes,
  /** `0.834` is `83 %`. @param {number} share */
  percent: (share) => number(share, { style: 'percent', maximumFractionDigits: 0 }),
}

export const locale = boot.locale
