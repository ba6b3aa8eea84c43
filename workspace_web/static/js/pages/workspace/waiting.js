// Who waits in my queues in writing, so that I may take one by hand: asked for when a queue changes, as it is not in my stream.

import { api } from '../../core/api.js'
import { signal } from '../../core/ui.js'

/** @typedef {import('../../types').InteractionCard} InteractionCard */
/** @typedef {import('../../types').QueueCard} QueueCard */

const MOST = 5
const NOBODY = /** @type {readonly InteractionCard[]} */ ([])

/** @type {Map<string, {seen: string, found: import('@preact/signals').Signal<readonly InteractionCard[]>}>} */
const queues = new Map()

/** @param {QueueCard} queue */
export function queuesToPull(queue) {
  let known = queues.get(queue.id)
  if (!known) queues.set(queue.id, (known = { seen: '', found: signal(NOBODY) }))
  const now = `${queue.waiting} ${queue.waiting_since}`
  if (now !== known.seen) {
    known.seen = now
    if (queue.waiting) void look(queue.id)
    else if (known.found.peek().length) setTimeout(() => known && (known.found.value = NOBODY))
  }
  return known.found.value
}

/** @param {string} queue */
async function look(queue) {
  const known = queues.get(queue)
  try {
    const { items } = await api.get(`/queues/${encodeURIComponent(queue)}/waiting`)
    if (known) known.found.value = items.slice(0, MOST)
  } catch (error) {
    if (known) known.seen = ''
    console.warn('Who waits is not to be had.', error)
  }
}
