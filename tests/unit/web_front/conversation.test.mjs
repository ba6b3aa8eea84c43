// What is written, made into what is shown; and what may be sent.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filledIn, firstName, holesIn, nextHole, replaced, slashAt } from 'trunkline/conversation/canned.js'
import { addressed } from 'trunkline/conversation/channels.js'
import { addresses } from 'trunkline/conversation/mail-fields.js'
import { fileFault, linked, merged, obstacle, remedyOf, rowsOf, unansweredFrom, unquoted, unreadAfter, voiceOf, windowOf } from 'trunkline/conversation/rules.js'
import { smsParts } from 'trunkline/conversation/sms.js'
import { asLocal, snoozes } from 'trunkline/conversation/snooze.js'

const DAY = 86_400
const message = (seq, changes = {}) => ({ id: `m${seq}`, seq, at: 1_000_000 + seq, direction: 'in', author: 'customer', author_id: null, state: 'received', internal: null, interaction: 'i1', client_id: null, extra: {}, files: [], text: `${seq}`, ...changes })
const mine = (seq, changes = {}) => message(seq, { direction: 'out', author: 'agent', author_id: 'ann', state: 'sent', ...changes })
const account = (changes = {}) => ({ window: null, text_limit: 20, files: { types: ['image/*', 'text/plain'], size: 100, most: 2 }, ...changes })

test('nobody is called by an address that we made up for them', () => {
  const cases = { 'v-c08fad59a8363e5eefa001a322099b7e': 'Visitor 9B7E', 'user:4711': '4711', 'v-neck@example.org': 'v-neck@example.org', '+15550100': '+15550100', '': '' }
  for (const [caller, shown] of Object.entries(cases)) assert.equal(addressed(caller), shown)
})

test('messages are in order, however they come, and never go back', () => {
  const known = [message(1), mine(3, { state: 'delivered' })]
  const all = merged(known, [message(2), mine(3, { state: 'sent' })])
  assert.deepEqual(all.map(({ id, state }) => [id, state]), [['m1', 'received'], ['m2', 'received'], ['m3', 'delivered']])
  assert.equal(merged(all, [mine(3, { state: 'read' })])[2].state, 'read')
})

test('what was shown before the server had it gives way to the server’s own', () => {
  const local = mine(Number.MAX_SAFE_INTEGER, { id: 'local-c1', client_id: 'c1', local: 'sending' })
  const before = merged([message(1)], [local])
  assert.deepEqual(before.map(({ id }) => id), ['m1', 'local-c1'])
  assert.deepEqual(merged(before, [mine(2, { client_id: 'c1' })]).map(({ id }) => id), ['m1', 'm2'])
})

test('each message stands on the side of who says it', () => {
  const voices = [message(1), mine(2), mine(3, { author_id: 'ben' }), mine(4, { author: 'flow', author_id: null }), mine(5, { internal: 'note' }), mine(6, { internal: 'whisper' }), mine(7, { author: 'system' })]
  assert.deepEqual(voices.map((each) => voiceOf(each, 'ann')), ['customer', 'me', 'colleague', 'bot', 'note', 'whisper', 'system'])
})

test('days, other interactions and what was before stand between the messages', () => {
  const messages = [message(1), message(2), mine(3), message(4, { at: 1_000_000 + 3 * DAY, interaction: 'i2' })]
  const pasts = [{ id: 'old', created_at: 10 }, { id: 'call', created_at: 1_000_000 + DAY }]
  const rows = rowsOf(messages, { pasts, whole: false, newFrom: 4, me: 'ann' })
  assert.deepEqual(rows.map(({ kind }) => kind), ['day', 'message', 'message', 'message', 'day', 'past', 'day', 'episode', 'new', 'message'])
  assert.deepEqual(rows.filter(({ kind }) => kind === 'message').map(({ first, last }) => [first, last]), [[true, false], [false, true], [true, true], [true, true]])
  assert.equal(rowsOf(messages, { pasts, whole: true, me: 'ann' }).filter(({ kind }) => kind === 'past').length, 2)
})

test('who waits for a word waits from their first message that nobody answered', () => {
  assert.equal(unansweredFrom([message(1), mine(2), message(3), message(4)]), 3)
  assert.equal(unansweredFrom([message(1), mine(2)]), null)
  assert.equal(unansweredFrom([message(1), mine(2, { author: 'flow' }), mine(3, { direction: 'internal', internal: 'note' })]), 1)
  assert.equal(unreadAfter([message(1), mine(2), message(3), message(4)], 1), 2)
})

test('one may write freely within the window', () => {
  assert.deepEqual(windowOf(account(), null, 0), { open: true, until: null })
  assert.deepEqual(windowOf(account({ window: DAY }), 100, 100 + DAY - 1), { open: true, until: 100 + DAY })
  assert.deepEqual(windowOf(account({ window: DAY }), 100, 100 + DAY), { open: false, until: 100 + DAY })
  assert.deepEqual(windowOf(account({ window: DAY }), null, 5), { open: false, until: null })
})

test('what did not get through is offered what can help', () => {
  const failed = (/** @type {Record<string, unknown>} */ changes = {}) => mine(5, { state: 'failed', failure: 'passing', at: 100, ...changes })
  const how = { open: true, lastInAt: 50, repeated: false }
  const [sms, wa] = [account({ templates: false }), account({ templates: true, window: DAY })]
  const cases = [
    [failed(), sms, {}, 'again'],
    [failed({ state: 'unknown', failure: null }), sms, {}, 'again'],
    [failed({ failure: 'lasting' }), sms, {}, null],
    [failed(), null, {}, null],
    [failed(), sms, { repeated: true }, null],
    [mine(5), sms, {}, null],
    [failed({ failure: 'window' }), wa, {}, 'template'],
    [failed({ failure: 'window' }), sms, {}, null],
    [failed({ failure: 'window' }), wa, { lastInAt: null }, 'template'],
    [failed({ failure: 'window', at: 100.9 }), wa, { lastInAt: 100 }, 'again'],
    [failed(), wa, { open: false }, 'template'],
    [failed({ extra: { template: {} } }), wa, { open: false }, 'again'],
  ]
  for (const [one, by, changes, remedy] of cases) assert.equal(remedyOf(one, by, { ...how, ...changes }), remedy, JSON.stringify([one, changes]))
})

