// What a visitor sees of their conversation, as data: what the server numbered, and what it has not got yet. Pure.
//
// A message of one's own has a name of our making (`client_id`). It is in the outbox until it comes back with a number, so that
// it is neither lost nor there twice, whatever breaks in between.

/** @typedef {{id: string, title: string}} Choice */
/** @typedef {{id: string, name: string, type: string, bytes: number, state: string, reason: string}} FileCard */
/**
 * @typedef {object} Message `at`: seconds since the epoch. `from`: me, agent, flow, system or supervisor.
 * @property {string} id
 * @property {number} seq
 * @property {number} at
 * @property {string} from
 * @property {string} text
 * @property {string} [name]
 * @property {string} [client_id]
 * @property {FileCard[]} [files]
 * @property {Choice[]} [choices]
 * @property {string} [call]
 */
/**
 * @typedef {object} Unsent `state`: sending, acked (the server has it, its number is yet to come), failed.
 * @property {string} client_id
 * @property {number} at
 * @property {string} text
 * @property {FileCard[]} files
 * @property {string} choice
 * @property {'sending' | 'acked' | 'failed'} state
 * @property {string} reason
 */
/** @typedef {{at: 'idle' | 'bot' | 'waiting' | 'agent' | 'ended', interaction: string | null, place: number | null, agent: string | null}} Stage */
/**
 * @typedef {object} Picture `readAt`: until when they read what I wrote; `seenAt`: until when I read what they wrote.
 * @property {Message[]} messages in order
 * @property {Unsent[]} outbox
 * @property {Stage} stage
 * @property {string | null} typing who writes to me; empty: somebody
 * @property {number} readAt
 * @property {number} seenAt
 * @property {boolean} more there is more before
 */

/** @type {Stage} */
export const IDLE = { at: 'idle', interaction: null, place: null, agent: null }

/** @param {Unsent[]} [outbox] @returns {Picture} */
export const empty = (outbox = []) => ({ messages: [], outbox, stage: IDLE, typing: null, readAt: 0, seenAt: 0, more: false })

/** The number of the last message that we have. @param {Picture} picture */
export const last = (picture) => picture.messages.at(-1)?.seq ?? 0

/** What I have not read. @param {Picture} picture */
export const unread = (picture) =>
  picture.messages.filter((message) => message.from !== 'me' && message.at > picture.seenAt).length

/** @param {Picture} picture @param {Message[]} messages */
function numbered(picture, messages) {
  const bySeq = new Map(picture.messages.map((message) => [message.seq, message]))
  for (const message of messages) bySeq.set(message.seq, message)
  const names = new Set(messages.map((message) => message.client_id).filter(Boolean))
  return {
    ...picture,
    messages: [...bySeq.values()].sort((one, other) => one.seq - other.seq),
    outbox: picture.outbox.filter((unsent) => !names.has(unsent.client_id)),
  }
}

/** @param {Picture} picture @param {string} name @param {Partial<Unsent>} change */
export const changed = (picture, name, change) => ({
  ...picture,
  outbox: picture.outbox.map((unsent) => (unsent.client_id === name ? { ...unsent, ...change } : unsent)),
})

/** @param {Picture} picture @param {Unsent} unsent */
export const queued = (picture, unsent) =>
  picture.outbox.some((other) => other.client_id === unsent.client_id)
    ? picture
    : { ...picture, outbox: [...picture.outbox, unsent] }

/** @param {Picture} picture @param {string} name */
export const discarded = (picture, name) => ({
  ...picture,
  outbox: picture.outbox.filter((unsent) => unsent.client_id !== name),
})

/** What is to be sent (again), in order. @param {Picture} picture */
export const unsent = (picture) => picture.outbox.filter((message) => message.state === 'sending')

export const NO_SESSION = 'session'

/** What no session could be had for: the site wants a form or a consent first. @param {Picture} picture */
export const refused = (picture) => picture.outbox.filter((message) => message.state === 'failed' && message.reason === NO_SESSION)

/** Two pages of one visitor keep one outbox: what either has. @param {Unsent[]} mine @param {Unsent[]} theirs */
export function merged(mine, theirs) {
  const names = new Set(mine.map((message) => message.client_id))
  return [...mine, ...theirs.filter((message) => !names.has(message.client_id))].sort((one, other) => one.at - other.at)
}

/**
 * What the server says, taken in.
 * @param {Picture} picture
 * @param {any} said
 * @returns {Picture}
 */
export function heard(picture, said) {
  switch (said.type) {
    case 'snapshot': {
      const gap = said.more && picture.messages.length > 0
      const taken = numbered(gap ? { ...picture, messages: [] } : picture, said.messages)
      return {
        ...taken,
        stage: said.state,
        readAt: Math.max(picture.readAt, said.read_at),
        seenAt: Math.max(picture.seenAt, said.seen_at),
        more: said.more || (picture.messages.length > 0 && picture.more),
        typing: null,
      }
    }
    case 'earlier':
      return { ...numbered(picture, said.messages), more: said.more }
    case 'message': {
      const taken = numbered(picture, [said.message])
      return said.message.from === 'me' ? taken : { ...taken, typing: null }
    }
    case 'state':
      return { ...picture, stage: said.state, typing: said.state.at === 'agent' ? picture.typing : null }
    case 'typing':
      return { ...picture, typing: said.on ? said.name : null }
    case 'read':
      return { ...picture, readAt: Math.max(picture.readAt, said.at) }
    case 'seen':
      return { ...picture, seenAt: Math.max(picture.seenAt, said.at) }
    case 'ack':
      return changed(picture, said.client_id, { state: 'acked', reason: '' })
    case 'refused':
      return said.client_id ? changed(picture, said.client_id, { state: 'failed', reason: said.word }) : picture
    default:
      return picture
  }
}
