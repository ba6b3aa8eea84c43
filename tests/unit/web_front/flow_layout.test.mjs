import assert from 'node:assert/strict'
import { test } from 'node:test'
import { layered, placed } from 'trunkline/pages/flows/layout.js'
import { WIDTH, heightOf } from 'trunkline/pages/flows/model.js'

const drawn = (nodes, start = 'a') => ({ flow: { start, nodes }, layout: { positions: {}, titles: {}, notes: [] } })
const say = (...targets) => ({ kind: 'say', exits: Object.fromEntries(targets.map((target, at) => [`x${at}`, target])) })

test('what follows stands to the right of all that leads to it', () => {
  const places = layered(drawn({ a: say('b', 'c'), b: say('d'), c: say('d'), d: say() }))
  assert.ok(places.a[0] < places.b[0])
  assert.equal(places.b[0], places.c[0])
  assert.ok(places.c[0] < places.d[0])
  assert.ok(places.b[1] < places.c[1], 'in the order of the exits')
})

test('a way back does not push anything', () => {
  const places = layered(drawn({ a: say('b'), b: say('a', 'c', 'b'), c: say('a') }))
  assert.ok(places.a[0] < places.b[0] && places.b[0] < places.c[0])
})

test('nothing overlaps, however large the flow', () => {
  const nodes = Object.fromEntries(
    Array.from({ length: 120 }, (_, at) => [`n${at}`, say(`n${(at * 7 + 1) % 120}`, `n${(at * 13 + 5) % 120}`, 'nowhere')]),
  )
  const places = Object.entries(layered(drawn(nodes, 'n0')))
  assert.equal(places.length, 120)
  for (const [one, [x, y]] of places) {
    for (const [other, [left, top]] of places) {
      if (one === other || Math.abs(left - x) >= WIDTH) continue
      assert.ok(top >= y + heightOf(nodes[one]) || y >= top + heightOf(nodes[other]), `${one} and ${other}`)
    }
  }
})

test('those that have a place keep it', () => {
  const drawing = drawn({ a: say('b'), b: say() })
  const kept = placed({ ...drawing, layout: { ...drawing.layout, positions: { a: [7, 7] } } })
  assert.deepEqual(kept.layout.positions.a, [7, 7])
  assert.ok(kept.layout.positions.b)
  assert.equal(placed(kept), kept)
})

test('a flow without a start, or without nodes, has places too', () => {
  assert.deepEqual(layered(drawn({})), {})
  assert.deepEqual(Object.keys(layered(drawn({ a: say() }, 'gone'))), ['a'])
})
