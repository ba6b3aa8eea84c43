// What the cards mean for one agent.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { activity, asked, inboxOf, inOrder, initials, involves, legOf, load, matching, numberIn, others, partOf, standing } from 'trunkline/pages/workspace/rules.js'

const card = (id, changes = {}) => ({ id, agent: 'ann', leg: 'l1', created_at: 100, queued_at: null, connected_at: null, held_since: null, ended_at: null, parties: [], ...changes })
const party = (leg, role, agent, state = 'talking') => ({ leg, role, agent, number: null, name: agent, state, mode: null })

test('a call is mine as its agent, and as one who was asked', () => {
  const asks = card('i1', { parties: [party('l2', 'consult', 'bob', 'ringing')] })
  assert.deepEqual(['ann', 'bob', 'cid'].map((agent) => involves(asks, agent)), [true, true, false])
  assert.equal(partOf(asks, 'bob')?.leg, 'l2')
})

test('my phone answers my own leg', () => {
  const asks = card('i1', { parties: [party('l2', 'consult', 'bob')] })
  assert.deepEqual(['ann', 'bob', 'cid'].map((agent) => legOf(asks, agent)), ['l1', 'l2', null])
})

test('the newest activity comes first, and equals keep their order', () => {
  const cards = [card('b'), card('a'), card('held', { held_since: 300 }), card('talks', { connected_at: 200 })]
  assert.deepEqual(inOrder(cards).map(({ id }) => id), ['held', 'talks', 'a', 'b'])
  assert.equal(activity(card('x', { connected_at: 150, ended_at: 400 })), 400)
})

test('each party is where its role puts it', () => {
  const all = card('i1', { parties: [party('l2', 'consult', 'bob'), party('l3', 'conference', 'cid'), party('l4', 'supervisor', 'eve')] })
  assert.equal(asked(all)?.agent, 'bob')
  assert.deepEqual(others(all).map(({ agent }) => agent), ['cid'])
})

test('targets are found by every word, those who can be had first', () => {
  const people = [{ id: 'a1', name: 'Zoe Free', free: true }, { id: 'a2', name: 'Ann Free', free: true }, { id: 'a3', name: 'Ann Busy', free: false }]
  const found = (text) => matching(text, people, ({ free }) => (free ? 0 : 1)).map(({ id }) => id)
  assert.deepEqual(found(''), ['a2', 'a1', 'a3'])
  assert.deepEqual(found(' ANN '), ['a2', 'a3'])
  assert.deepEqual(found('free ann'), ['a2'])
  assert.deepEqual(found('nobody'), [])
})

for (const [text, number] of [['+49 (30) 123-456', '+4930123456'], ['204', '204'], ['5', null], ['ann', null], ['', null], ['+', null], ['12ab', null]]) {
  test(`“${text}” ${number ? `dials ${number}` : 'is no number'}`, () => assert.equal(numberIn(text), number))
}

for (const [name, mark] of [['Ada Lovelace', 'AL'], ['ada', 'A'], ['Émile de la Tour', 'ÉD'], ['', ''], ['42', '']]) {
  test(`${name || 'nobody'} is marked ${mark || 'by a head'}`, () => assert.equal(initials(name), mark))
}

test('the inbox has calls first, then who waits longest for a word, and what was put aside apart', () => {
  const talk = (id, state, unanswered, changes = {}) => card(id, { medium: 'text', state: 'connected', unanswered_since: unanswered, writing: { state, helpers: [], until: null, last_in_at: null, last_out_at: null }, ...changes })
  const hold = (state, interrupted = false) => ({ state, interrupted })
  const cards = [talk('late', 'active', 100), talk('later', 'active', 200), talk('answered', 'active', null), talk('silent', 'inactive', null), talk('parked', 'parked', null), talk('mail', 'active', 50), talk('soon', 'snoozed', null, { writing: { state: 'snoozed', until: 5, helpers: [] } }), card('call', { medium: 'voice', state: 'connected' })]
  const holds = new Map([['mail', hold('active', true)], ['late', hold('active')]])
  const { inHand, aside } = inboxOf(cards, holds)
  assert.deepEqual(inHand.map((each) => `${each.card.id} ${each.standing}`), ['call active', 'mail interrupted', 'late active', 'later active', 'answered active', 'silent inactive'])
  assert.deepEqual(aside.map((each) => each.card.id), ['soon', 'parked'])
  assert.equal(standing(talk('x', 'active', null), hold('wrap_up')), 'wrap_up')
  assert.equal(involves(talk('y', 'active', null, { agent: 'bob', writing: { state: 'active', helpers: ['ann'] } }), 'ann'), true)
})

test('how full hands are', () => {
  const holds = [{ state: 'active', interrupted: false }, { state: 'parked', interrupted: false }, { state: 'active', interrupted: true }]
  assert.deepEqual(load({ units: 45, capacity: 100, holds }), { share: 0.45, over: false, pieces: 1 })
  assert.deepEqual(load({ units: 125, capacity: 100, holds: [] }), { share: 1, over: true, pieces: 0 })
})
