import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as model from 'trunkline/pages/flows/model.js'

const drawing = () => ({
  flow: {
    id: 'shop',
    start: 'hello',
    nodes: {
      hello: { kind: 'say', text: 'Hello.', exits: { next: 'ask' } },
      ask: { kind: 'menu', options: [{ name: 'sales', keys: ['1'] }], exits: { sales: 'end', no_input: 'hello' } },
      end: { kind: 'hangup' },
    },
  },
  layout: { positions: { hello: [0, 0], ask: [320, 0], end: [640, 0] }, titles: { ask: 'What do you want?' }, notes: [] },
})

test('a node that is added has an id of its own and begins the flow when it is the first', () => {
  const empty = { flow: {}, layout: { positions: {}, titles: {}, notes: [] } }
  const first = model.added(empty, { kind: 'say', text: 'x' }, [8, 16])
  assert.equal(first.id, 'say')
  assert.equal(first.drawing.flow.start, 'say')
  const second = model.added(first.drawing, { kind: 'say', text: 'y' }, [8, 16])
  assert.equal(second.id, 'say-2')
  assert.equal(second.drawing.flow.start, 'say')
  assert.deepEqual(empty.flow, {})
})

test('a node that is added after another one follows at its first open exit', () => {
  const { drawing: after, id } = model.addedAfter(drawing(), { kind: 'say', text: 'x' }, 'ask')
  assert.equal(after.flow.nodes.ask.exits.no_match, id)
  assert.notDeepEqual(after.layout.positions[id], after.layout.positions.end)
})

test('what is removed takes the ways that led there along', () => {
  const after = model.removed(drawing(), new Set(['hello', 'end']))
  assert.deepEqual(Object.keys(after.flow.nodes), ['ask'])
  assert.equal(after.flow.nodes.ask.exits, undefined)
  assert.deepEqual(after.layout.positions, { ask: [320, 0] })
})

test('an option that gets another name keeps its way, one that goes loses it', () => {
  const renamed = model.set(drawing(), 'ask', 'options', [{ name: 'buy', keys: ['1'] }])
  assert.equal(renamed.flow.nodes.ask.exits.buy, 'end')
  assert.equal('sales' in renamed.flow.nodes.ask.exits, false)
  const gone = model.set(drawing(), 'ask', 'options', [])
  assert.deepEqual(gone.flow.nodes.ask.exits, { no_input: 'hello' })
})

test('a node under another name is so named everywhere', () => {
  const after = model.renamed(drawing(), 'hello', 'welcome')
  assert.equal(after.flow.start, 'welcome')
  assert.equal(after.flow.nodes.ask.exits.no_input, 'welcome')
  assert.deepEqual(after.layout.positions.welcome, [0, 0])
  assert.deepEqual(Object.keys(after.flow.nodes), ['welcome', 'ask', 'end'])
  const before = drawing()
  assert.equal(model.renamed(before, 'hello', 'end'), before)
})

test('nodes go through the clipboard with the ways between them, under ids of their own', () => {
  const text = model.copied(drawing(), new Set(['hello', 'ask']))
  const { drawing: after, ids } = model.pasted(drawing(), text, [100, 200])
  assert.deepEqual([...ids], ['hello-2', 'ask-2'])
  assert.deepEqual(after.flow.nodes['hello-2'].exits, { next: 'ask-2' })
  assert.deepEqual(after.flow.nodes['ask-2'].exits, { no_input: 'hello-2' })
  assert.deepEqual(after.layout.positions['hello-2'], [100, 200])
  assert.equal(after.layout.titles['ask-2'], 'What do you want?')
  for (const other of ['', 'hello', '{}', 'null', '[1]', '{"nodes": {}}']) assert.equal(model.pasted(drawing(), other), null)
})

test('notes are written, moved and removed', () => {
  const note = { id: 'note', x: 1, y: 2, width: 200, height: 100, text: 'Ask' }
  const noted = model.noted(drawing(), note)
  const moved = model.moved(noted, { note: [9, 9], hello: [1, 1], gone: [5, 5] })
  assert.deepEqual([moved.layout.notes[0].x, moved.layout.positions.hello, moved.layout.positions.gone], [9, [1, 1], undefined])
  assert.deepEqual(model.removed(moved, new Set(['note'])).layout.notes, [])
})

test('exits that should not be there are shown, so that they can be removed', () => {
  const exits = model.shownExits({ kind: 'say', exits: { next: 'a', old: 'b' } })
  assert.deepEqual(exits.map((exit) => [exit.name, Boolean(exit.unknown)]), [['next', false], ['old', true]])
})

test('an optional exit leads where its stand-in does', () => {
  const node = { kind: 'hours', exits: { closed: 'x' } }
  assert.deepEqual(model.exitsOf(node).map((exit) => model.leads(node, exit)), [false, true, true])
})
