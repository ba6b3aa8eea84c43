import assert from 'node:assert/strict'
import { test } from 'node:test'
import { begun, canRedo, canUndo, done, now, wentTo } from 'trunkline/pages/flows/history.js'
import { blank, fits, membersOf, placeOf, shapeOf } from 'trunkline/pages/flows/schema.js'
import { wavOf } from 'trunkline/pages/flows/sound.js'

test('back and forth, and a new step forgets what was undone', () => {
  let history = begun('a', 'Opened', 0)
  assert.equal(canUndo(history), false)
  history = done(history, 'b', 'B', 1)
  history = done(history, 'c', 'C', 2)
  history = wentTo(history, 1)
  assert.deepEqual([now(history), canUndo(history), canRedo(history)], ['b', true, true])
  history = done(history, 'd', 'D', 3)
  assert.deepEqual([now(history), canRedo(history), history.steps.map((step) => step.label)], ['d', false, ['Opened', 'B', 'D']])
  assert.equal(done(history, 'd', 'again', 4), history)
})

test('typing is one step while it goes on', () => {
  let history = begun('', 'Opened', 0)
  for (const [at, text] of ['h', 'he', 'hey'].entries()) history = done(history, text, 'Text', 100 * at, 'text')
  assert.equal(history.steps.length, 2)
  history = done(history, 'hey!', 'Text', 5000, 'text')
  assert.equal(history.steps.length, 3)
  assert.equal(now(wentTo(history, 0)), '')
})

test('no more than some hundred steps are kept', () => {
  let history = begun(0, 'Opened', 0)
  for (let step = 1; step < 500; step += 1) history = done(history, step, String(step), step * 10_000)
  assert.equal(history.steps.length, 200)
  assert.equal(now(history), 499)
})

test('each shape of a setting is read from the schema', () => {
  const shapes = {
    spoken: { anyOf: [{}, {}], 'x-spoken': true },
    name: { type: 'string', pattern: '^x$', 'x-names': 'queue' },
    expression: { type: 'string', 'x-expression': true },
    text: { type: 'string' },
    number: { type: 'integer', minimum: 1, maximum: 10 },
    flag: { type: 'boolean' },
    choice: { enum: ['a'] },
    several: { type: 'array', items: { enum: ['a'] } },
    words: { type: 'array', items: { type: 'string' } },
    records: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } },
    levels: { type: 'object', additionalProperties: { type: 'integer' } },
    json: {},
  }
  for (const [is, schema] of Object.entries(shapes)) assert.equal(shapeOf(schema).is, is)
  assert.deepEqual(shapeOf({ anyOf: [{ type: 'number' }, { type: 'null' }] }).nothing, true)
  const members = membersOf({ properties: { kind: {}, exits: {}, name: { type: 'string' }, tries: { type: 'integer', default: 3 } }, required: ['name'] })
  assert.deepEqual(members.map((member) => [member.name, member.required, member.fallback]), [['name', true, undefined], ['tries', false, 3]])
  assert.deepEqual(blank(members), { name: '' })
  assert.equal(fits({ is: 'text', pattern: '^(?:[a-z]+)$' }, 'A'), false)
})

test('a fault is found in its node', () => {
  assert.deepEqual(placeOf('/nodes/a~1b/options/0/name'), { node: 'a/b', path: ['options', '0', 'name'] })
  assert.deepEqual(placeOf('/start'), { node: null, path: ['start'] })
  assert.deepEqual(placeOf(''), { node: null, path: [] })
})

test('samples become a WAV file', async () => {
  const bytes = new DataView(await wavOf(new Float32Array([0, 1, -1, 2]), 16_000).arrayBuffer())
  assert.equal(bytes.byteLength, 52)
  assert.deepEqual([bytes.getUint32(24, true), bytes.getUint32(40, true)], [16_000, 8])
  assert.deepEqual([44, 46, 48, 50].map((at) => bytes.getInt16(at, true)), [0, 32767, -32768, 32767])
})
