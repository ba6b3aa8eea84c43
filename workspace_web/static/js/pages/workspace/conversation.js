// A call that goes on: who hears whom, and everything that can be done with it.

import { api } from '../../core/api.js'
import { confirmDialog } from '../../core/dialogs.js'
import { t } from '../../core/i18n.js'
import { classes, html, signal, useEffect } from '../../core/ui.js'
import { Banner } from '../../components/banner.js'
import { Button } from '../../components/button.js'
import { Mark } from '../../components/state-mark.js'
import { Countdown, Since } from '../../components/time.js'
import { phone } from '../../softphone/phone.js'
import { agent } from './desk.js'
import { Heading } from './heading.js'
import { Keypad } from './keypad.js'
import { LastTime } from './last-time.js'
import { lookOf } from './looks.js'
import { Parties } from './parties.js'
import { QualityLamp } from './quality-lamp.js'
import { asked, legOf } from './rules.js'
import { Transfer } from './transfer.js'

/** @typedef {import('../../types').InteractionCard} InteractionCard */

/** @param {InteractionCard} card @param {string} verb */
export const ask = (card, verb) => api.post(`/interactions/${encodeURIComponent(card.id)}/${verb}`)

/** Hold, or back from it. @param {InteractionCard} card */
export const toggleHold = (card) => ask(card, card.on_hold ? 'resume' : 'hold')

/** @param {InteractionCard} card */
export const toggleRecording = (card) => ask(card, card.recording_muted ? 'recording/unmute' : 'recording/mute')

/** @param {InteractionCard} card */
export async function hangUp(card) {
  const parties = card.parties?.some(({ role, state }) => role === 'conference' && state === 'talking')
  if (parties) {
    const sure = await confirmDialog({
      title: t('End the call for everyone?'),
      text: t('To leave and let the others go on, transfer the call to one of them.'),
      confirm: t('End the call'),
      danger: true,
    })
    if (!sure) return
  }
  await ask(card, 'end')
}

/** Which panel below the controls is open. */
export const panel = signal(/** @type {null | 'keypad' | 'transfer'} */ (null))

/** @param {'keypad' | 'transfer'} name */
export const togglePanel = (name) => void (panel.value = panel.value === name ? null : name)

/** @param {{card: InteractionCard}} props */
export function Conversation({ card }) {
  const own = card.agent === agent
  const call = phone.on(legOf(card, agent))
  const muted = call?.muted.value ?? false
  useEffect(() => () => void (panel.value = null), [])
  return html`<article class="conversation" aria-label=${t('Conversation')}>
    <${Heading} card=${card}>
      <div class="times">
        ${call && html`<${QualityLamp} call=${call} />`} <${Mark} look=${lookOf(card)} />
        <strong class="clock"><${Since} at=${card.connected_at} /></strong>
      </div>
    <//>
    ${card.rejoin_until && own && html`<${Banner} tone="bad" icon="phone-missed"
      >${t('Your phone lost the call. The customer hears music and waits for you:')} <${Countdown} until=${card.rejoin_until} of=${20} bar=${false} /><//
    >`}
    <div class=${classes('controls', !own && 'few')} role="group" aria-label=${t('Call')}>
      ${call && html`<${Mute} call=${call} muted=${muted} />`}
      ${own && html`<${Hold} card=${card} />`}
      ${call && html`<${Button} icon="grid-3x3" pressed=${panel.value === 'keypad'} onClick=${() => togglePanel('keypad')} aria-expanded=${String(panel.value === 'keypad')}>${t('Keypad')}<//>`}
      ${own && html`<${Button} icon="phone-forwarded" pressed=${panel.value === 'transfer'} disabled=${asked(card) !== null} onClick=${() => togglePanel('transfer')} aria-expanded=${String(panel.value === 'transfer')} aria-keyshortcuts="Alt+T">${t('Transfer')}<//>`}
      ${own && card.recorded && html`<${Recording} card=${card} />`}
      ${own
        ? html`<${Button} kind="danger" icon="phone-off" onClick=${() => hangUp(card)}>${t('End call')}<//>`
        : call && html`<${Button} kind="danger" icon="phone-off" onClick=${() => call.hangUp()}>${t('Leave')}<//>`}
    </div>
    ${panel.value === 'keypad' && call && html`<${Keypad} call=${call} onClose=${() => (panel.value = null)} />`}
    ${panel.value === 'transfer' && own && html`<${Transfer} card=${card} onClose=${() => (panel.value = null)} />`}
    <${Parties} card=${card} muted=${muted} />
    <${LastTime} card=${card} />
  </article>`
}

/** @param {{call: import('../../softphone/softphone.js').Call, muted: boolean}} props */
function Mute({ call, muted }) {
  return html`<${Button}
    class=${classes('switch mute', muted && 'on warn')}
    icon=${muted ? 'mic-off' : 'mic'}
    pressed=${muted}
    onClick=${() => call.mute(!muted)}
    aria-keyshortcuts="Alt+M"
    >${muted ? t('Muted') : t('Mute')}<//
  >`
}

/** @param {{card: InteractionCard}} props */
const Hold = ({ card }) =>
  html`<${Button}
    class=${classes('switch hold', card.on_hold && 'on warn')}
    icon=${card.on_hold ? 'play' : 'pause'}
    pressed=${Boolean(card.on_hold)}
    disabled=${asked(card) !== null}
    onClick=${() => toggleHold(card)}
    aria-keyshortcuts="Alt+H"
    >${card.on_hold ? t('Resume') : t('Hold')}${card.on_hold && card.held_since ? html` <${Since} at=${card.held_since} warn=${60} bad=${180} />` : null}<//
  >`

/** @param {{card: InteractionCard}} props */
const Recording = ({ card }) =>
  html`<${Button}
    class=${classes('switch', card.recording_muted && 'on warn')}
    icon=${card.recording_muted ? 'circle-slash' : 'circle-dot'}
    pressed=${Boolean(card.recording_muted)}
    onClick=${() => toggleRecording(card)}
    label=${card.recording_muted ? t('Record again') : t('Record nothing for now, while card numbers and the like are said')}
    >${card.recording_muted ? t('Not recorded') : t('Recorded')}<//
  >`
