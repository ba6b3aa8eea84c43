// What the cards mean for one agent. Pure.

/** @typedef {import('../../types').InteractionCard} InteractionCard */
/** @typedef {NonNullable<InteractionCard['parties']>[number]} Party */

/** My part in it when it is not my own. @param {InteractionCard} card @param {string} agent @returns {Party | null} */
export const partOf = (card, agent) => card.parties?.find((party) => party.agent === agent) ?? null

/** Whether I am in it. @param {InteractionCard} card @param {string} agent */
export const involves = (card, agent) => card.agent === agent || partOf(card, agent) !== null

/** The leg that my phone has, or has to answer, in it. @param {InteractionCard} card @param {string} agent */
export const legOf = (card, agent) => (card.agent === agent ? card.leg : partOf(card, agent)?.leg) ?? null

/** The last that happened to it. @param {InteractionCard} card */
export const activity = (card) =>
  Math.max(card.created_at, card.queued_at ?? 0, card.connected_at ?? 0, card.held_since ?? 0, card.ended_at ?? 0)

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
