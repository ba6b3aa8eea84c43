// One visitor's visit on one page: the token they come back with, the picture, and what is yet to be sent.
//
// What is written is kept in the browser's storage before it goes out, and leaves it when the server has given it a number. The
// same message may be sent several times; the server takes it once. All that this touches of the browser is handed in.

import { Line } from './line.js'
import { Owed } from './owed.js'
import { changed, discarded, empty, heard, last, merged, NO_SESSION, queued, refused, unread, unsent } from './picture.js'
import { request, RequestFailed, upload } from './requests.js'

/** @typedef {import('./picture.js').Picture} Picture */
/** @typedef {import('./picture.js').Unsent} Unsent */
/** @typedef {import('./picture.js').FileCard} FileCard */
/** @typedef {import('./owed.js').Deed} Deed */
/** @typedef {{id?: string, email?: string, name?: string, hmac?: string, token?: string}} Identity */
/** @typedef {{getItem(key: string): string | null, setItem(key: string, value: string): void, removeItem(key: string): void}} Storage */
/** @typedef {{postMessage(what: unknown): void, onmessage: ((event: {data: any}) => void) | null, close(): void}} Channel */
/**
 * @typedef {object} World
 * @property {string} url of the account: https://host/chat/name
 * @property {Storage} storage
 * @property {Channel} channel the visitor's other pages
 * @property {(url: string) => WebSocket} socket
 * @property {typeof fetch} fetch
 * @property {() => number} now milliseconds
 * @property {() => string} id
 * @property {(action: () => void, milliseconds: number) => unknown} later
 * @property {(timer: any) => void} never
 * @property {() => {page: string, title: string}} page what they look at; empty when nobody is to know
 * @property {() => string} language
 * @property {() => number} chance 0 to 1
 */

const KEPT_FOR = 24 * 3600_000
const TYPING_FOR = 8_000

export class Visit {
  /** @type {Picture} */
  picture
  /** @type {string | null} */
  token = null
  /** @type {Identity | null} */
  identity = null
  /** @type {Line} */
  #line
  /** @type {Owed} */
  #owed
  /** @type {Set<(said: any) => void>} */
  #listeners = new Set()
  /** @type {unknown} */
  #typing = null
  #typedAt = 0
  /** @type {Promise<any> | null} */
  #beginning = null
  #turning = false
  /** Names of all that this page has had in its outbox: what it has no more is done. @type {Set<string>} */
  #mine = new Set()

