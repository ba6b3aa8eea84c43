// Two parts of a page side by side; the line between them is moved by hand or by arrows, and its place is remembered.

import { remember, remembered } from '../core/store.js'
import { html, useRef, useState } from '../core/ui.js'

const STEP = 16 // pixels

/** @typedef {import('../core/ui.js').Children} Children */

/**
 * `side` has a width, `children` get the rest: all, where there is no side. `end`: the side is the right one.
 * @param {{name: string, label: string, side?: Children, end?: boolean, width?: number, least?: number, most?: number, children?: Children}} props
 */
export function Splitter({ name, label, side, end = false, width = 320, least = 200, most = 640, children }) {
  const [size, setSize] = useState(() => remembered(`split:${name}`, width))
  const [dragged, setDragged] = useState(false)
  const from = useRef({ x: 0, size: 0 })
  const sign = end ? -1 : 1
  /** @param {number} wanted */
  function resize(wanted) {
    const next = Math.round(Math.min(most, Math.max(least, wanted)))
    setSize(next)
    remember(`split:${name}`, next)
  }
  const line = side && html`<div
    class=${dragged ? 'splitter dragged' : 'splitter'}
    role="separator"
    tabindex="0"
    aria-orientation="vertical"
    aria-label=${label}
    aria-valuenow=${size}
    aria-valuemin=${least}
    aria-valuemax=${most}
    onPointerDown=${(/** @type {PointerEvent} */ event) => {
      /** @type {Element} */ (event.currentTarget).setPointerCapture(event.pointerId)
      from.current = { x: event.clientX, size }
      setDragged(true)
    }}
    onPointerMove=${(/** @type {PointerEvent} */ event) => dragged && resize(from.current.size + sign * (event.clientX - from.current.x))}
    onLostPointerCapture=${() => setDragged(false)}
    onDblClick=${() => resize(width)}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
      const wanted = { ArrowLeft: size - sign * STEP, ArrowRight: size + sign * STEP, Home: least, End: most }[event.key]
      if (wanted === undefined) return
      event.preventDefault()
      resize(wanted)
    }}
  ></div>`
  const pane = side && html`<div class="pane" style=${{ inlineSize: `${size}px` }}>${side}</div>`
  const rest = html`<div class="rest">${children}</div>`
  return html`<div class="split">${end ? [rest, line, pane] : [pane, line, rest]}</div>`
}
