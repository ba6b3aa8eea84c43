// Always there while one listens in: to whom, who hears the supervisor, since when, and the way out.

import { t } from '../../core/i18n.js'
import { keysOf, shown, actions } from '../../core/keys.js'
import { classes, html } from '../../core/ui.js'
import { Button } from '../../components/button.js'
import { Icon } from '../../components/icon.js'
import { Since } from '../../components/time.js'
import { phone } from '../../softphone/phone.js'
import { agentName, customerOf, queueName } from './centre.js'
import { began, hangUp, leave, own, supervise, supervised, takeOver } from './supervise.js'

/** @typedef {import('../../types').SupervisionMode} Mode */

/** @type {readonly {mode: Mode, icon: string, word: () => string, heard: (agent: string) => string}[]} */
const MODES = [
  { mode: 'listen', icon: 'ear', word: () => t('Listen'), heard: () => t('Nobody hears you') },
  { mode: 'whisper', icon: 'message-circle', word: () => t('Whisper'), heard: (agent) => t('Only {agent} hears you', { agent }) },
  { mode: 'barge', icon: 'megaphone', word: () => t('Barge in'), heard: () => t('Everybody hears you') },
]

/** @param {string} id */
const keyOf = (id) => {
  const found = actions.value.find((action) => action.id === id)
  return found ? shown(keysOf(found)) : ''
}

/** @param {{id: string}} props */
const Key = ({ id }) => (keyOf(id) ? html`<kbd aria-hidden="true">${keyOf(id)}</kbd>` : null)

export function ModeBar() {
  if (supervised.value) return html`<${Supervising} ...${supervised.value} />`
  return own.value ? html`<${Talking} item=${own.value} />` : null
}

/** @param {import('./supervise.js').Supervised} props */
function Supervising({ item, party }) {
  const agent = agentName(item.agent)
  const rings = party.state === 'ringing'
  const now = MODES.find(({ mode }) => mode === party.mode) ?? MODES[0]
  const call = phone.calls.value.find((one) => one.leg === party.leg)
  return html`<section class=${classes('mode-bar', party.mode)} aria-label=${t('Supervision')}>
    <div class="mode-who" role="status">
      <${Icon} name=${now?.icon ?? 'ear'} />
      <p>
        <strong>${rings ? t('Connecting you to {agent} …', { agent }) : now?.heard(agent)}</strong>
        <span class="muted">${agent} · ${customerOf(item)} · ${queueName(item.queue)}</span>
      </p>
      <${Since} at=${began.value} />
    </div>
    <div class="modes" role="group" aria-label=${t('Who hears you')}>
      ${MODES.map(
        ({ mode, icon, word }) => html`<${Button} key=${mode} icon=${icon} pressed=${party.mode === mode} disabled=${rings} onClick=${() => supervise(item.id, mode)}
          >${word()}<${Key} id="supervise.${mode}"
        /><//>`,
      )}
    </div>
    <div class="row whole">
      ${call && html`<${Button} icon=${call.muted.value ? 'mic-off' : 'mic'} pressed=${call.muted.value} label=${t('Mute my microphone')} onClick=${() => call.mute(!call.muted.value)} />`}
      <${Button} icon="phone-forwarded" disabled=${rings} onClick=${takeOver}>${t('Take over')}<${Key} id="supervise.take-over" /><//>
      <${Button} icon="log-out" onClick=${leave}>${t('Leave')}<${Key} id="supervise.leave" /><//>
    </div>
  </section>`
}

/** @param {{item: import('../../types').InteractionCard}} props */
function Talking({ item }) {
  const call = phone.calls.value.find((one) => one.leg === item.leg)
  return html`<section class="mode-bar own" aria-label=${t('Your call')}>
    <div class="mode-who" role="status">
      <${Icon} name="phone-call" />
      <p><strong>${t('You are talking to the customer')}</strong><span class="muted">${customerOf(item)} · ${queueName(item.queue)}</span></p>
      <${Since} at=${item.connected_at} />
    </div>
    <div class="row whole">
      ${call && html`<${Button} icon=${call.muted.value ? 'mic-off' : 'mic'} pressed=${call.muted.value} label=${t('Mute my microphone')} onClick=${() => call.mute(!call.muted.value)} />`}
      <${Button} kind="danger" icon="phone-off" onClick=${hangUp}>${t('Hang up')}<//>
    </div>
  </section>`
}
