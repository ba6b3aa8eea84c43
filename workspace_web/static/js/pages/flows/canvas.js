// The canvas: React Flow over what is drawn. It holds what moves under the hand; what is done for good goes to the store.

import {
  Background,
  BackgroundVariant,
  Controls,
  MarkerType,
  MiniMap,
  Panel,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  applyEdgeChanges,
  applyNodeChanges,
  useNodesInitialized,
  useReactFlow,
} from '@xyflow/react'
import { EmptyState } from '../../components/empty-state.js'
import { fmt, t, tn } from '../../core/i18n.js'
import { classes, html, useEffect, useMemo, useRef, useState } from '../../core/ui.js'
import { takenToday } from './live-counts.js'
import { Line } from './line.js'
import { added, connected, copied, heightOf, moved, nodesOf, pasted, removed, shownExits, WIDTH } from './model.js'
import { NodeView, NoteView, spokenName } from './node-view.js'
import { change, drawing, faults, mayWrite, newNode, select, selection, target } from './store.js'
import { visited } from './trial-state.js'
import { exitTitle, kindOf } from './words.js'

export const DRAGGED = 'application/x-trunkline-node'
const WHOLE = { padding: 0.08, maxZoom: 1, minZoom: 0.3 }
const READABLE = 0.75 // a flow that would be smaller than this when all of it is shown opens at its start instead
const KINDS = { step: NodeView, note: NoteView }
const LINES = { line: Line }
const calm = matchMedia('(prefers-reduced-motion: reduce)')

/** @typedef {import('@xyflow/react').Node} ViewNode */
/** @typedef {import('@xyflow/react').Edge} ViewEdge */

/** @returns {ViewNode[]} */
function nodesToShow() {
  const { layout } = drawing.value
  const steps = Object.entries(nodesOf(drawing.value)).map(([id]) => {
    const [x, y] = layout.positions[id] ?? [0, 0]
    return { id, type: 'step', position: { x, y }, data: {}, width: WIDTH, ariaLabel: spokenName(id), selected: selection.value.has(id) }
  })
  const notes = layout.notes.map(({ id, x, y, width, height }) => ({
    id,
    type: 'note',
    position: { x, y },
    data: {},
    width,
    height,
    zIndex: -1,
    ariaLabel: t('Note'),
    selected: selection.value.has(id),
  }))
  return [...notes, ...steps]
}

/** @returns {ViewEdge[]} */
function edgesToShow() {
  const nodes = nodesOf(drawing.value)
  return Object.entries(nodes).flatMap(([id, node]) =>
    shownExits(node).flatMap(({ name }) => {
      const to = node.exits?.[name]
      if (!to || !nodes[to]) return []
      const taken = takenToday(id, name)
      const passed = visited.value.exits.has(`${id}:${name}`)
      return [
        {
          id: `${id}:${name}`,
          type: 'line',
          source: id,
          sourceHandle: name,
          target: to,
          label: taken ? fmt.number(taken) : undefined,
          labelBgPadding: /** @type {[number, number]} */ ([6, 3]),
          labelBgBorderRadius: 9,
          className: classes(passed && 'visited', taken === 0 && 'idle'),
          markerEnd: { type: MarkerType.ArrowClosed, width: 16, height: 16, color: 'var(--flow-edge)' },
          ariaLabel: t('From {from}, {exit}, to {to}', { from: id, exit: exitTitle(name), to }),
        },
      ]
    }),
  )
}

export const Canvas = () => html`<${ReactFlowProvider}><${Surface} /><//>`

