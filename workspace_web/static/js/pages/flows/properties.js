// The settings of what is selected: a node, several, or, when nothing is, the flow itself.

import { Button } from '../../components/button.js'
import { Icon } from '../../components/icon.js'
import { promptDialog } from '../../core/dialogs.js'
import { t, tn } from '../../core/i18n.js'
import { classes, html, useEffect, useId, useRef, useState } from '../../core/ui.js'
import { addedAfter, connected, copied, nodesOf, pasted, removed, renamed, set, setFlow, shownExits, titleOf, titled } from './model.js'
import { placeOf } from './schema.js'
import { change, drawing, faults, lookAt, mayWrite, membersOfKind, newNode, select, selectedNode, selection, target, language } from './store.js'
import { Setting } from './widgets.js'
import { choiceTitle, exitTitle, kindOf, memberTitle } from './words.js'

export function Properties() {
  const box = useRef(/** @type {HTMLElement | null} */ (null))
  const node = selectedNode.value
  useEffect(() => {
    const wanted = target.value
    if (wanted?.path.length) setTimeout(() => focusOn(box.current, wanted.path))
  }, [target.value])
  return html`<div class="properties" ref=${box}>
    ${node ? html`<${NodeSettings} key=${node} id=${node} />` : selection.value.size > 1 ? html`<${Several} />` : html`<${FlowSettings} />`}
  </div>`
}

/** The control that a fault points at, or the nearest around it. @param {HTMLElement | null} box @param {string[]} path */
function focusOn(box, path) {
  for (let length = path.length; length > 0; length -= 1) {
    const found = box?.querySelector(`[data-path="${CSS.escape(path.slice(0, length).join('/'))}"]`)
    if (found instanceof HTMLElement) {
      const inside = /** @type {HTMLElement | null} */ (found.matches('input, select, textarea') ? null : (found.querySelector('[aria-invalid=true]') ?? found.querySelector('input, select, textarea')))
      const field = inside ?? found
      field.scrollIntoView({ block: 'center' })
      return field.focus()
    }
  }
  return box?.querySelector(/** @type {'input'} */ ('input, select, textarea'))?.focus()
}

/** @param {string | null} node @param {string} path */
const faultAt = (node, path) =>
  faults.value.find((fault) => {
    const place = placeOf(fault.at)
    return place.node === node && (place.path.join('/') === path || place.path.join('/').startsWith(`${path}/`))
  })?.message

/** @param {{id: string}} props */
function NodeSettings({ id }) {
  const node = nodesOf(drawing.value)[id]
  if (!node) return null
  const kind = kindOf(node.kind)
  const members = membersOfKind(node.kind ?? '')
  const [main, more] = [members.filter((member) => !isFine(member)), members.filter(isFine)]
  const own = faults.value.filter((fault) => fault.node === id && !shownAtSetting(fault.at, members))
  /** @param {import('./schema.js').Member} member */
  const setting = (member) =>
    html`<${Setting} key=${member.name} member=${member} path=${member.name} value=${node[member.name]} fault=${faultAt(id, member.name)}
      set=${(/** @type {any} */ value) => change(set(drawing.value, id, member.name, value), t('{node}: {setting}', { node: titleOf(drawing.value, id), setting: memberTitle(member.name) }), `${id}/${member.name}`)} />`
  return html`<header class=${classes('settings-head', `is-${kind.category}`)}>
      <span class="kind"><${Icon} name=${kind.icon} /></span>
      <div class="grow"><h2>${kind.title()}</h2><p class="muted small">${kind.help()}</p></div>
      <${Button} small kind="plain" icon="copy" label=${t('Duplicate')} disabled=${!mayWrite} onClick=${duplicate} />
      <${Button} small kind="plain" icon="trash-2" label=${t('Remove')} disabled=${!mayWrite} onClick=${() => remove(t('Removed'))} />
    </header>
    ${own.map((fault) => html`<p class="fault" key=${fault.code + fault.at}><${Icon} name="circle-alert" /><span>${fault.message}</span></p>`)}
    <${Names} id=${id} />
    ${main.map(setting)}
    <${Exits} id=${id} />
    ${more.length > 0 && html`<details class="more" open=${more.some((member) => faultAt(id, member.name))}><summary>${t('More settings')}</summary><div class="stack">${more.map(setting)}</div></details>`}`
}

/** What one rarely touches. @param {import('./schema.js').Member} member */
const isFine = (member) => !member.required && member.shape.is !== 'records' && !['calendar', 'holidays', 'text', 'confirm', 'outcome', 'skills', 'max_wait', 'weekly', 'time_zone'].includes(member.name)

/** @param {string} at @param {readonly import('./schema.js').Member[]} members */
const shownAtSetting = (at, members) => ['exits', ...members.map((member) => member.name)].includes(placeOf(at).path[0] ?? '')

