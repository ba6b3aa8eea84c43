// A flow that is being tried: what the server's simulation says of it.

import { api } from '../../core/api.js'
import { computed, signal } from '../../core/ui.js'
import { drawing } from './store.js'

/** @typedef {import('../../types').SimulationCard} SimulationCard */
/** @typedef {{medium: string, caller: string, called: string, at: number | null}} Facts */

export const trial = signal(/** @type {SimulationCard | null} */ (null))
export const facts = signal(/** @type {Facts} */ ({ medium: 'voice', caller: '+15550000', called: '+15550100', at: null }))

/** Which nodes and exits it has come through. */
export const visited = computed(() => {
  const steps = (trial.value?.lines ?? []).filter((line) => line.kind === 'step')
  return {
    nodes: new Set(steps.map((line) => line.node)),
    exits: new Set(steps.map((line) => `${line.node}:${line.exit}`)),
  }
})

export async function begin() {
  await end()
  trial.value = await api.post('/simulations', { document: drawing.value.flow, ...facts.value })
}

/** @param {Record<string, unknown>} deed */
export async function act(deed) {
  if (trial.value) trial.value = await api.post(`/simulations/${trial.value.id}/acts`, deed)
}

/** What was heard; null when nobody spoke. @param {Blob} wav @returns {Promise<string | null>} */
export async function speak(wav) {
  if (!trial.value) return null
  const { heard, confidence, ...card } = await api.post(`/simulations/${trial.value.id}/speech`, wav)
  trial.value = card
  return heard
}

export async function end() {
  const old = trial.value
  trial.value = null
  if (old) await api.delete(`/simulations/${old.id}`)
}
