// What is done to a flow while it is drawn. Pure: a drawing goes in, another one comes out, so that undo is a list of them.
//
// A drawing is the flow's JSON and, beside it, its layout: where nodes stand, what people call them, notes.

/** @typedef {{kind?: string, exits?: Record<string, string>, [member: string]: any}} FlowNode */
/** @typedef {{id?: string, name?: string, language?: string, media?: string[], start?: string, variables?: Record<string, any>, nodes?: Record<string, FlowNode>, [member: string]: any}} Flow */
/** @typedef {{id: string, x: number, y: number, width: number, height: number, text: string}} Note */
/** @typedef {{positions: Record<string, [number, number]>, titles: Record<string, string>, notes: Note[]}} Layout */
/** @typedef {{flow: Flow, layout: Layout}} Drawing */
/** @typedef {{name: string, required: boolean, instead?: string}} Exit `instead`: the exit whose way it goes when it has none */

export const WIDTH = 232
const HEAD = 40
const LINE = 26
export const GRID = 8

/** @param {Drawing} drawing @returns {Record<string, FlowNode>} */
export const nodesOf = ({ flow }) => (flow.nodes && typeof flow.nodes === 'object' ? flow.nodes : {})

/** @param {unknown} items @returns {string[]} */
const names = (items) => (Array.isArray(items) ? items.map((item) => item?.name).filter((name) => typeof name === 'string' && name) : [])

const NOT_HEARD = [
  { name: 'no_input', required: true },
  { name: 'no_match', required: true },
  { name: 'too_many', required: false, instead: 'no_match' },
]

/**
 * The exits of a node as it is set up now; a test compares them with the flow language's own.
 * @param {FlowNode} node
 * @returns {Exit[]}
 */
export function exitsOf(node) {
  /** @param {string[]} all */
  const required = (...all) => [...new Set(all)].map((name) => ({ name, required: true }))
  switch (node.kind) {
    case 'say':
    case 'set':
      return required('next')
    case 'menu':
      return [...required(...names(node.options)), ...NOT_HEARD]
    case 'collect':
      return [...required('collected'), ...NOT_HEARD]
    case 'branch':
      return required(...names(node.cases), 'else')
    case 'hours':
      return [...required('open', 'closed'), { name: 'holiday', required: false, instead: 'closed' }]
    case 'queue':
      return typeof node.max_wait === 'number' || typeof node.text_max_wait === 'number'
        ? required('max_wait', 'closed')
        : [...required('closed'), { name: 'max_wait', required: false, instead: 'closed' }]
    case 'voicemail':
      return required('recorded', 'empty')
    default:
      return []
  }
}

/** The exits of a node and those that it has although it should not, so that they can be seen and removed. @param {FlowNode} node @returns {(Exit & {unknown?: boolean})[]} */
export function shownExits(node) {
  const own = exitsOf(node)
  const more = Object.keys(node.exits ?? {}).filter((name) => !own.some((exit) => exit.name === name))
  return [...own, ...more.map((name) => ({ name, required: false, unknown: true }))]
}

/** Whether an exit leads anywhere, by itself or in another's place. @param {FlowNode} node @param {Exit} exit */
export const leads = (node, exit) => Boolean(node.exits?.[exit.name] || (exit.instead && node.exits?.[exit.instead]))

/** @param {FlowNode} node */
export const heightOf = (node) => HEAD + 2 * LINE + Math.max(1, shownExits(node).length) * LINE

/** What a node says or does, in one line. @param {FlowNode} node */
export function summaryOf(node) {
  const said = [node.text, node.prompt, node.greeting].map(wordsOf).find(Boolean)
  switch (node.kind) {
    case 'queue':
      return String(node.queue ?? '')
    case 'branch':
      return (node.cases ?? []).map((/** @type {any} */ each) => each?.when).filter(Boolean).join(' · ')
    case 'set':
      return (node.values ?? []).map((/** @type {any} */ each) => `${each?.variable ?? ''} = ${each?.to ?? ''}`).join(' · ')
    case 'hours':
      return String(node.calendar ?? node.time_zone ?? 'UTC')
    default:
      return said ?? ''
  }
}

