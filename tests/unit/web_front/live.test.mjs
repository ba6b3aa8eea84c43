// The store, over a socket in the hand of the test. Each story starts where the one before it ended.

import assert from 'node:assert/strict'
import { mock, test } from 'node:test'

class FakeSocket {
  static all = []
  constructor(url, protocols) {
    this.url = String(url)
    this.protocols = protocols
    FakeSocket.all.push(this)
  }
  close() {
    this.closed = true
  }
  says(message) {
    this.onmessage({ data: JSON.stringify(message) })
  }
  breaks(code) {
    this.onclose({ code })
  }
  static get last() {
    return this.all.at(-1)
  }
}

const boot = { me: { user: 'u1', name: 'Anna', role: 'agent', scopes: [], agent: 'a1' }, csrf: 'c', now: 1000, locale: 'en', locales: {}, params: {}, pages: [] }
const listeners = {}
globalThis.document = {
  hidden: false,
  getElementById: () => ({ textContent: JSON.stringify(boot) }),
  addEventListener: (name, listener) => (listeners[name] = listener),
}
globalThis.addEventListener = (name, listener) => (listeners[name] = listener)
globalThis.location = { href: 'https://centre.example/workspace' }
globalThis.WebSocket = FakeSocket
globalThis.requestAnimationFrame = (draw) => setTimeout(draw, 16)
globalThis.fetch = () => Promise.reject(new TypeError('nobody answers'))
mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 })
mock.method(Math, 'random', () => 0.5)
mock.method(performance, 'now', () => Date.now())

const { live } = await import('trunkline/core/live.js')
const { signedOut } = await import('trunkline/core/api.js')
const { effect } = await import('trunkline/core/ui.js')
const tick = (ms) => mock.timers.tick(ms)
const agent = (id, state) => ({ kind: 'agent', id, card: { id, state } })

test('it connects by the cookie, and shows what the snapshot says', () => {
  live.start()
  live.start()
  assert.equal(FakeSocket.all.length, 1)
  assert.equal(FakeSocket.last.url, 'wss://centre.example/api/v1/live')
  assert.deepEqual(FakeSocket.last.protocols, ['trunkline.v1'])
  assert.equal(live.status.value, 'connecting')
  FakeSocket.last.says({ type: 'snapshot', stream: 's1', n: 5, agents: [{ id: 'a1', state: 'away' }, { id: 'a2', state: 'busy' }], queues: [], interactions: [], alerts: [], broadcasts: [], boards: [] })
  tick(100)
  assert.equal(live.status.value, 'live')
  assert.deepEqual([...live.agents.value.keys()], ['a1', 'a2'])
  assert.equal(live.card('agent', 'a1').value.state, 'away')
})

test('a burst is drawn once, and only what it touches', () => {
  let drawn = 0
  let others = 0
  const stop = [effect(() => void (live.card('agent', 'a1').value, drawn++)), effect(() => void (live.card('agent', 'a2').value, others++))]
  for (let n = 6; n < 36; n++) FakeSocket.last.says({ type: 'delta', n, changes: [agent('a1', `state ${n}`)] })
  assert.equal(drawn, 1)
  tick(100)
  assert.deepEqual([drawn, others], [2, 1])
  assert.equal(live.card('agent', 'a1').value.state, 'state 35')
  stop.forEach((end) => end())
})

test('a lost line is stale at once; it comes back with stream and number', () => {
  FakeSocket.last.breaks(1006)
  assert.equal(live.status.value, 'stale')
  tick(400)
  assert.equal(FakeSocket.all.length, 2)
  assert.match(FakeSocket.last.url, /\?stream=s1&n=35$/)
  FakeSocket.last.says({ type: 'resumed', stream: 's1', n: 35 })
  assert.equal(live.status.value, 'live')
  FakeSocket.last.says({ type: 'delta', n: 36, changes: [{ kind: 'agent', id: 'a2', card: null }] })
  tick(100)
  assert.deepEqual([...live.agents.value.keys()], ['a1'])
  assert.equal(live.card('agent', 'a2').value, null)
})

test('a gap is not believed: it asks for all of it anew', () => {
  FakeSocket.last.says({ type: 'delta', n: 38, changes: [agent('a1', 'wrong')] })
  assert.equal(FakeSocket.all.length, 3)
  assert.equal(FakeSocket.last.url, 'wss://centre.example/api/v1/live')
  FakeSocket.all[1].says({ type: 'delta', n: 37, changes: [agent('a1', 'too late')] })
  FakeSocket.last.says({ type: 'snapshot', stream: 's1', n: 38, agents: [{ id: 'a1', state: 'right' }], queues: [], interactions: [], alerts: [], broadcasts: [], boards: [] })
  tick(100)
  assert.equal(live.card('agent', 'a1').value.state, 'right')
})

test('a line that says nothing is left; a beat keeps it and sets the clock', () => {
  tick(20_000)
  FakeSocket.last.says({ type: 'beat', now: 5000 })
  assert.equal(live.now(), 5000)
  tick(20_000)
  assert.equal(FakeSocket.all.length, 3)
  tick(5_000)
  assert.equal(FakeSocket.all.length, 4)
  assert.equal(live.status.value, 'stale')
  FakeSocket.last.says({ type: 'resumed', stream: 's1', n: 38 })
})

test('each failure waits longer, up to a limit; coming online does not wait', () => {
  const waits = []
  for (let n = 0; n < 7; n++) {
    const before = FakeSocket.all.length
    FakeSocket.last.breaks(1001)
    let waited = 0
    while (FakeSocket.all.length === before) {
      tick(100)
      waited += 100
    }
    waits.push(waited)
  }
  assert.deepEqual(waits, [400, 800, 1600, 3200, 6400, 10_000, 10_000])
  FakeSocket.last.breaks(1001)
  const before = FakeSocket.all.length
  listeners.online()
  assert.equal(FakeSocket.all.length, before + 1)
})

test('messages of other kinds go to those who asked for them', () => {
  const heard = []
  const stop = live.on('call', (message) => heard.push(message.id))
  FakeSocket.last.says({ type: 'call', id: 1 })
  stop()
  FakeSocket.last.says({ type: 'call', id: 2 })
  assert.deepEqual(heard, [1])
})

test('an ended session ends the stream and asks to sign in', () => {
  const before = FakeSocket.all.length
  FakeSocket.last.breaks(4401)
  tick(120_000)
  assert.equal(FakeSocket.all.length, before)
  assert.equal(signedOut.value, true)
})
