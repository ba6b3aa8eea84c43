// What has to be known of an e-mail before it is believed: who it is not from for certain, who else has written it, what was left out.

import { t, told } from '../core/i18n.js'
import { html } from '../core/ui.js'
import { Icon } from '../components/icon.js'

/** Over its words. @param {{extra: Record<string, any>}} props */
export const Doubts = ({ extra }) =>
  html`${extra.unverified &&
  html`<p class="doubt" role="note"><${Icon} name="triangle-alert" /><span>${t('This sender could not be verified ({check}): ask back on another way before you tell them anything.', { check: extra.unverified })}</span></p>`}${extra.from &&
  html`<p class="doubt" role="note"><${Icon} name="info" /><span>${t('Somebody else has answered here: {address}', { address: extra.from })}</span></p>`}`

/** Below them. @param {{extra: Record<string, any>}} props */
export const LeftOut = ({ extra }) =>
  html`${extra.truncated && html`<p class="small muted">${t('It is too large: only the beginning of its text is here, without its files.')}</p>`}${extra.refused?.map(
    (/** @type {{name: string, reason: string}} */ file, /** @type {number} */ index) => html`<p class="small muted" key=${index}>${t('{file} was not let in: {reason}', { file: file.name, reason: told(file.reason) })}</p>`,
  )}`
