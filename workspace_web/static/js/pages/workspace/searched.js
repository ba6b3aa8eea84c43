// Customers found while somebody types.

import { api } from '../../core/api.js'
import { tellProblem } from '../../core/dialogs.js'
import { useEffect, useState } from '../../core/ui.js'

/** @typedef {import('../../types').CustomerCard} CustomerCard */

const PAUSE = 250 // milliseconds

/**
 * @param {string} text
 * @returns {readonly CustomerCard[]}
 */
export function useSearched(text) {
  const [found, setFound] = useState(/** @type {readonly CustomerCard[]} */ ([]))
  useEffect(() => {
    const stop = new AbortController()
    const timer = setTimeout(() => {
      api.get('/customers', { q: text, size: 8 }, stop.signal).then(({ items }) => setFound(items), (error) => stop.signal.aborted || tellProblem(error))
    }, PAUSE)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [text])
  return found
}
