// A window above the page. The browser keeps the focus in it and gives it back; Escape closes.

import { t } from '../core/i18n.js'
import { classes, html, useId, useLayoutEffect, useRef } from '../core/ui.js'
import { Button } from './button.js'

/** @typedef {import('../core/ui.js').Children} Children */

const FIELD = '.inside :is(input, select, textarea):not(:disabled, [type=hidden])'

/**
 * Shown as long as it is drawn; `onClose` should stop that.
 * @param {{title: string, onClose: () => void, drawer?: boolean, bare?: boolean, label?: string, width?: string, class?: string, footer?: Children, children?: Children}} props
 * `drawer`: at the side, as high as the page; `bare`: without heading, `title` is read out only
 */
export function Dialog({ title, onClose, drawer, bare, width, class: extra, footer, children }) {
  const id = useId()
  const element = useRef(/** @type {HTMLDialogElement | null} */ (null))
  const close = useRef(onClose)
  close.current = onClose
  // Before the next key: whoever types right after Ctrl K loses no letter.
  useLayoutEffect(() => {
    const dialog = element.current
    const before = document.activeElement
    if (width) dialog?.style.setProperty('--dialog', width)
    dialog?.showModal()
    // The browser begins at the way out; who opened it came to fill it in.
    const field = drawer ? null : dialog?.querySelector(FIELD)
    if (field instanceof HTMLElement && document.activeElement?.closest('header')) field.focus()
    return () => {
      dialog?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return html`<dialog
    class=${classes('dialog', drawer && 'drawer', extra)}
    ref=${element}
    aria-labelledby=${bare ? undefined : id}
    aria-label=${bare ? title : undefined}
    onCancel=${(/** @type {Event} */ event) => {
      if (event.target !== element.current) return
      event.preventDefault()
      close.current()
    }}
    onMouseDown=${(/** @type {MouseEvent} */ event) => bare && event.target === element.current && close.current()}
  >
    ${!bare && html`<header><h2 id=${id}>${title}</h2><${Button} icon="x" label=${t('Close')} kind="plain" small onClick=${onClose} /></header>`}
    ${bare ? children : html`<div class="inside">${children}</div>`}
    ${footer && html`<footer>${footer}</footer>`}
  </dialog>`
}
