// What the page works out of the live picture: who is shown, in which order, who is spoken of, what is too long.

import { api } from '../../core/api.js'
import { live } from '../../core/live.js'
import { remember, remembered } from '../../core/store.js'
import { computed, signal } from '../../core/ui.js'

/** @typedef {import('../../types').AgentCard} AgentCard */
/** @typedef {import('../../types').QueueCard} QueueCard */
/** @typedef {import('../../types').InteractionCard} InteractionCard */
/** @typedef {import('../../types').Measure} Measure */
/** @typedef {{amber: number | null, red: number | null}} Limits */

/** @type {Readonly<Record<string, Measure>>} of the states that may last too long */
export const MEASURE_OF_STATE = { busy: 'talk', wrap_up: 'wrap_up', away: 'away', not_responding: 'not_responding' }

export const thresholds = signal(/** @type {Readonly<Partial<Record<Measure, Limits>>>} */ ({}))

export async function loadThresholds() {
  /** @type {{items: {measure: Measure, amber: number | null, red: number | null}[]}} */
  const { items } = await api.get('/thresholds')
  thresholds.value = Object.fromEntries(items.map(({ measure, amber, red }) => [measure, { amber, red }]))
}

/** As `Since` takes them. @param {Measure | undefined} measure */
export function limits(measure) {
  const { amber = null, red = null } = (measure && thresholds.value[measure]) ?? {}
  return { warn: amber ?? undefined, bad: red ?? undefined }
}

/** Names change so seldom that nothing is drawn again for them. @param {string | null | undefined} id */
export const agentName = (id) => (id ? (live.agents.peek().get(id)?.name ?? id) : '')

/** @param {string | null | undefined} id */
export const queueName = (id) => (id ? (live.queues.peek().get(id)?.name ?? id) : '')

/**
 * A list that stays the same as long as all in it are: who reads it is not drawn again for nothing.
 * @param {() => string[]} compute
 */
function steady(compute) {
  /** @type {readonly string[]} */
  let last = []
  return computed(() => {
    const next = compute()
    if (next.length !== last.length || next.some((one, place) => one !== last[place])) last = next
    return last
  })
}

export const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** All queues by name: their ids. */
export const queues = steady(() => [...live.queues.value.values()].sort((a, b) => collator.compare(a.name, b.name)).map(({ id }) => id))

/** Those who wait, the longest first: their ids. */
export const waiting = steady(() =>
  [...live.interactions.value.values()]
    .filter((item) => item.state === 'queued' || item.state === 'offered')
    .sort((a, b) => (a.queued_at ?? a.created_at) - (b.queued_at ?? b.created_at))
    .map(({ id }) => id),
)

/** Those who talk, the longest first: their ids. */
export const talks = steady(() =>
  [...live.interactions.value.values()]
    .filter((item) => item.state === 'connected')
    .sort((a, b) => (a.connected_at ?? 0) - (b.connected_at ?? 0))
    .map(({ id }) => id),
)

/** The open ones: red before amber, the newest first. */
export const alerts = computed(() =>
  [...live.alerts.value.values()].sort(
    (a, b) => Number(b.level === 'red') - Number(a.level === 'red') || b.raised_at - a.raised_at || (a.id < b.id ? -1 : 1),
  ),
)

export const unseenAlerts = computed(() => alerts.value.filter((alert) => alert.acknowledged_at === null))

// --- the table of agents: what is asked for, and who that is ----------------------------------------------------------

/** @typedef {'name' | 'team' | 'state' | 'since' | 'work'} SortKey */
/** @typedef {{text: string, team: string, queue: string, skill: string, states: string[], sort: SortKey, down: boolean}} Wanted */

/** @type {Wanted} */
export const EVERYBODY = { text: '', team: '', queue: '', skill: '', states: [], sort: 'state', down: false }

/** @type {import('@preact/signals').Signal<Wanted>} */
export const wanted = signal({ ...EVERYBODY, ...remembered('supervisor.wanted', {}) })

/** @param {Partial<Wanted>} part */
export function want(part) {
  wanted.value = { ...wanted.value, ...part }
  remember('supervisor.wanted', wanted.value)
}

export const views = signal(/** @type {Readonly<Record<string, Wanted>>} */ (remembered('supervisor.views', {})))

/** @param {string} name */
export function saveView(name) {
  views.value = { ...views.value, [name]: wanted.value }
  remember('supervisor.views', views.value)
}

/** @param {string} name */
export function forgetView(name) {
  const { [name]: _, ...others } = views.value
  views.value = others
  remember('supervisor.views', others)
}

/** States in the order in which a supervisor looks for them. */
export const STATES = ['not_responding', 'offered', 'busy', 'wrap_up', 'available', 'away', 'signed_out']

/** What an agent works on, as text to search and sort by. @param {AgentCard} agent */
function workOf(agent) {
  const item = agent.interaction ? live.interactions.value.get(agent.interaction) : undefined
  return item ? `${queueName(item.queue)} ${item.caller}` : ''
}

/** @param {AgentCard} agent @param {Wanted} by */
function fits(agent, { text, team, queue, skill, states }) {
  return (
    (!team || agent.team === team) &&
    (!queue || agent.queues.includes(queue)) &&
    (!skill || skill in agent.skills) &&
    (states.length ? states.includes(agent.state) : agent.state !== 'signed_out' || Boolean(text)) &&
    text
      .toLocaleLowerCase()
      .split(/\s+/)
      .every((word) => `${agent.name} ${agent.reason} ${agent.team ?? ''} ${workOf(agent)}`.toLocaleLowerCase().includes(word))
  )
}

/** @type {Readonly<Record<SortKey, (a: AgentCard, b: AgentCard) => number>>} */
const ORDERS = {
  name: (a, b) => collator.compare(a.name, b.name),
  team: (a, b) => collator.compare(a.team ?? '', b.team ?? ''),
  state: (a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state) || a.since - b.since,
  since: (a, b) => a.since - b.since,
  work: (a, b) => collator.compare(workOf(a), workOf(b)),
}

/** Who is asked for, in the order asked for: their ids. */
export function shownAgents() {
  const by = wanted.value
  const order = ORDERS[by.sort] ?? ORDERS.name
  const sign = by.down ? -1 : 1
  return [...live.agents.value.values()]
    .filter((agent) => fits(agent, by))
    .sort((a, b) => sign * order(a, b) || collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1))
    .map((agent) => agent.id)
}

/** How many stand in each state. */
export const byState = computed(() => {
  /** @type {Record<string, number>} */
  const many = {}
  for (const { state } of live.agents.value.values()) many[state] = (many[state] ?? 0) + 1
  return many
})

export const teams = steady(() =>
  [...new Set([...live.agents.value.values()].map((agent) => agent.team ?? ''))].filter(Boolean).sort(collator.compare),
)

export const skills = steady(() =>
  [...new Set([...live.agents.value.values()].flatMap((agent) => Object.keys(agent.skills)))].sort(collator.compare),
)

/** The agent whose row has the focus, or had it last. */
export const selected = signal(/** @type {string | null} */ (null))

/** Whom the drawer tells of: an agent, or an interaction. */
export const opened = signal(/** @type {{kind: 'agent' | 'interaction', id: string} | null} */ (null))
