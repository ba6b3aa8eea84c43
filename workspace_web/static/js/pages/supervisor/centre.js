// What the page works out of the live picture: who is shown, in which order, who is spoken of, what is too long.

import { api } from '../../core/api.js'
import { t } from '../../core/i18n.js'
import { live } from '../../core/live.js'
import { remember, remembered } from '../../core/store.js'
import { computed, signal } from '../../core/ui.js'
import { addressed } from '../../conversation/channels.js'
import { patience } from '../workspace/rules.js'
import { EVERYBODY, chosen, collator, talkingFirst, teamOf, waitingFirst, worstFirst } from './rules.js'

/** @typedef {import('../../types').AgentCard} AgentCard */
/** @typedef {import('../../types').QueueCard} QueueCard */
/** @typedef {import('../../types').InteractionCard} InteractionCard */
/** @typedef {import('../../types').Measure} Measure */
/** @typedef {import('./rules.js').Limits} Limits */
/** @typedef {import('./rules.js').Wanted} Wanted */

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

/** The same for somebody who waits: who writes when it suits them waits longer than a chat or a call. @param {InteractionCard} item */
export function waitLimits(item) {
  if (item.media_type !== 'message' && item.media_type !== 'email') return limits('wait')
  const [warn, bad] = patience(item.media_type)
  return { warn, bad }
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

/** All queues by name: their ids. */
export const queues = steady(() => [...live.queues.value.values()].sort((a, b) => collator.compare(a.name, b.name)).map(({ id }) => id))

/** Those who wait, the next first: their ids. */
export const waiting = steady(() => waitingFirst(live.interactions.value.values()).map(({ id }) => id))

/** Those who talk, the longest first: their ids. */
export const talks = steady(() => talkingFirst(live.interactions.value.values()).map(({ id }) => id))

/** The open ones: red before amber, the newest first. */
export const alerts = computed(() => worstFirst(live.alerts.value.values()))

export const unseenAlerts = computed(() => alerts.value.filter((alert) => alert.acknowledged_at === null))

// --- the table of agents: what is asked for, and who that is ----------------------------------------------------------

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

/** Who it is about: as they call themselves, or where they call or write from. @param {InteractionCard} item */
export const customerOf = (item) => item.customer_name || addressed(item.caller) || (item.writing ? t('Somebody') : t('number withheld'))

/** What an agent works on, as text to search and sort by. @param {AgentCard} agent */
function workOf(agent) {
  const item = agent.interaction ? live.interactions.value.get(agent.interaction) : undefined
  return item ? `${queueName(item.queue)} ${item.customer_name} ${item.caller}` : ''
}

/** Who is asked for, in the order asked for: their ids. */
export const shownAgents = () => chosen(live.agents.value.values(), wanted.value, workOf).map(({ id }) => id)

/** How many stand in each state. */
export const byState = computed(() => {
  /** @type {Record<string, number>} */
  const many = {}
  for (const { state } of live.agents.value.values()) many[state] = (many[state] ?? 0) + 1
  return many
})

/** By name: their ids. */
export const teams = steady(() => {
  const names = new Map([...live.agents.value.values()].flatMap((agent) => (agent.team ? [[agent.team, teamOf(agent)]] : [])))
  return [...names.keys()].sort((a, b) => collator.compare(names.get(a) ?? a, names.get(b) ?? b))
})

/** @param {string} id */
export const teamName = (id) => teamOf([...live.agents.peek().values()].find(({ team }) => team === id) ?? /** @type {any} */ ({ team: id }))

export const skills = steady(() =>
  [...new Set([...live.agents.value.values()].flatMap((agent) => Object.keys(agent.skills)))].sort(collator.compare),
)

/** The agent whose row has the focus, or had it last. */
export const selected = signal(/** @type {string | null} */ (null))

/** Whom the drawer tells of: an agent, or an interaction. */
export const opened = signal(/** @type {{kind: 'agent' | 'interaction', id: string} | null} */ (null))
