// Keys: every action has an id, a title and keys that the user may change. The palette and the help list them all.
//
// Keys are written `Alt+A`, `Mod+K` (Ctrl, or Cmd on a Mac), `?`, `Shift+F10`, `Escape`.

import { remember, remembered } from './store.js'
import { computed, signal } from './ui.js'

/**
 * @typedef {object} Action
 * @property {string} id unique, `call.mute`
 * @property {string} title
 * @property {string} [keys] what it has unless the user chose otherwise
 * @property {string} [group] the heading in the help
 * @property {string} [icon]
 * @property {() => boolean} [when] whether it can be done now; read signals in it
 * @property {boolean} [hidden] not in the palette
 * @property {boolean} [unlisted] nor in the help
 * @property {boolean} [everywhere] also while a text field or a dialog has the focus
 * @property {() => void} run
 */

/** @typedef {{mod: boolean, ctrl: boolean, alt: boolean, shift: boolean, key: string}} Chord */

export const isMac = /mac|iphone|ipad/i.test(globalThis.navigator?.platform ?? '')

/** The modifiers as they are written, in the order they are shown. */
const MODIFIERS = /** @type {const} */ (['mod', 'ctrl', 'alt', 'shift'])

/**
 * @param {string} text `Alt+Shift+a`
 * @returns {Chord | null} null when it is not a way to write keys
 */
export function parse(text) {
  const words = text.trim() === '+' ? ['+'] : text.trim().replace(/\+\+$/, '+Plus').split('+')
  const key = words.pop()?.trim()
  if (!key) return null
  const chord = { mod: false, ctrl: false, alt: false, shift: false, key: named(key) }
  for (const word of words) {
    const modifier = MODIFIERS.find((name) => name === word.trim().toLowerCase())
    if (!modifier || chord[modifier]) return null
    chord[modifier] = true
  }
  return chord
}

/** One spelling for each key. @param {string} key */
function named(key) {
  if (key === 'Plus') return '+'
  if (key === ' ') return 'Space'
  return key.length === 1 ? key.toUpperCase() : key[0]?.toUpperCase() + key.slice(1)
}

/** @param {Chord} chord */
export const written = (chord) =>
  [...MODIFIERS.filter((name) => chord[name]).map((name) => named(name)), chord.key === '+' ? 'Plus' : chord.key].join('+')

/** For the eye. @param {string} keys */
export const shown = (keys) =>
  isMac
    ? keys.replace('Mod+', '⌘').replace('Ctrl+', '⌃').replace('Alt+', '⌥').replace('Shift+', '⇧').replace('Plus', '+')
    : keys.replace('Mod+', 'Ctrl+').replace('Plus', '+')

/**
 * What was pressed, as it is written. On a Mac, Alt makes `å` of A: then the place of the key counts. Shift belongs to `?`
 * itself and is not said again.
 * @param {{key: string, code?: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean, shiftKey: boolean}} event
 * @param {boolean} [mac]
 * @returns {string | null} null for a modifier alone
 */
export function pressed(event, mac = isMac) {
  if (['Control', 'Shift', 'Alt', 'Meta', 'Dead', 'Process', 'Unidentified'].includes(event.key)) {
    if (event.key !== 'Dead' || !event.altKey) return null
  }
  const plain = /^[\x21-\x7e]$/.test(event.key)
  const place = /^(?:Key|Digit)(\w)$/.exec(event.code ?? '')?.[1]
  const key = named(event.altKey && !plain && place ? place : event.key)
  const letter = /^[A-Z]$/.test(key)
  return written({
    mod: mac ? event.metaKey : event.ctrlKey,
    ctrl: mac && event.ctrlKey,
    alt: event.altKey,
    shift: event.shiftKey && (letter || key.length > 1),
    key,
  })
}

const CHOSEN = 'keys'
const registered = signal(/** @type {readonly Action[]} */ ([]))
const chosen = signal(/** @type {Readonly<Record<string, string>>} */ (remembered(CHOSEN, {})))

/** All actions there are now, the newest first: of two with the same keys, the newer one is done. */
export const actions = computed(() => registered.value)

/** @param {Action} action its keys; '' when it has none */
export const keysOf = (action) => chosen.value[action.id] ?? action.keys ?? ''

/** @param {Action} action */
export const possible = (action) => action.when?.() ?? true

/** @param {string} id @param {string | null} keys '' for none, null for those it came with */
export function chooseKeys(id, keys) {
  const { [id]: _, ...others } = chosen.value
  chosen.value = keys === null ? others : { ...others, [id]: keys }
  remember(CHOSEN, chosen.value)
}

export function forgetChosenKeys() {
  chosen.value = {}
  remember(CHOSEN, {})
}

/**
 * Make an action known; what is returned takes it away again. In a component: `useLayoutEffect(() => action({...}), [])`,
 * so that no key comes before it.
 * @param {Action} made
 */
export function action(made) {
  if (made.keys && !parse(made.keys)) throw new Error(`${made.id}: ${made.keys} are no keys.`)
  registered.value = [made, ...registered.value]
  return () => {
    registered.value = registered.value.filter((other) => other !== made)
  }
}

/** @param {EventTarget | null} target */
const isText = (target) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=range])'))

/** @param {KeyboardEvent} event */
function press(event) {
  if (event.defaultPrevented || event.isComposing || event.repeat) return
  const keys = pressed(event)
  if (keys === null) return
  const occupied = isText(event.target) || document.querySelector('dialog[open]:modal') !== null
  const found = registered.value.find(
    (action) => keysOf(action) === keys && (action.everywhere || !occupied) && possible(action),
  )
  if (!found) return
  event.preventDefault()
  found.run()
}

/** Called by the page, once. */
export const listen = () => document.addEventListener('keydown', press)
