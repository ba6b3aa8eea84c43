// One inbox for all channels: what I have in hand, what I put aside, who waits that I could take, and what was before.

import { api } from '../../core/api.js'
import { now } from '../../core/clock.js'
import { fmt, t, tn } from '../../core/i18n.js'
import { live } from '../../core/live.js'
import { classes, computed, html, useComputed } from '../../core/ui.js'
import { Badge } from '../../components/badge.js'
import { Button } from '../../components/button.js'
import { Icon } from '../../components/icon.js'
import { Mark, Shape } from '../../components/state-mark.js'
import { Since } from '../../components/time.js'
import { channelOfCard } from '../../conversation/channels.js'
import { ask } from '../../conversation/wishes.js'
import { begun } from '../../conversation/drafts.js'
import { calledBy } from './customers.js'
import { agent, holds, looked, me, mine, pick, recent, unread, wrapping } from './desk.js'
import { lookOf, standingLook } from './looks.js'
import { activity, inboxOf, isText, load, patience } from './rules.js'
import { beginMessage } from './begin-message.js'
import { queuesToPull } from './waiting.js'
import { codeName } from './wrap-up.js'

/** @typedef {import('../../types').InteractionCard} InteractionCard */
/** @typedef {import('../../types').PastCard} PastCard */
/** @typedef {import('../../types').QueueCard} QueueCard */
/** @typedef {import('./rules.js').Standing} Standing */

export const past = computed(() => recent.value.filter(({ id }) => !mine.value.some((card) => card.id === id)))

const sorted = computed(() => inboxOf(mine.value, holds.value))

/** In the order of the list: the keys Alt 1 to 9 go by it. */
export const inOrder = computed(() => [...sorted.value.inHand, ...sorted.value.aside].map(({ card }) => card.id))

export function Inbox() {
  const { inHand, aside } = sorted.value
  const ending = past.value.filter(({ id }) => wrapping(id))
  const over = past.value.filter(({ id }) => !wrapping(id))
  return html`<div class="list">
    <section aria-labelledby="mine">
      <header>
        <h2 id="mine">${t('In hand')}</h2>
        ${me.value && html`<${Load} />`}
        <${Button} small kind="plain" icon="pencil" label=${t('New message')} onClick=${beginMessage} />
      </header>
      ${inHand.length + ending.length
        ? html`<ul role="list">${inHand.map(({ card, standing }) => html`<${Item} card=${card} standing=${standing} key=${card.id} />`)}${ending.map((card) => html`<${Past} card=${card} key=${card.id} />`)}</ul>`
        : html`<p class="nothing">${t('None now.')}</p>`}
    </section>
    ${aside.length > 0 &&
    html`<section aria-labelledby="aside">
      <h2 id="aside">${t('Put aside')}</h2>
      <ul role="list">${aside.map(({ card, standing }) => html`<${Item} card=${card} standing=${standing} key=${card.id} />`)}</ul>
    </section>`}
    <section aria-labelledby="past">
      <h2 id="past">${t('Earlier')}</h2>
      ${over.length
        ? html`<ul role="list">${over.map((card) => html`<${Past} card=${card} key=${card.id} />`)}</ul>`
        : html`<p class="nothing">${t('Nothing yet. What you have finished is listed here.')}</p>`}
    </section>
    <${Queues} />
  </div>`
}

/** How full my hands are. */
function Load() {
  const card = me.value
  if (!card) return null
  const { share, over, pieces } = load(card)
  const words = tn('{n} in hand, {percent} of what you can', '{n} in hand, {percent} of what you can', pieces, { percent: fmt.percent(card.units / (card.capacity || 1)) })
  return html`<span class=${classes('load', over && 'over')} title=${words}>
    <span class="bar-of" aria-hidden="true"><span style=${{ inlineSize: `${share * 100}%` }}></span></span>
    <span class="num small" aria-hidden="true">${fmt.percent(card.units / (card.capacity || 1))}</span><span class="only-read">${words}</span>
  </span>`
}

