// Somebody rings: who, from which queue, for how long already; take it or leave it.

import { api } from '../../core/api.js'
import { serverNow } from '../../core/clock.js'
import { t } from '../../core/i18n.js'
import { live } from '../../core/live.js'
import { html, useLayoutEffect, useState } from '../../core/ui.js'
import { Button } from '../../components/button.js'
import { Icon } from '../../components/icon.js'
import { Countdown, Since } from '../../components/time.js'
import { microphoneFault } from '../../softphone/devices.js'
import { phone } from '../../softphone/phone.js'
import { Avatar } from './avatar.js'
import { customer, nameOf } from './customers.js'
import { LastTime } from './last-time.js'
import { legOf } from './rules.js'
import { agent } from './desk.js'

/** @typedef {{id: string, until: number, interaction: import('../../types').InteractionCard}} OfferNow */

/** Take it: in the browser that is to answer its call; elsewhere the phone is rung so that it answers by itself. @param {OfferNow} offer */
export async function accept(offer) {
  const call = phone.on(legOf(offer.interaction, agent))
  if (!call) return await api.post(`/offers/${encodeURIComponent(offer.id)}/accept`)
  try {
    await call.answer()
  } catch (error) {
    const why = {
      denied: t('The browser does not let us use the microphone. Allow it beside the address, then accept again.'),
      none: t('There is no microphone. Plug one in, then accept again.'),
      busy: t('Another program has the microphone. Close it, then accept again.'),
      insecure: t('A microphone is to be had on a secure page only: open this one by https.'),
    }
    throw new Error(why[microphoneFault(error)])
  }
}

/** @param {OfferNow} offer */
export const decline = (offer) => api.post(`/offers/${encodeURIComponent(offer.id)}/decline`, { reason: t('Declined') })

/** @param {{offer: OfferNow}} props */
export function Offer({ offer }) {
  const { interaction: card } = offer
  const [of] = useState(() => Math.max(1, offer.until - serverNow()))
  const queue = card.queue && live.card('queue', card.queue).value
  const who = card.customer ? customer(card.customer).value : null
  const name = nameOf(card.customer, card.caller) || t('Number withheld')
  useLayoutEffect(() => document.getElementById('accept')?.focus({ preventScroll: true }), [])
  return html`<section class="offer" aria-labelledby="offered">
    <div class="caller">
      <${Avatar} name=${who?.name ?? ''} />
      <div>
        <p class="small muted"><${Icon} name="phone-incoming" /> ${t('Calls you')}</p>
        <h2 id="offered" class="truncate">${name}</h2>
        <p class="facts">
          ${who?.name && html`<span>${card.caller}</span>`} ${who?.organisation && html`<span>${who.organisation}</span>`}
          <span>${queue?.name ?? card.queue}</span>
          ${who && who.interactions > 1 && html`<span>${t('has called before')}</span>`}
          ${card.queued_at && html`<span>${t('waits')} <${Since} at=${card.queued_at} warn=${60} bad=${180} /></span>`}
        </p>
      </div>
    </div>
    <div class="answers">
      <${Button} id="accept" kind="positive" icon="phone" onClick=${() => accept(offer)} aria-keyshortcuts="Alt+A">${t('Accept')} <kbd>${'Alt A'}</kbd><//>
      <${Button} icon="phone-off" onClick=${() => decline(offer)} aria-keyshortcuts="Alt+D">${t('Decline')} <kbd>${'Alt D'}</kbd><//>
    </div>
    <${LastTime} card=${card} />
    <div class="left"><${Countdown} until=${offer.until} of=${of} label=${t('Time left to accept')} /></div>
  </section>`
}
