// What is written, made into what is shown: order, days, who spoke, how far a message is. Pure.

/** @typedef {import('../types').MessageCard} MessageCard */
/** @typedef {import('../types').TextAccountCard} TextAccountCard */
/** @typedef {import('../types').PastCard} PastCard */
/** @typedef {Omit<MessageCard, 'extra'> & {extra: Record<string, any>, local?: 'sending' | 'failed', fault?: string}} Message one of ours may not be with the server yet */

/** How far each state is; a later word of an earlier state changes nothing. @type {Readonly<Record<string, number>>} */
const RANKS = { received: 0, queued: 1, sending: 2, unknown: 3, sent: 4, failed: 5, delivered: 6, read: 7 }

const SAME_BREATH = 300 // seconds within which one author's messages belong together

/**
 * What was known and what came, in order; of two words on one message the later state stands. A message of ours that was
 * shown before the server had it gives way to the server's own.
 * @param {readonly Message[]} known
 * @param {readonly Message[]} come
 * @returns {Message[]}
 */
export function merged(known, come) {
  /** @type {Map<string, Message>} */
  const byId = new Map(known.map((message) => [message.id, message]))
  for (const message of come) {
    const before = byId.get(message.id)
    if (before && (RANKS[before.state] ?? 0) > (RANKS[message.state] ?? 0)) continue
    byId.set(message.id, message)
  }
  const arrived = new Set([...byId.values()].filter(({ local }) => !local).map(({ client_id }) => client_id))
  return [...byId.values()]
    .filter((message) => !message.local || !arrived.has(message.client_id))
    .sort((a, b) => a.seq - b.seq || a.at - b.at)
}

/** Whose side it stands on. @param {Message} message @param {string} me an agent @returns {'customer' | 'me' | 'colleague' | 'bot' | 'system' | 'note' | 'whisper'} */
export function voiceOf(message, me) {
  if (message.internal) return message.internal
  if (message.author === 'customer') return 'customer'
  if (message.author === 'flow') return 'bot'
  if (message.author === 'system') return 'system'
  return message.author_id === me ? 'me' : 'colleague'
}

/** @param {number} epoch */
const dayOf = (epoch) => new Date(epoch * 1000).toDateString()

/**
 * @typedef {{kind: 'day', key: string, at: number}
 *   | {kind: 'past', key: string, past: PastCard}
 *   | {kind: 'episode', key: string, interaction: string, at: number}
 *   | {kind: 'new', key: string}
 *   | {kind: 'message', key: string, message: Message, first: boolean, last: boolean}} Row
 */

/**
 * The rows of a timeline. `pasts`: what else the customer came for, folded to a line where it belongs. `unread`: how many of
 * the customer's last messages nobody has answered when the timeline was opened. `whole`: there is nothing earlier.
 * @param {readonly Message[]} messages in order
 * @param {{pasts?: readonly PastCard[], whole?: boolean, newFrom?: number | null, me: string}} options
 * @returns {Row[]}
 */
export function rowsOf(messages, { pasts = [], whole = false, newFrom = null, me }) {
  const begins = messages[0]?.at ?? Infinity
  const folded = pasts.filter(({ created_at }) => whole || created_at >= begins).sort((a, b) => a.created_at - b.created_at)
  /** @type {Row[]} */
  const rows = []
  let day = ''
  let next = 0
  /** @param {number} at */
  const dated = (at) => {
    if (dayOf(at) === day) return
    day = dayOf(at)
    rows.push({ kind: 'day', key: `day-${day}`, at })
  }
  /** @param {number} until */
  const foldUntil = (until) => {
    for (let past = folded[next]; past && past.created_at < until; past = folded[++next]) {
      dated(past.created_at)
      rows.push({ kind: 'past', key: past.id, past })
    }
  }
  messages.forEach((message, index) => {
    const before = messages[index - 1]
    const after = messages[index + 1]
    foldUntil(message.at)
    dated(message.at)
    if (before && message.interaction && before.interaction && before.interaction !== message.interaction) {
      rows.push({ kind: 'episode', key: `episode-${message.interaction}-${message.seq}`, interaction: message.interaction, at: message.at })
    }
    if (newFrom !== null && message.seq >= newFrom && (before?.seq ?? -1) < newFrom) rows.push({ kind: 'new', key: 'new' })
    const previous = rows.at(-1)
    rows.push({
      kind: 'message',
      key: message.client_id ?? message.id,
      message,
      first: previous?.kind !== 'message' || !before || !together(before, message, me),
      last: !after || !together(message, after, me) || dayOf(after.at) !== day,
    })
  })
  foldUntil(Infinity)
  return rows
}

/** Whether two messages are said in one breath. @param {Message} a @param {Message} b @param {string} me */
const together = (a, b, me) =>
  voiceOf(a, me) === voiceOf(b, me) && a.author_id === b.author_id && b.at - a.at < SAME_BREATH && a.interaction === b.interaction

