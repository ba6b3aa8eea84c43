// What is written in the threads that are looked at: fetched page by page, then as it comes over the live socket.

import { api } from '../core/api.js'
import { boot } from '../core/boot.js'
import { serverNow } from '../core/clock.js'
import { tellProblem } from '../core/dialogs.js'
import { live } from '../core/live.js'
import { computed, effect, signal, untracked } from '../core/ui.js'
import { merged } from './rules.js'

/** @typedef {import('../types').MessageCard} MessageCard */
/** @typedef {import('../types').ThreadCard} ThreadCard */
/** @typedef {import('./rules.js').Message} Message */
/** @typedef {{client_id: string, text: string, html?: string | null, files?: import('../types').FileCard[], subject?: string, cc?: string[], template?: any, choices?: string[], internal?: 'note' | null}} Words */

const PAGE = 50
const AGAIN = 2500 // milliseconds between two words that I still type
const NOBODY = /** @type {readonly {agent: string, name: string, writing: boolean}[]} */ ([])

/**
 * @typedef {object} Kept one thread
 * @property {string} id
 * @property {import('@preact/signals').Signal<ThreadCard | null>} card
 * @property {import('@preact/signals').Signal<readonly Message[]>} messages in order
 * @property {import('@preact/signals').Signal<boolean | null>} more whether there are earlier ones; null until the last ones came
 * @property {import('@preact/signals').Signal<number>} typingUntil the customer types, as far as we know
 * @property {import('@preact/signals').Signal<typeof NOBODY>} looking colleagues who look, and myself
 * @property {{writing: boolean, private?: boolean}} mine what colleagues learn of me
 * @property {number} users parts of the page that show it
 */

/** @type {Map<string, Kept>} */
const threads = new Map()

/** @param {string} id @returns {Kept} */
export function thread(id) {
  let found = threads.get(id)
  if (!found) {
    found = { id, card: signal(null), messages: signal([]), more: signal(null), typingUntil: signal(0), looking: signal(NOBODY), mine: { writing: false }, users: 0 }
    threads.set(id, found)
  }
  return found
}

const path = (/** @type {string} */ id) => `/threads/${encodeURIComponent(id)}`

/** @param {Kept} kept */
async function load(kept) {
  // One after the other: a card that is older than the messages would not know when the customer wrote last.
  const last = await api.get(`${path(kept.id)}/messages`, { limit: PAGE })
  const card = await api.get(path(kept.id))
  // What was asked for before the customer wrote may come after we have heard of it.
  const heard = kept.card.value?.last_in_at ?? 0
  kept.card.value = heard > (card.last_in_at ?? 0) ? { ...card, last_in_at: heard } : card
  kept.messages.value = merged(kept.messages.value, last.items)
  kept.more.value ??= last.more
}

/** Those before the earliest that we have. @param {Kept} kept */
export async function loadEarlier(kept) {
  const first = kept.messages.value.find(({ local }) => !local)
  const part = await api.get(`${path(kept.id)}/messages`, { limit: PAGE, before: first?.seq })
  kept.messages.value = merged(part.items, kept.messages.value)
  kept.more.value = part.more
}

/**
 * Show a thread from now on; what is returned ends it. `quietly`: colleagues do not learn of it.
 * @param {string} id
 * @param {{quietly?: boolean}} [how]
 */
export function open(id, { quietly = false } = {}) {
  const kept = thread(id)
  kept.users += 1
  const enter = () => {
    live.say({ type: 'open', thread: id })
    if (!quietly) live.say({ type: 'looking', thread: id, ...kept.mine })
    load(kept).catch(tellProblem)
  }
  const stop = effect(() => {
    if (live.status.value === 'live') untracked(enter)
  })
  return () => {
    stop()
    kept.users -= 1
    if (!kept.users) live.say({ type: 'close', thread: id })
  }
}

// --- what comes ---------------------------------------------------------------------------------------------------

/** @type {Set<(message: MessageCard) => void>} */
const hearers = new Set()

/** Told of each new message of a customer, in whatever conversation of mine. Returns what stops it. @param {(message: MessageCard) => void} hearer */
export function onIncoming(hearer) {
  hearers.add(hearer)
  return () => void hearers.delete(hearer)
}

live.on('text', (/** @type {{thread: string, message: MessageCard}} */ { thread: id, message }) => {
  const kept = threads.get(id)
  const isNew = !kept?.messages.value.some((known) => known.id === message.id)
  if (kept) {
    kept.messages.value = merged(kept.messages.value, [message])
    if (message.direction === 'in') {
      kept.typingUntil.value = 0
      const card = kept.card.value
      if (isNew && card && (card.last_in_at ?? 0) < message.at) kept.card.value = { ...card, last_in_at: message.at }
    }
  }
  if (isNew && message.direction === 'in' && message.state === 'received') hearers.forEach((hearer) => hearer(message))
})

