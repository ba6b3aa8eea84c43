// The one store of what happens: fed by one WebSocket, read through signals. A burst of messages is drawn once.

import { signedOut } from './api.js'
import { boot } from './boot.js'
import { serverNow, setClock } from './clock.js'
import { KINDS, applyDelta, applySnapshot, empty } from './picture.js'
import { batch, signal } from './ui.js'

/** @typedef {import('./picture.js').Kind} Kind */
/** @typedef {import('./picture.js').Picture} Picture */
/** @template T @typedef {import('@preact/signals').ReadonlySignal<T>} ReadonlySignal */
/** @typedef {import('../types').AgentCard} AgentCard */
/** @typedef {import('../types').QueueCard} QueueCard */
/** @typedef {import('../types').InteractionCard} InteractionCard */
/** @typedef {import('../types').AlertCard} AlertCard */
/** @typedef {import('../types').BroadcastCard} BroadcastCard */
/** @typedef {import('../types').BoardCard} BoardCard */

const DRAW_EVERY = 80 // milliseconds at the least between two drawings
const SILENCE = 25_000 // milliseconds; the server says something every ten seconds
const FIRST_RETRY = 400
const LAST_RETRY = 10_000
const AFTER_TOO_MANY = 60_000
const CLOSED = { token: 4401, forbidden: 4403, tooMany: 4429 }

const status = signal(/** @type {'connecting' | 'live' | 'stale'} */ ('connecting'))
const refused = signal(false)

/** @type {Picture} */
let picture = empty()
/** @type {Picture} */
let drawn = picture
/** @type {Map<string, import('@preact/signals').Signal<any>>} */
const cards = new Map()
/** @type {Map<string, Set<(message: any) => void>>} */
const listeners = new Map()
/** @type {Set<string>} */
const touched = new Set()
let touchedAll = false

const all = {
  agent: signal(/** @type {ReadonlyMap<string, AgentCard>} */ (new Map())),
  queue: signal(/** @type {ReadonlyMap<string, QueueCard>} */ (new Map())),
  interaction: signal(/** @type {ReadonlyMap<string, InteractionCard>} */ (new Map())),
  alert: signal(/** @type {ReadonlyMap<string, AlertCard>} */ (new Map())),
  broadcast: signal(/** @type {ReadonlyMap<string, BroadcastCard>} */ (new Map())),
  board: signal(/** @type {ReadonlyMap<string, BoardCard>} */ (new Map())),
}

/** @type {WebSocket | null} */
let socket = null
/** @type {string | undefined} */
let bearer
let retry = FIRST_RETRY
let opened = false
let started = false
/** @type {ReturnType<typeof setTimeout> | undefined} */
let retryTimer
/** @type {ReturnType<typeof setTimeout> | undefined} */
let silenceTimer
let drawWaits = false
let drawnAt = 0

// --- drawing: from the picture to the signals -------------------------------------------------------------------

function drawSoon() {
  if (drawWaits) return
  drawWaits = true
  const wait = drawnAt + DRAW_EVERY - performance.now()
  if (document.hidden || wait > 0) setTimeout(draw, Math.max(0, wait))
  else requestAnimationFrame(draw)
}

function draw() {
  drawWaits = false
  drawnAt = performance.now()
  batch(() => {
    for (const [key, card] of cards) {
      if (!touchedAll && !touched.has(key)) continue
      const [kind, id] = split(key)
      card.value = picture[kind].get(id) ?? null
    }
    for (const kind of KINDS) {
      if (picture[kind] !== drawn[kind]) all[kind].value = picture[kind]
    }
  })
  drawn = picture
  touched.clear()
  touchedAll = false
}

/** @param {string} key @returns {[Kind, string]} */
function split(key) {
  const at = key.indexOf('/')
  return [/** @type {Kind} */ (key.slice(0, at)), key.slice(at + 1)]
}

/**
 * The card of one thing, null while there is none. Only what reads it is drawn again when it changes.
 * @param {Kind} kind
 * @param {string} id
 * @returns {ReadonlySignal<any>}
 */
function card(kind, id) {
  const key = `${kind}/${id}`
  let found = cards.get(key)
  if (!found) cards.set(key, (found = signal(drawn[kind].get(id) ?? null)))
  return found
}

// --- messages ---------------------------------------------------------------------------------------------------

/** @param {MessageEvent<string>} event */
function take(event) {
  listenForSilence()
  const message = JSON.parse(event.data)
  switch (message.type) {
    case 'snapshot':
      picture = applySnapshot(message)
      touchedAll = true
      arrived()
      break
    case 'resumed':
      arrived()
      break
    case 'delta': {
      const next = applyDelta(picture, message)
      if (next === null) return startAnew()
      picture = next
      for (const { kind, id } of message.changes) touched.add(`${kind}/${id}`)
      drawSoon()
      break
    }
    case 'beat':
      setClock(message.now)
      break
    default:
      for (const listener of listeners.get(message.type) ?? []) listener(message)
  }
}

