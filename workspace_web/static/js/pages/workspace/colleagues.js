// Names of colleagues, who are not in an agent's own stream: asked for once each.

import { api } from '../../core/api.js'
import { signal } from '../../core/ui.js'

/** @type {Map<string, import('@preact/signals').Signal<string>>} */
const names = new Map()

/** Their id until the name is known. @param {string} agent */
export function colleague(agent) {
  let found = names.get(agent)
  if (!found) {
    const made = (found = signal(agent))
    names.set(agent, made)
    api.get(`/agents/${encodeURIComponent(agent)}`).then(({ name }) => (made.value = name), () => names.delete(agent))
  }
  return found.value
}
