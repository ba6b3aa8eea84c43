// One field of a form: label, control, hint and fault, tied together for who listens.

import { t } from '../core/i18n.js'
import { html, useContext, useEffect, useId } from '../core/ui.js'
import { FormContext } from './form.js'
import { Icon } from './icon.js'

/** @typedef {import('../core/ui.js').Children} Children */
/** @typedef {{value: string, label: string, disabled?: boolean}} Option */
/**
 * @typedef {object} Control what a field of one's own kind gets, as the function that is its only child
 * @property {string} id
 * @property {any} value
 * @property {(value: any) => void} set
 * @property {() => void} leave call it when the focus leaves
 * @property {boolean} invalid
 * @property {string | undefined} describedBy
 */
/**
 * @typedef {object} FieldProps
 * @property {string} name its key among the values
 * @property {string} label
 * @property {string} [hint]
 * @property {'text' | 'email' | 'password' | 'number' | 'tel' | 'url' | 'search' | 'date' | 'time' | 'datetime-local' | 'textarea' | 'select' | 'checkbox' | 'color'} [type]
 *   a number field's value is a number or null, a check box's true or false, all others' text
 * @property {boolean} [required]
 * @property {readonly Option[]} [options] of a select
 * @property {number} [minLength]
 * @property {number} [maxLength]
 * @property {number} [min]
 * @property {number} [max]
 * @property {RegExp} [pattern]
 * @property {string} [patternHint] what to say when it does not fit
 * @property {import('./form.js').Check} [check]
 * @property {(control: Control) => Children} [children]
 */

/** @param {FieldProps} props @param {any} value @returns {string | null} */
function faultOf({ required, type, minLength = 0, maxLength = Infinity, min, max, pattern, patternHint }, value) {
  const missing = value === undefined || value === null || value === '' || (Array.isArray(value) && !value.length)
  if (missing) return required ? t('This is needed.') : null
  if (type === 'number') {
    if (!Number.isFinite(value)) return t('This has to be a number.')
    if (min !== undefined && value < min) return t('At least {min}.', { min })
    if (max !== undefined && value > max) return t('At most {max}.', { max })
  }
  if (typeof value === 'string') {
    if (value.length < minLength) return t('At least {count} characters.', { count: minLength })
    if (value.length > maxLength) return t('At most {count} characters.', { count: maxLength })
    if (type === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return t('This is no e-mail address.')
    if (pattern && !pattern.test(value)) return patternHint ?? t('This does not have the right form.')
  }
  return null
}

/** @param {FieldProps & Record<string, any>} props what is not named above goes to the input */
export function Field(props) {
  const { name, label, hint, type = 'text', required, options, check, children, minLength, maxLength, min, max, pattern, patternHint, ...others } = props
  const form = useContext(FormContext)
  if (!form) throw new Error(`The field ${name} is in no form.`)
  const id = useId()
  useEffect(() => form.register(name, (value, values) => faultOf(props, value) ?? check?.(value, values)), [name, required, min, max, check])
  const value = form.values.value[name]
  const fault = form.faults.value[name]
  const describedBy = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ') || undefined
  const control = {
    id,
    value,
    invalid: Boolean(fault),
    describedBy,
    set: (/** @type {any} */ given) => form.set(name, given),
    leave: () => form.leave(name),
  }
  const below = html`${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}${
    fault && html`<p class="fault" id="${id}-fault"><${Icon} name="circle-alert" /><span>${fault}</span></p>`
  }`
  if (type === 'checkbox' && !children) {
    return html`<div class="field">
      <label class="check"
        ><input type="checkbox" id=${id} name=${name} checked=${Boolean(value)} aria-describedby=${describedBy} aria-invalid=${String(Boolean(fault))}
          onChange=${(/** @type {any} */ event) => control.set(event.currentTarget.checked)} ...${others} /><span>${label}</span></label
      >${below}
    </div>`
  }
  return html`<div class="field">
    <label for=${id}>${label}${!required && html` <span class="optional">${t('(optional)')}</span>`}</label>
    ${children ? children(control) : drawn(control, { name, type, required, options, maxLength, min, max, ...others })} ${below}
  </div>`
}

/** @param {Control} control @param {Record<string, any>} given */
function drawn(control, { type, options = [], required, ...others }) {
  const common = {
    ...others,
    id: control.id,
    class: 'input',
    'aria-invalid': String(control.invalid),
    'aria-describedby': control.describedBy,
    'aria-required': required ? 'true' : undefined,
    onBlur: control.leave,
  }
  if (type === 'select') {
    const known = options.some((/** @type {Option} */ option) => option.value === (control.value ?? ''))
    return html`<select ...${common} value=${control.value ?? ''} onChange=${(/** @type {any} */ event) => control.set(event.currentTarget.value)}>
      ${!known && html`<option value="">${t('Choose …')}</option>`}
      ${options.map((/** @type {Option} */ option) => html`<option value=${option.value} disabled=${option.disabled}>${option.label}</option>`)}
    </select>`
  }
  /** @param {any} event */
  const take = ({ currentTarget: input }) =>
    control.set(type === 'number' ? (input.value === '' ? null : input.valueAsNumber) : input.value)
  return type === 'textarea'
    ? html`<textarea ...${common} value=${control.value ?? ''} onInput=${take}></textarea>`
    : html`<input ...${common} type=${type} value=${control.value ?? ''} onInput=${take} />`
}