/** The words of something that is said, recorded or not. @param {any} value */
export const wordsOf = (value) => (typeof value === 'string' ? value : typeof value?.text === 'string' ? value.text : '')

/** @param {Drawing} drawing @param {string} id */
export const titleOf = (drawing, id) => drawing.layout.titles[id] || id

/** @param {Iterable<string>} taken @param {string} wanted */
export function freeName(taken, wanted) {
  const all = new Set(taken)
  const stem = wanted.toLowerCase().replace(/[^a-z0-9_-]+/g, '-').replace(/^[-_]+|-+$/g, '').slice(0, 56) || 'node'
  if (!all.has(stem)) return stem
  const base = stem.replace(/-\d+$/, '')
  for (let count = 2; ; count += 1) if (!all.has(`${base}-${count}`)) return `${base}-${count}`
}

/** @param {Drawing} drawing @param {Record<string, FlowNode>} nodes @param {Partial<Layout>} [layout] @param {Partial<Flow>} [flow] @returns {Drawing} */
const changed = (drawing, nodes, layout = {}, flow = {}) => ({
  flow: { ...drawing.flow, ...flow, nodes },
  layout: { ...drawing.layout, ...layout },
})

/**
 * A new node at a place; its id is made of its kind.
 * @param {Drawing} drawing @param {FlowNode} node @param {[number, number]} at @param {string} [wanted]
 * @returns {{drawing: Drawing, id: string}}
 */
export function added(drawing, node, at, wanted = node.kind) {
  const nodes = nodesOf(drawing)
  const id = freeName(Object.keys(nodes), wanted ?? 'node')
  const start = drawing.flow.start && nodes[drawing.flow.start] ? drawing.flow.start : id
  const positions = { ...drawing.layout.positions, [id]: at }
  return { drawing: changed(drawing, { ...nodes, [id]: node }, { positions }, { start }), id }
}

/**
 * A new node that follows another one: at the first exit of it that leads nowhere, if there is one.
 * @param {Drawing} drawing @param {FlowNode} node @param {string} after
 */
export function addedAfter(drawing, node, after) {
  const before = nodesOf(drawing)[after]
  const [x, y] = drawing.layout.positions[after] ?? [0, 0]
  const open = before && exitsOf(before).find((exit) => exit.required && !before.exits?.[exit.name])
  const made = added(drawing, node, freePlace(drawing, [x + WIDTH + 88, y], heightOf(node)))
  return open ? { ...made, drawing: connected(made.drawing, after, open.name, made.id) } : made
}

/** A place near `at` where nothing stands. @param {Drawing} drawing @param {[number, number]} at @param {number} height @returns {[number, number]} */
function freePlace(drawing, [x, y], height) {
  const nodes = nodesOf(drawing)
  const covered = (/** @type {number} */ top) =>
    Object.entries(drawing.layout.positions).some(
      ([id, [left, other]]) =>
        nodes[id] && Math.abs(left - x) < WIDTH + 24 && other < top + height + 16 && top < other + heightOf(nodes[id]) + 16,
    )
  for (let step = 0; step < 200; step += 1) if (!covered(y + step * 40)) return [x, y + step * 40]
  return [x, y]
}

/** Nodes and notes are gone, and with them every way that led there. @param {Drawing} drawing @param {ReadonlySet<string>} ids @returns {Drawing} */
export function removed(drawing, ids) {
  /** @type {Record<string, FlowNode>} */
  const nodes = {}
  for (const [id, node] of Object.entries(nodesOf(drawing))) {
    if (ids.has(id)) continue
    const exits = Object.entries(node.exits ?? {}).filter(([, target]) => !ids.has(target))
    nodes[id] = withExits(node, Object.fromEntries(exits))
  }
  /** @template T @param {Record<string, T>} all */
  const without = (all) => Object.fromEntries(Object.entries(all).filter(([id]) => !ids.has(id)))
  return changed(drawing, nodes, {
    positions: /** @type {any} */ (without(drawing.layout.positions)),
    titles: without(drawing.layout.titles),
    notes: drawing.layout.notes.filter((note) => !ids.has(note.id)),
  })
}

