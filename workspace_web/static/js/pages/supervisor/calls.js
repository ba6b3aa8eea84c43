// The conversations of now, of all channels: those that wait longest for a word first, then the longest.

import { may } from '../../core/boot.js'
import { fmt, t, tn } from '../../core/i18n.js'
import { live } from '../../core/live.js'
import { classes, html, signal, useComputed } from '../../core/ui.js'
import { Badge } from '../../components/badge.js'
import { Button } from '../../components/button.js'
import { EmptyState } from '../../components/empty-state.js'
import { Icon } from '../../components/icon.js'
import { Since } from '../../components/time.js'
import { channelOfCard } from '../../conversation/channels.js'
import { agentName, customerOf, limits, opened, queueName, talks, waitLimits } from './centre.js'
import { me, supervise, supervised } from './supervise.js'

/** @typedef {import('../../types').InteractionCard} InteractionCard */
/** @typedef {import('../../types').MediaType} MediaType */

const MOST = 100

/** @type {readonly {media: MediaType, icon: string, word: () => string}[]} */
const MEDIA = [
  { media: 'call', icon: 'phone', word: () => t('Calls') },
  { media: 'chat', icon: 'message-circle', word: () => t('Chats') },
  { media: 'message', icon: 'message-square', word: () => t('Messages') },
  { media: 'email', icon: 'mail', word: () => t('E-mails') },
]

/** The only media that are shown; none chosen: all. */
const chosen = signal(/** @type {readonly MediaType[]} */ ([]))

/** @param {MediaType} media */
const turn = (media) => (chosen.value = chosen.value.includes(media) ? chosen.value.filter((one) => one !== media) : [...chosen.value, media])

export function Calls() {
  const items = talks.value
  const kinds = useComputed(() => {
    /** @type {Partial<Record<MediaType, number>>} */
    const many = {}
    for (const id of talks.value) {
      const media = live.interactions.value.get(id)?.media_type
      if (media) many[media] = (many[media] ?? 0) + 1
    }
    return many
  }).value
  if (!items.length) return html`<${EmptyState} icon="messages-square" title=${t('Nobody talks')} text=${t('Conversations of customers and agents are here while they last.')} />`
  const several = Object.keys(kinds).length > 1 || chosen.value.length > 0
  const shown = chosen.value.length ? items.filter((id) => chosen.value.includes(/** @type {MediaType} */ (live.interactions.value.get(id)?.media_type))) : items
  return html`
    ${several &&
    html`<div class="state-filters media-filters" role="group" aria-label=${t('Channels')}>
      ${MEDIA.filter(({ media }) => kinds[media] || chosen.value.includes(media)).map(
        ({ media, icon, word }) => html`<button type="button" key=${media} class="state-filter" aria-pressed=${String(chosen.value.includes(media))} onClick=${() => turn(media)}
          ><${Icon} name=${icon} /> ${word()} <span class="num muted">${fmt.number(kinds[media] ?? 0)}</span></button>`,
      )}
    </div>`}
    <ul role="list" class="call-list">
      ${shown.slice(0, MOST).map((id) => html`<${Conversation} key=${id} id=${id} />`)}
      ${shown.length > MOST && html`<li class="muted small">${tn('and {n} more', 'and {n} more', shown.length - MOST)}</li>`}
    </ul>`
}

/** @param {{id: string}} props */
function Conversation({ id }) {
  /** @type {InteractionCard | null} */
  const item = live.card('interaction', id).value
  if (!item) return null
  const agent = agentName(item.agent)
  const written = item.writing !== null
  const channel = channelOfCard(item)
  return html`<li class="call-item">
    <button type="button" class="call-head" onClick=${() => (opened.value = { kind: 'interaction', id })}>
      <${Icon} name=${channel.icon} label=${written ? item.channel_name : channel.name()} />
      <span class="waiting-who"><span class="truncate"><strong>${agent || item.outside || t('Nobody')}</strong> <span class="muted small">${customerOf(item)} · ${queueName(item.queue)}</span></span>
        ${written && item.preview && html`<span class=${classes('small truncate', !item.unread && 'muted')}>${item.preview}</span>`}</span>
      ${item.on_hold && html`<${Badge} tone="warn" icon="circle-pause">${t('On hold')}<//>`}
      ${item.unanswered_since ? html`<span class="waits" title=${t('waits for a word')}><${Icon} name="corner-up-left" label=${t('waits for a word')} /></span>` : written && html`<${Standing} item=${item} />`}
      ${item.observers.length > 0 && html`<${Badge} icon="eye">${fmt.number(item.observers.length)}<//>`}
      ${written ? html`<${Since} at=${item.unanswered_since ?? item.connected_at} ...${item.unanswered_since ? waitLimits(item) : {}} />` : html`<${Since} at=${item.connected_at} ...${limits('talk')} />`}
    </button>
    ${!written && may('interactions:act') && item.agent !== me && html`<${Button} small icon="ear" label=${t('Listen to {agent}', { agent })} pressed=${supervised.value?.item.id === id} onClick=${() => supervise(id, 'listen')} />`}
    ${written && may('interactions:act') && item.agent !== me && html`<${Button} small icon="eye" label=${t('Read along with {agent}', { agent: agent || t('Nobody') })} onClick=${() => (opened.value = { kind: 'interaction', id })} />`}
  </li>`
}

/** Whether the customer waits for a word, or it rests. @param {{item: InteractionCard}} props */
export function Standing({ item }) {
  const { writing } = item
  if (!writing) return null
  if (item.unanswered_since) return html`<${Badge} tone="warn" icon="corner-up-left">${t('waits for a word')}<//>`
  if (writing.interrupted) return html`<${Badge} icon="pause">${t('set aside')}<//>`
  if (writing.state === 'snoozed') return html`<${Badge} icon="alarm-clock">${writing.until ? t('until {time}', { time: fmt.moment(writing.until) }) : t('snoozed')}<//>`
  if (writing.state === 'parked') return html`<${Badge} icon="archive">${t('parked')}<//>`
  return writing.state === 'inactive' ? html`<${Badge} icon="moon">${t('inactive')}<//>` : null
}
