// A colleague asks me into their call, while their customer hears music.

import { t } from '../../core/i18n.js'
import { html } from '../../core/ui.js'
import { Button } from '../../components/button.js'
import { Icon } from '../../components/icon.js'
import { Avatar } from './avatar.js'
import { colleague } from './colleagues.js'
import { nameOf } from './customers.js'

/** @param {{card: import('../../types').InteractionCard, call: import('../../softphone/softphone.js').Call}} props */
export function Asked({ card, call }) {
  const name = card.agent ? colleague(card.agent) : ''
  return html`<section class="offer" aria-labelledby="asked">
    <div class="caller">
      <${Avatar} name=${name} />
      <div>
        <p class="small muted"><${Icon} name="phone-incoming" /> ${t('Asks you')}</p>
        <h2 id="asked" class="truncate">${name}</h2>
        <p class="facts"><span>${t('about {customer}', { customer: nameOf(card.customer, card.caller) || t('Number withheld') })}</span></p>
      </div>
    </div>
    <div class="answers">
      <${Button} kind="positive" icon="phone" onClick=${() => call.answer()} aria-keyshortcuts="Alt+A">${t('Answer')} <kbd>${'Alt A'}</kbd><//>
      <${Button} icon="phone-off" onClick=${() => call.hangUp()} aria-keyshortcuts="Alt+D">${t('Decline')} <kbd>${'Alt D'}</kbd><//>
    </div>
  </section>`
}
