// A picture of Lucide's, by its name; workspace_web/frontend/icons.txt lists those there are.

import { classes, html } from '../core/ui.js'

const SPRITE = new URL('../../img/icons.svg', import.meta.url).href

/**
 * Beside a word it is silent; alone it needs a `label`.
 * @param {{name: string, label?: string, class?: string}} props
 */
export const Icon = ({ name, label, class: extra }) =>
  label
    ? html`<svg class=${classes('icon', extra)} role="img" aria-label=${label}><use href="${SPRITE}#${name}" /></svg>`
    : html`<svg class=${classes('icon', extra)} aria-hidden="true"><use href="${SPRITE}#${name}" /></svg>`
