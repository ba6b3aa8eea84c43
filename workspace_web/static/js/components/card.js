// A framed part of a page, with a heading.

import { classes, html } from '../core/ui.js'

/** @typedef {import('../core/ui.js').Children} Children */

/**
 * @param {{title?: string, actions?: Children, flush?: boolean, class?: string, children?: Children}} props
 * `flush`: what is inside reaches the frame, as a table does
 */
export const Card = ({ title, actions, flush, class: extra, children }) =>
  html`<section class=${classes('card', extra)}>
    ${title && html`<header><h2>${title}</h2>${actions && html`<div class="row">${actions}</div>`}</header>`}
    ${flush ? children : html`<div class="inside">${children}</div>`}
  </section>`
