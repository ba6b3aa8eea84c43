// Whom a supervisor sees, in which order, and what is too much.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EVERYBODY, chosen, fits, judged, levelOf, talkingFirst, teamOf, waitingFirst, worstFirst } from 'trunkline/pages/supervisor/rules.js'

const agent = (id, changes = {}) => ({ id, name: id, state: 'available', reason: '', since: 0, interaction: null, team: null, team_name: null, queues: [], skills: {}, ...changes })
const ada = agent('ada', { name: 'Ada Adams', state: 'busy', since: 20, team: 't1', team_name: 'Northern lights', queues: ['sales'], skills: { german: 7 }, interaction: 'i1' })
const ben = agent('ben', { name: 'Ben Brandt', state: 'away', since: 10, reason: 'lunch', team: 't2' })
const cleo = agent('cleo', { name: 'Cleo Costa', state: 'signed_out' })
const dag = agent('dag', { name: 'Dag Dubois', state: 'busy', since: 5 })
const all = [dag, cleo, ben, ada]
const workOf = ({ interaction }) => (interaction ? 'Sales +4930123' : '')
const found = (by) => chosen(all, { ...EVERYBODY, ...by }, workOf).map(({ id }) => id)

for (const [what, by, ids] of [
  ['nothing: all who are signed in, busy ones first, the longest so before', {}, ['dag', 'ada', 'ben']],
  ['a state', { states: ['away'] }, ['ben']],
  ['the signed out, when one asks for them', { states: ['signed_out', 'away'] }, ['ben', 'cleo']],
  ['a name finds the signed out too', { text: 'cleo' }, ['cleo']],
  ['blanks are no words', { text: '  ' }, ['dag', 'ada', 'ben']],
  ['every word, wherever it stands', { text: 'LUNCH ben' }, ['ben']],
  ['the customer’s number', { text: '4930123' }, ['ada']],
  ['the team by its name', { text: 'northern' }, ['ada']],
  ['a team', { team: 't1' }, ['ada']],
  ['a queue', { queue: 'sales' }, ['ada']],
  ['a skill', { skill: 'german' }, ['ada']],
  ['two things at once', { skill: 'german', states: ['away'] }, []],
]) {
  test(`filtered by ${what}`, () => assert.deepEqual(found(by), ids))
}

for (const [sort, ids] of [
  ['name', ['ada', 'ben', 'dag']],
  ['since', ['dag', 'ben', 'ada']],
  ['state', ['dag', 'ada', 'ben']],
]) {
  test(`sorted by ${sort}, and the other way round`, () => {
    assert.deepEqual(found({ sort }), ids)
    assert.deepEqual(found({ sort, down: true }), [...ids].reverse())
  })
}

test('equals stay by name whichever way round', () => {
  assert.deepEqual(found({ sort: 'work' }), ['ben', 'dag', 'ada'])
  assert.deepEqual(found({ sort: 'work', down: true }), ['ada', 'ben', 'dag'])
  assert.deepEqual(found({ sort: 'team' }), ['dag', 'ada', 'ben'])
})

test('a kept view whose order is unknown sorts by name', () => assert.deepEqual(found({ sort: 'shoe size' }), ['ada', 'ben', 'dag']))

test('one asks for words of the work only when there are words', () => {
  assert.equal(fits(ada, EVERYBODY, () => assert.fail('nobody asked for words')), true)
})

test('a team goes by its name, one without by its id', () => assert.deepEqual([ada, ben, dag].map(teamOf), ['Northern lights', 't2', '']))

test('who waits stands by their turn, who talks by how long', () => {
  const items = [
    { id: 'late', state: 'queued', created_at: 1, queued_at: 30 },
    { id: 'rings', state: 'offered', created_at: 1, queued_at: 10 },
    { id: 'new', state: 'queued', created_at: 20, queued_at: null },
    { id: 'talks', state: 'connected', connected_at: 8 },
    { id: 'talks long', state: 'connected', connected_at: 3 },
    { id: 'flow', state: 'in_flow' },
    { id: 'put first', state: 'queued', created_at: 90, queued_at: 90, priority: 1 },
  ]
  assert.deepEqual(waitingFirst(items).map(({ id }) => id), ['put first', 'rings', 'new', 'late'])
  assert.deepEqual(talkingFirst(items).map(({ id }) => id), ['talks long', 'talks'])
})

test('alerts: red before amber, then the newest', () => {
  const alerts = [['a', 'amber', 9], ['b', 'red', 1], ['c', 'red', 5], ['d', 'red', 5]].map(([id, level, raised_at]) => ({ id, level, raised_at }))
  assert.deepEqual(worstFirst(alerts).map(({ id }) => id), ['c', 'd', 'b', 'a'])
})

for (const [value, limits, level] of [
  [4, { amber: 5, red: 10 }, ''],
  [5, { amber: 5, red: 10 }, 'warn'],
  [10, { amber: 5, red: 10 }, 'bad'],
  [10, { amber: null, red: 10 }, 'bad'],
  [99, { amber: 5, red: null }, 'warn'],
  [99, { amber: null, red: null }, ''],
  [99, undefined, ''],
]) {
  test(`${value} is ${level || 'fine'} by ${JSON.stringify(limits)}`, () => assert.equal(levelOf(value, limits), level))
}

for (const [level, verdict] of [[null, 'quiet'], [85, 'good'], [75, 'warn'], [60, 'bad']]) {
  test(`a service level of ${level} is ${verdict}`, () => assert.equal(judged(level, 80, { amber: 5, red: 20 }), verdict))
}
