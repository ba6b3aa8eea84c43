// A text as pieces: what is plain, and what is a link. Pure; nothing of it ever becomes HTML.

/** @typedef {{text: string, href?: string}} Piece */

const LINK = /\b(https?:\/\/[^\s<>"']+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)/gi
const TRAILING = /[.,;:!?)\]}'"]+$/

/** @param {string} text @returns {Piece[]} */
export function pieces(text) {
  /** @type {Piece[]} */
  const found = []
  let at = 0
  for (const match of text.matchAll(LINK)) {
    const whole = match[0]
    const tail = TRAILING.exec(whole)?.[0] ?? ''
    // A bracket that was opened inside the address belongs to it.
    const keep = tail.startsWith(')') && whole.includes('(') ? 1 : 0
    const link = whole.slice(0, whole.length - tail.length + keep)
    if (match.index > at) found.push({ text: text.slice(at, match.index) })
    found.push({ text: link, href: link.includes('://') ? link : `mailto:${link}` })
    at = match.index + link.length
  }
  if (at < text.length) found.push({ text: text.slice(at) })
  return found
}
