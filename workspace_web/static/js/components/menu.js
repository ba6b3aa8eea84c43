// A button that opens a menu: arrows move, a letter jumps, Escape closes and goes back to the button.

import { tellProblem } from '../core/dialogs.js'
import { shown } from '../core/keys.js'
import { classes, html, useId, useLayoutEffect, useRef, useState } from '../core/ui.js'
import { Button } from './button.js'
import { Icon } from './icon.js'

/**
 * @typedef {object} Choice
 * @property {string} [title] of something to do; without `run` and `href` it is a heading
 * @property {string} [icon]
 * @property {() => unknown} [run]
 * @property {string} [href]
 * @property {boolean} [danger]
 * @property {boolean} [disabled]
 * @property {boolean} [checked] of one choice among several
 * @property {string} [keys]
 * @property {boolean} [line] a line instead
 */

/**
 * `children` are on the button; `button` are its other props.
 * @param {{choices: readonly (Choice | null | false | undefined)[], button?: Record<string, any>, children?: import('../core/ui.js').Children}} props
 */
export function Menu({ choices, button = {}, children }) {
  const id = useId()
  const [open, setOpen] = useState(false)
  const opener = useRef(/** @type {HTMLElement | null} */ (null))
  const list = useRef(/** @type {HTMLElement | null} */ (null))

  const items = () => [...(list.current?.querySelectorAll(/** @type {'button'} */ ('[role^=menuitem]')) ?? [])]
  // Before the next key: whoever presses an arrow right after Enter is in the menu.
  useLayoutEffect(() => {
    const [popup, anchor] = [list.current, opener.current]
    if (!open || !popup || !anchor) return undefined
    popup.showPopover()
    place(popup, anchor)
    items()[0]?.focus()
    /** @param {ToggleEvent} event */
    const follow = (event) => event.newState === 'closed' && setOpen(false)
    popup.addEventListener('toggle', follow)
    // It stays with its button: a phone's keyboard, which goes as the menu takes the focus, changes the window too.
    const stay = () => (anchor.checkVisibility() ? place(popup, anchor) : setOpen(false))
    addEventListener('resize', stay)
    return () => {
      popup.removeEventListener('toggle', follow)
      removeEventListener('resize', stay)
    }
  }, [open])

  function close() {
    setOpen(false)
    opener.current?.focus()
  }
  /** @param {KeyboardEvent} event */
  function move(event) {
    const all = items()
    const at = all.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement))
    const jump = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
    if (jump !== undefined) all.at(jump % all.length)?.focus()
    else if (event.key === 'Escape') close()
    else if (event.key === 'Tab') return setOpen(false)
    else if (/^\S$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const letter = event.key.toLowerCase()
      const order = [...all.slice(at + 1), ...all.slice(0, at + 1)]
      order.find((item) => item.textContent?.trim().toLowerCase().startsWith(letter))?.focus()
    } else return undefined
    event.preventDefault()
    event.stopPropagation()
    return undefined
  }
  /** @param {Choice} choice */
  async function run(choice) {
    close()
    try {
      await choice.run?.()
    } catch (error) {
      tellProblem(error)
    }
  }
  return html`<${Button}
      ...${button}
      buttonRef=${opener}
      aria-haspopup="menu"
      aria-expanded=${String(open)}
      aria-controls=${open ? id : undefined}
      onClick=${() => setOpen(!open)}
      >${children}<//
    >${open && html`<div class="menu" id=${id} role="menu" popover ref=${list} onKeyDown=${move}>${choices.map((choice) => choice && drawn(choice, run, close))}</div>`}`
}

/** @param {Choice} choice @param {(choice: Choice) => void} run @param {() => void} close */
function drawn(choice, run, close) {
  if (choice.line) return html`<hr />`
  const inside = html`${choice.icon && html`<${Icon} name=${choice.icon} />`}<span>${choice.title}</span>${
    choice.checked ? html`<${Icon} name="check" />` : null
  }${choice.keys && html`<kbd>${shown(choice.keys)}</kbd>`}`
  if (choice.href) {
    return html`<a role="menuitem" tabindex="-1" class=${classes(choice.danger && 'danger')} href=${choice.href} onClick=${close}>${inside}</a>`
  }
  if (!choice.run) return html`<p class="title" role="presentation">${choice.title}</p>`
  return html`<button
    type="button"
    tabindex="-1"
    role=${choice.checked === undefined ? 'menuitem' : 'menuitemradio'}
    aria-checked=${choice.checked === undefined ? undefined : String(choice.checked)}
    aria-disabled=${choice.disabled ? 'true' : undefined}
    class=${classes(choice.danger && 'danger')}
    onClick=${() => !choice.disabled && run(choice)}
  >${inside}</button>`
}

/** Below its button, or above, wherever it has room. @param {HTMLElement} popup @param {HTMLElement} anchor */
function place(popup, anchor) {
  const at = anchor.getBoundingClientRect()
  const { width, height } = popup.getBoundingClientRect()
  const below = at.bottom + 4
  popup.style.insetBlockStart = `${below + height > innerHeight - 8 ? Math.max(8, at.top - height - 4) : below}px`
  popup.style.insetInlineStart = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`
}