function Surface() {
  const flow = useReactFlow()
  const [nodes, setNodes] = useState(/** @type {ViewNode[]} */ ([]))
  const [edges, setEdges] = useState(/** @type {ViewEdge[]} */ ([]))
  const ready = useNodesInitialized()
  const fitted = useRef(false)
  const shown = useMemo(nodesToShow, [drawing.value, selection.value])
  const ways = edgesToShow()
  const key = JSON.stringify(ways)

  useEffect(() => {
    // What React Flow has measured stays, or every change would flicker.
    setNodes((old) => {
      const known = new Map(old.map((node) => [node.id, node]))
      return shown.map((node) => {
        const before = known.get(node.id)
        return before ? { ...before, ...node } : node
      })
    })
  }, [shown])
  useEffect(() => {
    setEdges((old) => {
      const chosen = new Set(old.filter((edge) => edge.selected).map((edge) => edge.id))
      return ways.map((edge) => ({ ...edge, selected: chosen.has(edge.id) }))
    })
  }, [key])
  useEffect(() => {
    if (!ready || fitted.current) return
    fitted.current = true
    const frame = document.querySelector('.react-flow')?.getBoundingClientRect()
    const [x, y] = drawing.value.layout.positions[drawing.value.flow.start ?? ''] ?? []
    const whole = flow.getNodesBounds(flow.getNodes())
    const zoom = frame ? Math.min(frame.width / whole.width, frame.height / whole.height) * (1 - 2 * WHOLE.padding) : 1
    if (zoom >= READABLE || !frame || x === undefined || y === undefined) void flow.fitView(WHOLE)
    else void flow.setViewport({ x: 32 - x * READABLE, y: frame.height / 3 - y * READABLE, zoom: READABLE })
  }, [ready])
  useEffect(() => {
    const wanted = target.value
    if (!wanted?.node) return
    const [x, y] = drawing.value.layout.positions[wanted.node] ?? [0, 0]
    const height = heightOf(nodesOf(drawing.value)[wanted.node] ?? {})
    void flow.setCenter(x + WIDTH / 2, y + height / 2, { zoom: Math.max(0.8, flow.getZoom()), duration: calm.matches ? 0 : 250 })
  }, [target.value])
  useClipboard(() => {
    const frame = document.querySelector('.react-flow')?.getBoundingClientRect()
    const middle = flow.screenToFlowPosition({ x: (frame?.left ?? 0) + (frame?.width ?? 0) / 3, y: (frame?.top ?? 0) + (frame?.height ?? 0) / 3 })
    return [Math.round(middle.x), Math.round(middle.y)]
  })

  /** @param {any[]} changes */
  function onNodesChange(changes) {
    setNodes((old) => applyNodeChanges(changes, old))
    /** @type {Record<string, [number, number]>} */
    const places = {}
    for (const each of changes) {
      if (each.type === 'position' && each.dragging === false && each.position) places[each.id] = [Math.round(each.position.x), Math.round(each.position.y)]
    }
    const before = drawing.value.layout
    const really = Object.entries(places).some(([id, [x, y]]) => {
      const note = before.notes.find((one) => one.id === id)
      const [oldX, oldY] = note ? [note.x, note.y] : (before.positions[id] ?? [NaN, NaN])
      return x !== oldX || y !== oldY
    })
    if (really) change(moved(drawing.value, places), tn('{n} thing moved', '{n} things moved', Object.keys(places).length), 'move')
    const chosen = changes.filter((each) => each.type === 'select')
    if (!chosen.length) return
    const next = new Set(selection.value)
    for (const { id, selected } of chosen) next[selected ? 'add' : 'delete'](id)
    select(next)
  }
  /** @param {any} way */
  function onConnect({ source, sourceHandle, target: to }) {
    change(connected(drawing.value, source, sourceHandle, to), t('Connected'))
  }
  /** @param {ViewEdge} old @param {any} way */
  function onReconnect(old, way) {
    const without = connected(drawing.value, old.source, old.sourceHandle ?? '', null)
    change(connected(without, way.source, way.sourceHandle, way.target), t('Connected'))
  }
  /** @param {{nodes: ViewNode[], edges: ViewEdge[]}} gone */
  async function onBeforeDelete({ nodes: goneNodes, edges: goneEdges }) {
    let next = drawing.value
    const chosen = goneEdges.filter((edge) => edge.selected)
    if (goneNodes.length) next = removed(next, new Set(goneNodes.map((node) => node.id)))
    else for (const edge of chosen) next = connected(next, edge.source, edge.sourceHandle ?? '', null)
    select([])
    change(next, t('Removed'))
    return false
  }
  /** @param {DragEvent} event */
  function onDrop(event) {
    const kind = event.dataTransfer?.getData(DRAGGED)
    if (!kind) return
    event.preventDefault()
    const { x, y } = flow.screenToFlowPosition({ x: event.clientX - 40, y: event.clientY - 20 })
    const made = added(drawing.value, newNode(kind), [Math.round(x), Math.round(y)])
    change(made.drawing, t('Added: {what}', { what: kindOf(kind).title() }))
    select([made.id])
  }
  return html`<${ReactFlow}
    nodes=${nodes}
    edges=${edges}
    nodeTypes=${KINDS}
    edgeTypes=${LINES}
    onNodesChange=${onNodesChange}
    onEdgesChange=${(/** @type {any[]} */ changes) => setEdges((old) => applyEdgeChanges(changes, old))}
    onConnect=${onConnect}
    onReconnect=${onReconnect}
    onBeforeDelete=${onBeforeDelete}
    onDrop=${onDrop}
    onDragOver=${(/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes(DRAGGED) && event.preventDefault()}
    nodesDraggable=${mayWrite}
    nodesConnectable=${mayWrite}
    deleteKeyCode=${mayWrite ? ['Delete', 'Backspace'] : null}
    multiSelectionKeyCode=${['Shift', 'Meta', 'Control']}
    selectionMode=${SelectionMode.Partial}
    snapToGrid
    snapGrid=${[8, 8]}
    minZoom=${0.1}
    maxZoom=${2}
    connectionRadius=${36}
    fitViewOptions=${WHOLE}
    ariaLabelConfig=${LABELS()}
  >
    <${Background} variant=${BackgroundVariant.Dots} gap=${24} size=${1.5} />
    <${Controls} showInteractive=${false} position="bottom-left" />
    <${MiniMap} pannable zoomable position="bottom-right" ariaLabel=${t('Map of the flow')} nodeClassName=${classOnMap} />
    ${!nodes.length && html`<${Panel} position="top-center"><${EmptyState} icon="workflow" title=${t('Nothing here yet')} text=${t('Drag a node from the left, or choose one there and press Enter.')} /><//>`}
  <//>`
}

