// The left side: the kinds of node to add, and the outline of what there is.

import { Icon } from '../../components/icon.js'
import { t } from '../../core/i18n.js'
import { action } from '../../core/keys.js'
import { classes, html, useLayoutEffect, useRef, useState } from '../../core/ui.js'
import { DRAGGED } from './canvas.js'
import { added, addedAfter, exitsOf, freeName, leads, nodesOf, noted, titleOf } from './model.js'
import { change, drawing, faults, language, lookAt, mayWrite, newNode, select, selectedNode, selection } from './store.js'
import { CATEGORIES, exitTitle, kindOf } from './words.js'

/** @param {string} kind */
export function add(kind) {
  const after = selectedNode.value
  const made = after ? addedAfter(drawing.value, newNode(kind), after) : added(drawing.value, newNode(kind), beside())
  change(made.drawing, t('Added: {what}', { what: kindOf(kind).title() }))
  lookAt(made.id)
}

export function addNote() {
  const id = freeName([...drawing.value.layout.notes.map((note) => note.id), ...Object.keys(nodesOf(drawing.value))], 'note')
  const [x, y] = beside()
  change(noted(drawing.value, { id, x, y: y - 160, width: 220, height: 120, text: '' }), t('Note added'))
  select([id])
}

/** Right of everything. @returns {[number, number]} */
function beside() {
  const all = Object.values(drawing.value.layout.positions)
  return all.length ? [Math.max(...all.map(([x]) => x)) + 320, Math.round(all.reduce((sum, [, y]) => sum + y, 0) / all.length / 8) * 8] : [0, 0]
}

export function Palette() {
  const [looked, setLooked] = useState('')
  const box = useRef(/** @type {HTMLInputElement | null} */ (null))
  const list = useRef(/** @type {HTMLElement | null} */ (null))
  useLayoutEffect(() => action({ id: 'flow.add', title: t('Add a node'), group: t('Flow'), keys: 'A', icon: 'plus', when: () => mayWrite, run: () => box.current?.focus() }), [])
  const words = looked.trim().toLocaleLowerCase()
  const kinds = (language.value?.kinds ?? []).filter(({ kind }) => `${kind} ${kindOf(kind).title()} ${kindOf(kind).help()}`.toLocaleLowerCase().includes(words))
  /** @param {KeyboardEvent} event */
  function move(event) {
    const all = [...(list.current?.querySelectorAll('button') ?? [])]
    const at = all.findIndex((button) => button === document.activeElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    if (to < 0) box.current?.focus()
    else all[Math.min(to, all.length - 1)]?.focus()
  }
  return html`<section class="palette-box" aria-label=${t('Nodes to add')} onKeyDown=${move}>
    <div class="search"><${Icon} name="search" />
      <input class="input" type="search" ref=${box} value=${looked} placeholder=${t('Add a node')} aria-label=${t('Search the kinds of node; Enter adds the first')} disabled=${!mayWrite}
        onInput=${(/** @type {any} */ event) => setLooked(event.currentTarget.value)}
        onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
          const first = kinds[0]
          if (event.key !== 'Enter' || !first || !words) return
          event.preventDefault()
          add(first.kind)
          setLooked('')
        }} /></div>
    <div ref=${list}>
      ${Object.entries(CATEGORIES).map(([category, title]) => {
        const own = kinds.filter(({ kind }) => kindOf(kind).category === category)
        if (!own.length) return null
        return html`<h2 class="category">${title()}</h2>
          <ul role="list">${own.map(({ kind }) => html`<${KindButton} key=${kind} kind=${kind} />`)}</ul>`
      })}
      ${!words && html`<ul role="list" class="apart"><li><button type="button" class="kind-button is-note" disabled=${!mayWrite} onClick=${addNote}><span class="kind"><${Icon} name="sticky-note" /></span><span class="truncate">${t('Note')}</span></button></li></ul>`}
      ${!kinds.length && html`<p class="muted small">${t('No kind is called so.')}</p>`}
    </div>
  </section>`
}

/** @param {{kind: string}} props */
function KindButton({ kind }) {
  const { title, help, icon, category } = kindOf(kind)
  return html`<li><button type="button" class="kind-button is-${category}" draggable=${mayWrite} disabled=${!mayWrite} title=${help()}
    onClick=${() => add(kind)}
    onDragStart=${(/** @type {DragEvent} */ event) => event.dataTransfer?.setData(DRAGGED, kind)}>
    <span class="kind"><${Icon} name=${icon} /></span><span class="truncate">${title()}</span>
  </button></li>`
}

/** All nodes in the order one comes to them; what follows twice is told once. */
function inOrder() {
  const nodes = nodesOf(drawing.value)
  /** @type {{id: string, depth: number}[]} */
  const found = []
  const seen = new Set()
  /** @param {string} id @param {number} depth */
  function visit(id, depth) {
    if (!nodes[id] || seen.has(id)) return
    seen.add(id)
    found.push({ id, depth: Math.min(depth, 6) })
    for (const to of Object.values(nodes[id]?.exits ?? {})) visit(to, depth + 1)
  }
  visit(drawing.value.flow.start ?? '', 0)
  for (const id of Object.keys(nodes)) visit(id, 0)
  return found
}

export function Outline() {
  const list = useRef(/** @type {HTMLElement | null} */ (null))
  const nodes = nodesOf(drawing.value)
  const all = inOrder()
  const current = all.findIndex(({ id }) => selection.value.has(id))
  /** @param {KeyboardEvent} event */
  function move(event) {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])]
    const at = buttons.findIndex((button) => button === document.activeElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    buttons[Math.max(0, Math.min(to, buttons.length - 1))]?.focus()
  }
  return html`<section class="outline" aria-label=${t('Outline')} onKeyDown=${move}>
    <ol role="list" ref=${list}>
      ${all.map(({ id, depth }, place) => {
        const node = nodes[id] ?? {}
        const kind = kindOf(node.kind)
        const wrong = faults.value.some((fault) => fault.node === id)
        const open = exitsOf(node).filter((exit) => exit.required && !leads(node, exit))
        return html`<li key=${id}><button type="button" class=${classes('outline-node', `is-${kind.category}`)} aria-current=${selection.value.has(id) ? 'true' : undefined}
          tabindex=${place === Math.max(0, current) ? 0 : -1} style=${{ paddingInlineStart: `${0.5 + depth * 0.75}rem` }} onClick=${() => lookAt(id)}>
          <span class="kind"><${Icon} name=${kind.icon} /></span><span class="truncate grow">${titleOf(drawing.value, id)}</span>
          ${open.length > 0 && html`<span class="muted small truncate" title=${t('leads nowhere')}>${open.map((exit) => exitTitle(exit.name)).join(', ')}</span>`}
          ${wrong && html`<${Icon} name="circle-alert" class="bad" label=${t('has a fault')} />`}
        </button></li>`
      })}
    </ol>
    ${!all.length && html`<p class="muted small">${t('No node yet.')}</p>`}
  </section>`
}
