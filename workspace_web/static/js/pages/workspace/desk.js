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

/** What I am asked to take. */
export const offer = computed(() => {
  const card = me.value
  if (card?.state !== 'offered' || !card.offer || card.until === null) return null
  const interaction = mine.value.find(({ id }) => id === card.interaction)
  return interaction ? { id: card.offer, until: card.until, interaction } : null
})

/** My conversation: what I talk to, or wrap up. */
export const working = computed(() => (me.value && ['busy', 'wrap_up'].includes(me.value.state) ? me.value.interaction : null))

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

/** Look at this one, until there is other work. @param {string} id */
export const pick = (id) => void (picked.value = id)

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

/** Figures and history again, after something that changed them. */
export const refresh = () => {
  clearTimeout(soon)
  soon = setTimeout(lookUp, 250)
}

/** Whether my customer is on hold. */
export const holding = computed(() => mine.value.some((card) => card.agent === agent && card.on_hold))

effect(() => {
  const card = me.value
  const change = card ? `${card.state} ${card.since} ${card.interaction} ${holding.value}` : ''
  if (!card || change === lookedUp) return
  lookedUp = change
  if (['busy', 'offered'].includes(card.state)) picked.value = null
  refresh()
})
setInterval(() => document.hidden || refresh(), 60_000)

/** @param {'available' | 'away' | 'signed_out'} state @param {string} [reason] */
export const become = (state, reason = '') => api.put('/me/state', { state, reason }).catch(tellProblem)
