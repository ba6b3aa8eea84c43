// Where callers are in this flow now, and how often each exit was taken today: asked every few seconds while it is looked at.

import { api } from '../../core/api.js'
import { computed, signal, useEffect } from '../../core/ui.js'
import { id } from './store.js'

const EVERY = 3000 // milliseconds

/** @typedef {import('../../types').FlowLive} FlowLive */

export const shown = signal(false)
export const live = signal(/** @type {FlowLive | null} */ (null))

const taken = computed(() => new Map((live.value?.exits ?? []).map((each) => [`${each.node}:${each.exit}`, each.taken])))

/** How often an exit was taken today; null while it is not looked at. @param {string} node @param {string} exit */
export const takenToday = (node, exit) => (shown.value ? (taken.value.get(`${node}:${exit}`) ?? 0) : null)

/** Who is at a node now; 0 while it is not looked at. @param {string} node */
export const thereNow = (node) => (shown.value ? (live.value?.sessions[node] ?? 0) : 0)

/** Draws nothing; asks as long as it is drawn. */
export function LiveCounts() {
  useEffect(() => {
    if (!shown.value) return undefined
    let stopped = false
    let timer = 0
    async function ask() {
      if (!document.hidden) {
        try {
          live.value = await api.get(`/flows/${encodeURIComponent(id)}/live`)
        } catch {
          // the next one may come through
        }
      }
      if (!stopped) timer = setTimeout(ask, EVERY)
    }
    void ask()
    return () => {
      stopped = true
      clearTimeout(timer)
    }
  }, [shown.value])
  return null
}
