// What stands above a page for a moment: toasts, and questions that are awaited. `Dialogs` draws them.

import { signal } from './ui.js'

/** @typedef {'good' | 'warn' | 'bad' | 'info'} Kind */
/** @typedef {{label: string, run: () => void}} ToastAction */
/** @typedef {{id: number, text: string, kind: Kind, action?: ToastAction}} Toast */
/**
 * @typedef {object} Question
 * @property {string} title
 * @property {import('./ui.js').Children} [text]
 * @property {string} [confirm] the word on the button
 * @property {string} [cancel]
 * @property {boolean} [danger] what is asked cannot be undone
 */
/**
 * @typedef {Question & {label: string, value?: string, required?: boolean, maxLength?: number, multiline?: boolean,
 *   placeholder?: string, type?: string, autocomplete?: string}} Prompt
 */
/** @typedef {{question: Question | Prompt, answer: (given: any) => void}} Asked */

const SHOWN_FOR = 6000 // milliseconds; what went wrong stays until it is put away
let lastId = 0

export const toasts = signal(/** @type {readonly Toast[]} */ ([]))
export const asked = signal(/** @type {Asked | null} */ (null))

/** @param {number} id */
export function putAway(id) {
  toasts.value = toasts.value.filter((toast) => toast.id !== id)
}

/**
 * A word on what was done, or could not be. Returns what puts it away.
 * @param {string} text
 * @param {{kind?: Kind, action?: ToastAction}} [options]
 */
export function toast(text, { kind = 'good', action } = {}) {
  const id = ++lastId
  const same = toasts.value.filter((other) => other.text !== text || other.kind !== kind)
  toasts.value = [...same.slice(-3), { id, text, kind, action }]
  if (kind !== 'bad') setTimeout(() => putAway(id), action ? 2 * SHOWN_FOR : SHOWN_FOR)
  return () => putAway(id)
}

/** Tell what went wrong with something that has no form. @param {unknown} error */
export function tellProblem(error) {
  if (!(error instanceof Error)) throw error
  toast(error.message, { kind: 'bad' })
}

/** @param {Question | Prompt} question @returns {Promise<any>} */
function ask(question) {
  asked.value?.answer(null)
  return new Promise((resolve) => {
    asked.value = {
      question,
      answer: (given) => {
        asked.value = null
        resolve(given)
      },
    }
  })
}

/** @param {Question} question @returns {Promise<boolean>} */
export const confirmDialog = async (question) => (await ask(question)) === true

/** What was typed; null when they thought better of it. @param {Prompt} prompt @returns {Promise<string | null>} */
export const promptDialog = (prompt) => ask(prompt)