  /** @param {World} world @param {string} account */
  constructor(world, account) {
    this.world = world
    this.key = `trunkline:${account}:`
    this.token = world.storage.getItem(`${this.key}token`)
    this.#owed = new Owed(world.storage, `${this.key}owed`)
    this.picture = empty(this.#kept())
    for (const message of this.picture.outbox) this.#mine.add(message.client_id)
    world.channel.onmessage = ({ data }) => this.#told(data)
    this.#line = new Line(world, {
      hello: () => ({ type: 'hello', token: this.token, after: last(this.picture) }),
      heard: (said) => this.#hear(said),
      refused: () => this.#unknown(),
      moved: () => this.#tell(null),
    })
  }

  /** How it stands with the server. */
  get line() {
    return this.#line.state
  }

  /** Whether somebody has been here before. */
  get begun() {
    return this.token !== null
  }

  get unread() {
    return unread(this.picture)
  }

  /** @param {(said: any) => void} listener called with what the server said, or null @returns {() => void} */
  subscribe(listener) {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  // --- the session ---

  /** Raises RequestFailed. @param {{form?: Record<string, string>, consent?: string}} given */
  async begin({ form = {}, consent = '' } = {}) {
    if (this.token !== null) return
    const { world } = this
    this.#beginning ??= this.ask('POST', 'sessions', {
      identity: this.identity,
      form,
      consent,
      ...world.page(),
      language: world.language(),
    }).finally(() => (this.#beginning = null))
    const begun = await this.#beginning
    if (this.token !== null) return
    this.#keepToken(begun.token)
    world.channel.postMessage({ type: 'begun', token: begun.token })
    for (const message of refused(this.picture)) this.#set(changed(this.picture, message.client_id, { state: 'sending', reason: '' }))
    this.connect()
  }

  /** What waits to be sent needs a session: as soon as one can be had. */
  async #beginSoon() {
    this.#line.rest()
    try {
      await this.begin()
    } catch (error) {
      if (!(error instanceof RequestFailed) || error.passes) {
        this.#line.again(() => void this.#beginSoon())
      } else {
        for (const message of unsent(this.picture)) {
          this.#set(changed(this.picture, message.client_id, { state: 'failed', reason: NO_SESSION }))
        }
      }
    }
  }

  /** Who they are; kept for a session that begins later. @param {Identity} identity */
  identify(identity) {
    this.identity = identity
    if (this.line === 'online') this.#line.say({ type: 'identify', identity })
  }

  /** The next one who sits here is somebody else: nothing of this one stays. */
  async reset() {
    const token = this.token
    this.world.channel.postMessage({ type: 'reset' })
    this.#forget()
    if (token !== null) await this.ask('DELETE', 'sessions/mine', undefined, token).catch(() => undefined)
  }

  #forget() {
    this.disconnect()
    for (const name of ['token', 'outbox', 'owed', 'rated', 'draft', 'told']) this.world.storage.removeItem(this.key + name)
    this.token = null
    this.identity = null
    this.#set(empty(), { type: 'reset' })
  }

  /** @param {string} token */
  #keepToken(token) {
    this.token = token
    this.world.storage.setItem(`${this.key}token`, token)
  }

  // --- the line ---

  connect() {
    if (this.token !== null) this.#line.open()
  }

  disconnect() {
    this.#line.close()
  }

  /** The network is there again, or the page is looked at: do not wait any longer. */
  hurry() {
    if (this.token !== null) this.#line.hurry()
    else if (unsent(this.picture).length) void this.#beginSoon()
  }

  /** The server does not know the token any more: what waits to be sent needs another session. */
  #unknown() {
    const waiting = unsent(this.picture)
    this.token = null
    for (const name of ['token', 'owed']) this.world.storage.removeItem(this.key + name)
    this.#set(empty(waiting))
    if (waiting.length) void this.#beginSoon()
  }

  /** @param {any} said */
  #hear(said) {
    if (said.type === 'later') {
      this.world.later(() => this.#sendAgain(said.client_id), said.after * 1000)
      return
    }
    if (said.type === 'ack' || said.type === 'refused') this.#owed.done(said.client_id)
    this.#set(heard(this.picture, said), said)
    if (said.type === 'snapshot') {
      this.#line.stands()
      if (this.identity !== null) this.#line.say({ type: 'identify', identity: this.identity })
      const due = [...unsent(this.picture), ...this.#owed.all].sort((one, other) => one.at - other.at)
      for (const one of due) this.#send(one)
    }
    if (said.type === 'typing' && said.on) {
      this.world.never(this.#typing)
      this.#typing = this.world.later(() => this.#set({ ...this.picture, typing: null }), TYPING_FOR)
    }
  }

  // --- what was written before ---

  /** The page before the first message that we have. Raises RequestFailed. */
  async earlier() {
    const first = this.picture.messages[0]?.seq
    if (first === undefined || !this.picture.more || this.#turning) return
    this.#turning = true
    try {
      const told = await this.ask('GET', `messages?before=${first}`)
      // What began anew meanwhile has another page before it.
      if (this.picture.messages[0]?.seq === first) this.#set(heard(this.picture, { type: 'earlier', ...told }))
    } finally {
      this.#turning = false
    }
  }

  // --- what the visitor does ---

  /** Kept before it goes out. @param {string} text @param {{files?: FileCard[], choice?: string}} more */
  say(text, { files = [], choice = '' } = {}) {
    /** @type {Unsent} */
    const message = {
      client_id: this.world.id(),
      at: this.world.now(),
      text,
      files,
      choice,
      state: 'sending',
      reason: '',
    }
    this.#set(queued(this.picture, message))
    this.world.channel.postMessage({ type: 'outbox' })
    this.#typedAt = 0
    if (this.token === null) void this.#beginSoon()
    else this.#send(message)
  }

  /** @param {string} name */
  retry(name) {
    this.#set(changed(this.picture, name, { state: 'sending', reason: '' }))
    this.#sendAgain(name)
  }

  /** @param {string} name */
  discard(name) {
    this.#set(discarded(this.picture, name))
  }

  /** @param {string} name */
  #sendAgain(name) {
    if (this.token === null) return void this.#beginSoon()
    const message = this.picture.outbox.find((one) => one.client_id === name && one.state === 'sending')
    const due = message ?? this.#owed.all.find((one) => one.type === name)
    if (due) this.#send(due)
  }

  /** Kept until the server has it. @param {Deed} deed */
  #owe(deed) {
    this.#owed.add(deed)
    this.#send(deed)
  }

  /** @param {Unsent | Deed} message */
  #send(message) {
    if ('type' in message) {
      const { at, ...deed } = message
      return void this.#line.say(deed)
    }
    this.#line.say({
      type: 'message',
      client_id: message.client_id,
      text: message.text,
      files: message.files.map((file) => file.id),
      choice: message.choice,
      ...this.world.page(),
    })
  }

  /** Called at each key: told once in a while. @param {boolean} on */
  type(on) {
    const now = this.world.now()
    if (on && now - this.#typedAt < 4000) return
    if (!on && this.#typedAt === 0) return
    this.#typedAt = on ? now : 0
    this.#line.say({ type: 'typing', on })
  }

  /** All that they wrote is on the screen. */
  read() {
    const message = this.picture.messages.findLast((one) => one.from !== 'me')
    if (!message || message.at <= this.picture.seenAt) return
    if (this.#line.say({ type: 'read', seq: message.seq, at: message.at })) this.#set({ ...this.picture, seenAt: message.at })
  }

  /** @param {number} score @param {string} comment */
  rate(score, comment) {
    const { interaction } = this.picture.stage
    if (interaction === null) return
    this.#owe({ type: 'rating', interaction, score, comment, at: this.world.now() })
    this.world.storage.setItem(`${this.key}rated`, interaction)
  }

  skipRating() {
    this.world.storage.setItem(`${this.key}rated`, this.picture.stage.interaction ?? '')
  }

  /** Whether the last conversation has its mark. */
  get rated() {
    return this.world.storage.getItem(`${this.key}rated`) === this.picture.stage.interaction
  }

  end() {
    const { interaction } = this.picture.stage
    if (interaction !== null) this.#owe({ type: 'end', interaction, at: this.world.now() })
  }

  /** @param {string} email */
  async transcript(email) {
    await this.ask('POST', 'transcripts', { email })
  }

  /** While nobody is there. @param {Record<string, string>} form @param {string} website */
  async leaveMessage(form, website) {
    await this.ask('POST', 'notes', { client_id: this.world.id(), form, website, page: this.world.page().page })
  }

  // --- requests ---

  /**
   * Raises RequestFailed.
   * @param {string} method @param {string} path @param {unknown} [body] @param {string | null} [token]
   * @returns {Promise<any>}
   */
  async ask(method, path, body, token = this.token) {
    const response = await request(this.world.fetch, `${this.world.url}/${path}`, { method, body, token })
    return (response.headers.get('Content-Type') ?? '').includes('json') ? await response.json() : null
  }

  /** The content of a file of the conversation. @param {string} id @returns {Promise<Blob>} */
  async file(id) {
    return (await request(this.world.fetch, `${this.world.url}/files/${id}`, { token: this.token })).blob()
  }

  /** A file for a message that follows. @param {Blob} content @param {string} name @param {(share: number) => void} progress */
  async upload(content, name, progress) {
    await this.begin()
    return upload(`${this.world.url}/files?name=${encodeURIComponent(name)}`, this.token ?? '', content, progress)
  }

  // --- the visitor's other pages, and what is kept ---

  /** @param {any} said */
  #told(said) {
    if (said.type === 'begun' && this.token === null) {
      this.#keepToken(said.token)
      this.connect()
    } else if (said.type === 'reset') this.#forget()
    else if (said.type === 'outbox') this.#set({ ...this.picture, outbox: merged(this.picture.outbox, this.#kept()) })
  }

  /** @returns {Unsent[]} */
  #kept() {
    try {
      /** @type {Unsent[]} */
      const kept = JSON.parse(this.world.storage.getItem(`${this.key}outbox`) ?? '[]')
      return kept.filter((message) => this.world.now() - message.at < KEPT_FOR)
    } catch {
      return []
    }
  }

  /** @param {Picture} picture @param {any} said */
  #set(picture, said = null) {
    const moved = picture.outbox !== this.picture.outbox
    for (const message of picture.outbox) this.#mine.add(message.client_id)
    this.picture = picture
    if (moved) this.#keep()
    this.#tell(said)
  }

  /** @param {any} said */
  #tell(said) {
    for (const listener of this.#listeners) listener(said)
  }

  /** What other pages have put there stays, unless it was theirs and is done. */
  #keep() {
    const theirs = this.#kept().filter((message) => !this.#mine.has(message.client_id))
    const all = merged(this.picture.outbox, theirs)
    this.world.storage.setItem(`${this.key}outbox`, JSON.stringify(all))
  }
}
