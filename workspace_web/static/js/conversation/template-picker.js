// Templates of the provider: found, filled in, and sent; all that goes when the window is closed.

import { api } from '../core/api.js'
import { t } from '../core/i18n.js'
import { classes, html, useEffect, useId, useState } from '../core/ui.js'
import { Badge } from '../components/badge.js'
import { Button } from '../components/button.js'
import { Dialog } from '../components/dialog.js'
import { newClientId, say } from './store.js'

/** @typedef {import('../types').MessageTemplate} MessageTemplate */

/** The text with what goes into it. @param {MessageTemplate} template @param {Record<string, string>} values */
export const filledTemplate = (template, values) => template.text.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (whole, field) => values[field] || whole)

/**
 * @param {{thread: string, interaction: string, account: import('../types').TextAccountCard, language: string, values: Record<string, string | null | undefined>, onClose: () => void}} props
 */
export function TemplatePicker({ thread, interaction, account, language, values, onClose }) {
  /** @param {MessageTemplate} template @param {Record<string, string>} filled */
  async function send(template, filled) {
    await say(thread, interaction, {
      client_id: newClientId(),
      text: filledTemplate(template, filled),
      template: { name: template.name, language: template.language, values: filled },
    })
    onClose()
  }
  return html`<${Dialog} title=${t('Templates')} width="40rem" onClose=${onClose}><${Templates} account=${account} language=${language} first=${values['customer.name'] ?? ''} word=${t('Send')} onDone=${send} /><//>`
}

/** @param {{account: import('../types').TextAccountCard, language: string, first: string, word: string, onDone: (template: MessageTemplate, values: Record<string, string>) => Promise<void>}} props */
export function Templates({ account, language, first, word, onDone }) {
  const id = useId()
  const [known, setKnown] = useState(/** @type {readonly MessageTemplate[] | null} */ (null))
  const [fault, setFault] = useState('')
  const [chosen, setChosen] = useState(/** @type {MessageTemplate | null} */ (null))
  const [values, setValues] = useState(/** @type {Record<string, string>} */ ({}))
  useEffect(() => {
    /** @param {MessageTemplate} template */
    const foreign = (template) => Number(template.language.split(/[-_]/)[0] !== language.split('-')[0])
    api.get(`/accounts/${encodeURIComponent(account.id)}/templates`).then(
      ({ items }) => setKnown([...items].sort((a, b) => foreign(a) - foreign(b) || a.name.localeCompare(b.name))),
      (error) => setFault(error.message),
    )
  }, [account.id])
  /** @param {MessageTemplate} template */
  function choose(template) {
    setChosen(template)
    setValues(template.fields[0] && first ? { [template.fields[0]]: first } : {})
  }
  const missing = chosen?.fields.some((field) => !values[field]?.trim()) ?? true
  if (fault) return html`<p role="alert">${fault}</p>`
  if (!known) return html`<p class="skeleton" aria-hidden="true">${'…'}</p>`
  if (!known.length) return html`<p class="muted">${t('The provider has approved no template for this account.')}</p>`
  return html`<div class="templates">
    <ul role="list">
      ${known.map(
        (template) => html`<li key=${`${template.name} ${template.language}`}>
          <button type="button" class=${classes('template', template === chosen && 'chosen')} aria-pressed=${String(template === chosen)} onClick=${() => choose(template)}>
            <span class="row"><strong class="grow truncate">${template.name}</strong><${Badge}>${template.language}<//></span><span class="small muted">${template.text}</span>
          </button>
        </li>`,
      )}
    </ul>
    ${chosen &&
    html`<form class="form" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      ${chosen.fields.map(
        (field) => html`<div class="field" key=${field}><label for="${id}-${field}">${t('Field {name}', { name: field })}</label>
          <input class="input" id="${id}-${field}" maxlength="200" value=${values[field] ?? ''} onInput=${(/** @type {any} */ event) => setValues({ ...values, [field]: event.currentTarget.value })} /></div>`,
      )}
      <p class="preview">${filledTemplate(chosen, values)}</p>
      <div class="row end"><${Button} type="submit" kind="primary" icon="send" disabled=${missing && chosen.fields.length > 0} onClick=${() => onDone(chosen, values)}>${word}<//></div>
    </form>`}
  </div>`
}
