// Where nothing is yet: what would be here, and what to do about it.

import { html } from '../core/ui.js'
import { Icon } from './icon.js'

/** @param {{icon?: string, title: string, text?: string, children?: import('../core/ui.js').Children}} props */
export const EmptyState = ({ icon = 'inbox', title, text, children }) =>
  html`<div class="empty">
    <${Icon} name=${icon} />
    <p class="empty-title">${title}</p>
    ${text && html`<p>${text}</p>`} ${children}
  </div>`
