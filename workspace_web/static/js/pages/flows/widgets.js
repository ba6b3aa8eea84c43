// One control for each shape that a setting can have. All take a value and tell the next one; undefined: as when left out.

import { Button } from '../../components/button.js'
import { Icon } from '../../components/icon.js'
import { t } from '../../core/i18n.js'
import { classes, html, useEffect, useId, useState } from '../../core/ui.js'
import { SpokenField } from './spoken-field.js'
import { blank, fits } from './schema.js'
import { BUILT_IN, drawing, mayWrite, names, variables } from './store.js'
import { choiceTitle, memberTitle } from './words.js'

/** @typedef {import('./schema.js').Shape} Shape */
/** @typedef {import('./schema.js').Member} Member */
/**
 * @typedef {object} ControlProps
 * @property {string} id
 * @property {Shape} shape
 * @property {any} value
 * @property {any} [fallback]
 * @property {(value: any) => void} set
 * @property {string} label
 * @property {string} path of the member, `options/0/name`: where a fault points
 * @property {boolean} [invalid]
 * @property {string} [describedBy]
 */

/** @param {any} event */
const valueOf = (event) => event.currentTarget.value

/** @param {ControlProps} props */
export function Control(props) {
  switch (props.shape.is) {
    case 'spoken':
      return html`<${SpokenField} ...${props} />`
    case 'flag':
      return html`<${Flag} ...${props} />`
    case 'number':
      return html`<${NumberBox} ...${props} />`
    case 'choice':
      return html`<${Choice} ...${props} />`
    case 'several':
      return html`<${Several} ...${props} />`
    case 'words':
      return html`<${Words} ...${props} />`
    case 'records':
      return html`<${Records} ...${props} />`
    case 'levels':
      return html`<${Levels} ...${props} />`
    case 'name':
      return html`<${NameBox} ...${props} />`
    default:
      return html`<${TextBox} ...${props} mono=${props.shape.is === 'expression'} />`
  }
}

/** What every input has. @param {ControlProps} props */
const common = ({ id, path, invalid, describedBy }) => ({
  id,
  'data-path': path,
  disabled: !mayWrite,
  'aria-invalid': invalid ? 'true' : undefined,
  'aria-describedby': describedBy,
})

/** @param {ControlProps & {mono?: boolean}} props */
function TextBox(props) {
  const { shape, value, fallback, set, mono } = props
  const mayLack = shape.nothing || fallback !== undefined
  const list = useId()
  const known = mono ? variables() : []
  return html`<input class=${classes('input', mono && 'mono')} ...${common(props)} value=${value ?? ''} spellcheck=${mono ? 'false' : undefined}
      list=${mono ? list : undefined}
      aria-invalid=${props.invalid || (value && !fits(shape, value)) ? 'true' : undefined}
      placeholder=${typeof fallback === 'string' ? fallback : undefined}
      onInput=${(/** @type {any} */ event) => set(mayLack && valueOf(event) === '' ? undefined : valueOf(event))} />
    ${mono && html`<datalist id=${list}>${known.map((name) => html`<option value=${name} />`)}</datalist>`}`
}

/** @param {ControlProps} props */
function Flag(props) {
  const on = props.value ?? props.fallback ?? false
  return html`<label class="check"
    ><input type="checkbox" ...${common(props)} checked=${on} onChange=${(/** @type {any} */ event) => props.set(event.currentTarget.checked)} /><span>${props.label}</span></label
  >`
}

/** @param {ControlProps} props */
function NumberBox(props) {
  const { shape, value, fallback, set, path } = props
  const seconds = /seconds|wait/.test(path)
  const usual = typeof fallback === 'number' ? String(fallback) : shape.nothing ? t('no limit') : ''
  return html`<span class="with-unit">
    <input class="input" type="number" ...${common(props)} min=${shape.least} max=${shape.most} step=${shape.whole ? 1 : 'any'}
      value=${value ?? ''} placeholder=${usual}
      onInput=${(/** @type {any} */ event) => set(valueOf(event) === '' ? undefined : event.currentTarget.valueAsNumber)} />
    ${seconds && html`<span class="unit" aria-hidden="true">${t('seconds')}</span>`}
  </span>`
}

/** @param {ControlProps} props */
function Choice(props) {
  const { shape, value, fallback, set } = props
  return html`<select class="input" ...${common(props)} value=${value ?? fallback ?? ''} onChange=${(/** @type {any} */ event) => set(valueOf(event))}>
    ${shape.choices?.map((choice) => html`<option value=${choice}>${choiceTitle(choice)}</option>`)}
  </select>`
}

