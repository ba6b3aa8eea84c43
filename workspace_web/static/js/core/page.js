// Every page begins here: the frame around it, its keys, its dialogs, its place in the live stream.

import { Frame } from '../components/frame.js'
import { boot } from './boot.js'
import { listen } from './keys.js'
import { live } from './live.js'
import { html, render } from './ui.js'

/**
 * @typedef {object} PageParts
 * @property {string} title of the document; say it with t()
 * @property {(props: {}) => any} main the component of the page
 * @property {boolean} [bare] without the top bar: signing in, the wallboard
 * @property {boolean} [live] false: it needs no live stream
 * @property {(props: {}) => any} [status] a component for the top bar, before the state
 * @property {boolean} [fixed] the page is as high as the window, its parts scroll
 */

/** @param {PageParts} parts */
export function page(parts) {
  const root = document.getElementById('page')
  if (!root) throw new Error('The HTML of the page has no #page.')
  document.title = `${parts.title} · Trunkline`
  root.classList.toggle('fixed', Boolean(parts.fixed))
  listen()
  if (boot.me && parts.live !== false) live.start()
  root.replaceChildren()
  render(html`<${Frame} ...${parts} />`, root)
}
