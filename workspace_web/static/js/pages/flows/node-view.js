// A node, and a note, as they are drawn on the canvas.

import { Handle, NodeResizer, Position, useUpdateNodeInternals } from '@xyflow/react'
import { Icon } from '../../components/icon.js'
import { fmt, t, tn } from '../../core/i18n.js'
import { classes, html, useEffect } from '../../core/ui.js'
import { takenToday, thereNow } from './live-counts.js'
import { leads, nodesOf, noted, shownExits, summaryOf, titleOf, wordsOf } from './model.js'
import { change, drawing, faults, mayWrite } from './store.js'
import { trial, visited } from './trial-state.js'
import { exitTitle, kindOf } from './words.js'

/** @param {{id: string, selected?: boolean}} props */
export function NodeView({ id, selected }) {
  const node = nodesOf(drawing.value)[id]
  const update = useUpdateNodeInternals()
  const exits = node ? shownExits(node) : []
  const key = exits.map((exit) => exit.name).join('\n')
  useEffect(() => update(id), [key])
  if (!node) return null
  const kind = kindOf(node.kind)
  const wrong = faults.value.filter((fault) => fault.node === id).length
  const callers = thereNow(id)
  const current = trial.value && !trial.value.over && trial.value.node === id
  const recorded = [node.text, node.prompt, node.greeting].some((said) => said?.recording)
  return html`<div class=${classes('flow-node', `is-${kind.category}`, selected && 'selected', wrong > 0 && 'wrong', current && 'current', visited.value.nodes.has(id) && 'visited')}>
    <${Handle} type="target" position=${Position.Left} isConnectable=${mayWrite} />
    <header>
      <span class="kind"><${Icon} name=${kind.icon} /></span>
      <span class="title truncate" title=${id}>${titleOf(drawing.value, id)}</span>
      ${drawing.value.flow.start === id && html`<span class="flag" title=${t('Begins here')}><${Icon} name="play" label=${t('Begins here')} /></span>`}
      ${callers > 0 && html`<span class="callers" title=${tn('{n} caller is here', '{n} callers are here', callers)}><${Icon} name="phone" />${fmt.number(callers)}</span>`}
      ${wrong > 0 && html`<span class="faulty" title=${tn('{n} fault', '{n} faults', wrong)}><${Icon} name="circle-alert" label=${tn('{n} fault', '{n} faults', wrong)} /></span>`}
    </header>
    <p class="summary">${recorded && html`<${Icon} name="audio-lines" label=${t('Recorded')} />`}<span>${summaryOf(node) || kind.title()}</span></p>
    ${exits.length > 0 &&
    html`<ul role="list" class="exits">
      ${exits.map((exit) => html`<${ExitView} key=${exit.name} id=${id} exit=${exit} led=${leads(node, exit)} />`)}
    </ul>`}
  </div>`
}

/** @param {{id: string, exit: import('./model.js').Exit & {unknown?: boolean}, led: boolean}} props */
function ExitView({ id, exit, led }) {
  const taken = takenToday(id, exit.name)
  const open = exit.required && !led
  const passed = visited.value.exits.has(`${id}:${exit.name}`)
  return html`<li class=${classes('exit', open && 'open', exit.unknown && 'unknown', !exit.required && !exit.unknown && 'optional', passed && 'visited')}>
    <span class="truncate">${exitTitle(exit.name)}</span>
    ${open && html`<${Icon} name="unlink" label=${t('leads nowhere')} />`}
    ${taken !== null && html`<span class=${classes('taken num', taken === 0 && 'none')} title=${t('Taken today')}>${fmt.number(taken)}</span>`}
    <${Handle} type="source" position=${Position.Right} id=${exit.name} isConnectable=${mayWrite} title=${exitTitle(exit.name)} />
  </li>`
}

/** @param {{id: string, selected?: boolean}} props */
export function NoteView({ id, selected }) {
  const note = drawing.value.layout.notes.find((one) => one.id === id)
  if (!note) return null
  return html`<${NodeResizer}
      isVisible=${Boolean(selected) && mayWrite}
      minWidth=${120}
      minHeight=${64}
      onResizeEnd=${(/** @type {unknown} */ _, /** @type {{x: number, y: number, width: number, height: number}} */ size) =>
        change(noted(drawing.value, { ...note, x: size.x, y: size.y, width: Math.round(size.width), height: Math.round(size.height) }), t('Note resized'))}
    />
    <div class=${classes('flow-note', selected && 'selected')}>
      <textarea
        class="nodrag nowheel"
        aria-label=${t('Note')}
        maxlength="2000"
        readonly=${!mayWrite}
        value=${note.text}
        placeholder=${t('Write a note …')}
        onInput=${(/** @type {any} */ event) => change(noted(drawing.value, { ...note, text: event.currentTarget.value }), t('Note written'), `note:${id}`)}
      ></textarea>
    </div>`
}

/** What is read out for a node. @param {string} id */
export function spokenName(id) {
  const node = nodesOf(drawing.value)[id]
  if (!node) return t('Note')
  const kind = kindOf(node.kind).title()
  const open = shownExits(node).filter((exit) => exit.required && !leads(node, exit)).length
  const parts = [`${kind}: ${titleOf(drawing.value, id)}`, wordsOf(node.text ?? node.prompt ?? node.greeting)]
  if (open) parts.push(tn('{n} exit leads nowhere', '{n} exits lead nowhere', open))
  return parts.filter(Boolean).join('. ')
}
