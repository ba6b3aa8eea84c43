// Whose call it is, when the number does not say: found among the customers, or made.

import { api } from '../../core/api.js'
import { t } from '../../core/i18n.js'
import { html, useId, useState } from '../../core/ui.js'
import { Button } from '../../components/button.js'
import { Icon } from '../../components/icon.js'
import { fetchCustomer } from './customers.js'
import { useSearched } from './searched.js'

/** `name`: what they call themselves, for a new customer without typing. @param {{interaction: string, name?: string, onDone?: () => void}} props */
export function FindCustomer({ interaction, name = '', onDone }) {
  const id = useId()
  const [text, setText] = useState('')
  const found = useSearched(text)
  /** @param {string} customer */
  async function isOf(customer) {
    await api.put(`/interactions/${encodeURIComponent(interaction)}/customer`, { customer })
    await fetchCustomer(customer)
    onDone?.()
  }
  const called = text.trim() || name
  const add = async () => isOf((await api.post('/customers', { name: called })).id)
  return html`<div class="find-customer">
    <div class="field">
      <label for=${id}>${t('Whose is it?')}</label>
      <input id=${id} class="input" type="search" value=${text} placeholder=${t('Name, organisation or number')} onInput=${(/** @type {any} */ event) => setText(event.currentTarget.value)} />
    </div>
    <ul role="list">
      ${found.map(
        (card) => html`<li key=${card.id}>
          <${Button} wide kind="plain" class="start" onClick=${() => isOf(card.id)}
            ><${Icon} name="user-round" /><span class="grow truncate">${card.name || t('Name not known')}</span><span class="muted small num">${card.identities[0]?.value}</span><//
          >
        </li>`,
      )}
    </ul>
    <div class="row">
      <${Button} small icon="user-plus" disabled=${!called} onClick=${add}><span class="truncate">${called ? t('New customer: {name}', { name: called }) : t('New customer')}</span><//>
      ${onDone && html`<${Button} small kind="plain" onClick=${onDone}>${t('Cancel')}<//>`}
    </div>
  </div>`
}
