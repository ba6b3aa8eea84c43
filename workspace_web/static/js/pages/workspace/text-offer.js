// Somebody has written: who, by which channel, what it says; take it or leave it.

import { api } from '../../core/api.js'
import { serverNow } from '../../core/clock.js'
import { t } from '../../core/i18n.js'
import { live } from '../../core/live.js'
import { html, useState } from '../../core/ui.js'
import { Button } from '../../components/button.js'
import { Icon } from '../../components/icon.js'
import { Countdown, Since } from '../../components/time.js'
import { channelOfCard } from '../../conversation/channels.js'
import { ask } from '../../conversation/wishes.js'
import { Avatar } from './avatar.js'
import { calledBy, customer } from './customers.js'
import { pick } from './desk.js'
import { LastTime } from './last-time.js'
import { decline } from './offer.js'
import { patience } from './rules.js'

/** @typedef {import('./offer.js').OfferNow} OfferNow */

/** Take it, and look at it. @param {OfferNow} offer */
export async function acceptText(offer) {
  await api.post(`/offers/${encodeURIComponent(offer.id)}/accept`)
  pick(offer.interaction.id)
  ask('focus')
}

/** @param {{offer: OfferNow}} props */
export function TextOffer({ offer }) {
  const { interaction: card } = offer
  const [of] = useState(() => Math.max(1, offer.until - serverNow()))
  const queue = card.queue && live.card('queue', card.queue).value
  const who = card.customer ? customer(card.customer).value : null
  const { icon, name: channel } = channelOfCard(card)
  const [late, tooLate] = patience(card.media_type)
  // The focus stays where one writes: the card is said aloud, and Alt A takes it.
  return html`<section class="offer written" aria-labelledby="offered" role="alert">
    <div class="caller">
      <${Avatar} name=${who?.name ?? ''} />
      <div>
        <p class="small muted"><${Icon} name=${icon} /> ${channel()} · ${card.channel_name}</p>
        <h2 id="offered" class="truncate">${calledBy(card)}</h2>
        <p class="facts">
          <span>${queue?.name ?? card.queue}</span> ${who && who.interactions > 1 && html`<span>${t('known to us')}</span>`}
          ${card.reopens && html`<span>${t('goes on with an earlier conversation')}</span>`}
          ${card.queued_at && html`<span>${t('waits')} <${Since} at=${card.queued_at} warn=${late} bad=${tooLate} /></span>`}
        </p>
      </div>
    </div>
    <div class="answers">
      <${Button} id="accept" kind="positive" icon="check" onClick=${() => acceptText(offer)} aria-keyshortcuts="Alt+A">${t('Accept')} <kbd>${'Alt A'}</kbd><//>
      <${Button} icon="x" onClick=${() => decline(offer)} aria-keyshortcuts="Alt+D">${t('Decline')} <kbd>${'Alt D'}</kbd><//>
    </div>
    ${(card.subject || card.preview) && html`<blockquote class="said">${card.subject && card.media_type === 'email' && html`<strong>${card.subject}</strong> `}${card.preview}</blockquote>`}
    <${LastTime} card=${card} />
    <div class="left"><${Countdown} until=${offer.until} of=${of} label=${t('Time left to accept')} /></div>
  </section>`
}
