// A short word or a count, coloured by what it means.

import { classes, html } from '../core/ui.js'
import { Icon } from './icon.js'

/** @typedef {'good' | 'warn' | 'bad' | 'busy' | 'quiet' | 'accent'} Tone */

/** @param {{tone?: Tone, icon?: string, count?: boolean, children?: import('../core/ui.js').Children}} props */
export const Badge = ({ tone = 'quiet', icon, count, children }) =>
  html`<span class=${classes('badge', `tone-${tone}`, count && 'count')}>${icon && html`<${Icon} name=${icon} />`}${children}</span>`
