// The live picture as the server tells it: a snapshot, then numbered deltas. Pure: a message gives a new picture and
// leaves the old one as it was; a test holds it against the server's own.

/** @typedef {'agent' | 'queue' | 'interaction' | 'alert' | 'broadcast' | 'board'} Kind */
/** @typedef {{id: string}} Card */
/** @typedef {{kind: Kind, id: string, card: Card | null}} Change */
/** @typedef {{stream: string, n: number} & Record<Kind, Map<string, any>>} Picture */
/** @typedef {{type: 'snapshot', stream: string, n: number, agents: Card[], queues: Card[], interactions: Card[], alerts: Card[], broadcasts: Card[], boards: Card[]}} Snapshot */
/** @typedef {{type: 'delta', n: number, changes: Change[]}} Delta */

/** @type {readonly Kind[]} */
export const KINDS = ['agent', 'queue', 'interaction', 'alert', 'broadcast', 'board']

/** @returns {Picture} */
export const empty = () => ({
  stream: '',
  n: 0,
  agent: new Map(),
  queue: new Map(),
  interaction: new Map(),
  alert: new Map(),
  broadcast: new Map(),
  board: new Map(),
})

/** @param {readonly Card[]} cards */
const byId = (cards) => new Map(cards.map((card) => [card.id, card]))

/** @param {Snapshot} message @returns {Picture} */
export const applySnapshot = (message) => ({
  stream: message.stream,
  n: message.n,
  agent: byId(message.agents),
  queue: byId(message.queues),
  interaction: byId(message.interactions),
  alert: byId(message.alerts),
  broadcast: byId(message.broadcasts),
  board: byId(message.boards),
})

/**
 * The picture after a delta; null when one before it is missing, so that only a new snapshot helps.
 * @param {Picture} picture
 * @param {Delta} message
 * @returns {Picture | null}
 */
export function applyDelta(picture, message) {
  if (!picture.stream || message.n !== picture.n + 1) return null
  const next = { ...picture, n: message.n }
  for (const { kind, id, card } of message.changes) {
    if (!KINDS.includes(kind)) continue // of a later version
    if (next[kind] === picture[kind]) next[kind] = new Map(picture[kind])
    if (card === null) next[kind].delete(id)
    else next[kind].set(id, card)
  }
  return next
}