function arrived() {
  retry = FIRST_RETRY
  opened = true
  status.value = 'live'
  drawSoon()
}

/** A delta is missing: nothing that we have is of use any more. */
function startAnew() {
  picture = { ...picture, stream: '' }
  connect()
}

// --- the connection ---------------------------------------------------------------------------------------------

function address() {
  const where = new URL('/api/v1/live', location.href)
  where.protocol = where.protocol.replace('http', 'ws')
  if (picture.stream) {
    where.searchParams.set('stream', picture.stream)
    where.searchParams.set('n', String(picture.n))
  }
  return where
}

function connect() {
  leave()
  const mine = new WebSocket(address(), bearer ? ['trunkline.v1', `bearer.${bearer}`] : ['trunkline.v1'])
  socket = mine
  listenForSilence()
  mine.onmessage = (event) => {
    if (socket === mine) take(event)
  }
  mine.onclose = ({ code }) => {
    if (socket === mine) lost(code)
  }
}

function leave() {
  clearTimeout(retryTimer)
  clearTimeout(silenceTimer)
  const old = socket
  socket = null
  old?.close()
}

/** @param {number} code */
function lost(code) {
  socket = null
  clearTimeout(silenceTimer)
  if (opened) status.value = 'stale'
  if (code === CLOSED.token) return endSession()
  if (code === CLOSED.forbidden) {
    refused.value = true
    return
  }
  if (code === 1006) void askWhetherSignedOut()
  const wait = code === CLOSED.tooMany ? AFTER_TOO_MANY : retry * (0.5 + Math.random())
  retry = Math.min(retry * 2, LAST_RETRY)
  retryTimer = setTimeout(connect, wait)
}

function endSession() {
  if (boot.me) signedOut.value = true
  else refused.value = true
}

/** A refused upgrade has no code that we could see: the plain API says it. */
async function askWhetherSignedOut() {
  if (!boot.me) return
  const response = await fetch('/api/v1/me', { cache: 'no-store' }).catch(() => null)
  if (response?.status === 401) {
    clearTimeout(retryTimer)
    endSession()
  }
}

/** A line that says nothing for long is dead, whatever the browser believes. */
function listenForSilence() {
  clearTimeout(silenceTimer)
  silenceTimer = setTimeout(() => {
    if (opened) status.value = 'stale'
    connect()
  }, SILENCE)
}

function lookAlive() {
  if (started && !document.hidden && !refused.value && status.value !== 'live') {
    retry = FIRST_RETRY
    connect()
  }
}

export const live = {
  /** All cards of a kind, by id. For lists; one card is cheaper by `card`. @type {ReadonlySignal<ReadonlyMap<string, AgentCard>>} */
  agents: all.agent,
  /** @type {ReadonlySignal<ReadonlyMap<string, QueueCard>>} */
  queues: all.queue,
  /** @type {ReadonlySignal<ReadonlyMap<string, InteractionCard>>} */
  interactions: all.interaction,
  /** What lasts too long, or is too much; supervisors'. @type {ReadonlySignal<ReadonlyMap<string, AlertCard>>} */
  alerts: all.alert,
  /** What supervisors wrote to me, unread. @type {ReadonlySignal<ReadonlyMap<string, BroadcastCard>>} */
  broadcasts: all.broadcast,
  /** Of a wallboard: what is on it. @type {ReadonlySignal<ReadonlyMap<string, BoardCard>>} */
  boards: all.board,
  card,
  /** `stale`: what is shown may be old, and we try to come back. @type {ReadonlySignal<'connecting' | 'live' | 'stale'>} */
  status,
  /** The server does not let us look, now and later. @type {ReadonlySignal<boolean>} */
  refused,

  /**
   * Messages of other types than the picture's. Returns what stops it.
   * @param {string} type
   * @param {(message: any) => void} listener
   */
  on(type, listener) {
    const those = listeners.get(type) ?? new Set()
    listeners.set(type, those.add(listener))
    return () => {
      those.delete(listener)
    }
  },

  /** Tell the server something; lost when there is no connection: say it again when `status` is live. @param {object} message */
  say(message) {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
  },

  /** Seconds since the epoch by the server's clock. */
  now: serverNow,

  /**
   * Connect, once. `token`: of a page without a session, such as the wallboard.
   * @param {{token?: string}} [by]
   */
  start({ token } = {}) {
    if (started) return
    started = true
    bearer = token
    addEventListener('online', lookAlive)
    document.addEventListener('visibilitychange', lookAlive)
    connect()
  },
}
