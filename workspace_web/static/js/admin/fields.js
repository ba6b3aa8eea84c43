// Controls that the admin forms need besides the usual ones. Each goes into a Field as its child.

import { Button } from '../components/button.js'
import { Field } from '../components/field.js'
import { FormContext } from '../components/form.js'
import { Icon } from '../components/icon.js'
import { t } from '../core/i18n.js'
import { classes, html, useContext, useEffect, useRef, useState } from '../core/ui.js'

/** @typedef {import('../components/field.js').Control} Control */
/** @typedef {{value: string, label: string}} Choice */

/** A short name for machines. @param {string} name */
export const slug = (name) =>
  name
    .toLowerCase()
    .replace(/ä/g, 'ae')
    .replace(/ö/g, 'oe')
    .replace(/ü/g, 'ue')
    .replace(/ß/g, 'ss')
    .normalize('NFD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64)

/** The id of a new thing: made of its name until it is written by hand. @param {{hint?: string, from?: string}} props */
export function IdField({ hint, from = 'name' }) {
  const form = useContext(FormContext)
  const own = useRef(false)
  const name = form?.values.value[from] ?? ''
  useEffect(() => {
    if (form && !own.current && name) form.set('id', slug(name))
  }, [name])
  return html`<${Field} name="id" label=${t('Short name')} required maxLength=${64} autocomplete="off" spellcheck=${false}
    hint=${hint ?? t('For flows and reports; it stays as it is.')} onKeyDown=${() => (own.current = true)} />`
}

/** Several of a few. @param {{label: string, choices: readonly Choice[], control: Control, none: string}} props */
export function Several({ label, choices, control, none }) {
  const [words, setWords] = useState('')
  const chosen = new Set(control.value ?? [])
  const shown = choices.filter((choice) => choice.label.toLowerCase().includes(words.toLowerCase()))
  /** @param {string} id */
  function turn(id) {
    if (!chosen.delete(id)) chosen.add(id)
    control.set(choices.map((choice) => choice.value).filter((value) => chosen.has(value)))
  }
  if (!choices.length) return html`<p class="hint" id=${control.id}>${none}</p>`
  return html`<div class="several" role="group" id=${control.id} aria-label=${label} aria-describedby=${control.describedBy}>
    ${choices.length > 12 && html`<input class="input" type="search" aria-label=${t('Narrow the choice')} placeholder=${t('Narrow the choice')} value=${words} onInput=${(/** @type {any} */ event) => setWords(event.currentTarget.value)} />`}
    <div class="several-list">
      ${shown.map(
        (choice) => html`<label class=${classes('chip', chosen.has(choice.value) && 'chosen')} key=${choice.value}>
          <input type="checkbox" class="only-read" checked=${chosen.has(choice.value)} onChange=${() => turn(choice.value)} />
          ${chosen.has(choice.value) && html`<${Icon} name="check" />`}<span>${choice.label}</span>
        </label>`,
      )}
    </div>
  </div>`
}

/** Several in an order. @param {{label: string, choices: readonly Choice[], control: Control, none: string, add: string}} props */
export function Ordered({ label, choices, control, none, add }) {
  /** @type {string[]} */
  const chosen = control.value ?? []
  const rest = choices.filter((choice) => !chosen.includes(choice.value))
  /** @param {number} at @param {number} to */
  function move(at, to) {
    const next = [...chosen]
    const [moved] = next.splice(at, 1)
    next.splice(to, 0, /** @type {string} */ (moved))
    control.set(next)
  }
  if (!choices.length) return html`<p class="hint" id=${control.id}>${none}</p>`
  return html`<div class="ordered" role="group" id=${control.id} aria-label=${label} aria-describedby=${control.describedBy}>
    ${chosen.length > 0 &&
    html`<ol>
      ${chosen.map(
        (id, at) => html`<li key=${id}>
          <span class="ordinal">${at + 1}</span><span class="grow">${choices.find((choice) => choice.value === id)?.label ?? id}</span>
          <${Button} icon="arrow-up" kind="plain" small label=${t('Move up')} disabled=${at === 0} onClick=${() => move(at, at - 1)} />
          <${Button} icon="arrow-down" kind="plain" small label=${t('Move down')} disabled=${at === chosen.length - 1} onClick=${() => move(at, at + 1)} />
          <${Button} icon="x" kind="plain" small label=${t('Take away')} onClick=${() => control.set(chosen.filter((other) => other !== id))} />
        </li>`,
      )}
    </ol>`}
    ${rest.length > 0 && html`<${Adding} label=${add} choices=${rest} onAdd=${(/** @type {string} */ id) => control.set([...chosen, id])} />`}
  </div>`
}

/** A select that adds what is chosen. @param {{label: string, choices: readonly Choice[], onAdd: (id: string) => void}} props */
function Adding({ label, choices, onAdd }) {
  return html`<select class="input adding" aria-label=${label} value="" onChange=${(/** @type {any} */ event) => {
    if (event.currentTarget.value) onAdd(event.currentTarget.value)
    event.currentTarget.value = ''
  }}>
    <option value="">${label} …</option>
    ${choices.map((choice) => html`<option key=${choice.value} value=${choice.value}>${choice.label}</option>`)}
  </select>`
}

/** Skills with a level each. @param {{label: string, choices: readonly Choice[], control: Control, none: string}} props */
export function Levels({ label, choices, control, none }) {
  /** @type {Record<string, number>} */
  const levels = control.value ?? {}
  const rest = choices.filter((choice) => !(choice.value in levels))
  const ids = Object.keys(levels).sort((a, b) => a.localeCompare(b))
  if (!choices.length && !ids.length) return html`<p class="hint" id=${control.id}>${none}</p>`
  /** @param {string} id */
  function drop(id) {
    const { [id]: _, ...others } = levels
    control.set(others)
  }
  return html`<div class="levels" role="group" id=${control.id} aria-label=${label} aria-describedby=${control.describedBy}>
    ${ids.map((id) => {
      const name = choices.find((choice) => choice.value === id)?.label ?? id
      const level = levels[id] ?? 1
      return html`<div class="level" key=${id}>
        <span class="grow">${name}</span>
        <input type="range" min="1" max="10" step="1" value=${level} aria-label=${t('Level of {skill}', { skill: name })}
          style=${{ '--filled': `${((level - 1) / 9) * 100}%` }}
          onInput=${(/** @type {any} */ event) => control.set({ ...levels, [id]: event.currentTarget.valueAsNumber })} />
        <output class="figure">${level}</output>
        <${Button} icon="x" kind="plain" small label=${t('Take {skill} away', { skill: name })} onClick=${() => drop(id)} />
      </div>`
    })}
    ${rest.length > 0 && html`<${Adding} label=${t('Add a skill')} choices=${rest} onAdd=${(/** @type {string} */ id) => control.set({ ...levels, [id]: 5 })} />`}
  </div>`
}

/** Several texts, a line each. @param {{control: Control, placeholder?: string, rows?: number}} props */
export function Lines({ control, placeholder, rows = 3 }) {
  const [typed, setTyped] = useState((control.value ?? []).join('\n'))
  return html`<textarea class="input mono" id=${control.id} rows=${rows} value=${typed} placeholder=${placeholder} spellcheck=${false}
    aria-invalid=${String(control.invalid)} aria-describedby=${control.describedBy} onBlur=${control.leave}
    onInput=${(/** @type {any} */ event) => {
      setTyped(event.currentTarget.value)
      control.set(event.currentTarget.value.split(/[\n,]+/).map((/** @type {string} */ line) => line.trim()).filter(Boolean))
    }}></textarea>`
}

/** One of a few, all in sight. @param {{label: string, control: Control, choices: readonly {value: string, label: string, text?: string}[]}} props */
export function OneOf({ label, control, choices }) {
  return html`<div class="one-of" role="radiogroup" id=${control.id} aria-label=${label} aria-describedby=${control.describedBy}>
    ${choices.map(
      (choice) => html`<label key=${choice.value} class=${classes('option', control.value === choice.value && 'chosen')}>
        <input type="radio" name=${control.id} checked=${control.value === choice.value} onChange=${() => control.set(choice.value)} />
        <span><b>${choice.label}</b>${choice.text && html`<small>${choice.text}</small>`}</span>
      </label>`,
    )}
  </div>`
}

/** A number, or none. @param {{control: Control, label: string, when: string, otherwise: number, min: number, max: number, unit: string}} props */
export function Perhaps({ control, label, when, otherwise, min, max, unit }) {
  const on = control.value !== null && control.value !== undefined
  return html`<div class="perhaps" role="group" aria-label=${label}>
    <label class="check"><input type="checkbox" id=${control.id} checked=${on} onChange=${(/** @type {any} */ event) => control.set(event.currentTarget.checked ? otherwise : null)} /><span>${when}</span></label>
    ${on &&
    html`<span class="with-unit"><input class="input" type="number" min=${min} max=${max} value=${control.value} aria-label=${label} aria-invalid=${String(control.invalid)}
      aria-describedby=${control.describedBy} onInput=${(/** @type {any} */ event) => control.set(event.currentTarget.valueAsNumber || min)} /><span>${unit}</span></span>`}
  </div>`
}

/** Fields that belong together. @param {{title: string, text?: string, children?: import('../core/ui.js').Children}} props */
export const Part = ({ title, text, children }) =>
  html`<fieldset class="part"><legend>${title}</legend>${text && html`<p class="hint">${text}</p>`}${children}</fieldset>`
