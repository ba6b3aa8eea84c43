// Canned replies: what is typed after a slash, and the variables that are filled in. Pure.

const HOLE = /\{[\p{L}_][\p{L}\p{N}_. -]*\}/gu

/**
 * What is searched for: the word that begins with a slash, right before the caret, at the start or after a blank.
 * @param {string} text
 * @param {number} caret
 * @returns {{from: number, to: number, query: string} | null}
 */
export function slashAt(text, caret) {
  const before = text.slice(0, caret)
  const match = /(^|\s)\/([^\s/]{0,40})$/u.exec(before)
  if (!match) return null
  const query = match[2] ?? ''
  return { from: caret - query.length - 1, to: caret, query }
}

/**
 * The reply with its variables; those that nobody knows stay as they are, to be filled in by hand.
 * @param {string} text
 * @param {Readonly<Record<string, string | null | undefined>>} values by name, `customer.name`
 */
export const filledIn = (text, values) => text.replace(HOLE, (hole) => values[hole.slice(1, -1).trim()] || hole)

/** Where something is still to be filled in. @param {string} text @returns {{from: number, to: number, name: string}[]} */
export const holesIn = (text) =>
  [...text.matchAll(HOLE)].map((match) => ({ from: match.index, to: match.index + match[0].length, name: match[0].slice(1, -1) }))

/**
 * The next one after the caret, or the first.
 * @param {string} text
 * @param {number} caret
 */
export function nextHole(text, caret) {
  const holes = holesIn(text)
  return holes.find(({ from }) => from >= caret) ?? holes[0] ?? null
}

/** What replaces the part between two places, and where the caret is then. @param {string} text @param {number} from @param {number} to @param {string} by */
export function replaced(text, from, to, by) {
  const hole = holesIn(by)[0]
  return {
    text: text.slice(0, from) + by + text.slice(to),
    from: hole ? from + hole.from : from + by.length,
    to: hole ? from + hole.to : from + by.length,
  }
}

/** First names are what one calls somebody by in a greeting. @param {string} name */
export const firstName = (name) => name.trim().split(/\s+/)[0] ?? ''
