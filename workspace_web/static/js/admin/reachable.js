// Which phones and trunks Asterisk reaches now; looked at again and again while somebody looks.

import { api } from '../core/api.js'
import { signal, useEffect } from '../core/ui.js'

const EVERY = 5000 // milliseconds

export const reachable = signal(/** @type {Map<string, string>} */ (new Map()))

export function useReach() {
  useEffect(() => {
    let stopped = false
    async function look() {
      try {
        const { items } = await api.get('/setup/reach')
        if (!stopped) reachable.value = new Map(items.map((/** @type {any} */ item) => [item.id, item.state]))
      } catch {
        if (!stopped) reachable.value = new Map()
      }
    }
    void look()
    const timer = setInterval(look, EVERY)
    return () => {
      stopped = true
      clearInterval(timer)
    }
  }, [])
  return reachable.value
}
