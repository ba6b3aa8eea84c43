// What the pages share that one sees before one is in: the card in the middle, the fields, what is said when it fails.

import { Field } from '../components/field.js'
import { Icon } from '../components/icon.js'
import { Problem } from '../core/api.js'
import { t, tn } from '../core/i18n.js'
import { html, useState } from '../core/ui.js'

/** @typedef {import('../core/ui.js').Children} Children */

/** @param {{title: string, lead?: Children, children?: Children}} props */
export const Door = ({ title, lead, children }) => html`<div class="door">
  <section class="door-card" aria-labelledby="door-title">
    <header>
      <svg class="door-mark" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="var(--accent)" />
        <path d="M8 11h16M16 11v11" stroke="var(--on-accent)" stroke-width="3" stroke-linecap="round" fill="none" />
        <circle cx="16" cy="22.5" r="2.5" fill="var(--on-accent)" />
      </svg>
      <h1 id="door-title">${title}</h1>
      ${lead && html`<p>${lead}</p>`}
    </header>
    ${children}
  </section>
  <p class="door-foot">Trunkline</p>
</div>`

/** A password that one may look at. @param {{name: string, label: string, hint?: string, autocomplete: string, minLength?: number, autofocus?: boolean}} props */
export function PasswordField({ autocomplete, autofocus, ...field }) {
  const [seen, setSeen] = useState(false)
  return html`<${Field} ...${field} required>
    ${(/** @type {import('../components/field.js').Control} */ { id, value, set, leave, invalid, describedBy }) => html`<div class="password">
      <input
        id=${id}
        class="input"
        name=${field.name}
        type=${seen ? 'text' : 'password'}
        autocomplete=${autocomplete}
        autocapitalize="off"
        spellcheck=${false}
        autofocus=${autofocus}
        value=${value ?? ''}
        aria-required="true"
        aria-invalid=${String(invalid)}
        aria-describedby=${describedBy}
        onInput=${(/** @type {any} */ event) => set(event.currentTarget.value)}
        onBlur=${leave}
      />
      <button type="button" class="button plain only-icon" aria-pressed=${seen} aria-label=${t('Show the password')} title=${t('Show the password')} onClick=${() => setSeen(!seen)}>
        <${Icon} name=${seen ? 'eye-off' : 'eye'} />
      </button>
    </div>`}
  <//>`
}

/** A code of an authenticator, or a recovery code. @param {{autofocus?: boolean, hint?: string}} props */
export const CodeField = ({ autofocus, hint }) =>
  html`<${Field} name="code" label=${t('Code')} hint=${hint ?? t('Six digits of your authenticator, or a recovery code.')} required maxLength=${40}
    class="input code" autocomplete="one-time-code" autocapitalize="off" spellcheck=${false} autofocus=${autofocus} inputmode="text" />`

/** The same problem, in words for people at a door. @param {unknown} error @param {string} wrong @returns {unknown} */
export function inWords(error, wrong) {
  if (!(error instanceof Problem)) return error
  if (error.type === 'sign-in-failed') return new Problem(error.status, { detail: wrong })
  if (error.type === 'too-many-failures') {
    const n = error.retryAfter ?? 1
    return new Problem(error.status, {
      detail: tn('Too many attempts failed. Try again in {n} second.', 'Too many attempts failed. Try again in {n} seconds.', n),
    })
  }
  return error
}
