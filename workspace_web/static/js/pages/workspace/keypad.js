// Keys to send to the other side: by hand, or typed.

import { t } from '../../core/i18n.js'
import { html, useLayoutEffect, useRef, useState } from '../../core/ui.js'
import { Button } from '../../components/button.js'

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#']

/** @param {{call: import('../../softphone/softphone.js').Call, onClose: () => void}} props */
export function Keypad({ call, onClose }) {
  const [sent, setSent] = useState('')
  const first = useRef(/** @type {HTMLElement | null} */ (null))
  useLayoutEffect(() => first.current?.focus(), [])
  /** @param {string} key */
  function send(key) {
    call.sendKeys(key)
    setSent((before) => (before + key).slice(-24))
  }
  /** @param {KeyboardEvent} event */
  function typed(event) {
    if (event.key === 'Escape') return onClose()
    if (event.altKey || event.ctrlKey || event.metaKey || !KEYS.includes(event.key)) return undefined
    event.preventDefault()
    return send(event.key)
  }
  return html`<section class="panel keypad" aria-label=${t('Keypad')} onKeyDown=${typed}>
    <output class="num" aria-label=${t('Keys sent')}>${sent || t('Press or type keys')}</output>
    <div class="keys-grid">
      ${KEYS.map((key, at) => html`<${Button} key=${key} buttonRef=${at === 0 ? first : undefined} onClick=${() => send(key)}>${key}<//>`)}
    </div>
    <${Button} icon="x" label=${t('Close the keypad')} kind="plain" small class="close" onClick=${onClose} />
  </section>`
}