/** @param {ViewNode} node */
function classOnMap(node) {
  if (node.type === 'note') return 'on-map note'
  return classes('on-map', `is-${kindOf(nodesOf(drawing.value)[node.id]?.kind).category}`, faults.value.some((fault) => fault.node === node.id) && 'wrong')
}

const LABELS = () => ({
  'node.a11yDescription.default': t('Press Enter or Space to select a node, Delete to remove it, Escape to leave it.'),
  'node.a11yDescription.keyboardDisabled': t('Press Enter or Space to select a node; arrows move it, Delete removes it, Escape leaves it.'),
  'node.a11yDescription.ariaLiveMessage': (/** @type {{direction: string, x: number, y: number}} */ { x, y }) => t('Moved to {x}, {y}', { x: Math.round(x), y: Math.round(y) }),
  'edge.a11yDescription.default': t('Press Enter or Space to select a connection, Delete to remove it, Escape to leave it.'),
  'controls.ariaLabel': t('View'),
  'controls.zoomIn.ariaLabel': t('Zoom in'),
  'controls.zoomOut.ariaLabel': t('Zoom out'),
  'controls.fitView.ariaLabel': t('Show everything'),
  'minimap.ariaLabel': t('Map of the flow'),
  'handle.ariaLabel': t('Connection'),
})

/** Whether the clipboard is for a text now. @param {Event} event */
const isForText = (event) =>
  (event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [contenteditable]')) ||
  Boolean(getSelection()?.toString()) ||
  document.querySelector('dialog[open]')

/** Nodes and notes go through the clipboard as JSON, from one flow to another too. @param {() => [number, number] | number[]} middle */
function useClipboard(middle) {
  useEffect(() => {
    /** @param {ClipboardEvent} event */
    function copy(event) {
      if (isForText(event) || !selection.value.size) return
      event.clipboardData?.setData('text/plain', copied(drawing.value, selection.value))
      event.preventDefault()
      if (event.type !== 'cut') return
      change(removed(drawing.value, selection.value), t('Cut'))
      select([])
    }
    /** @param {ClipboardEvent} event */
    function paste(event) {
      if (isForText(event)) return
      const found = pasted(drawing.value, event.clipboardData?.getData('text/plain') ?? '', /** @type {[number, number]} */ (middle()))
      if (!found) return
      event.preventDefault()
      change(found.drawing, t('Pasted'))
      select(found.ids)
    }
    document.addEventListener('copy', copy)
    document.addEventListener('cut', copy)
    document.addEventListener('paste', paste)
    return () => {
      document.removeEventListener('copy', copy)
      document.removeEventListener('cut', copy)
      document.removeEventListener('paste', paste)
    }
  }, [])
}