/** @param {FlowNode} node @param {Record<string, string>} exits @returns {FlowNode} */
function withExits(node, exits) {
  const { exits: _, ...rest } = node
  return Object.keys(exits).length ? { ...rest, exits } : rest
}

/** An exit leads to a node; to null: nowhere. @param {Drawing} drawing @param {string} id @param {string} exit @param {string | null} target @returns {Drawing} */
export function connected(drawing, id, exit, target) {
  const nodes = nodesOf(drawing)
  const node = nodes[id]
  if (!node) return drawing
  const { [exit]: _, ...others } = node.exits ?? {}
  return changed(drawing, { ...nodes, [id]: withExits(node, target === null ? others : { ...others, [exit]: target }) })
}

/**
 * A member of a node is set; undefined takes it out. An option or case that gets another name keeps its way.
 * @param {Drawing} drawing @param {string} id @param {string} member @param {any} value @returns {Drawing}
 */
export function set(drawing, id, member, value) {
  const nodes = nodesOf(drawing)
  const old = nodes[id]
  if (!old) return drawing
  const { [member]: before, ...rest } = old
  /** @type {FlowNode} */
  let node = value === undefined ? rest : { ...old, [member]: value }
  if (member === 'options' || member === 'cases') node = followed(node, names(before), names(value))
  return changed(drawing, { ...nodes, [id]: node })
}

/** @param {FlowNode} node @param {string[]} before @param {string[]} after */
function followed(node, before, after) {
  const exits = { ...node.exits }
  const gone = before.filter((name) => !after.includes(name))
  const come = after.filter((name) => !before.includes(name))
  if (before.length === after.length && gone.length === 1 && come.length === 1 && exits[gone[0] ?? '']) {
    exits[come[0] ?? ''] = exits[gone[0] ?? ''] ?? ''
  }
  for (const name of gone) delete exits[name]
  return withExits(node, exits)
}

/** @param {Drawing} drawing @param {Partial<Flow>} members undefined takes one out @returns {Drawing} */
export function setFlow(drawing, members) {
  const flow = Object.fromEntries(Object.entries({ ...drawing.flow, ...members }).filter(([, value]) => value !== undefined))
  return { ...drawing, flow }
}

/** @param {Drawing} drawing @param {string} id @param {string} title '' for none @returns {Drawing} */
export function titled(drawing, id, title) {
  const { [id]: _, ...others } = drawing.layout.titles
  return { ...drawing, layout: { ...drawing.layout, titles: title ? { ...others, [id]: title } : others } }
}

/** @param {Drawing} drawing @param {Record<string, [number, number]>} positions of nodes and notes @returns {Drawing} */
export function moved(drawing, positions) {
  const nodes = nodesOf(drawing)
  const kept = Object.fromEntries(Object.entries(positions).filter(([id]) => id in nodes))
  const notes = drawing.layout.notes.map((note) => {
    const to = positions[note.id]
    return to ? { ...note, x: to[0], y: to[1] } : note
  })
  return { ...drawing, layout: { ...drawing.layout, positions: { ...drawing.layout.positions, .../** @type {any} */ (kept) }, notes } }
}

