// What this agent has before them: the offer, the conversations, the one that is looked at, what was before, the figures.

import { api } from '../../core/api.js'
import { boot } from '../../core/boot.js'
import { tellProblem } from '../../core/dialogs.js'
import { live } from '../../core/live.js'
import { computed, effect, signal } from '../../core/ui.js'
import { phone } from '../../softphone/phone.js'
import { inOrder, involves, partOf } from './rules.js'

/** @typedef {import('../../types').AgentCard} AgentCard */
/** @typedef {import('../../types').InteractionCard} InteractionCard */
/** @typedef {import('../../types').PastCard} PastCard */
/** @typedef {import('../../types').AgentFigures} AgentFigures */

export const agent = boot.me?.agent ?? ''

/** @type {import('@preact/signals').ReadonlySignal<AgentCard | null>} */
export const me = live.card('agent', agent)

/** What I am in, as agent or as one whom a colleague asked; the newest first. */
export const mine = computed(() =>
  inOrder([...live.interactions.value.values()].filter((card) => involves(card, agent))),
)

/** What I have in hand, by interaction. */
export const holds = computed(() => new Map((me.value?.holds ?? []).map((hold) => [hold.interaction, hold])))

/** What I am asked to take. */
export const offer = computed(() => {
  const card = me.value
  const hold = card?.holds.find(({ state }) => state === 'offered')
  if (!card?.offer || !hold || hold.until === null) return null
  const interaction = mine.value.find(({ id }) => id === hold.interaction)
  return interaction ? { id: card.offer, until: hold.until, interaction } : null
})

/** My call, which goes before all else; without one, what presses most of the rest. */
const foremost = computed(() => {
  const known = me.value?.holds.filter(({ state }) => state === 'active' || state === 'wrap_up') ?? []
  return known.find(({ media_type }) => media_type === 'call') ?? known.find(({ state, interrupted }) => state === 'active' && !interrupted) ?? known[0] ?? null
})

/** What I talk to, or wrap up. */
export const working = computed(() => foremost.value?.interaction ?? null)

/** Whether I wrap this one up now. @param {string | null} id */
export const wrapping = (id) => id !== null && holds.value.get(id)?.state === 'wrap_up'

/** What a colleague, or a supervisor's seat, has brought me into besides. */
export const joined = computed(() => mine.value.find((card) => card.agent !== agent && partOf(card, agent)) ?? null)

/** Whom I was offered last. @type {import('@preact/signals').Signal<InteractionCard | null>} */
export const offeredLast = signal(null)
offer.subscribe((now) => {
  if (now) offeredLast.value = now.interaction
})

/** A colleague asks me: my phone rings for their call. */
export const askedBy = computed(() => {
  const card = mine.value.find((each) => each.agent !== agent && partOf(each, agent)?.state === 'ringing') ?? null
  const call = card && phone.on(partOf(card, agent)?.leg)
  return card && call && !call.answersItself ? { card, call } : null
})

/** Cards that were live a moment ago: wrap-up is about one that is over. @type {Map<string, InteractionCard>} */
const seen = new Map()
live.interactions.subscribe((cards) => {
  for (const [id, card] of cards) if (involves(card, agent)) seen.set(id, card)
})

/** What I talked to lately, the last one first. */
export const recent = signal(/** @type {readonly PastCard[]} */ ([]))
export const figures = signal(/** @type {AgentFigures | null} */ (null))

const picked = signal(/** @type {string | null} */ (null))

/** Which part a narrow page shows, as it has room for one: whatever is picked is in the first. */
export const part = signal('work')

/** Look at this one, until there is other work; null: at what presses most. @param {string | null} id */
export function pick(id) {
  picked.value = id
  part.value = 'work'
}

/** The one that is looked at. */
export const looked = computed(() => picked.value ?? working.value ?? joined.value?.id ?? null)

/** Its card: as it is, or as it was last. @type {import('@preact/signals').ReadonlySignal<InteractionCard | PastCard | null>} */
export const current = computed(() => {
  const id = looked.value
  if (id === null) return null
  return live.interactions.value.get(id) ?? recent.value.find((card) => card.id === id) ?? seen.get(id) ?? null
})

/** Whose it is; while it rings, the caller's own. */
export const customerId = computed(() => {
  const card = picked.value || working.value ? current.value : offer.value?.interaction ?? current.value
  return card?.customer ?? null
})

/** The last change of mine that was looked up, so that nothing is asked twice. */
let lookedUp = ''
/** @type {ReturnType<typeof setTimeout> | undefined} */
let soon

async function lookUp() {
  try {
    const [day, past] = await Promise.all([api.get('/me/figures'), api.get('/me/interactions')])
    figures.value = day
    recent.value = past.items
  } catch (error) {
    console.warn('The figures of the day are not to be had.', error)
  }
}

/** How much of each conversation I have seen, by number of unread messages. */
const seenOf = signal(/** @type {ReadonlyMap<string, number>} */ (new Map()))

/** Messages of the customer that nobody answered and that I have not looked at. @param {InteractionCard} card */
export const unread = (card) => {
  const seen = seenOf.value.get(card.id) ?? 0
  return Math.max(0, card.unread - (seen > card.unread ? 0 : seen))
}

/** @param {string} id */
export function markSeen(id) {
  const card = live.interactions.value.get(id)
  if (card && seenOf.value.get(id) !== card.unread) seenOf.value = new Map(seenOf.value).set(id, card.unread)
}

/** In all conversations of mine together. */
export const unreadInAll = computed(() => mine.value.reduce((sum, card) => sum + (card.agent === agent && card.state === 'connected' ? unread(card) : 0), 0))

/** Figures and history again, after something that changed them. */
export const refresh = () => {
  clearTimeout(soon)
  soon = setTimeout(lookUp, 250)
}

/** Whether my customer is on hold. */
export const holding = computed(() => mine.value.some((card) => card.agent === agent && card.on_hold))

/** My call comes before what I looked at, as soon as it rings or is there. */
let callBefore = ''
effect(() => {
  const call = me.value?.holds.find(({ media_type, state }) => media_type === 'call' && state !== 'wrap_up')
  const now = call ? `${call.interaction} ${call.state}` : ''
  if (now && now !== callBefore) pick(null)
  callBefore = now
})

effect(() => {
  const card = me.value
  const change = card ? `${card.state} ${card.since} ${card.interaction} ${card.holds.map((hold) => hold.interaction + hold.state).join()} ${holding.value}` : ''
  if (!card || change === lookedUp) return
  lookedUp = change
  refresh()
})
setInterval(() => document.hidden || refresh(), 60_000)

/** @param {'available' | 'away' | 'signed_out'} state @param {string} [reason] */
export const become = (state, reason = '') => api.put('/me/state', { state, reason }).catch(tellProblem)
