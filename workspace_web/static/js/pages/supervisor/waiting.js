// Who waits, the next first; for the one that is asked about why, and what puts it before the others.

import { api } from '../../core/api.js'
import { may } from '../../core/boot.js'
import { toast } from '../../core/dialogs.js'
import { because, fmt, t, tn } from '../../core/i18n.js'
import { live } from '../../core/live.js'
import { classes, html, useEffect, useState } from '../../core/ui.js'
import { Banner } from '../../components/banner.js'
import { Button } from '../../components/button.js'
import { EmptyState } from '../../components/empty-state.js'
import { Icon } from '../../components/icon.js'
import { StateMark } from '../../components/state-mark.js'
import { Since } from '../../components/time.js'
import { channelOfCard } from '../../conversation/channels.js'
import { agentName, customerOf, opened, queueName, waiting, waitLimits } from './centre.js'

/** @typedef {import('../../types').ExplanationCard} ExplanationCard */
/** @typedef {import('../../types').InteractionCard} InteractionCard */

const MOST = 100
const REFRESH = 5000 // milliseconds between two looks at why, while somebody reads it

/** @type {Readonly<Record<import('../../types').Why, () => string>>} */
const WHY = {
  rings: () => t('It rings an agent right now.'),
  queue_unknown: () => t('Its queue is not set up, so nobody may take it: make the queue, or move it.'),
  nobody_serves: () => t('No agent serves this queue: assign agents to it.'),
  nobody_skilled: () => t('No agent of this queue has every skill that is wanted.'),
  nobody_here: () => t('The agents who could take it are all signed out, away or not responding.'),
  all_full: () => t('The agents who could take it have as much in hand as they may: the next with room for it gets it, in its turn.'),
  all_busy: () => t('The agents who could take it are all at work: the next one free gets it, in its turn.'),
  for_one_agent: () => t('It was transferred to one agent, and waits for them for a while before others get it.'),
  held: () => t('Calls are being handed out again after a restart: in a moment.'),
}

/** @type {Readonly<Record<import('../../types').MediaType, () => string>>} */
const MANY = {
  call: () => t('calls'),
  chat: () => t('chats'),
  message: () => t('messages'),
  email: () => t('e-mails'),
}

/** @type {Readonly<Record<import('../../types').ObstacleKind, (obstacle: import('../../types').ObstacleCard) => string>>} */
const OBSTACLES = {
  in_call: () => t('in a call'),
  set_aside: ({ media_type }) => t('busy with {what}, which go before it', { what: MANY[media_type ?? 'call']() }),
  full: ({ media_type, has, most, units, total }) =>
    (has ?? 0) >= (most ?? 0)
      ? t('full: {has} {what} of {most}', { has: fmt.number(has ?? 0), most: fmt.number(most ?? 0), what: MANY[media_type ?? 'call']() })
      : t('{units} of {total} units in use', { units: fmt.number(units ?? 0), total: fmt.number(total ?? 0) }),
  at_cap: ({ label, has, most }) => t('{has} of {most} with the label {label}', { has: fmt.number(has ?? 0), most: fmt.number(most ?? 0), label: label ?? '' }),
}

export function Waiting() {
  const [asked, setAsked] = useState(/** @type {string | null} */ (null))
  const items = waiting.value
  if (!items.length) return html`<${EmptyState} icon="hourglass" title=${t('Nobody waits')} text=${t('Whoever comes into a queue is here until an agent answers.')} />`
  return html`<ol role="list" class="waiting-list">
    ${items.slice(0, MOST).map(
      (id, place) => html`<${Item} key=${id} id=${id} place=${place + 1} open=${asked === id} onAsk=${() => setAsked(asked === id ? null : id)} />`,
    )}
    ${items.length > MOST && html`<li class="muted small">${tn('and {n} more', 'and {n} more', items.length - MOST)}</li>`}
  </ol>`
}

/** @param {{id: string, place: number, open: boolean, onAsk: () => void}} props */
function Item({ id, place, open, onAsk }) {
  /** @type {InteractionCard | null} */
  const item = live.card('interaction', id).value
  if (!item) return null
  return html`<li class=${classes('waiting-item', open && 'open')}>
    <button type="button" class="waiting-head" aria-expanded=${String(open)} onClick=${onAsk}>
      <span class="num muted">${place}<${Icon} name=${channelOfCard(item).icon} label=${item.writing ? item.channel_name : t('Call')} /></span>
      <span class="waiting-who"><strong>${customerOf(item)}</strong><span class="muted small truncate">${item.preview ? `${item.preview} · ` : ''}${queueName(item.queue)}${item.priority ? ` · ${t('priority {n}', { n: fmt.number(item.priority) })}` : ''}</span></span>
      ${item.state === 'offered' ? html`<${StateMark} of="interaction" state="offered" />` : html`<span></span>`}
      <${Since} at=${item.queued_at} ...${waitLimits(item)} />
      <span class="why-word">${t('Why?')}<${Icon} name=${open ? 'chevron-up' : 'chevron-down'} /></span>
    </button>
    ${open && html`<${Explanation} id=${item.id} />`}
  </li>`
}

