// Reads a snapshot and deltas, one per line, and writes the picture that the page makes of them.

import { readFileSync } from 'node:fs'
import { applyDelta, applySnapshot, empty } from 'trunkline/core/picture.js'

let picture = empty()
const before = []
for (const line of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  const message = JSON.parse(line)
  before.push([picture, shown(picture)])
  picture = message.type === 'snapshot' ? applySnapshot(message) : applyDelta(picture, message)
  if (picture === null) throw new Error(`a delta is missing before ${message.n}`)
}
for (const [old, text] of before) if (shown(old) !== text) throw new Error('a picture was changed after it was made')
console.log(shown(picture))

function shown({ stream, n, ...kinds }) {
  const cards = Object.entries(kinds).flatMap(([kind, all]) => [...all].map(([id, card]) => [kind, id, card]))
  return JSON.stringify({ stream, n, cards })
}
