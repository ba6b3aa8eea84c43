// What the cards mean for one agent. Pure.

/** @typedef {import('../../types').InteractionCard} InteractionCard */
/** @typedef {NonNullable<InteractionCard['parties']>[number]} Party */

/** My part in it when it is not my own. @param {InteractionCard} card @param {string} agent @returns {Party | null} */
export const partOf = (card, agent) => card.parties?.find((party) => party.agent === agent) ?? null

/** Whether I am in it. @param {InteractionCard} card @param {string} agent */
export const involves = (card, agent) => card.agent === agent || helps(card, agent) || partOf(card, agent) !== null

/** Whether I write along in a conversation of a colleague. @param {InteractionCard} card @param {string} agent */
export const helps = (card, agent) => card.agent !== agent && (card.writing?.helpers.includes(agent) ?? false)

/** @param {{medium: string}} card */
export const isText = (card) => card.medium === 'text'

/** The leg that my phone has, or has to answer, in it. @param {InteractionCard} card @param {string} agent */
export const legOf = (card, agent) => (card.agent === agent ? card.leg : partOf(card, agent)?.leg) ?? null

/** The last that happened to it. @param {InteractionCard} card */
export const activity = (card) =>
  Math.max(card.created_at, card.queued_at ?? 0, card.connected_at ?? 0, card.held_since ?? 0, card.ended_at ?? 0, card.writing?.last_in_at ?? 0, card.writing?.last_out_at ?? 0)

/**
 * Where a conversation stands for its agent; what they should do something about comes first.
 * @typedef {'rings' | 'active' | 'interrupted' | 'inactive' | 'wrap_up' | 'parked' | 'snoozed'} Standing
 */

/** @param {InteractionCard} card @param {Hold | undefined} hold @returns {Standing} */
export function standing(card, hold) {
  if (card.state === 'offered' || hold?.state === 'offered') return 'rings'
  if (hold?.state === 'wrap_up') return 'wrap_up'
  if (hold?.interrupted || card.writing?.interrupted) return 'interrupted'
  return card.writing && card.writing.state !== 'active' ? card.writing.state : 'active'
}

/** @type {Readonly<Record<Standing, number>>} */
const ORDER = { rings: 0, active: 1, interrupted: 1, wrap_up: 2, inactive: 3, parked: 4, snoozed: 5 }

/**
 * My inbox: what is in hand and what was put aside. Calls first, then who waits longest for a word, then who wrote last.
 * @param {readonly InteractionCard[]} cards
 * @param {ReadonlyMap<string, Hold>} holds
 */
export function inboxOf(cards, holds) {
  const all = cards.map((card) => ({ card, standing: standing(card, holds.get(card.id)) }))
  all.sort(
    (a, b) =>
      Number(isText(a.card)) - Number(isText(b.card)) ||
      ORDER[a.standing] - ORDER[b.standing] ||
      (a.card.unanswered_since ?? Infinity) - (b.card.unanswered_since ?? Infinity) ||
      activity(b.card) - activity(a.card) ||
      (a.card.id < b.card.id ? -1 : 1),
  )
  const aside = all.filter((each) => each.standing === 'parked' || each.standing === 'snoozed')
  aside.sort((a, b) => (a.card.writing?.until ?? Infinity) - (b.card.writing?.until ?? Infinity))
  return { inHand: all.filter((each) => !aside.includes(each)), aside }
}

/** Seconds after which an answer is late, and much too late, by what kind of attention it takes. @type {Readonly<Record<string, readonly [number, number]>>} */
const PATIENCE = { chat: [60, 180], message: [600, 3600], email: [4 * 3600, 24 * 3600] }

/** @param {string} mediaType */
export const patience = (mediaType) => PATIENCE[mediaType] ?? [60, 180]

/** @typedef {AgentCard['holds'][number]} Hold */
/** @typedef {import('../../types').AgentCard} AgentCard */

/**
 * How full my hands are: pieces that count now, how many of their kind I may have, and the share of all I can.
 * @param {AgentCard} me
 */
export function load(me) {
  const share = me.capacity ? Math.min(1, me.units / me.capacity) : 0
  const counted = me.holds.filter((hold) => hold.state !== 'parked' && !hold.interrupted)
  return { share, over: me.units > me.capacity, pieces: counted.length }
}

/** The newest activity first; of two, always the same one. @param {readonly InteractionCard[]} cards */
export const inOrder = (cards) =>
  [...cards].sort((a, b) => activity(b) - activity(a) || (a.id < b.id ? -1 : 1))

/** The one that the customer waits for me in: I was in a call, and my phone lost it. @param {readonly InteractionCard[]} cards @param {string} agent */
export const toRejoin = (cards, agent) => cards.find((card) => card.agent === agent && Boolean(card.rejoin_until)) ?? null

/** Whom I ask while the customer waits. @param {InteractionCard} card */
export const asked = (card) => card.parties?.find((party) => party.role === 'consult') ?? null

/** Who else talks with us. @param {InteractionCard} card */
export const others = (card) => card.parties?.filter((party) => party.role === 'conference') ?? []

/** A number outside that rings to take the call over. @param {InteractionCard} card */
export const ringingOutside = (card) => card.parties?.find((party) => party.role === 'transfer') ?? null

/** A supervisor who is there, as far as I may know. @param {InteractionCard} card */
export const supervisors = (card) => card.parties?.filter((party) => party.role === 'supervisor') ?? []

/**
 * Targets that fit what was typed, and a number when it looks like one. Who can be had now comes first.
 * @template {{id: string, name: string}} T
 * @param {string} text
 * @param {readonly T[]} things
 * @param {(thing: T) => number} rank the lower the earlier
 */
export function matching(text, things, rank = () => 0) {
  const words = text.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean)
  return things
    .filter(({ id, name }) => words.every((word) => `${name} ${id}`.toLocaleLowerCase().includes(word)))
    .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
}

/** What was typed as a number to dial; null when it is none. @param {string} text */
export function numberIn(text) {
  const number = text.replace(/[\s()./-]/g, '')
  return /^\+?\d{2,15}$/.test(number) ? number : null
}

/** Initials for a round picture: of two words at most. @param {string} name */
export const initials = (name) =>
  name
    .split(/\s+/)
    .filter((word) => /\p{L}/u.test(word))
    .slice(0, 2)
    .map((word) => [...word][0]?.toLocaleUpperCase())
    .join('')
