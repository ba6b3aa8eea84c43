// Whom it is about: name, number, organisation, the number that was called.

import { fmt, t } from '../../core/i18n.js'
import { live } from '../../core/live.js'
import { html } from '../../core/ui.js'
import { Avatar } from './avatar.js'
import { customer, nameOf } from './customers.js'

/**
 * `children`: at the end of the line.
 * @param {{card: {caller: string, called: string, customer: string | null, queue: string | null, created_at: number}, children?: import('../../core/ui.js').Children}} props
 */
export function Heading({ card, children }) {
  const who = card.customer ? customer(card.customer).value : null
  const queue = card.queue ? live.card('queue', card.queue).value?.name : null
  return html`<header class="heading">
    <${Avatar} name=${who?.name ?? ''} />
    <div class="grow">
      <h2 class="truncate">${nameOf(card.customer, card.caller) || t('Number withheld')}</h2>
      <p class="facts">
        ${who?.name && card.caller && html`<span class="num">${card.caller}</span>`} ${who?.organisation && html`<span>${who.organisation}</span>`}
        ${queue && html`<span>${queue}</span>`} <span>${t('called {number} at {time}', { number: card.called, time: fmt.time(card.created_at) })}</span>
      </p>
    </div>
    ${children}
  </header>`
}