/** The number from which on the customer waits for a word; null when they do not. @param {readonly Message[]} messages */
export function unansweredFrom(messages) {
  let from = null
  for (const message of messages) {
    if (message.direction === 'in') from ??= message.seq
    else if (message.direction === 'out' && (message.author === 'agent' || message.author === 'supervisor')) from = null
  }
  return from
}

/** How many of the customer's messages come after number `seq`. @param {readonly Message[]} messages @param {number} seq */
export const unreadAfter = (messages, seq) => messages.filter((message) => message.direction === 'in' && message.seq > seq).length

/**
 * Until when one may write freely: the provider's window after the customer's last message. Null: always.
 * @param {Pick<TextAccountCard, 'window'> | null} account
 * @param {number | null} lastInAt
 * @param {number} now
 * @returns {{open: boolean, until: number | null}}
 */
export function windowOf(account, lastInAt, now) {
  if (!account || account.window === null) return { open: true, until: null }
  const until = (lastInAt ?? -Infinity) + account.window
  return { open: now < until, until: lastInAt === null ? null : until }
}

/**
 * What may help a message that did not get through: to send it again, or a template in its place; null: neither. What was sent
 * again (`repeated`) has its own fate. A window that the provider says is closed opens when the customer writes, even in the same
 * second: providers tell no less.
 * @param {Pick<Message, 'state' | 'failure' | 'at' | 'extra'>} message
 * @param {Pick<TextAccountCard, 'templates'> | null} account
 * @param {{open: boolean, lastInAt: number | null, repeated: boolean}} how whether one may write freely, by our clock
 * @returns {'again' | 'template' | null}
 */
export function remedyOf({ state, failure, at, extra }, account, { open, lastInAt, repeated }) {
  if (!account || repeated || failure === 'lasting' || (state !== 'failed' && state !== 'unknown')) return null
  if (failure === 'window' ? (lastInAt ?? -Infinity) >= Math.floor(at) : open || extra.template) return 'again'
  return account.templates ? 'template' : null
}

/**
 * @typedef {'empty' | 'long' | 'window' | 'files' | 'gone' | 'hole' | 'uploading'} Obstacle
 */

/**
 * What keeps this from being sent; null: nothing. `account`: null when it is gone, undefined as long as it is not known: then
 * the server decides.
 * @param {{text: string, files: readonly {state: string, bytes: number}[], note: boolean, template: unknown, holes: number}} draft
 * @param {TextAccountCard | null | undefined} account
 * @param {boolean} open whether one may write freely
 * @returns {Obstacle | null}
 */
export function obstacle({ text, files, note, template, holes }, account, open) {
  if (files.some(({ state }) => state === 'uploading')) return 'uploading'
  if (!text.trim() && !files.length && !template) return 'empty'
  if (holes) return 'hole'
  if (note) return null
  if (account === undefined) return null
  if (account === null) return 'gone'
  if (!open && !template) return 'window'
  if ([...text].length > account.text_limit) return 'long'
  if (files.length && (!account.files || files.length > account.files.most)) return 'files'
  return null
}

/** Whether a file may go out by an account. @param {{type: string, size: number}} file @param {import('../types').FilesCard | null} limits @returns {'kind' | 'size' | null} what is wrong */
export function fileFault({ type, size }, limits) {
  if (!limits) return 'kind'
  const fits = limits.types.some((each) => each === '*/*' || each === type || (each.endsWith('/*') && type.startsWith(each.slice(0, -1))))
  if (!fits && type) return 'kind'
  return size > limits.size ? 'size' : null
}

/**
 * The part of an e-mail's text that somebody else wrote before.
 * @param {string} text
 * @returns {{own: string, quoted: string}}
 */
export function unquoted(text) {
  const lines = text.split('\n')
  const at = lines.findIndex((line, index) => {
    if (/^-{2,} ?(Original Message|Ursprüngliche Nachricht|Forwarded message) ?-{2,}$/i.test(line.trim())) return true
    if (!line.startsWith('>')) return false
    return lines.slice(index).every((rest) => rest.startsWith('>') || !rest.trim())
  })
  if (at < 0) return { own: text, quoted: '' }
  // The line that says who wrote what follows belongs to it.
  const begins = at > 0 && /[:：]\s*$/.test(lines[at - 1] ?? '') ? at - 1 : at
  return { own: lines.slice(0, begins).join('\n').trimEnd(), quoted: lines.slice(begins).join('\n') }
}

/**
 * A text in parts: words, and addresses that can be opened.
 * @param {string} text
 * @returns {{text: string, href: string | null}[]}
 */
export function linked(text) {
  const parts = []
  let from = 0
  for (const match of text.matchAll(/\b(?:https?:\/\/|www\.)[^\s<>"']+[^\s<>"'.,;:!?)\]}]/gi)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index), href: null })
    const href = match[0].toLowerCase().startsWith('www.') ? `https://${match[0]}` : match[0]
    parts.push({ text: match[0], href })
    from = match.index + match[0].length
  }
  if (from < text.length) parts.push({ text: text.slice(from), href: null })
  return parts
}
