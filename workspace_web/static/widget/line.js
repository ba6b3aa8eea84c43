// The line to the server: one socket, opened again whenever it is lost, later and later, and seen to be alive.

/** @typedef {import('./visit.js').World} World */
/**
 * @typedef {object} Ends
 * @property {() => object} hello what is said first
 * @property {(said: any) => void} heard
 * @property {() => void} refused the server does not know us: there is no use in trying again
 * @property {() => void} moved the state is another one
 */

const PATIENCE = 12_000 // milliseconds for a sign of life after a ping
const PING_EVERY = 30_000
const LONGEST_WAIT = 30_000
const UNKNOWN = 4401

export class Line {
  /** @type {'off' | 'connecting' | 'online' | 'lost'} */
  state = 'off'
  /** @type {WebSocket | null} */
  #socket = null
  #tries = 0
  /** @type {unknown} */
  #again = null
  /** @type {unknown} */
  #ping = null
  #alive = 0

  /** @param {World} world @param {Ends} ends */
  constructor(world, ends) {
    this.world = world
    this.ends = ends
  }

  open() {
    if (this.#socket !== null) return
    this.rest()
    this.#to('connecting')
    const socket = this.world.socket(`${this.world.url.replace(/^http/, 'ws')}/socket`)
    this.#socket = socket
    socket.onopen = () => {
      socket.send(JSON.stringify(this.ends.hello()))
      this.#watch(socket)
    }
    socket.onmessage = ({ data }) => {
      if (socket === this.#socket) this.#hear(JSON.parse(String(data)))
    }
    socket.onclose = ({ code }) => {
      if (socket === this.#socket) this.#lost(code)
    }
  }

  close() {
    const socket = this.#socket
    this.#socket = null
    this.rest()
    this.world.never(this.#ping)
    socket?.close()
    this.#to('off')
  }

  /** The server has answered. */
  stands() {
    this.#tries = 0
    this.#to('online')
  }

  /** Do not wait any longer. */
  hurry() {
    if (this.#socket === null) this.open()
    else if (this.state === 'online') this.#check()
  }

  /** There is no line: try this after a while, a longer one each time. @param {() => void} action */
  again(action) {
    const wait = Math.min(LONGEST_WAIT, 500 * 2 ** this.#tries) * (0.5 + this.world.chance() / 2)
    this.#tries += 1
    this.#again = this.world.later(action, wait)
    this.#to('lost')
  }

  /** Nothing is tried again. */
  rest() {
    this.world.never(this.#again)
  }

  /** Whether it went out. @param {object} what */
  say(what) {
    if (this.#socket === null || this.#socket.readyState !== 1 || this.state !== 'online') return false
    this.#socket.send(JSON.stringify(what))
    return true
  }

  /** @param {any} said */
  #hear(said) {
    this.#alive += 1
    if (said.type !== 'pong') this.ends.heard(said)
  }

  /** @param {WebSocket} socket */
  #watch(socket) {
    this.world.never(this.#ping)
    this.#ping = this.world.later(() => {
      if (socket === this.#socket) this.#check()
    }, PING_EVERY)
  }

  /** A line that is dead may look open for minutes. */
  #check() {
    const socket = this.#socket
    if (socket === null) return
    const before = this.#alive
    if (socket.readyState === 1) socket.send('{"type":"ping"}')
    this.world.never(this.#ping)
    this.#ping = this.world.later(() => {
      if (socket !== this.#socket) return
      if (this.#alive !== before) return this.#watch(socket)
      socket.close()
      this.#lost(0)
    }, PATIENCE)
  }

  /** @param {number} code */
  #lost(code) {
    this.#socket = null
    this.world.never(this.#ping)
    if (code === UNKNOWN) {
      this.state = 'off' // what follows of it is told all at once
      this.ends.refused()
    } else this.again(() => this.open())
  }

  /** @param {'off' | 'connecting' | 'online' | 'lost'} state */
  #to(state) {
    if (state === this.state) return
    this.state = state
    this.ends.moved()
  }
}
