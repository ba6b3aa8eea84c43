// Buttons, and links that look like one.

import { tellProblem } from '../core/dialogs.js'
import { keysOf, shown } from '../core/keys.js'
import { classes, html, useEffect, useRef, useState } from '../core/ui.js'
import { Icon } from './icon.js'

/**
 * @typedef {object} ButtonProps
 * @property {import('../core/ui.js').Children} [children] the word on it
 * @property {string} [icon]
 * @property {string} [label] what it is called when it shows an icon alone; also its tooltip
 * @property {'primary' | 'positive' | 'danger' | 'plain'} [kind]
 * @property {boolean} [small]
 * @property {boolean} [wide]
 * @property {boolean} [pressed] of a switch
 * @property {boolean} [disabled]
 * @property {boolean} [busy]
 * @property {'button' | 'submit'} [type]
 * @property {string} [href] makes it a link
 * @property {string} [download]
 * @property {import('../core/keys.js').Action} [action] whose keys the tooltip names
 * @property {string} [class]
 * @property {any} [buttonRef]
 * @property {(event: MouseEvent) => unknown} [onClick] what it returns is waited for; what goes wrong is told
 */

/** @param {ButtonProps & Record<string, any>} props */
export function Button({ children, icon, label, kind, small, wide, pressed, disabled, busy, type = 'button', href, action, class: extra, buttonRef, onClick, ...others }) {
  const [waiting, setWaiting] = useState(false)
  const there = useRef(true)
  useEffect(() => () => void (there.current = false), [])
  const works = waiting || busy
  const keys = action && keysOf(action)
  const title = [label, keys && `(${shown(keys)})`].filter(Boolean).join(' ') || undefined
  const name = classes('button', kind, small && 'small', wide && 'wide', !children && 'only-icon', extra)
  const inside = html`${works ? html`<span class="spin" aria-hidden="true"></span>` : icon && html`<${Icon} name=${icon} />`}${children}`
  if (href !== undefined) {
    return html`<a ref=${buttonRef} class=${name} href=${href} title=${title} aria-label=${children ? undefined : label} ...${others}>${inside}</a>`
  }
  /** @param {MouseEvent} event */
  async function click(event) {
    if (works) return
    const done = onClick?.(event)
    if (!(done instanceof Promise)) return
    setWaiting(true)
    try {
      await done
    } catch (error) {
      tellProblem(error)
    } finally {
      if (there.current) setWaiting(false)
    }
  }
  return html`<button
    ref=${buttonRef}
    class=${name}
    type=${type}
    disabled=${disabled}
    title=${title}
    aria-label=${children ? undefined : label}
    aria-pressed=${pressed}
    aria-busy=${works || undefined}
    onClick=${onClick && click}
    ...${others}
  >${inside}</button>`
}