live.on('file', (/** @type {{thread: string, file: import('../types').FileCard}} */ { thread: id, file }) => {
  const kept = threads.get(id)
  if (!kept) return
  kept.messages.value = kept.messages.value.map((message) =>
    message.files.some((each) => each.id === file.id) ? { ...message, files: message.files.map((each) => (each.id === file.id ? file : each)) } : message,
  )
})

live.on('typing', ({ thread: id, who, until }) => {
  const kept = threads.get(id)
  if (kept && who === 'customer') kept.typingUntil.value = until
})

live.on('looking', ({ thread: id, agents }) => {
  const kept = threads.get(id)
  if (kept) kept.looking.value = agents
})

live.on('behind', () => {
  for (const kept of threads.values()) if (kept.users) load(kept).catch(tellProblem)
})

/** Colleagues who look at it besides me, those who write first. @param {Kept} kept */
export const othersLooking = (kept) =>
  computed(() => kept.looking.value.filter(({ agent }) => agent !== boot.me?.agent).sort((a, b) => Number(b.writing) - Number(a.writing)))

// --- what I write -------------------------------------------------------------------------------------------------

let lastId = 0

/** A name of my own for a message, so that sent twice it is one. */
export const newClientId = () => `${boot.me?.agent ?? boot.me?.user}-${Date.now().toString(36)}-${(lastId += 1)}`

/**
 * Say it: it is shown at once, and stays with a button to try again when the server does not take it.
 * @param {string} id
 * @param {string} interaction
 * @param {Words} words
 */
export async function say(id, interaction, words) {
  const kept = thread(id)
  const { files = [], ...others } = words
  show(kept, localMessage(kept, interaction, words), 'sending')
  try {
    const card = await api.post(`/interactions/${encodeURIComponent(interaction)}/messages`, { ...others, files: files.map((file) => file.id) })
    kept.messages.value = merged(kept.messages.value, [card])
  } catch (error) {
    show(kept, localMessage(kept, interaction, words), 'failed', error instanceof Error ? error.message : '')
    throw error
  }
}

/** @type {Map<string, Words>} */
const unsent = new Map()

/** @param {Kept} kept @param {Message} message @param {'sending' | 'failed'} local @param {string} [fault] */
function show(kept, message, local, fault) {
  const others = kept.messages.value.filter(({ client_id, local: kind }) => !kind || client_id !== message.client_id)
  kept.messages.value = merged(others, [{ ...message, local, fault }])
}

/** @param {Kept} kept @param {string} interaction @param {Words} words @returns {Message} */
function localMessage(kept, interaction, words) {
  unsent.set(words.client_id, words)
  return {
    id: `local-${words.client_id}`,
    thread: kept.id,
    interaction,
    seq: Number.MAX_SAFE_INTEGER,
    at: serverNow(),
    direction: words.internal ? 'internal' : 'out',
    author: 'agent',
    author_id: boot.me?.agent ?? null,
    author_name: boot.me?.name ?? '',
    text: words.text,
    html: null,
    files: words.files ?? [],
    extra: { subject: words.subject, cc: words.cc, template: words.template },
    state: 'queued',
    state_at: serverNow(),
    reason: '',
    failure: null,
    internal: words.internal ?? null,
    client_id: words.client_id,
  }
}

/** What did not reach the server, once more. @param {Message} message */
export async function sayAgain(message) {
  const words = unsent.get(message.client_id ?? '')
  if (words && message.interaction) await say(message.thread, message.interaction, words)
}

/** What failed at the provider, once more. @param {Message} message */
export async function sendAgain(message) {
  const card = await api.post(`/messages/${encodeURIComponent(message.id)}/send-again`)
  const kept = thread(message.thread)
  kept.messages.value = merged(kept.messages.value, [card])
}

/** @param {Message} message */
export function forget(message) {
  const kept = thread(message.thread)
  kept.messages.value = kept.messages.value.filter(({ id }) => id !== message.id)
}

/** Lets others see that I type, for as long as it is called again and again. @param {string} id */
export function typist(id) {
  const kept = thread(id)
  let told = 0
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let idle
  // Kept, too: who types before the thread is open to us, or while the line is away, tells it then.
  const tell = (/** @type {Kept['mine']} */ mine) => {
    kept.mine = mine
    live.say({ type: 'looking', thread: id, ...mine })
  }
  const stop = () => {
    clearTimeout(idle)
    if (told) tell({ writing: false })
    told = 0
  }
  return {
    /** @param {boolean} note it is for colleagues only */
    type(note) {
      const now = Date.now()
      if (now - told > AGAIN || note !== kept.mine.private) {
        told = now
        tell({ writing: true, private: note })
      }
      clearTimeout(idle)
      idle = setTimeout(stop, 2 * AGAIN)
    },
    stop,
  }
}
