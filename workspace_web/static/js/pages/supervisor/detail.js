// One agent, or one conversation, from close: where it stands, and all that happened.

import { api } from '../../core/api.js'
import { may } from '../../core/boot.js'
import { because, fmt, t } from '../../core/i18n.js'
import { live } from '../../core/live.js'
import { html, useEffect, useState } from '../../core/ui.js'
import { Badge } from '../../components/badge.js'
import { Button } from '../../components/button.js'
import { Dialog } from '../../components/dialog.js'
import { EmptyState } from '../../components/empty-state.js'
import { Icon } from '../../components/icon.js'
import { StateMark } from '../../components/state-mark.js'
import { Since } from '../../components/time.js'
import { channelOfCard } from '../../conversation/channels.js'
import { agentName, customerOf, limits, MEASURE_OF_STATE, opened, queueName } from './centre.js'
import { WriteButton } from './broadcasts.js'
import { listenTo } from './agent-menu.js'
import { Standing } from './calls.js'
import { teamOf } from './rules.js'
import { talkOf } from './supervise.js'
import { Explanation } from './waiting.js'
import { told } from './events.js'
import { Load } from './load.js'
import { Watched } from './watch.js'

/** @typedef {import('../../types').InteractionCard} InteractionCard */
/** @typedef {import('../../types').EventCard} EventCard */

export function Detail() {
  const about = opened.value
  if (!about) return null
  const close = () => (opened.value = null)
  return about.kind === 'agent' ? html`<${AgentDetail} key=${about.id} id=${about.id} onClose=${close} />` : html`<${InteractionDetail} key=${about.id} id=${about.id} onClose=${close} />`
}

/** @param {{id: string, onClose: () => void}} props */
function AgentDetail({ id, onClose }) {
  const agent = live.card('agent', id).value
  if (!agent) return html`<${Dialog} drawer title=${id} onClose=${onClose}><${EmptyState} icon="user-minus" title=${t('This agent is not there any more')} /><//>`
  const skills = Object.entries(agent.skills)
  return html`<${Dialog} drawer title=${agent.name} onClose=${onClose}>
    <div class="row apart">
      <${StateMark} of="agent" state=${agent.state} />
      <${Since} at=${agent.since} ...${limits(MEASURE_OF_STATE[agent.state])} />
    </div>
    ${agent.reason && html`<p class="muted">${because(agent.reason)}</p>`}
    <${Load} agent=${agent} />
    <div class="row">
      <${WriteButton} recipients=${{ kind: 'agent', id, name: agent.name }} />
      ${may('interactions:act') && talkOf(agent) && html`<${Button} small icon="ear" onClick=${() => listenTo(agent)}>${t('Listen')}<//>`}
    </div>
    <dl class="facts">
      <dt>${t('Team')}</dt><dd>${teamOf(agent) || '–'}</dd>
      <dt>${t('Queues')}</dt><dd>${agent.queues.map(queueName).join(', ') || '–'}</dd>
      <dt>${t('Skills')}</dt><dd>${skills.length ? skills.map(([skill, level]) => html`<${Badge} key=${skill}>${skill} ${level}<//> `) : '–'}</dd>
    </dl>
    ${agent.holds.length > 1
      ? html`<h3>${t('In hand')}</h3><ul role="list" class="call-list">${agent.holds.map((/** @type {import('../../types').HoldCard} */ hold) => html`<${Held} key=${hold.interaction} hold=${hold} />`)}</ul>`
      : agent.interaction
        ? html`<h3>${t('Current work')}</h3><${Story} id=${agent.interaction} />` : html`<h3>${t('Lately')}</h3><${Lately} agent=${id} />`}
  <//>`
}

/** One of several that an agent has in hand. @param {{hold: import('../../types').AgentCard['holds'][number]}} props */
function Held({ hold }) {
  /** @type {InteractionCard | null} */
  const item = live.card('interaction', hold.interaction).value
  if (!item) return null
  return html`<li class="call-item">
    <button type="button" class="call-head" onClick=${() => (opened.value = { kind: 'interaction', id: item.id })}>
      <${Icon} name=${channelOfCard(item).icon} label=${channelOfCard(item).name()} />
      <span class="waiting-who"><strong>${customerOf(item)}</strong><span class="muted small truncate">${item.preview || queueName(item.queue)}</span></span>
      <${Standing} item=${item} /><${Since} at=${hold.since} />
    </button>
  </li>`
}

