// Where nodes stand when nobody has placed them: in layers from left to right, by how far they are from the start. Pure.

import { GRID, WIDTH, heightOf, nodesOf } from './model.js'

/** @typedef {import('./model.js').Drawing} Drawing */

const BETWEEN_LAYERS = 72
const BETWEEN_NODES = 40
const SWEEPS = 8

/**
 * A place for every node. Ways that lead back do not count; a node stands behind everything that leads to it, and within
 * a layer near those that do, so that few ways cross.
 * @param {Drawing} drawing
 * @returns {Record<string, [number, number]>}
 */
export function layered(drawing) {
  const nodes = nodesOf(drawing)
  const forward = waysForward(drawing)
  const layer = layersOf(Object.keys(nodes), forward)
  /** @type {string[][]} */
  const layers = []
  for (const id of Object.keys(nodes)) (layers[layer.get(id) ?? 0] ??= []).push(id)
  const rows = uncrossed(layers, forward)
  /** @type {Record<string, [number, number]>} */
  const places = {}
  rows.forEach((ids, index) => {
    const heights = ids.map((id) => heightOf(nodes[id] ?? {}))
    let top = -(heights.reduce((sum, height) => sum + height + BETWEEN_NODES, -BETWEEN_NODES) / 2)
    ids.forEach((id, place) => {
      places[id] = [snapped(index * (WIDTH + BETWEEN_LAYERS)), snapped(top)]
      top += (heights[place] ?? 0) + BETWEEN_NODES
    })
  })
  return places
}

/** Those that have no place yet get one; the others stay. @param {Drawing} drawing @returns {Drawing} */
export function placed(drawing) {
  const known = drawing.layout.positions
  const missing = Object.keys(nodesOf(drawing)).filter((id) => !known[id])
  if (!missing.length) return drawing
  const places = layered(drawing)
  const positions = missing.length === Object.keys(nodesOf(drawing)).length ? places : { ...places, ...known }
  return { ...drawing, layout: { ...drawing.layout, positions } }
}

const snapped = (/** @type {number} */ value) => Math.round(value / GRID) * GRID

/** The ways from each node, in the order of its exits, without those that lead back to where one came from. @param {Drawing} drawing @returns {Map<string, string[]>} */
function waysForward(drawing) {
  const nodes = nodesOf(drawing)
  /** @type {Map<string, string[]>} */
  const forward = new Map()
  /** @type {Set<string>} */
  const open = new Set()
  /** @param {string} id */
  function visit(id) {
    if (forward.has(id)) return
    forward.set(id, [])
    open.add(id)
    for (const target of Object.values(nodes[id]?.exits ?? {})) {
      if (!nodes[target] || open.has(target)) continue
      const ways = forward.get(id)
      if (!ways?.includes(target)) ways?.push(target)
      visit(target)
    }
    open.delete(id)
  }
  if (drawing.flow.start && nodes[drawing.flow.start]) visit(drawing.flow.start)
  for (const id of Object.keys(nodes)) visit(id)
  return forward
}

/** How many steps each is away at most. @param {string[]} ids @param {Map<string, string[]>} forward */
function layersOf(ids, forward) {
  const layer = new Map(ids.map((id) => [id, 0]))
  const leading = new Map(ids.map((id) => [id, 0]))
  for (const targets of forward.values()) for (const target of targets) leading.set(target, (leading.get(target) ?? 0) + 1)
  const ready = ids.filter((id) => !leading.get(id))
  for (const id of ready) {
    for (const target of forward.get(id) ?? []) {
      layer.set(target, Math.max(layer.get(target) ?? 0, (layer.get(id) ?? 0) + 1))
      leading.set(target, (leading.get(target) ?? 1) - 1)
      if (!leading.get(target)) ready.push(target)
    }
  }
  return layer
}

/** Each layer sorted by where those stand that lead to it, then by where it leads, again and again. @param {string[][]} layers @param {Map<string, string[]>} forward */
function uncrossed(layers, forward) {
  /** @type {Map<string, string[]>} */
  const back = new Map()
  for (const [id, targets] of forward) for (const target of targets) back.set(target, [...(back.get(target) ?? []), id])
  const rows = layers.map((ids) => [...(ids ?? [])])
  /** @type {Map<string, number>} */
  const place = new Map()
  const note = (/** @type {string[]} */ ids) => ids.forEach((id, at) => place.set(id, at - ids.length / 2 + (portOf(id) ?? 0)))
  const portOf = (/** @type {string} */ id) => {
    const [only, ...others] = back.get(id) ?? []
    if (only === undefined || others.length) return 0
    return ((forward.get(only) ?? []).indexOf(id) + 1) / 1000
  }
  rows.forEach(note)
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const down = sweep % 2 === 0
    const neighbours = down ? back : forward
    for (const ids of down ? rows.slice(1) : rows.slice(0, -1).reverse()) {
      const wanted = new Map(ids.map((id) => [id, middle((neighbours.get(id) ?? []).map((other) => place.get(other) ?? 0)) ?? place.get(id) ?? 0]))
      ids.sort((a, b) => (wanted.get(a) ?? 0) + portOf(a) - (wanted.get(b) ?? 0) - portOf(b))
      note(ids)
    }
  }
  return rows
}

/** @param {number[]} values */
const middle = (values) => (values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null)
