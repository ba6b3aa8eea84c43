// Forms that say what is wrong where it is wrong, keep what was typed when saving fails, and ask before it is lost.

import { Problem } from '../core/api.js'
import { t } from '../core/i18n.js'
import { createContext, html, signal, useEffect, useMemo, useRef, useState } from '../core/ui.js'
import { Banner } from './banner.js'
import { Button } from './button.js'

/** @typedef {import('../core/ui.js').Children} Children */
/** @typedef {Record<string, any>} Values */
/** @typedef {(value: any, values: Values) => string | null | undefined} Check a sentence about what is wrong */

/**
 * What the fields of a form share; docs/howto/frontend.md says how to make a field of one's own.
 * @typedef {object} FormState
 * @property {import('@preact/signals').Signal<Values>} values
 * @property {import('@preact/signals').Signal<Record<string, string>>} faults by the name of the field
 * @property {(name: string, value: unknown) => void} set
 * @property {(name: string) => void} look check one field
 * @property {(name: string) => void} leave the same, when it is left
 * @property {(name: string, check: Check) => () => void} register
 */

export const FormContext = createContext(/** @type {FormState | null} */ (null))

/** @param {Values} initial @returns {FormState & {checks: Map<string, Check>, press: (down: boolean) => void}} */
function makeState(initial) {
  /** The fields that were left by a press which is not over. @type {Set<string> | null} */
  let left = null
  const values = signal(initial)
  const faults = signal(/** @type {Record<string, string>} */ ({}))
  const checks = new Map()
  /** @param {string} name */
  function look(name) {
    const fault = checks.get(name)?.(values.value[name], values.value)
    const { [name]: _, ...others } = faults.value
    faults.value = fault ? { ...others, [name]: fault } : others
  }
  return {
    values,
    faults,
    checks,
    look,
    // A fault that appears while a button is being pressed would move the button away from under the pointer.
    leave(name) {
      if (left) left.add(name)
      else look(name)
    },
    press(down) {
      const waiting = left ?? []
      left = down ? new Set() : null
      for (const name of waiting) look(name)
    },
    set(name, value) {
      values.value = { ...values.value, [name]: value }
      if (name in faults.value) look(name)
    },
    register(name, check) {
      checks.set(name, check)
      return () => void checks.delete(name)
    },
  }
}

/** The field that a part of the request is of: `hours/0/from` is of `hours`. @param {string} at @param {Iterable<string>} names */
function fieldOf(at, names) {
  let best = ''
  for (const name of names) {
    if ((at === name || at.startsWith(`${name}/`)) && name.length > best.length) best = name
  }
  return best
}

/**
 * `onSubmit` gets the values; what it throws is shown: each part of a `Problem` at its field, the rest above.
 * @param {{initial?: Values, onSubmit: (values: Values) => unknown, onCancel?: () => void, submit?: string, danger?: boolean,
 *   extra?: Children, always?: boolean, children?: Children}} props
 * `extra`: beside the buttons; `always`: may be sent though nothing was changed
 */
export function Form({ initial = {}, onSubmit, onCancel, submit, danger, extra, always = true, children }) {
  const state = useMemo(() => makeState(initial), [])
  const saved = useRef(JSON.stringify(initial))
  const element = useRef(/** @type {HTMLFormElement | null} */ (null))
  const [busy, setBusy] = useState(false)
  const [wrong, setWrong] = useState(/** @type {string | null} */ (null))
  const changed = () => JSON.stringify(state.values.value) !== saved.current

  useEffect(() => {
    /** @param {BeforeUnloadEvent} event */
    const ask = (event) => {
      if (changed()) event.preventDefault()
    }
    const down = () => state.press(true)
    const up = () => setTimeout(() => state.press(false))
    addEventListener('beforeunload', ask)
    addEventListener('pointerdown', down, true)
    addEventListener('pointerup', up, true)
    addEventListener('pointercancel', up, true)
    return () => {
      removeEventListener('beforeunload', ask)
      removeEventListener('pointerdown', down, true)
      removeEventListener('pointerup', up, true)
      removeEventListener('pointercancel', up, true)
    }
  }, [])

  function showFirstFault() {
    setTimeout(() => /** @type {HTMLElement | null} */ (element.current?.querySelector('[aria-invalid=true]'))?.focus())
  }
  /** @param {unknown} error */
  function tell(error) {
    if (!(error instanceof Problem)) throw error
    /** @type {Record<string, string>} */
    const faults = {}
    const others = []
    for (const { at, message } of error.parts) {
      const name = fieldOf(at, state.checks.keys())
      if (name) faults[name] ??= message
      else others.push(at ? `${at}: ${message}` : message)
    }
    state.faults.value = faults
    setWrong(others.length || !error.parts.length ? [error.detail, ...others].join(' ') : null)
    showFirstFault()
  }
  /** @param {Event} event */
  async function send(event) {
    event.preventDefault()
    if (busy) return
    setWrong(null)
    for (const name of state.checks.keys()) state.look(name)
    if (Object.keys(state.faults.value).length) return showFirstFault()
    setBusy(true)
    try {
      const sent = state.values.value
      await onSubmit(sent)
      saved.current = JSON.stringify(sent)
    } catch (error) {
      tell(error)
    } finally {
      setBusy(false)
    }
  }
  return html`<${FormContext.Provider} value=${state}>
    <form class="form" ref=${element} novalidate onSubmit=${send}>
      ${wrong && html`<${Banner} tone="bad">${wrong}<//>`} ${children}
      <footer>
        <${Button} type="submit" kind=${danger ? 'danger' : 'primary'} busy=${busy} disabled=${!always && !changed()}
          >${submit ?? t('Save')}<//
        >
        ${onCancel && html`<${Button} kind="plain" onClick=${onCancel}>${t('Cancel')}<//>`} ${extra}
      </footer>
    </form>
  <//>`
}