/** @param {ControlProps} props */
function Several({ shape, value, set, label, path, id }) {
  const chosen = Array.isArray(value) ? value : []
  return html`<div class="toggles" role="group" aria-label=${label} data-path=${path} id=${id} tabindex="-1">
    ${shape.choices?.map((choice) => {
      const on = chosen.includes(choice)
      return html`<button type="button" class="toggle" aria-pressed=${String(on)} disabled=${!mayWrite}
        onClick=${() => set((shape.choices ?? []).filter((each) => (each === choice ? !on : chosen.includes(each))))}>${choiceTitle(choice)}</button>`
    })}
  </div>`
}

/** Words as chips: Enter or a comma adds one, Backspace takes the last one back. @param {ControlProps} props */
function Words(props) {
  const { shape, value, set, label, path } = props
  const [typed, setTyped] = useState('')
  const all = /** @type {string[]} */ (Array.isArray(value) ? value : [])
  const key = path.endsWith('keys')
  function take(/** @type {string} */ text) {
    const fresh = (key ? [...text.replace(/[\s,]/g, '')] : text.split(',')).map((word) => word.trim()).filter((word) => word && !all.includes(word))
    if (fresh.length) set([...all, ...fresh])
    setTyped('')
  }
  return html`<div class="chips" aria-label=${label} role="group">
    ${all.map(
      (word, index) =>
        html`<span class=${classes('chip', !fits(shape, word) && 'bad')}>${word}<button type="button" disabled=${!mayWrite} aria-label=${t('Remove {what}', { what: word })}
          onClick=${() => set(all.filter((_, other) => other !== index))}><${Icon} name="x" /></button></span>`,
    )}
    <input ...${common(props)} class="chip-input" value=${typed} size=${key ? 3 : 12} aria-label=${t('Add to: {list}', { list: label })}
      placeholder=${key ? t('Key') : t('Add …')}
      onInput=${(/** @type {any} */ event) => (key && /[0-9*#A-D]/.test(valueOf(event)) ? take(valueOf(event)) : setTyped(valueOf(event)))}
      onBlur=${() => typed && take(typed)}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
        if ((event.key === 'Enter' || event.key === ',') && typed) {
          event.preventDefault()
          take(typed)
        } else if (event.key === 'Backspace' && !typed && all.length) set(all.slice(0, -1))
      }} />
  </div>`
}

/** A list of things with settings of their own: options of a menu, cases, opening hours. @param {ControlProps} props */
function Records({ shape, value, set, label, path, id }) {
  const all = /** @type {Record<string, any>[]} */ (Array.isArray(value) ? value : [])
  const members = shape.members ?? []
  /** @param {number} at @param {string} name @param {any} given */
  function put(at, name, given) {
    set(all.map((item, index) => (index === at ? withMember(item, name, given) : item)))
  }
  /** @param {number} at @param {number} to */
  function move(at, to) {
    const next = [...all]
    next.splice(to, 0, ...next.splice(at, 1))
    set(next)
  }
  const first = members.find((member) => member.name === 'name') ? { name: nextName(all) } : {}
  const copy = path === 'weekly' ? { days: ['mon', 'tue', 'wed', 'thu', 'fri'], opens: '09:00', closes: '17:00' } : {}
  return html`<div class="records" role="group" aria-label=${label} data-path=${path} id=${id} tabindex="-1">
    ${all.map(
      (item, at) => html`<div class="record" key=${at} role="group" aria-label=${`${label} ${at + 1}`}>
        <div class="record-tools">
          <span class="muted small num">${at + 1}</span>
          <${Button} small kind="plain" icon="arrow-up" label=${t('Move up')} disabled=${at === 0 || !mayWrite} onClick=${() => move(at, at - 1)} />
          <${Button} small kind="plain" icon="arrow-down" label=${t('Move down')} disabled=${at === all.length - 1 || !mayWrite} onClick=${() => move(at, at + 1)} />
          <${Button} small kind="plain" icon="trash-2" label=${t('Remove')} disabled=${!mayWrite} onClick=${() => set(all.filter((_, other) => other !== at))} />
        </div>
        ${members.map((member) => html`<${Setting} key=${member.name} member=${member} small path=${`${path}/${at}/${member.name}`} value=${item?.[member.name]} set=${(/** @type {any} */ given) => put(at, member.name, given)} />`)}
      </div>`,
    )}
    <${Button} small icon="plus" disabled=${!mayWrite} onClick=${() => set([...all, { ...blank(members), ...first, ...copy }])}>${t('Add')}<//>
  </div>`
}

/** @param {Record<string, any>[]} all */
function nextName(all) {
  for (let count = all.length + 1; ; count += 1) if (!all.some((item) => item?.name === `option-${count}`)) return `option-${count}`
}

/** @param {Record<string, any>} item @param {string} name @param {any} given */
export function withMember(item, name, given) {
  const { [name]: _, ...others } = item ?? {}
  return given === undefined ? others : { ...item, [name]: given }
}

