// The text of a field, drawn behind it, with what is still to be filled in marked: a field itself cannot do that.

import { html } from '../core/ui.js'
import { holesIn } from './canned.js'

/** @param {{text: string}} props */
export function Mirror({ text }) {
  const holes = holesIn(text)
  if (!holes.length) return null
  let from = 0
  const parts = holes.flatMap((hole) => {
    const before = text.slice(from, hole.from)
    from = hole.to
    return [before, html`<mark key=${hole.from}>${text.slice(hole.from, hole.to)}</mark>`]
  })
  return html`<div class="mirror" aria-hidden="true">${parts}${text.slice(from)}</div>`
}
