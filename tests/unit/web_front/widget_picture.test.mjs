// What a visitor sees: nothing is lost, nothing is there twice.

import assert from 'node:assert/strict'
import { test } from 'node:test'

const { changed, empty, heard, last, merged, queued, unread, unsent } = await import('../../../workspace_web/static/widget/picture.js')

const mine = (name, at = 1000) => ({ client_id: name, at, text: name, files: [], choice: '', state: 'sending', reason: '' })
const numbered = (seq, from = 'flow', client_id = undefined) => ({ id: `m${seq}`, seq, at: seq, from, text: `${seq}`, ...(client_id && { client_id }) })
const snapshot = (messages, more = false) => ({
  type: 'snapshot', messages, more, read_at: 0, seen_at: 0, state: { at: 'bot', interaction: 'i1', place: null, agent: null },
})

test('what was sent stays in the outbox until it comes back with a number', () => {
  let picture = queued(empty(), mine('a'))
  picture = heard(picture, { type: 'ack', client_id: 'a' })
  assert.equal(picture.outbox.length, 1)
  assert.deepEqual(unsent(picture), [])
  picture = heard(picture, { type: 'message', message: numbered(1, 'me', 'a') })
  assert.equal(picture.outbox.length, 0)
  assert.deepEqual(picture.messages.map((one) => one.seq), [1])
})

test('the same message twice is one, in the order of the numbers', () => {
  let picture = empty()
  for (const seq of [2, 1, 2, 3, 1]) picture = heard(picture, { type: 'message', message: numbered(seq) })
  assert.deepEqual(picture.messages.map((one) => one.seq), [1, 2, 3])
  assert.equal(last(picture), 3)
})

test('a snapshot after a break brings what was missed, and takes nothing away', () => {
  let picture = heard(queued(empty(), mine('a')), snapshot([numbered(1), numbered(2)]))
  picture = heard(picture, snapshot([numbered(3, 'me', 'a'), numbered(4)]))
  assert.deepEqual(picture.messages.map((one) => one.seq), [1, 2, 3, 4])
  assert.deepEqual(picture.outbox, [])
})

test('more than fits into one answer begins anew: no hole stays', () => {
  let picture = heard(empty(), snapshot([numbered(1), numbered(2)]))
  picture = heard(picture, snapshot([numbered(300), numbered(301)], true))
  assert.deepEqual(picture.messages.map((one) => one.seq), [300, 301])
  assert.equal(picture.more, true)
})

test('what was refused says why, and can be sent again', () => {
  let picture = heard(queued(empty(), mine('a')), { type: 'refused', client_id: 'a', word: 'too-long' })
  assert.equal(picture.outbox[0].state, 'failed')
  picture = changed(picture, 'a', { state: 'sending' })
  assert.deepEqual(unsent(picture).map((one) => one.client_id), ['a'])
})

test('unread is what they wrote after I looked', () => {
  let picture = heard(empty(), snapshot([numbered(1), numbered(2, 'me', 'x'), numbered(3)]))
  assert.equal(unread(picture), 2)
  picture = heard(picture, { type: 'seen', at: 2 })
  assert.equal(unread(picture), 1)
})

test('who writes stops writing when the message is there', () => {
  let picture = heard(empty(), { type: 'typing', on: true, name: 'Ann' })
  assert.equal(picture.typing, 'Ann')
  picture = heard(picture, { type: 'message', message: numbered(1, 'agent') })
  assert.equal(picture.typing, null)
})

test('two pages have one outbox', () => {
  assert.deepEqual(merged([mine('b', 2)], [mine('a', 1), mine('b', 2)]).map((one) => one.client_id), ['a', 'b'])
})

test('what was written before is put before, and tells whether there is more', () => {
  let picture = heard(empty(), snapshot([numbered(300), numbered(301)], true))
  picture = heard(picture, { type: 'earlier', messages: [numbered(200), numbered(299)], more: true })
  assert.deepEqual(picture.messages.map((one) => one.seq), [200, 299, 300, 301])
  picture = heard(picture, { type: 'earlier', messages: [numbered(1)], more: false })
  assert.equal(picture.more, false)
  picture = heard(picture, snapshot([numbered(302)]))
  assert.deepEqual(picture.messages.map((one) => one.seq), [1, 200, 299, 300, 301, 302])
  assert.equal(picture.more, false, 'the next snapshot brings what is after, and hides nothing')
})