test('what cannot be sent is known before', () => {
  const draft = (changes = {}) => ({ text: 'Hello', files: [], note: false, template: null, holes: 0, ...changes })
  const file = { state: 'ready', bytes: 1 }
  const cases = [
    [draft(), account(), true, null],
    [draft({ text: ' ' }), account(), true, 'empty'],
    [draft({ text: '', files: [file] }), account(), true, null],
    [draft({ holes: 1 }), account(), true, 'hole'],
    [draft(), null, true, 'gone'],
    [draft(), undefined, true, null],
    [draft(), account(), false, 'window'],
    [draft({ note: true }), null, false, null],
    [draft({ template: {} }), account(), false, null],
    [draft({ text: 'x'.repeat(21) }), account(), true, 'long'],
    [draft({ text: '😀'.repeat(20) }), account(), true, null],
    [draft({ files: [file, file, file] }), account(), true, 'files'],
    [draft({ files: [file] }), account({ files: null }), true, 'files'],
    [draft({ files: [{ state: 'uploading', bytes: 1 }] }), account(), true, 'uploading'],
  ]
  for (const [written, by, open, why] of cases) assert.equal(obstacle(written, by, open), why, JSON.stringify(written))
})

test('files are told by kind and size', () => {
  const { files } = account()
  assert.equal(fileFault({ type: 'image/png', size: 10 }, files), null)
  assert.equal(fileFault({ type: 'image/png', size: 101 }, files), 'size')
  assert.equal(fileFault({ type: 'application/pdf', size: 1 }, files), 'kind')
  assert.equal(fileFault({ type: '', size: 1 }, files), null, 'the server looks into it')
  assert.equal(fileFault({ type: 'text/plain', size: 1 }, null), 'kind')
})

test('what others wrote before is folded away', () => {
  assert.deepEqual(unquoted('Yes.\n\nOn Monday Mia wrote:\n> Is it so?\n> Really?'), { own: 'Yes.', quoted: 'On Monday Mia wrote:\n> Is it so?\n> Really?' })
  assert.deepEqual(unquoted('> quoted\nanswered below'), { own: '> quoted\nanswered below', quoted: '' })
  assert.equal(unquoted('Hi\n-----Original Message-----\nFrom: x').own, 'Hi')
})

test('addresses in a text can be opened, and nothing after them', () => {
  assert.deepEqual(linked('See https://a.example/b?c=1, or www.d.example.').filter(({ href }) => href).map(({ href }) => href), ['https://a.example/b?c=1', 'https://www.d.example'])
  assert.equal(linked('javascript:alert(1)').some(({ href }) => href), false)
  assert.deepEqual(addresses('a@b.example, c@d.example;nobody'), ['a@b.example', 'c@d.example'])
})

test('a slash begins a search at the start of a word only', () => {
  assert.deepEqual(slashAt('/or', 3), { from: 0, to: 3, query: 'or' })
  assert.deepEqual(slashAt('Hello /x there', 8), { from: 6, to: 8, query: 'x' })
  for (const [text, caret] of [['and/or', 6], ['https://a', 9], ['/ab c', 5], ['', 0]]) assert.equal(slashAt(text, caret), null, text)
})

test('variables are filled in, and what is left is shown', () => {
  const text = filledIn('Dear {customer.name}, your {order number} is {state}.', { 'customer.name': 'Mia', state: '' })
  assert.equal(text, 'Dear Mia, your {order number} is {state}.')
  assert.deepEqual(holesIn(text).map(({ name }) => name), ['order number', 'state'])
  assert.equal(nextHole(text, 999)?.name, 'order number', 'and around again')
  assert.equal(holesIn('{"json": 1} {}').length, 0)
  assert.deepEqual(replaced('Hi /or!', 3, 6, 'no {n}'), { text: 'Hi no {n}!', from: 6, to: 9 })
  assert.equal(firstName(' Mia Okafor '), 'Mia')
})

test('an SMS is counted as telephone companies do', () => {
  for (const [text, parts, left, unicode] of [
    ['', 0, 160, false],
    ['a'.repeat(160), 1, 0, false],
    ['a'.repeat(161), 2, 145, false],
    ['€'.repeat(80), 1, 0, false],
    ['ł', 1, 69, true],
    ['ł'.repeat(71), 2, 63, true],
    ['😀'.repeat(35), 1, 0, true],
    ['a'.repeat(152) + '€' + 'a'.repeat(10), 2, 141, false],
  ]) {
    assert.deepEqual(smsParts(text), { parts, left, unicode }, `${text.length} letters`)
  }
})

test('what is put aside comes back in working hours', () => {
  const at = (text) => new Date(text).getTime() / 1000
  const given = (text) => snoozes(at(text)).map(({ id, at: when }) => [id, asLocal(when)])
  assert.deepEqual(given('2026-11-24T10:00'), [['later', '2026-11-24T13:00'], ['tomorrow', '2026-11-25T09:00'], ['monday', '2026-11-30T09:00']])
  assert.deepEqual(given('2026-11-29T18:30'), [['tomorrow', '2026-11-30T09:00']], 'one Monday is enough')
})
