// The way of a line that would pass behind a node: out to the right, along a lane where nothing stands, and in from the left. Pure.

/** @typedef {{x: number, y: number}} Point */
/** @typedef {{left: number, top: number, right: number, bottom: number}} Box */

const STUB = 24 // how far a line goes before it turns
const AIR = 12 // between a line and a node that it passes
const ROUND = 10
const LOOKS = 24

/**
 * The points of the way around; null when a plain curve passes behind nothing.
 * @param {Point} from @param {Point} to
 * @param {readonly Box[]} boxes all nodes, those at both ends too
 * @param {number} lane lines that begin at one node turn beside each other: 0, 1, 2 ...
 * @returns {readonly Point[] | null}
 */
export function around(from, to, boxes, lane = 0) {
  if (to.x >= from.x + STUB && !curve(from, to).some((point) => boxes.some((box) => within(point, box)))) return null
  const out = from.x + STUB - (lane % 3) * 6
  const into = to.x - STUB
  const [left, right] = out < into ? [out, into] : [into, out]
  const lanes = [from.y, to.y, ...boxes.filter((box) => box.right + AIR > left && box.left - AIR < right).flatMap((box) => [box.top - AIR - 2, box.bottom + AIR + 2])]
  /** @param {number} y */
  const cost = (y) => {
    const hits = boxes.filter((box) => crosses({ left, right, top: y, bottom: y }, box) || crosses(upright(out, from.y, y), box) || crosses(upright(into, to.y, y), box))
    return hits.length * 10_000 + Math.abs(from.y - y) + Math.abs(to.y - y)
  }
  const y = lanes.reduce((best, next) => (cost(next) < cost(best) ? next : best))
  return [from, { x: out, y: from.y }, { x: out, y }, { x: into, y }, { x: into, y: to.y }, to]
}

/** As SVG draws it, with round corners. @param {readonly Point[]} points */
export function pathOf(points) {
  const bends = points.filter((point, at) => at === 0 || Math.hypot(point.x - (points[at - 1]?.x ?? 0), point.y - (points[at - 1]?.y ?? 0)) > 0.5)
  return bends
    .map((point, at) => {
      const before = bends[at - 1]
      const after = bends[at + 1]
      if (!before) return `M${point.x},${point.y}`
      if (!after) return `L${point.x},${point.y}`
      const start = towards(point, before)
      const end = towards(point, after)
      return `L${start.x},${start.y} Q${point.x},${point.y} ${end.x},${end.y}`
    })
    .join(' ')
}

/** Near a corner, on the way to the next one. @param {Point} corner @param {Point} next @returns {Point} */
function towards(corner, next) {
  const far = Math.hypot(next.x - corner.x, next.y - corner.y)
  const share = Math.min(ROUND, far / 2) / far
  return { x: corner.x + (next.x - corner.x) * share, y: corner.y + (next.y - corner.y) * share }
}

/** Points of the curve that React Flow draws. @param {Point} from @param {Point} to @returns {Point[]} */
function curve(from, to) {
  const reach = (to.x - from.x) / 2
  return Array.from({ length: LOOKS - 1 }, (_, at) => {
    const s = (at + 1) / LOOKS
    const r = 1 - s
    return {
      x: r ** 3 * from.x + 3 * r * r * s * (from.x + reach) + 3 * r * s * s * (to.x - reach) + s ** 3 * to.x,
      y: (r ** 3 + 3 * r * r * s) * from.y + (3 * r * s * s + s ** 3) * to.y,
    }
  })
}

/** @param {Point} point @param {Box} box */
const within = ({ x, y }, box) => x > box.left + 2 && x < box.right - 2 && y > box.top - AIR / 2 && y < box.bottom + AIR / 2

/** @param {Box} line @param {Box} box */
const crosses = (line, box) => line.right > box.left - 2 && line.left < box.right + 2 && line.bottom > box.top - AIR && line.top < box.bottom + AIR

/** @param {number} x @param {number} one @param {number} other @returns {Box} */
const upright = (x, one, other) => ({ left: x, right: x, top: Math.min(one, other) + AIR, bottom: Math.max(one, other) - AIR })
