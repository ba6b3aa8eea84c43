// A round mark for somebody: their initials, or a head as long as nobody knows their name.

import { html } from '../../core/ui.js'
import { Icon } from '../../components/icon.js'
import { initials } from './rules.js'

/** @param {{name: string}} props */
export const Avatar = ({ name }) =>
  html`<span class="avatar" aria-hidden="true">${initials(name) || html`<${Icon} name="user-round" />`}</span>`