/** @param {{id: string, onClose: () => void}} props */
function InteractionDetail({ id, onClose }) {
  const item = live.card('interaction', id).value
  if (item?.thread && item.writing) {
    return html`<${Dialog} drawer width="46rem" title=${item.subject || customerOf(item)} onClose=${onClose} class="watching">
      ${item.state === 'queued' || item.state === 'offered' ? html`<${Explanation} id=${id} />` : null}
      <${Watched} item=${item} />
      <details class="all-happened"><summary>${t('All that happened')}</summary><${Story} id=${id} /></details>
    <//>`
  }
  return html`<${Dialog} drawer title=${item ? customerOf(item) : t('Conversation')} onClose=${onClose}>
    ${item && (item.state === 'queued' || item.state === 'offered') ? html`<${Explanation} id=${id} />` : null}
    <${Story} id=${id} />
  <//>`
}

/** @param {{id: string}} props */
function Story({ id }) {
  /** @type {InteractionCard | null} */
  const item = live.card('interaction', id).value
  const [events, setEvents] = useState(/** @type {readonly EventCard[] | null} */ (null))
  const [wrong, setWrong] = useState('')
  const version = item ? `${item.state} ${item.agent} ${item.on_hold} ${item.parties.length}` : 'over'
  useEffect(() => {
    const abort = new AbortController()
    api.get(`/interactions/${encodeURIComponent(id)}/events`, {}, abort.signal).then(
      (list) => setEvents(list.items),
      (error) => abort.signal.aborted || setWrong(error.message),
    )
    return () => abort.abort()
  }, [id, version])
  return html`${item &&
    html`<dl class="facts">
      <dt>${t('State')}</dt><dd><${StateMark} of="interaction" state=${item.state} /></dd>
      <dt>${t('Caller')}</dt><dd class="num">${item.caller || t('number withheld')}</dd>
      <dt>${t('Called')}</dt><dd class="num">${item.called}</dd>
      <dt>${t('Queue')}</dt><dd>${queueName(item.queue) || '–'}</dd>
      <dt>${t('Agent')}</dt><dd>${agentName(item.agent) || '–'}</dd>
      <dt>${t('Here since')}</dt><dd>${fmt.seconds(item.created_at)}</dd>
    </dl>`}
    ${wrong && html`<p class="bad">${wrong}</p>`}
    ${events === null && !wrong && html`<p aria-busy="true"><span class="skeleton">…………………………</span></p>`}
    ${events && html`<ol role="list" class="story">${events.map((event) => html`<li key=${event.seq}><time class="num muted small">${fmt.seconds(event.at)}</time><span>${told(event)}</span></li>`)}</ol>`}`
}

/** The last conversations of an agent who has none now. @param {{agent: string}} props */
function Lately({ agent }) {
  const [items, setItems] = useState(/** @type {readonly InteractionCard[] | null} */ (null))
  useEffect(() => {
    const abort = new AbortController()
    api.get('/interactions', { agent, limit: 5 }, abort.signal).then((page) => setItems(page.items), () => setItems([]))
    return () => abort.abort()
  }, [agent])
  if (!items) return html`<p aria-busy="true"><span class="skeleton">…………………………</span></p>`
  if (!items.length) return html`<p class="muted">${t('No conversation yet.')}</p>`
  return html`<ul role="list" class="call-list">
    ${items.map(
      (item) => html`<li key=${item.id} class="call-item">
        <button type="button" class="call-head" onClick=${() => (opened.value = { kind: 'interaction', id: item.id })}>
          <span class="waiting-who"><strong>${customerOf(item)}</strong><span class="muted small">${queueName(item.queue)} · ${fmt.moment(item.created_at)}</span></span>
          <${StateMark} of="interaction" state=${item.state} />
        </button>
      </li>`,
    )}
  </ul>`
}
