// Something that everyone on this page has to know now.

import { html } from '../core/ui.js'
import { Icon } from './icon.js'

/** @typedef {import('./badge.js').Tone} Tone */

/** @type {Readonly<Record<Tone, string>>} */
const ICONS = { good: 'circle-check', warn: 'triangle-alert', bad: 'octagon-alert', busy: 'info', quiet: 'info', accent: 'info' }

/** @param {{tone?: Tone, icon?: string, actions?: import('../core/ui.js').Children, children?: import('../core/ui.js').Children}} props */
export const Banner = ({ tone = 'busy', icon, actions, children }) =>
  html`<div class="banner tone-${tone}" role=${tone === 'bad' ? 'alert' : 'status'}>
    <${Icon} name=${icon ?? ICONS[tone]} />
    <p>${children}</p>
    ${actions}
  </div>`
