// My interactions, live and of today, and a glance at the queues that I serve.

import { fmt, t, tn } from '../../core/i18n.js'
import { live } from '../../core/live.js'
import { classes, computed, html } from '../../core/ui.js'
import { Badge } from '../../components/badge.js'
import { Icon } from '../../components/icon.js'
import { Mark, Shape } from '../../components/state-mark.js'
import { Since } from '../../components/time.js'
import { nameOf } from './customers.js'
import { agent, looked, me, mine, pick, recent } from './desk.js'
import { lookOf } from './looks.js'
import { activity } from './rules.js'
import { codeName } from './wrap-up.js'

/** @typedef {import('../../types').InteractionCard} InteractionCard */
/** @typedef {import('../../types').PastCard} PastCard */
/** @typedef {import('../../types').QueueCard} QueueCard */

/** How an interaction's channel is drawn. @type {Readonly<Record<string, string>>} */
const ICONS = { voice: 'phone', text: 'message-square', email: 'mail' }

export const past = computed(() => recent.value.filter(({ id }) => !mine.value.some((card) => card.id === id)))

export function List() {
  return html`<div class="list">
    <section aria-labelledby="mine">
      <h2 id="mine">${t('My interactions')}</h2>
      ${mine.value.length
        ? html`<ul role="list">${mine.value.map((card) => html`<${Live} card=${card} key=${card.id} />`)}</ul>`
        : html`<p class="nothing">${t('None now.')}</p>`}
    </section>
    <section aria-labelledby="past">
      <h2 id="past">${t('Earlier')}</h2>
      ${past.value.length
        ? html`<ul role="list">${past.value.map((card) => html`<${Past} card=${card} key=${card.id} />`)}</ul>`
        : html`<p class="nothing">${t('What you handle comes to stand here.')}</p>`}
    </section>
    <${Queues} />
  </div>`
}

/** @param {{card: InteractionCard}} props */
function Live({ card }) {
  return html`<li>
    <button type="button" class=${classes('item', card.state === 'offered' && 'rings')} aria-current=${looked.value === card.id ? 'true' : undefined} onClick=${() => pick(card.id)}>
      <${Icon} name=${ICONS[card.medium] ?? 'phone'} />
      <span class="who"><strong class="truncate">${nameOf(card.customer, card.caller) || t('Number withheld')}</strong
        ><${Mark} look=${lookOf(card)} /></span>
      <${Since} at=${activity(card)} />
    </button>
  </li>`
}

/** @param {{card: PastCard}} props */
function Past({ card }) {
  const mineOf = card.wrap_ups.find((wrapUp) => wrapUp.agent === agent)
  const wrapping = me.value?.state === 'wrap_up' && me.value.interaction === card.id
  return html`<li>
    <button type="button" class="item" aria-current=${looked.value === card.id ? 'true' : undefined} onClick=${() => pick(card.id)}>
      <${Icon} name=${ICONS[card.medium] ?? 'phone'} />
      <span class="who"><strong class="truncate">${nameOf(card.customer, card.caller) || t('Number withheld')}</strong
        ><span class="muted small truncate">${
          wrapping
            ? html`<${Mark} look=${{ tone: 'busy', shape: 'half', word: () => t('Wrap-up') }} />`
            : mineOf?.chosen && mineOf.code
              ? codeName(card.queue, mineOf.code)
              : (card.queue_name ?? t('No queue'))
        }</span></span>
      <time class="muted small">${fmt.moment(card.connected_at ?? card.created_at)}</time>
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
const Queue = ({ queue }) =>
  html`<li class="queue">
    <span class="truncate">${queue.name}</span>
    <span class="longest">${queue.waiting_since !== null && html`<${Since} at=${queue.waiting_since} warn=${60} bad=${180} />`}</span>
    <${Badge} count tone=${queue.waiting ? 'warn' : 'quiet'}
      ><span class="only-read">${tn('{n} waits', '{n} wait', queue.waiting)}</span><span aria-hidden="true">${fmt.number(queue.waiting)}</span><//
    >
    <span class="free" title=${tn('{n} agent is available', '{n} agents are available', queue.available)}
      ><${Shape} tone=${queue.available ? 'good' : 'quiet'} shape=${queue.available ? 'disc' : 'ring'} /><span class="num" aria-hidden="true">${fmt.number(queue.available)}</span
      ><span class="only-read">${tn('{n} agent is available', '{n} agents are available', queue.available)}</span></span
    >
  </li>`
