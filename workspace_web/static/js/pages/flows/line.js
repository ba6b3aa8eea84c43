// A line of the canvas, from an exit to a node.

import { BaseEdge, getBezierPath, useReactFlow } from '@xyflow/react'
import { html } from '../../core/ui.js'
import { nodesOf, shownExits } from './model.js'
import { around, pathOf } from './routes.js'
import { drawing } from './store.js'

/** @param {import('@xyflow/react').EdgeProps} props */
export function Line(props) {
  const flow = useReactFlow()
  const node = nodesOf(drawing.value)[props.source]
  const lane = node ? shownExits(node).findIndex((exit) => exit.name === props.sourceHandleId) : 0
  const from = { x: props.sourceX, y: props.sourceY }
  const to = { x: props.targetX, y: props.targetY }
  const boxes = flow
    .getNodes()
    .filter((one) => one.type === 'step')
    .map(({ position, measured }) => ({ left: position.x, top: position.y, right: position.x + (measured?.width ?? 0), bottom: position.y + (measured?.height ?? 0) }))
  const points = around(from, to, boxes, lane)
  const [curve, curveX, curveY] = getBezierPath({ sourceX: from.x, sourceY: from.y, targetX: to.x, targetY: to.y, sourcePosition: props.sourcePosition, targetPosition: props.targetPosition })
  const [, , one, other] = points ?? []
  return html`<${BaseEdge}
    id=${props.id}
    path=${points ? pathOf(points) : curve}
    labelX=${one && other ? (one.x + other.x) / 2 : curveX}
    labelY=${one ? one.y : curveY}
    label=${props.label}
    labelBgPadding=${props.labelBgPadding}
    labelBgBorderRadius=${props.labelBgBorderRadius}
    markerEnd=${props.markerEnd}
    interactionWidth=${props.interactionWidth}
  />`
}
