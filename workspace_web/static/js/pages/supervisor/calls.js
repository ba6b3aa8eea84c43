// The conversations of now, the longest first.

import { may } from '../../core/boot.js'
import { t, tn } from '../../core/i18n.js'
import { live } from '../../core/live.js'
import { html } from '../../core/ui.js'
import { Badge } from '../../components/badge.js'
import { Button } from '../../components/button.js'
import { EmptyState } from '../../components/empty-state.js'
import { Since } from '../../components/time.js'
import { agentName, limits, opened, queueName, talks } from './centre.js'
import { me, supervise, supervised } from './supervise.js'

const MOST = 100

export function Calls() {
  const items = talks.value
  if (!items.length) return html`<${EmptyState} icon="phone" title=${t('Nobody talks')} text=${t('Conversations of customers and agents are here while they last.')} />`
  return html`<ul role="list" class="call-list">
    ${items.slice(0, MOST).map(
      (id) => html`<${Call} key=${id} id=${id} />`,
    )}
    ${items.length > MOST && html`<li class="muted small">${tn('and {n} more', 'and {n} more', items.length - MOST)}</li>`}
  </ul>`
}

/** @param {{id: string}} props */
function Call({ id }) {
  /** @type {import('../../types').InteractionCard | null} */
  const item = live.card('interaction', id).value
  if (!item) return null
  const agent = agentName(item.agent)
  return html`<li class="call-item">
    <button type="button" class="call-head" onClick=${() => (opened.value = { kind: 'interaction', id })}>
      <span class="waiting-who"><strong>${agent || item.outside || t('Nobody')}</strong><span class="muted small">${item.caller || t('number withheld')} · ${queueName(item.queue)}</span></span>
      ${item.on_hold && html`<${Badge} tone="warn" icon="circle-pause">${t('On hold')}<//>`}
      <${Since} at=${item.connected_at} ...${limits('talk')} />
    </button>
    ${may('interactions:act') && item.agent !== me && html`<${Button} small icon="ear" label=${t('Listen to {agent}', { agent })} pressed=${supervised.value?.item.id === id} onClick=${() => supervise(id, 'listen')} />`}
  </li>`
}