/** @param {{id: string}} props */
export function Explanation({ id }) {
  const [found, setFound] = useState(/** @type {ExplanationCard | null} */ (null))
  const [wrong, setWrong] = useState('')
  const [asks, setAsks] = useState(0)
  const again = () => setAsks(asks + 1)
  const state = live.card('interaction', id).value?.state
  useEffect(() => {
    const abort = new AbortController()
    const ask = () =>
      api.get(`/interactions/${encodeURIComponent(id)}/explanation`, {}, abort.signal).then(
        (card) => {
          setFound(card)
          setWrong('')
        },
        (error) => abort.signal.aborted || setWrong(error.message),
      )
    void ask()
    const timer = setInterval(ask, REFRESH)
    return () => {
      clearInterval(timer)
      abort.abort()
    }
  }, [id, state, asks])
  if (wrong) return html`<div class="why"><${Banner} tone="quiet">${wrong}<//></div>`
  if (!found) return html`<div class="why" aria-busy="true"><span class="skeleton">…………………………</span></div>`
  const skills = Object.entries(found.wanted)
  return html`<div class="why">
    <p class="strong">${WHY[found.why]()}${found.offered_to ? ` (${agentName(found.offered_to)})` : ''}</p>
    <p class="small muted">
      ${found.ahead.length ? tn('{n} goes before it.', '{n} go before it.', found.ahead.length) : t('It is the next in its queue.')}
      ${skills.length ? ` ${t('Wanted: {skills}.', { skills: skills.map(([skill, level]) => `${skill} ≥ ${level}`).join(', ') })}` : ''}
    </p>
    ${found.put_first.length > 0 && html`<p class="small muted row"><${Icon} name="arrow-up" /><span>${wordOf(found)}</span></p>`}
    ${found.candidates.length > 0 &&
    html`<table class="table small candidates">
      <thead><tr><th scope="col">${t('Agent')}</th><th scope="col">${t('State')}</th><th scope="col">${t('What is in the way')}</th></tr></thead>
      <tbody>${found.candidates.slice(0, 12).map((candidate) => html`<${Candidate} key=${candidate.agent} candidate=${candidate} />`)}</tbody>
    </table>`}
    ${found.candidates.length > 12 && html`<p class="small muted">${tn('and {n} more agent', 'and {n} more agents', found.candidates.length - 12)}</p>`}
    <div class="row">${may('interactions:act') && !found.offered_to && found.ahead.length > 0 && html`<${Button} small icon="arrow-up" onClick=${() => putFirst(id).then(again)}>${t('Put first')}<//>`}<${Button} small icon="scroll-text" onClick=${() => (opened.value = { kind: 'interaction', id })}>${t('All that happened')}<//></div>
  </div>`
}

/** It is the next of its queue from now on. @param {string} id */
async function putFirst(id) {
  const card = await api.post(`/interactions/${encodeURIComponent(id)}/first`)
  toast(t('{name} is the next in the queue {queue}.', { name: customerOf(card), queue: queueName(card.queue) }))
}

/** Whom somebody has put first: it itself, or the last of those before it. @param {ExplanationCard} found */
function wordOf({ interaction, put_first: words }) {
  const own = words.find((word) => word.interaction === interaction)
  const last = /** @type {ExplanationCard['put_first'][number]} */ (own ?? words.at(-1))
  const said = { name: last.by, time: fmt.time(last.at) }
  return own ? t('{name} put it first at {time}.', said) : t('{name} put another one first at {time}.', said)
}

/** @param {{candidate: import('../../types').CandidateCard}} props */
function Candidate({ candidate }) {
  const lacks = candidate.lacks.map(({ skill, has, wants }) => t('{skill}: {has} of {wants}', { skill, has, wants })).join(', ')
  const full = candidate.state === 'busy' || candidate.state === 'available' ? candidate.obstacles.map((obstacle) => OBSTACLES[obstacle.kind](obstacle)).join(', ') : ''
  const busy = candidate.busy_with ? t('at work for {time}', { time: fmt.duration(candidate.for_seconds) }) : because(candidate.reason) || t('for {time}', { time: fmt.duration(candidate.for_seconds) })
  return html`<tr>
    <th scope="row">${agentName(candidate.agent)}</th>
    <td><${StateMark} of="agent" state=${candidate.state} /></td>
    <td>${lacks || (full ? `${full} · ${busy}` : busy)}</td>
  </tr>`
}
