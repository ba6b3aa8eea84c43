// What colleagues learn of who types, and when a customer wrote last, over a socket in the hand of the test.

import assert from 'node:assert/strict'
import { mock, test } from 'node:test'

class FakeSocket {
  static OPEN = 1
  static last
  said = []
  constructor() {
    FakeSocket.last = this
  }
  send(data) {
    this.said.push(JSON.parse(data))
  }
  close() {}
  opens() {
    this.readyState = FakeSocket.OPEN
    this.onmessage({ data: JSON.stringify({ type: 'snapshot', stream: 's1', n: 5, agents: [], queues: [], interactions: [], alerts: [], broadcasts: [], boards: [] }) })
  }
  breaks() {
    this.readyState = 3
    this.onclose({ code: 1001 })
  }
  get looking() {
    return this.said.filter(({ type }) => type === 'looking').at(-1)
  }
}

const boot = { me: { user: 'u1', name: 'Anna', role: 'agent', scopes: [], agent: 'a1' }, csrf: 'c', now: 1000, locale: 'en', locales: {}, params: {}, pages: [] }
globalThis.document = { hidden: false, getElementById: () => ({ textContent: JSON.stringify(boot) }), addEventListener() {} }
globalThis.addEventListener = () => {}
globalThis.location = { href: 'https://centre.example/workspace' }
globalThis.WebSocket = FakeSocket
globalThis.requestAnimationFrame = (draw) => setTimeout(draw, 16)
/** What was asked for, with how it is answered. @type {[string, (body: object) => void][]} */
const asked = []
globalThis.fetch = (address) =>
  new Promise((resolve) => asked.push([String(address), (body) => resolve({ ok: true, status: 200, headers: new Headers({ 'Content-Type': 'application/json' }), text: async () => JSON.stringify(body) })]))
/** The next that is asked for of a thread. @param {string} path @param {object} body */
async function answers(path, body) {
  while (!asked.some(([address]) => address.includes(path))) await new Promise(setImmediate)
  const [[, answer]] = asked.splice(asked.findIndex(([address]) => address.includes(path)), 1)
  answer(body)
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
}
mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 })

const { live } = await import('trunkline/core/live.js')
const { open, thread, typist } = await import('trunkline/conversation/store.js')

test('who typed before the line stood is seen to type as soon as it stands', () => {
  const hand = typist('t1')
  live.start()
  hand.type(false)
  open('t1')
  FakeSocket.last.opens()
  assert.deepEqual(FakeSocket.last.said[0], { type: 'open', thread: 't1' })
  assert.deepEqual(FakeSocket.last.looking, { type: 'looking', thread: 't1', writing: true, private: false })
  hand.stop()
  assert.deepEqual(FakeSocket.last.looking, { type: 'looking', thread: 't1', writing: false })
})

test('and so is who types while the line is away', () => {
  const hand = typist('t1')
  FakeSocket.last.breaks()
  hand.type(true)
  mock.timers.tick(1000)
  FakeSocket.last.opens()
  assert.deepEqual(FakeSocket.last.looking, { type: 'looking', thread: 't1', writing: true, private: true })
  mock.timers.tick(5000)
  assert.equal(FakeSocket.last.looking.writing, false, 'five seconds without a key')
})

test('what was asked for before the customer wrote takes nothing back', async () => {
  const last = () => thread('t2').card.value?.last_in_at
  open('t2')
  await answers('/threads/t2/messages', { items: [], more: false })
  await answers('/threads/t2', { id: 't2', last_in_at: 100 })
  assert.equal(last(), 100)
  FakeSocket.last.onmessage({ data: JSON.stringify({ type: 'behind' }) })
  await answers('/threads/t2/messages', { items: [], more: false })
  const message = { id: 'm1', seq: 1, at: 200, direction: 'in', state: 'received', client_id: null }
  FakeSocket.last.onmessage({ data: JSON.stringify({ type: 'text', thread: 't2', message }) })
  assert.equal(last(), 200)
  await answers('/threads/t2', { id: 't2', last_in_at: 100 })
  assert.equal(last(), 200)
})