/** Names with a level each: the skills that are wanted. @param {ControlProps} props */
function Levels({ shape, value, set, label, path, id }) {
  const all = Object.entries(/** @type {Record<string, number>} */ (value ?? {}))
  const free = names.value.skills.filter((skill) => !all.some(([name]) => name === skill.id))
  return html`<div class="levels" role="group" aria-label=${label} data-path=${path} id=${id} tabindex="-1">
    ${all.map(
      ([name, level]) => html`<div class="row whole" key=${name}>
        <span class="grow truncate">${names.value.skills.find((skill) => skill.id === name)?.name ?? name}</span>
        <input class="input" type="number" min=${shape.least} max=${shape.most} value=${level} disabled=${!mayWrite} aria-label=${t('Least level of {skill}', { skill: name })}
          onInput=${(/** @type {any} */ event) => Number.isInteger(event.currentTarget.valueAsNumber) && set({ ...value, [name]: event.currentTarget.valueAsNumber })} />
        <${Button} small kind="plain" icon="x" label=${t('Remove {what}', { what: name })} disabled=${!mayWrite} onClick=${() => set(emptyIsNone(withMember(value, name, undefined)))} />
      </div>`,
    )}
    <select class="input" disabled=${!mayWrite || !free.length} value="" aria-label=${t('Add a skill')}
      onChange=${(/** @type {any} */ event) => valueOf(event) && set({ ...value, [valueOf(event)]: 5 })}>
      <option value="">${free.length ? t('Add a skill …') : t('No more skills')}</option>
      ${free.map((skill) => html`<option value=${skill.id}>${skill.name}</option>`)}
    </select>
  </div>`
}

/** @param {Record<string, any>} value */
const emptyIsNone = (value) => (Object.keys(value).length ? value : undefined)

const LISTS = /** @type {const} */ ({ queue: 'queues', skill: 'skills', calendar: 'calendars', prompt: 'prompts' })

/** A name of something that there is: chosen, or, for what comes to be by being named, written. @param {ControlProps} props */
function NameBox(props) {
  const { shape, value, set } = props
  const list = useId()
  const from = LISTS[/** @type {'queue'} */ (shape.of)]
  if (!from) {
    const known = shape.of === 'mailbox' ? [...new Set([...mailboxes(), ...names.value.queues.map((queue) => queue.id)])] : variables().filter((name) => !BUILT_IN.includes(name))
    return html`<input class="input mono" ...${common(props)} value=${value ?? ''} list=${list} spellcheck="false"
        aria-invalid=${props.invalid || (value && !fits(shape, value)) ? 'true' : undefined} onInput=${(/** @type {any} */ event) => set(valueOf(event))} />
      <datalist id=${list}>${known.map((name) => html`<option value=${name} />`)}</datalist>`
  }
  const known = names.value[from]
  const strange = value && !known.some((each) => each.id === value)
  return html`<select class="input" ...${common(props)} value=${value ?? ''} onChange=${(/** @type {any} */ event) => set(valueOf(event) || (shape.nothing ? undefined : ''))}>
    ${(shape.nothing || !value) && html`<option value="">${shape.nothing ? t('None') : t('Choose …')}</option>`}
    ${strange && html`<option value=${value}>${t('{name} (not there)', { name: value })}</option>`}
    ${known.map((each) => html`<option value=${each.id}>${each.name}</option>`)}
  </select>`
}

const mailboxes = () => Object.values(drawing.value.flow.nodes ?? {}).flatMap((node) => (node.mailbox ? [String(node.mailbox)] : []))

/**
 * A labelled setting with its fault, if it has one.
 * @param {{member: Member, path: string, value: any, set: (value: any) => void, fault?: string, small?: boolean}} props
 */
export function Setting({ member, path, value, set, fault, small }) {
  const id = useId()
  const label = memberTitle(member.name)
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  const describedBy = [member.help && !small && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ') || undefined
  const flag = member.shape.is === 'flag'
  const labelled = flag || ['several', 'words', 'records', 'levels'].includes(member.shape.is)
  const control = html`<${Control} id=${id} shape=${member.shape} value=${typed} fallback=${member.fallback} label=${label} path=${path} invalid=${Boolean(fault)} describedBy=${describedBy}
    set=${(/** @type {any} */ given) => {
      setTyped(given)
      set(given)
    }} />`
  return html`<div class="field">
    ${!flag && (labelled ? html`<span class="label">${label}</span>` : html`<label for=${id}>${label}</label>`)} ${control}
    ${member.help && !small && html`<p class="hint" id="${id}-hint">${member.help}</p>`}
    ${fault && html`<p class="fault" id="${id}-fault"><${Icon} name="circle-alert" /><span>${fault}</span></p>`}
  </div>`
}