function duplicate() {
  const made = pasted(drawing.value, copied(drawing.value, selection.value))
  if (!made) return
  change(made.drawing, t('Duplicated'))
  select(made.ids)
}

/** @param {string} label */
function remove(label) {
  change(removed(drawing.value, selection.value), label)
  select([])
}

/** @param {{id: string}} props */
function Names({ id }) {
  const field = useId()
  const start = drawing.value.flow.start === id
  async function rename() {
    const to = await promptDialog({ title: t('Rename the node'), label: t('Name in the flow'), value: id, maxLength: 64, confirm: t('Rename') })
    if (to === null || to === id) return
    const clean = to.trim().toLowerCase().replace(/[^a-z0-9_-]+/g, '-').replace(/^[-_]+/, '')
    if (!clean || nodesOf(drawing.value)[clean]) return
    change(renamed(drawing.value, id, clean), t('Renamed: {name}', { name: clean }))
    select([clean])
  }
  return html`<div class="field">
    <label for=${field}>${t('Title')}</label>
    <input class="input" id=${field} maxlength="100" disabled=${!mayWrite} value=${drawing.value.layout.titles[id] ?? ''} placeholder=${id}
      onInput=${(/** @type {any} */ event) => change(titled(drawing.value, id, event.currentTarget.value), t('Title'), `${id}/title`)} />
    <div class="row tight">
      <code class="muted grow truncate">${id}</code>
      <${Button} small kind="plain" icon="pencil" disabled=${!mayWrite} onClick=${rename}>${t('Rename')}<//>
      <${Button} small kind="plain" icon="play" disabled=${!mayWrite || start} onClick=${() => change(setFlow(drawing.value, { start: id }), t('Begins elsewhere'))}>${start ? t('Begins here') : t('Begin here')}<//>
    </div>
  </div>`
}

const NEW = '+'

/** Where each exit leads: the same as drawing a line, for hands on the keyboard. @param {{id: string}} props */
function Exits({ id }) {
  const base = useId()
  const nodes = nodesOf(drawing.value)
  const node = nodes[id]
  const exits = node ? shownExits(node) : []
  if (!node || !exits.length) return null
  /** @param {string} exit @param {string} to */
  function lead(exit, to) {
    if (!to.startsWith(NEW)) return change(connected(drawing.value, id, exit, to || null), t('Connected'))
    const made = addedAfter(connected(drawing.value, id, exit, null), newNode(to.slice(1)), id)
    change(connected(made.drawing, id, exit, made.id), t('Added: {what}', { what: kindOf(to.slice(1)).title() }))
    return lookAt(made.id)
  }
  const missing = faultAt(id, 'exits')
  return html`<fieldset class="exits-list" data-path="exits" tabindex="-1">
    <legend class="label">${t('Where it leads')}</legend>
    ${missing && html`<p class="fault"><${Icon} name="circle-alert" /><span>${missing}</span></p>`}
    ${exits.map((exit) => {
      const to = node.exits?.[exit.name] ?? ''
      return html`<div class="exit-row" key=${exit.name}>
        <label for="${base}-${exit.name}" class="truncate">${exitTitle(exit.name)}</label>
        <select class="input small" id="${base}-${exit.name}" data-path=${`exits/${exit.name}`} disabled=${!mayWrite} value=${to}
          aria-invalid=${exit.required && !to ? 'true' : undefined} onChange=${(/** @type {any} */ event) => lead(exit.name, event.currentTarget.value)}>
          <option value="">${exit.instead ? t('As “{exit}”', { exit: exitTitle(exit.instead) }) : exit.required ? t('Nowhere yet') : t('Nowhere')}</option>
          ${to && !nodes[to] && html`<option value=${to}>${t('{name} (not there)', { name: to })}</option>`}
          <optgroup label=${t('Nodes')}>${Object.keys(nodes).map((other) => html`<option value=${other}>${titleOf(drawing.value, other)}</option>`)}</optgroup>
          <optgroup label=${t('A new node')}>${(language.value?.kinds ?? []).map(({ kind }) => html`<option value=${NEW + kind}>${t('New: {what}', { what: kindOf(kind).title() })}</option>`)}</optgroup>
        </select>
        <${Button} small kind="plain" icon="arrow-right" label=${t('Go to {node}', { node: to || '–' })} disabled=${!nodes[to]} onClick=${() => lookAt(to)} />
      </div>`
    })}
  </fieldset>`
}

function Several() {
  return html`<header class="settings-head"><div class="grow"><h2>${tn('{n} thing selected', '{n} things selected', selection.value.size)}</h2></div></header>
    <p class="muted">${t('Drag or use the arrows to move them together. Ctrl C copies them, into another flow too.')}</p>
    <div class="row">
      <${Button} icon="copy" disabled=${!mayWrite} onClick=${duplicate}>${t('Duplicate')}<//>
      <${Button} icon="trash-2" disabled=${!mayWrite} onClick=${() => remove(t('Removed'))}>${t('Remove')}<//>
    </div>`
}

