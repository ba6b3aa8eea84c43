// Beside the work: the customer, their history, notes, and how it went.

import { t } from '../../core/i18n.js'
import { html, signal } from '../../core/ui.js'
import { EmptyState } from '../../components/empty-state.js'
import { Tabs } from '../../components/tabs.js'
import { agent, current, customerId, looked, wrapping } from './desk.js'
import { CustomerCard } from './customer-card.js'
import { FindCustomer } from './find-customer.js'
import { History } from './history.js'
import { Notes } from './notes.js'
import { WrapUpForm } from './wrap-up.js'

const selected = signal('customer')

/** @param {string} tab */
export const showTab = (tab) => void (selected.value = tab)

const Nobody = () =>
  html`<${EmptyState} icon="user-round" title=${t('No customer')} text=${t('The customer of what you have open is shown here, with their history.')} />`

export function Side() {
  const card = current.value
  const customer = customerId.value
  const interaction = looked.value
  // In wrap-up the form is the work itself, in the middle of the page.
  const own = card !== null && (!('parties' in card) || card.agent === agent)
  const wraps = wrapping(interaction)
  const tabs = [
    {
      id: 'customer',
      title: t('Customer'),
      view: () =>
        customer
          ? html`<${CustomerCard} id=${customer} interaction=${interaction} key=${customer} />`
          : card && interaction
            ? html`<${FindCustomer} interaction=${interaction} name=${card.customer_name} key=${interaction} />`
            : html`<${Nobody} />`,
    },
    { id: 'history', title: t('History'), view: () => (customer ? html`<${History} customer=${customer} key=${customer} />` : html`<${Nobody} />`) },
    { id: 'notes', title: t('Notes'), view: () => (customer || interaction ? html`<${Notes} customer=${customer} interaction=${interaction} />` : html`<${Nobody} />`) },
    ...(own && card.connected_at && !wraps ? [{ id: 'wrap-up', title: t('Wrap-up'), view: () => html`<${WrapUpForm} card=${card} key=${card.id} />` }] : []),
  ]
  return html`<div class="side"><${Tabs} label=${t('About the customer')} tabs=${tabs} selected=${selected.value} onSelect=${showTab} /></div>`
}