/** @param {{card: InteractionCard, standing: Standing}} props */
function Item({ card, standing }) {
  const { icon, name: channel } = channelOfCard(card)
  const name = calledBy(card)
  const text = isText(card)
  const fresh = unread(card)
  const [late, tooLate] = patience(card.media_type)
  const current = looked.value === card.id
  return html`<li>
    <button type="button" class=${classes('item', standing, standing === 'rings' && 'rings', fresh > 0 && 'fresh')} aria-current=${current ? 'true' : undefined} onClick=${() => pick(card.id)}>
      <span class="channel" title=${card.channel_name || channel()}><${Icon} name=${icon} label=${channel()} /></span>
      <span class="who">
        <span class="row whole"><strong class="truncate grow">${name}</strong>${
          text
            ? card.unanswered_since !== null && standing !== 'rings'
              ? html`<${Since} at=${card.unanswered_since} warn=${late} bad=${tooLate} />`
              : standing === 'snoozed' && card.writing?.until
                ? html`<time class="small muted">${fmt.moment(card.writing.until)}</time>`
                : html`<time class="small muted">${fmt.moment(activity(card))}</time>`
            : html`<${Since} at=${activity(card)} />`
        }</span>
        ${text && html`<span class="row whole"><span class="preview truncate grow">${card.thread && begun(card.thread) ? html`<span class="draft">${t('Draft')}</span> ` : null}${card.subject && card.media_type === 'email' ? card.subject : card.preview}</span>${
          fresh > 0 && html`<${Badge} count tone="accent"><span aria-hidden="true">${fmt.number(fresh)}</span><span class="only-read">${tn('{n} unread message', '{n} unread messages', fresh)}</span><//>`
        }</span>`}
        ${(!text || standing !== 'active' || card.writing?.exceeding || card.agent !== agent) &&
        html`<span class="row whole marks">${(!text || standing !== 'active') && html`<${Mark} look=${text ? standingLook(standing) : lookOf(card)} />`}${
          card.writing?.exceeding ? html`<${Badge} tone="warn">${t('beyond your capacity')}<//>` : null
        }${text && card.agent !== agent && card.agent ? html`<${Badge}>${t('you help')}<//>` : null}</span>`}
      </span>
    </button>
  </li>`
}

/** @param {{card: PastCard}} props */
function Past({ card }) {
  const { icon, name: channel } = channelOfCard(card)
  const mineOf = card.wrap_ups.find((wrapUp) => wrapUp.agent === agent)
  return html`<li>
    <button type="button" class="item" aria-current=${looked.value === card.id ? 'true' : undefined} onClick=${() => pick(card.id)}>
      <span class="channel"><${Icon} name=${icon} label=${channel()} /></span>
      <span class="who"><span class="row whole"><strong class="truncate grow">${calledBy(card)}</strong
        ><time class="muted small">${fmt.moment(card.connected_at ?? card.created_at)}</time></span
        ><span class="muted small truncate">${
          wrapping(card.id)
            ? html`<${Mark} look=${standingLook('wrap_up')} />`
            : mineOf?.chosen && mineOf.code
              ? codeName(card.queue, mineOf.code)
              : (card.queue_name ?? t('No queue'))
        }</span></span>
    </button>
  </li>`
}

function Queues() {
  const queues = [...live.queues.value.values()].sort((a, b) => b.waiting - a.waiting || a.name.localeCompare(b.name))
  return html`<section class="queues" aria-labelledby="queues">
    <h2 id="queues">${t('My queues')}</h2>
    ${queues.length
      ? html`<ul role="list">${queues.map((queue) => html`<${Queue} queue=${queue} key=${queue.id} />`)}</ul>`
      : html`<p class="nothing">${t('You serve no queue.')}</p>`}
  </section>`
}

/** @param {{queue: QueueCard}} props */
function Queue({ queue }) {
  const found = queuesToPull(queue).filter((card) => !mine.value.some(({ id }) => id === card.id))
  return html`<li>
    <div class="queue">
      <span class="truncate">${queue.name}</span>
      <span class="longest">${queue.waiting_since !== null && html`<${Since} at=${queue.waiting_since} warn=${60} bad=${180} />`}</span>
      <${Badge} count tone=${queue.waiting ? 'warn' : 'quiet'}
        ><span class="only-read">${tn('{n} waits', '{n} wait', queue.waiting)}</span><span aria-hidden="true">${fmt.number(queue.waiting)}</span><//
      >
      <span class="free" title=${tn('{n} agent is available', '{n} agents are available', queue.available)}
        ><${Shape} tone=${queue.available ? 'good' : 'quiet'} shape=${queue.available ? 'disc' : 'ring'} /><span class="num" aria-hidden="true">${fmt.number(queue.available)}</span
        ><span class="only-read">${tn('{n} agent is available', '{n} agents are available', queue.available)}</span></span
      >
    </div>
    ${found.length > 0 && html`<ul role="list" class="waiting">${found.map((card) => html`<${Waiting} card=${card} key=${card.id} />`)}</ul>`}
  </li>`
}

/** One who waits in writing: I may take them, whatever I have in hand. @param {{card: InteractionCard}} props */
function Waiting({ card }) {
  const { icon, name: channel } = channelOfCard(card)
  const name = calledBy(card)
  const take = () => api.post(`/interactions/${encodeURIComponent(card.id)}/pull`).then(() => (pick(card.id), ask('focus')))
  const [late, tooLate] = patience(card.media_type)
  const waits = useComputed(() => (card.queued_at === null ? 0 : now.value - card.queued_at))
  return html`<li class=${classes('to-take', waits.value > tooLate && 'late')}>
    <span class="channel"><${Icon} name=${icon} label=${channel()} /></span>
    <span class="who"><span class="truncate">${name}</span
      ><span class="row small muted">${card.queued_at !== null && html`<${Since} at=${card.queued_at} warn=${late} bad=${tooLate} />`}<span class="truncate grow">${card.subject || card.preview}</span></span
    ></span>
    ${me.value?.state !== 'signed_out' && html`<${Button} small onClick=${take} aria-label=${t('Take {name}', { name })}>${t('Take')}<//>`}
  </li>`
}
