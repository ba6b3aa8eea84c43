// What others on the page ask the composer for.

import { signal } from '../core/ui.js'

/** @typedef {'focus' | 'note' | 'files' | 'canned' | 'template'} What */

/** Asks the composer that is shown for something. */
export const wish = signal(/** @type {{what: What, at: number} | null} */ (null))

/** @param {What} what */
export const ask = (what) => void (wish.value = { what, at: Date.now() })
