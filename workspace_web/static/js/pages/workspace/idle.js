// Nothing to do right now: where one stands, and what to do when something keeps calls away.

import { because, t, tn } from '../../core/i18n.js'
import { live } from '../../core/live.js'
import { html } from '../../core/ui.js'
import { Button } from '../../components/button.js'
import { Icon } from '../../components/icon.js'
import { Since } from '../../components/time.js'
import { phone } from '../../softphone/phone.js'
import { become, me } from './desk.js'

/** @returns {{icon: string, tone: string, title: string, text: string, act?: {title: string, icon: string, run: () => unknown}}} */
function said() {
  const status = me.value
  const again = { title: t('Become available'), icon: 'circle-check', run: () => become('available') }
  if (!status) return { icon: 'hourglass', tone: 'quiet', title: t('A moment …'), text: t('We look up where you stand.') }
  const where = { browser: t('The next call rings here, and so does what is written.'), desk: t('The next call rings on your desk phone, and what is written comes here.'), mobile: t('The next call rings on your mobile, and what is written comes here.') }
  switch (status.state) {
    case 'available': {
      if (phone.device.value === 'browser' && phone.state.value === 'starting') {
        return { icon: 'plug', tone: 'quiet', title: t('You are available'), text: t('Your phone is being connected …') }
      }
      const waiting = [...live.queues.value.values()].reduce((sum, queue) => sum + queue.waiting, 0)
      const waits = waiting ? tn('{n} customer waits in your queues.', '{n} customers wait in your queues.', waiting) : t('Nobody waits in your queues.')
      return { icon: 'headset', tone: 'good', title: t('You are available'), text: `${where[phone.device.value ?? 'browser']} ${waits}` }
    }
    case 'away':
      return { icon: 'coffee', tone: 'warn', title: status.reason ? t('You are away: {reason}', { reason: because(status.reason) }) : t('You are away'), text: t('Nothing comes until you are available again. You can still take what waits by hand.'), act: again }
    case 'not_responding':
      return { icon: 'phone-missed', tone: 'bad', title: t('You did not respond'), text: t('Nothing comes until you say that you are there.'), act: again }
    case 'signed_out':
      return { icon: 'power', tone: 'quiet', title: t('You take no calls'), text: t('Become available to begin your work.'), act: again }
    default:
      return { icon: 'phone-call', tone: 'busy', title: t('You are busy'), text: t('Pick your conversation from the list.') }
  }
}

export function Idle() {
  const { icon, tone, title, text, act } = said()
  return html`<section class="idle tone-${tone}" aria-live="polite">
    <span class="disc"><${Icon} name=${icon} /></span>
    <h2>${title}</h2>
    <p class="muted">${text}</p>
    ${me.value && html`<p class="muted small">${t('for')} <${Since} at=${me.value.since} /></p>`}
    ${act && html`<${Button} kind="primary" icon=${act.icon} onClick=${act.run}>${act.title}<//>`}
    ${phone.state.value === 'off' && phone.choices.value.includes('browser') &&
    html`<p class="small muted">${t('Calls ring on your other phone.')} <${Button} small kind="plain" icon="headphones" onClick=${() => phone.choose('browser')}>${t('Ring in this browser instead')}<//></p>`}
  </section>`
}
