import assert from 'node:assert/strict'
import { test } from 'node:test'
import { around, pathOf } from 'trunkline/pages/flows/routes.js'

const box = (left, top, width = 200, height = 100) => ({ left, top, right: left + width, bottom: top + height })
const ends = [box(0, 0), box(700, 0)]
const from = { x: 200, y: 50 }
const to = { x: 700, y: 50 }
const hits = (points, boxes) =>
  points.slice(1).some((point, at) => {
    const [x, y] = [points[at], point].map((each) => each).reduce((one, other) => [[one.x, other.x].sort((a, b) => a - b), [one.y, other.y].sort((a, b) => a - b)])
    return boxes.some((each) => x[1] > each.left && x[0] < each.right && y[1] > each.top && y[0] < each.bottom)
  })

test('a line with nothing in its way is a plain curve', () => {
  assert.equal(around(from, to, ends), null)
  assert.equal(around(from, to, [...ends, box(350, 200)]), null)
})

test('it goes around what stands in its way, on the shorter side', () => {
  const low = box(350, 30)
  const points = around(from, to, [...ends, low])
  assert.ok(points && !hits(points, [low]))
  assert.ok(points[2].y < low.top)
})

test('it finds the gap between two', () => {
  const two = [box(350, -80, 200, 110), box(350, 80)]
  const points = around({ x: 200, y: 90 }, { x: 700, y: 90 }, [...ends, ...two])
  assert.ok(points && !hits(points, two))
  assert.ok(points[2].y > 30 && points[2].y < 80, `${points[2].y}`)
})

test('a way back leads around both ends', () => {
  const points = around({ x: 900, y: 50 }, { x: 0, y: 50 }, ends)
  assert.ok(points && !hits(points.slice(2, 4), ends))
})

test('lines of one node turn beside each other', () => {
  const across = [...ends, box(350, 30)]
  assert.notEqual(around(from, to, across, 0)?.[1].x, around(from, to, across, 1)?.[1].x)
})

test('corners are round, and what is drawn begins and ends at the nodes', () => {
  assert.equal(pathOf([{ x: 0, y: 0 }, { x: 50, y: 0 }, { x: 50, y: 50 }]), 'M0,0 L40,0 Q50,0 50,10 L50,50')
  assert.equal(pathOf([{ x: 0, y: 0 }, { x: 0, y: 0 }, { x: 9, y: 0 }]), 'M0,0 L9,0')
})
