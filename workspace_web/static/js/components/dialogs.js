// Draws what core/dialogs.js holds: the toasts, and the question that waits for an answer.

import { asked, putAway, toasts } from '../core/dialogs.js'
import { t } from '../core/i18n.js'
import { html, useEffect, useId, useRef, useState } from '../core/ui.js'
import { Button } from './button.js'
import { Dialog } from './dialog.js'
import { Icon } from './icon.js'

const ICONS = { good: 'circle-check', warn: 'triangle-alert', bad: 'octagon-alert', info: 'info' }
const TONES = { good: 'good', warn: 'warn', bad: 'bad', info: 'busy' }

export const Dialogs = () => html`<${Toasts} />${asked.value && html`<${Asking} key=${asked.value} asked=${asked.value} />`}`

/** In the top layer, above a dialog that may be open. */
function Toasts() {
  const element = useRef(/** @type {HTMLElement | null} */ (null))
  const shown = toasts.value
  useEffect(() => {
    element.current?.hidePopover()
    if (shown.length) element.current?.showPopover()
  }, [shown])
  return html`<div class="toasts" popover="manual" ref=${element} role="region" aria-label=${t('Messages')}>
    ${shown.map(
      ({ id, text, kind, action }) => html`<div key=${id} class="toast tone-${TONES[kind]}" role=${kind === 'bad' ? 'alert' : 'status'}>
        <${Icon} name=${ICONS[kind]} />
        <p>${text}</p>
        ${action &&
        html`<${Button} small onClick=${() => {
          putAway(id)
          action.run()
        }}>${action.label}<//>`}
        <${Button} icon="x" label=${t('Put away')} kind="plain" small onClick=${() => putAway(id)} />
      </div>`,
    )}
  </div>`
}

/** @param {{asked: import('../core/dialogs.js').Asked}} props */
function Asking({ asked: { question, answer } }) {
  const prompt = 'label' in question ? question : null
  const [text, setText] = useState(prompt?.value ?? '')
  const id = useId()
  const blocked = prompt?.required !== false && prompt !== null && !text.trim()
  /** @param {any} event */
  const type = (event) => setText(event.currentTarget.value)
  const common = { id, class: 'input', value: text, maxLength: prompt?.maxLength, placeholder: prompt?.placeholder, autofocus: true, onInput: type }
  return html`<${Dialog} title=${question.title} onClose=${() => answer(null)}>
    <form
      class="form"
      onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault()
        if (!blocked) answer(prompt ? text : true)
      }}
    >
      ${question.text && html`<p>${question.text}</p>`}
      ${prompt &&
      html`<div class="field">
        <label for=${id}>${prompt.label}</label>
        ${prompt.multiline ? html`<textarea ...${common}></textarea>` : html`<input ...${common} type=${prompt.type ?? 'text'} autocomplete=${prompt.autocomplete ?? 'off'} />`}
      </div>`}
      <div class="row end">
        <${Button} autofocus=${question.danger} onClick=${() => answer(null)}>${question.cancel ?? t('Cancel')}<//>
        <${Button} type="submit" kind=${question.danger ? 'danger' : 'primary'} disabled=${blocked} autofocus=${!prompt && !question.danger}>
          ${question.confirm ?? t('OK')}
        <//>
      </div>
    </form>
  <//>`
}
