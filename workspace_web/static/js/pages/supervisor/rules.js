// Whom a supervisor asks for and in which order, who waits and talks longest, what is too much. Pure.

import { because } from '../../core/i18n.js'

/** @typedef {import('../../types').AgentCard} AgentCard */
/** @typedef {import('../../types').AlertCard} AlertCard */
/** @typedef {import('../../types').InteractionCard} InteractionCard */
/** @typedef {{amber: number | null, red: number | null}} Limits */
/** @typedef {'name' | 'team' | 'state' | 'since' | 'work'} SortKey */
/** @typedef {{text: string, team: string, queue: string, skill: string, states: string[], sort: SortKey, down: boolean}} Wanted */
/** What an agent works on, as text to search and sort by. @typedef {(agent: AgentCard) => string} WorkOf */

/** @type {Wanted} */
export const EVERYBODY = { text: '', team: '', queue: '', skill: '', states: [], sort: 'state', down: false }

/** States in the order in which a supervisor looks for them. */
export const STATES = ['not_responding', 'offered', 'busy', 'wrap_up', 'available', 'away', 'signed_out']

export const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** By what a team goes before the eyes of people. @param {AgentCard} agent */
export const teamOf = (agent) => agent.team_name ?? agent.team ?? ''

/** Who has signed out is shown when asked for, by state or by words. @param {AgentCard} agent @param {Wanted} by @param {WorkOf} workOf */
export function fits(agent, { text, team, queue, skill, states }, workOf) {
  if (team && agent.team !== team) return false
  if (queue && !agent.queues.includes(queue)) return false
  if (skill && !(skill in agent.skills)) return false
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  if (states.length ? !states.includes(agent.state) : agent.state === 'signed_out' && !words.length) return false
  if (!words.length) return true
  const all = `${agent.name} ${because(agent.reason)} ${teamOf(agent)} ${workOf(agent)}`.toLocaleLowerCase()
  return words.every((word) => all.includes(word))
}

/** @type {Readonly<Record<SortKey, (workOf: WorkOf) => (a: AgentCard, b: AgentCard) => number>>} */
const ORDERS = {
  name: () => (a, b) => collator.compare(a.name, b.name),
  team: () => (a, b) => collator.compare(teamOf(a), teamOf(b)),
  state: () => (a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state) || a.since - b.since,
  since: () => (a, b) => a.since - b.since,
  work: (workOf) => (a, b) => collator.compare(workOf(a), workOf(b)),
}

/** Who is asked for, in the order asked for; equals by name, whichever way round. @param {Iterable<AgentCard>} agents @param {Wanted} by @param {WorkOf} workOf */
export function chosen(agents, by, workOf) {
  const order = (ORDERS[by.sort] ?? ORDERS.name)(workOf)
  const sign = by.down ? -1 : 1
  return [...agents]
    .filter((agent) => fits(agent, by, workOf))
    .sort((a, b) => sign * order(a, b) || collator.compare(a.name, b.name) || (a.id < b.id ? -1 : 1))
}

/** Those who wait, as they come to their turn: who has the higher priority, then who waits longer. @param {Iterable<InteractionCard>} items */
export const waitingFirst = (items) =>
  [...items]
    .filter(({ state }) => state === 'queued' || state === 'offered')
    .sort((a, b) => (b.priority ?? 0) - (a.priority ?? 0) || (a.queued_at ?? a.created_at) - (b.queued_at ?? b.created_at))

/** Those who talk: who waits for a word before others, then the longest. @param {Iterable<InteractionCard>} items */
export const talkingFirst = (items) =>
  [...items].filter(({ state }) => state === 'connected').sort((a, b) => (a.unanswered_since ?? Infinity) - (b.unanswered_since ?? Infinity) || (a.connected_at ?? 0) - (b.connected_at ?? 0))

/** Red before amber, the newest first. @param {Iterable<AlertCard>} alerts */
export const worstFirst = (alerts) =>
  [...alerts].sort((a, b) => Number(b.level === 'red') - Number(a.level === 'red') || b.raised_at - a.raised_at || (a.id < b.id ? -1 : 1))

/** Of something that may be too much. @param {number} value @param {Limits | undefined} limits @returns {'bad' | 'warn' | ''} */
export function levelOf(value, limits) {
  const { amber = null, red = null } = limits ?? {}
  if (red !== null && value >= red) return 'bad'
  return amber !== null && value >= amber ? 'warn' : ''
}

/** How a service level stands to its target; the limits are percent below it. @param {number | null} level @param {number} target @param {Limits | undefined} limits */
export const judged = (level, target, limits) => (level === null ? 'quiet' : levelOf(target - level, limits) || 'good')