const MEDIA = ['voice', 'text']

function FlowSettings() {
  const base = useId()
  const { flow } = drawing.value
  const media = Array.isArray(flow.media) ? flow.media : ['voice']
  const own = faults.value.filter((fault) => fault.node === null)
  /** @param {any} event */
  const text = (event) => event.currentTarget.value
  return html`<header class="settings-head"><span class="kind"><${Icon} name="workflow" /></span><div class="grow"><h2>${t('The flow')}</h2><p class="muted small">${t('Select a node to set it up.')}</p></div></header>
    ${own.map((fault) => html`<p class="fault" key=${fault.code + fault.at}><${Icon} name="circle-alert" /><span>${fault.message}</span></p>`)}
    <div class="field"><label for="${base}-name">${t('Name')}</label>
      <input class="input" id="${base}-name" data-path="name" maxlength="100" disabled=${!mayWrite} value=${flow.name ?? ''} onInput=${(/** @type {any} */ event) => change(setFlow(drawing.value, { name: text(event) }), t('Name'), 'name')} /></div>
    <div class="field"><label for="${base}-language">${t('Language of its texts')}</label>
      <input class="input" id="${base}-language" data-path="language" list="${base}-languages" disabled=${!mayWrite} value=${flow.language ?? 'en'} onInput=${(/** @type {any} */ event) => change(setFlow(drawing.value, { language: text(event) }), t('Language'), 'language')} />
      <datalist id="${base}-languages">${['en', 'en-GB', 'en-US', 'de', 'de-CH', 'fr', 'es', 'it'].map((tag) => html`<option value=${tag} />`)}</datalist></div>
    <div class="field"><span class="label" id="${base}-media">${t('Serves')}</span>
      <div class="toggles" role="group" aria-labelledby="${base}-media" data-path="media" tabindex="-1">
        ${MEDIA.map((medium) => html`<button type="button" class="toggle" disabled=${!mayWrite} aria-pressed=${String(media.includes(medium))}
          onClick=${() => change(setFlow(drawing.value, { media: MEDIA.filter((each) => (each === medium ? !media.includes(each) : media.includes(each))) }), t('Media'))}>${choiceTitle(medium)}</button>`)}
      </div></div>
    <div class="field"><label for="${base}-start">${t('Begins with')}</label>
      <select class="input" id="${base}-start" data-path="start" disabled=${!mayWrite} value=${flow.start ?? ''} onChange=${(/** @type {any} */ event) => change(setFlow(drawing.value, { start: text(event) }), t('Begins elsewhere'))}>
        ${!nodesOf(drawing.value)[flow.start ?? ''] && html`<option value=${flow.start ?? ''}>${t('Choose …')}</option>`}
        ${Object.keys(nodesOf(drawing.value)).map((node) => html`<option value=${node}>${titleOf(drawing.value, node)}</option>`)}
      </select></div>
    <${Variables} />`
}

/** The flow's own variables, each with its first value. */
function Variables() {
  const [name, setName] = useState('')
  const all = Object.entries(drawing.value.flow.variables ?? {})
  /** @param {Record<string, any>} variables */
  const put = (variables) => change(setFlow(drawing.value, { variables: Object.keys(variables).length ? variables : undefined }), t('Variables'), 'variables')
  const add = () => {
    if (!/^[A-Za-z_][A-Za-z0-9_.]*$/.test(name)) return
    put({ ...drawing.value.flow.variables, [name]: '' })
    setName('')
  }
  return html`<div class="field" data-path="variables" tabindex="-1"><span class="label">${t('Variables')}</span>
    ${all.map(
      ([variable, value]) => html`<div class="row whole" key=${variable}>
        <code class="truncate variable">${variable}</code>
        <input class="input small grow" disabled=${!mayWrite} value=${String(value)} aria-label=${t('First value of {variable}', { variable })} onInput=${(/** @type {any} */ event) => put({ ...drawing.value.flow.variables, [variable]: event.currentTarget.value })} />
        <${Button} small kind="plain" icon="x" label=${t('Remove {what}', { what: variable })} disabled=${!mayWrite} onClick=${() => put(Object.fromEntries(all.filter(([other]) => other !== variable)))} />
      </div>`,
    )}
    <div class="row whole">
      <input class="input small grow mono" value=${name} disabled=${!mayWrite} placeholder=${t('New variable')} aria-label=${t('New variable')} onInput=${(/** @type {any} */ event) => setName(event.currentTarget.value)}
        onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Enter' && add()} />
      <${Button} small icon="plus" label=${t('Add the variable')} disabled=${!mayWrite || !name} onClick=${add} />
    </div>
    <p class="hint">${t('Texts use them in braces: {example}', { example: '{caller}' })}</p></div>`
}