/** Another id: wherever the node is named, it is named so from now on. @param {Drawing} drawing @param {string} id @param {string} to @returns {Drawing} */
export function renamed(drawing, id, to) {
  const nodes = nodesOf(drawing)
  if (id === to || !nodes[id] || nodes[to]) return drawing
  /** @template T @param {Record<string, T>} all */
  const keys = (all) => Object.fromEntries(Object.entries(all).map(([key, value]) => [key === id ? to : key, value]))
  /** @type {Record<string, FlowNode>} */
  const after = {}
  for (const [key, node] of Object.entries(keys(nodes))) {
    after[key] = node.exits
      ? { ...node, exits: Object.fromEntries(Object.entries(node.exits).map(([exit, target]) => [exit, target === id ? to : target])) }
      : node
  }
  return changed(
    drawing,
    after,
    { positions: keys(drawing.layout.positions), titles: keys(drawing.layout.titles) },
    { start: drawing.flow.start === id ? to : drawing.flow.start },
  )
}

/** @param {Drawing} drawing @param {Note} note a new one, or a known one as it is now @returns {Drawing} */
export function noted(drawing, note) {
  const others = drawing.layout.notes.filter((other) => other.id !== note.id)
  return { ...drawing, layout: { ...drawing.layout, notes: [...others, note] } }
}

const MARK = 'trunkline-flow-nodes'

/** Some nodes and notes as text for the clipboard; ways between them stay, others do not. @param {Drawing} drawing @param {ReadonlySet<string>} ids */
export function copied(drawing, ids) {
  const nodes = Object.entries(nodesOf(drawing)).filter(([id]) => ids.has(id))
  /** @template T @param {Record<string, T>} all */
  const only = (all) => Object.fromEntries(Object.entries(all).filter(([id]) => ids.has(id)))
  return JSON.stringify(
    {
      [MARK]: 1,
      nodes: Object.fromEntries(
        nodes.map(([id, node]) => [id, withExits(node, Object.fromEntries(Object.entries(node.exits ?? {}).filter(([, target]) => ids.has(target))))]),
      ),
      positions: only(drawing.layout.positions),
      titles: only(drawing.layout.titles),
      notes: drawing.layout.notes.filter((note) => ids.has(note.id)),
    },
    null,
    1,
  )
}

/**
 * What was copied comes in under ids of its own, a little beside, or with its corner at `at`. Null: the text is something else.
 * @param {Drawing} drawing @param {string} text @param {[number, number]} [at]
 * @returns {{drawing: Drawing, ids: Set<string>} | null}
 */
export function pasted(drawing, text, at) {
  let given
  try {
    given = JSON.parse(text)
  } catch {
    return null
  }
  if (!given || typeof given !== 'object' || given[MARK] !== 1 || typeof given.nodes !== 'object') return null
  /** @type {Record<string, string>} */
  const ids = {}
  const taken = Object.keys(nodesOf(drawing))
  for (const id of Object.keys(given.nodes)) taken.push((ids[id] = freeName(taken, id)))
  const places = [...Object.values(given.positions ?? {}), ...(given.notes ?? []).map((/** @type {Note} */ note) => [note.x, note.y])]
  const corner = [Math.min(...places.map(([x]) => x)), Math.min(...places.map(([, y]) => y))]
  const by = at && places.length ? [at[0] - (corner[0] ?? 0), at[1] - (corner[1] ?? 0)] : [40, 40]
  let result = drawing
  for (const [old, id] of Object.entries(ids)) {
    const [x, y] = given.positions?.[old] ?? [0, 0]
    const exits = Object.entries(given.nodes[old].exits ?? {}).map(([exit, target]) => [exit, ids[String(target)]])
    const node = withExits(given.nodes[old], Object.fromEntries(exits.filter(([, target]) => target)))
    result = added(result, node, [x + (by[0] ?? 0), y + (by[1] ?? 0)], id).drawing
    if (given.titles?.[old]) result = titled(result, id, String(given.titles[old]))
  }
  const all = new Set(Object.values(ids))
  for (const note of given.notes ?? []) {
    const id = freeName(result.layout.notes.map((other) => other.id), 'note')
    all.add(id)
    result = noted(result, { ...note, id, x: note.x + by[0], y: note.y + by[1] })
  }
  return { drawing: result, ids: all }
}
