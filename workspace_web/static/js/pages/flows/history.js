// What was done, one step after the other, to go back and forth in. Pure.

const MOST = 200
const SAME_STEP = 1500 // milliseconds: typing one text is one step

/** @template T @typedef {{label: string, at: number, state: T, join?: string}} Step `join`: of steps that become one when they follow fast */
/** @template T @typedef {{steps: readonly Step<T>[], place: number}} History `place`: of the step that holds now */

/** @template T @param {T} state @param {string} label @param {number} at @returns {History<T>} */
export const begun = (state, label, at) => ({ steps: [{ label, at, state }], place: 0 })

/** @template T @param {History<T>} history @returns {T} */
export const now = (history) => /** @type {Step<T>} */ (history.steps[history.place]).state

/**
 * One more step; what was undone before is forgotten.
 * @template T @param {History<T>} history @param {T} state @param {string} label @param {number} at @param {string} [join]
 * @returns {History<T>}
 */
export function done(history, state, label, at, join) {
  const last = history.steps[history.place]
  if (last && state === last.state) return history
  const joined = join !== undefined && last?.join === join && at - last.at < SAME_STEP && history.place > 0
  const kept = history.steps.slice(0, history.place + (joined ? 0 : 1))
  const steps = [...kept, { label, at, state, join }].slice(-MOST)
  return { steps, place: steps.length - 1 }
}

/** @template T @param {History<T>} history @param {number} place @returns {History<T>} */
export const wentTo = (history, place) => ({ ...history, place: Math.max(0, Math.min(place, history.steps.length - 1)) })

/** @template T @param {History<T>} history */
export const canUndo = (history) => history.place > 0

/** @template T @param {History<T>} history */
export const canRedo = (history) => history.place < history.steps.length - 1
