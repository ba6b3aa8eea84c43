// What I have begun to write, by thread: kept with the server a moment after the last key, so that no reload loses it.

import { api } from '../core/api.js'
import { signal } from '../core/ui.js'

/** @typedef {{text: string, note: boolean, subject: string, cc: string, choices: string, files: import('../types').FileCard[]}} Draft */

const PAUSE = 600 // milliseconds after the last key

/** @type {Map<string, import('@preact/signals').Signal<Draft | null>>} null until it was fetched */
const drafts = new Map()
/** @type {Map<string, ReturnType<typeof setTimeout>>} */
const timers = new Map()

/** @returns {Draft} */
export const nothing = () => ({ text: '', note: false, subject: '', cc: '', choices: '', files: [] })

const path = (/** @type {string} */ thread) => `/threads/${encodeURIComponent(thread)}/draft`

/** @param {string} thread */
export function draft(thread) {
  let found = drafts.get(thread)
  if (!found) {
    const made = (found = signal(/** @type {Draft | null} */ (null)))
    drafts.set(thread, made)
    api.get(path(thread)).then(
      ({ text, extra }) => (made.value ??= { ...nothing(), ...extra, text }),
      () => (made.value ??= nothing()),
    )
  }
  return found
}

/** @param {Draft} now */
const isEmpty = (now) => !now.text.trim() && !now.files.length && !now.subject && !now.cc

/** @param {string} thread @param {Partial<Draft>} change */
export function write(thread, change) {
  const kept = draft(thread)
  kept.value = { ...nothing(), ...kept.value, ...change }
  clearTimeout(timers.get(thread))
  timers.set(thread, setTimeout(() => void keep(thread), PAUSE))
}

/** What could not be kept is kept with the next key; it stands on the page meanwhile. @param {string} thread */
async function keep(thread) {
  clearTimeout(timers.get(thread))
  timers.delete(thread)
  const now = drafts.get(thread)?.value
  if (!now) return
  const { text, ...extra } = now
  try {
    await (isEmpty(now) ? api.delete(path(thread)) : api.put(path(thread), { text, extra }))
  } catch (error) {
    console.warn('A draft is not kept yet.', error)
  }
}

/** It was sent. @param {string} thread @param {Partial<Draft>} [rest] what stays */
export function clear(thread, rest = {}) {
  write(thread, { ...nothing(), ...rest })
  void keep(thread)
}

/** Whether something was begun. @param {string} thread */
export const begun = (thread) => {
  const now = drafts.get(thread)?.value
  return Boolean(now && (now.text.trim() || now.files.length))
}

globalThis.addEventListener?.('pagehide', () => timers.forEach((_, thread) => void keep(thread)))
