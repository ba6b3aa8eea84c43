// A visit through reloads, lost lines and several pages; the browser is in the hand of the test.

import assert from 'node:assert/strict'
import { test } from 'node:test'

const { Visit } = await import('../../../workspace_web/static/widget/visit.js')

class Browser {
  stored = new Map()
  sockets = []
  requests = []
  timers = []
  pages = []
  now = 1_000_000
  names = 0
  answer = () => ({ status: 201, body: { token: 'token-1', name: '', verified: false } })

  open() {
    const channel = {
      onmessage: null,
      postMessage: (what) => this.pages.filter((page) => page.channel !== channel).forEach((page) => page.channel.onmessage?.({ data: what })),
      close: () => {},
    }
    const visit = new Visit(
      {
        url: 'https://host/chat/web',
        storage: {
          getItem: (key) => this.stored.get(key) ?? null,
          setItem: (key, value) => this.stored.set(key, value),
          removeItem: (key) => this.stored.delete(key),
        },
        channel,
        socket: (url) => {
          const socket = { url, readyState: 0, sent: [], send: (text) => socket.sent.push(JSON.parse(text)), close: () => (socket.readyState = 3) }
          this.sockets.push(socket)
          return socket
        },
        fetch: async (url, given) => {
          this.requests.push({ url, ...given })
          const { status, body } = this.answer(url, given)
          if (status === 0) throw new TypeError('no network')
          return new Response(body === undefined ? null : JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
        },
        now: () => this.now,
        id: () => `name-${(this.names += 1)}`,
        later: (action, milliseconds) => {
          const timer = { action, at: this.now + milliseconds }
          this.timers.push(timer)
          return timer
        },
        never: (timer) => (this.timers = this.timers.filter((one) => one !== timer)),
        page: () => ({ page: 'https://shop/', title: 'Shop' }),
        language: () => 'en',
        chance: () => 1,
      },
      'web',
    )
    this.pages.push({ channel, visit })
    return visit
  }

  get socket() {
    return this.sockets.at(-1)
  }

  /** The line is up, and the server has told what there is. */
  up(messages = [], state = { at: 'bot', interaction: 'i1', place: null, agent: null }) {
    this.socket.readyState = 1
    this.socket.onopen()
    this.says({ type: 'snapshot', messages, more: false, read_at: 0, seen_at: 0, state })
  }

  says(what) {
    this.socket.onmessage({ data: JSON.stringify(what) })
  }

  breaks(code = 1006) {
    this.socket.readyState = 3
    this.socket.onclose({ code })
  }

  /** Let time pass. */
  async pass(milliseconds) {
    this.now += milliseconds
    const due = this.timers.filter((timer) => timer.at <= this.now)
    this.timers = this.timers.filter((timer) => timer.at > this.now)
    due.forEach((timer) => timer.action())
    await settled()
  }

  get sent() {
    return this.sockets.flatMap((socket) => socket.sent).filter((said) => said.type === 'message').map((said) => said.client_id)
  }
}

const settled = () => new Promise((go) => setTimeout(go))
const came = (seq, client_id) => ({ type: 'message', message: { id: `m${seq}`, seq, at: seq, from: 'me', text: '', client_id } })

test('the first word begins a session, then goes out', async () => {
  const browser = new Browser()
  const visit = browser.open()
  visit.say('Hello')
  await settled()
  assert.equal(browser.requests[0].url, 'https://host/chat/web/sessions')
  browser.up()
  assert.deepEqual(browser.socket.sent[0], { type: 'hello', token: 'token-1', after: 0 })
  assert.deepEqual(browser.sent, ['name-1'])
})

test('a reload in the middle of a message sends it again under the same name', async () => {
  const browser = new Browser()
  const visit = browser.open()
  visit.say('Hello')
  await settled()
  browser.up()
  browser.pages = []
  const again = browser.open()
  again.connect()
  browser.up()
  assert.deepEqual(browser.sent, ['name-1', 'name-1'])
  browser.says({ type: 'ack', client_id: 'name-1' })
  browser.says(came(1, 'name-1'))
  assert.equal(again.picture.messages.length, 1)
  assert.equal(again.picture.outbox.length, 0)
  assert.equal(JSON.parse(browser.stored.get('trunkline:web:outbox')).length, 0)
})

test('what is acknowledged is not sent again, but stays until it has its number', async () => {
  const browser = new Browser()
  const visit = browser.open()
  visit.say('Hello')
  await settled()
  browser.up()
  browser.says({ type: 'ack', client_id: 'name-1' })
  browser.breaks()
  await browser.pass(60_000)
  browser.up()
  assert.deepEqual(browser.sent, ['name-1'])
  assert.equal(visit.picture.outbox.length, 1)
})

test('a line that is lost is tried later and later, and at once when the network is back', async () => {
  const browser = new Browser()
  browser.stored.set('trunkline:web:token', 'token-1')
  const visit = browser.open()
  visit.connect()
  browser.up()
  const waits = []
  for (let n = 0; n < 8; n += 1) {
    browser.breaks()
    waits.push(browser.timers.at(-1).at - browser.now)
    await browser.pass(waits.at(-1))
  }
  assert.deepEqual(waits.slice(0, 4), [500, 1000, 2000, 4000])
  assert.equal(Math.max(...waits), 30_000)
  browser.breaks()
  const before = browser.sockets.length
  visit.hurry()
  assert.equal(browser.sockets.length, before + 1)
})

test('it asks for what came after the last number that it has', async () => {
  const browser = new Browser()
  browser.stored.set('trunkline:web:token', 'token-1')
  const visit = browser.open()
  visit.connect()
  browser.up([{ id: 'm7', seq: 7, at: 7, from: 'flow', text: 'x' }])
  browser.breaks()
  visit.hurry()
  browser.socket.readyState = 1
  browser.socket.onopen()
  assert.equal(browser.socket.sent[0].after, 7)
})

test('a dead line is noticed by silence', async () => {
  const browser = new Browser()
  browser.stored.set('trunkline:web:token', 'token-1')
  const visit = browser.open()
  visit.connect()
  browser.up()
  await browser.pass(30_000)
  assert.equal(browser.socket.sent.at(-1).type, 'ping')
  await browser.pass(12_000)
  assert.equal(visit.line, 'lost')
})

test('a session that is over is begun anew, with what was not sent', async () => {
  const browser = new Browser()
  browser.stored.set('trunkline:web:token', 'old')
  const visit = browser.open()
  visit.connect()
  visit.say('Hello')
  browser.breaks(4401)
  await settled()
  assert.equal(visit.token, 'token-1')
  browser.up()
  assert.deepEqual(browser.sent, ['name-1'])
})

test('without a network the session begins when it is back; what may not be is told', async () => {
  const browser = new Browser()
  const visit = browser.open()
  browser.answer = () => ({ status: 0 })
  visit.say('Hello')
  await settled()
  assert.equal(visit.line, 'lost')
  browser.answer = () => ({ status: 403, body: { detail: 'no' } })
  await browser.pass(60_000)
  assert.equal(visit.picture.outbox[0].state, 'failed')
})

test('two pages show what either sends, and keep one session', async () => {
  const browser = new Browser()
  const one = browser.open()
  const other = browser.open()
  one.say('Hello')
  await settled()
  assert.equal(other.token, 'token-1')
  assert.deepEqual(other.picture.outbox.map((message) => message.client_id), ['name-1'])
})

test('reset leaves nothing behind, on any page', async () => {
  const browser = new Browser()
  const one = browser.open()
  const other = browser.open()
  one.say('Hello')
  await settled()
  await one.reset()
  assert.equal(other.token, null)
  assert.equal(other.picture.outbox.length, 0)
  assert.equal(browser.stored.has('trunkline:web:token'), false)
})

test('slow down: the same message goes out when the server says so', async () => {
  const browser = new Browser()
  const visit = browser.open()
  visit.say('Hello')
  await settled()
  browser.up()
  browser.says({ type: 'later', client_id: 'name-1', after: 5 })
  await browser.pass(5_000)
  assert.deepEqual(browser.sent, ['name-1', 'name-1'])
})

test('earlier messages are asked for once at a time, and not after a new beginning', async () => {
  const browser = new Browser()
  const visit = browser.open()
  visit.say('Hello')
  await settled()
  browser.up([{ id: 'm9', seq: 9, at: 9, from: 'flow', text: 'nine' }])
  visit.picture.more = true
  browser.answer = () => ({ status: 200, body: { messages: [{ id: 'm5', seq: 5, at: 5, from: 'flow', text: 'five' }], more: false } })
  await Promise.all([visit.earlier(), visit.earlier()])
  const asked = browser.requests.filter(({ url }) => url.includes('messages?before='))
  assert.deepEqual(asked.map(({ url }) => url), ['https://host/chat/web/messages?before=9'])
  assert.deepEqual(visit.picture.messages.map((one) => one.seq), [5, 9])
  await visit.earlier()
  assert.equal(browser.requests.filter(({ url }) => url.includes('before=')).length, 1, 'there is nothing before')
})

test('a page of earlier messages that fails can be asked for again', async () => {
  const browser = new Browser()
  const visit = browser.open()
  visit.say('Hello')
  await settled()
  browser.up([{ id: 'm9', seq: 9, at: 9, from: 'flow', text: 'nine' }])
  visit.picture.more = true
  browser.answer = () => ({ status: 0 })
  await assert.rejects(visit.earlier())
  browser.answer = () => ({ status: 200, body: { messages: [], more: false } })
  await visit.earlier()
  assert.equal(visit.picture.more, false)
})

test('what was written before a form was filled in goes out when it is', async () => {
  const browser = new Browser()
  const visit = browser.open()
  browser.answer = () => ({ status: 403, body: { detail: 'The visitor has to agree first' } })
  visit.say('Hello')
  await settled()
  assert.equal(visit.picture.outbox[0].state, 'failed')
  browser.answer = () => ({ status: 201, body: { token: 'token-1', name: '', verified: false } })
  await visit.begin({ consent: '1' })
  browser.up()
  assert.deepEqual(browser.sent, ['name-1'])
})

test('the next one at this browser finds nothing that was being written', async () => {
  const browser = new Browser()
  const visit = browser.open()
  browser.stored.set('trunkline:web:draft', 'half a sentence')
  const said = []
  visit.subscribe((what) => said.push(what?.type))
  await visit.reset()
  assert.equal(browser.stored.get('trunkline:web:draft'), undefined)
  assert.ok(said.includes('reset'))
})

/** What the last line was told, but for what every line is told. */
const said = (browser) => browser.socket.sent.filter((one) => !['hello', 'ping'].includes(one.type))

test('the end and the mark of a conversation wait for a line, in the order of what was done, and for the next page', async () => {
  const browser = new Browser()
  browser.stored.set('trunkline:web:token', 'token-1')
  const visit = browser.open()
  visit.connect()
  browser.up()
  browser.breaks()
  visit.say('Bye')
  browser.now += 10
  visit.end()
  browser.now += 10
  visit.say('One more thing')
  visit.rate(4, 'Quick')

  const next = browser.open()
  next.connect()
  browser.up()
  assert.deepEqual(
    said(browser).map((one) => [one.type, one.text ?? one.interaction]),
    [['message', 'Bye'], ['end', 'i1'], ['message', 'One more thing'], ['rating', 'i1']],
  )
  browser.says({ type: 'ack', client_id: 'end' })
  browser.says({ type: 'later', client_id: 'rating', after: 2 })
  const before = said(browser).length
  browser.timers.filter((timer) => timer.at === browser.now + 2000).forEach((timer) => timer.action())
  assert.deepEqual(said(browser).slice(before), [{ type: 'rating', interaction: 'i1', score: 4, comment: 'Quick' }])
  browser.says({ type: 'refused', client_id: 'rating', word: 'over', detail: '' })
  browser.breaks()
  next.hurry()
  browser.up()
  assert.deepEqual(said(browser).map((one) => one.type), ['message', 'message'])
})

test('who comes after owes nothing', async () => {
  const browser = new Browser()
  browser.stored.set('trunkline:web:token', 'token-1')
  const visit = browser.open()
  visit.connect()
  browser.up()
  browser.breaks()
  visit.end()
  await visit.reset()
  assert.equal(browser.stored.get('trunkline:web:owed'), undefined)
})
