// The flow on the screen: what is drawn, its history, what is saved of it, what the server says of it. One for the page.

import { Problem, api } from '../../core/api.js'
import { boot, may } from '../../core/boot.js'
import { t } from '../../core/i18n.js'
import { remember, remembered } from '../../core/store.js'
import { batch, computed, signal } from '../../core/ui.js'
import { begun, canRedo, canUndo, done, now, wentTo } from './history.js'
import { placed } from './layout.js'
import { nodesOf } from './model.js'
import { blank, membersOf, placeOf } from './schema.js'
import { BEGINNINGS } from './words.js'

/** @typedef {import('./model.js').Drawing} Drawing */
/** @typedef {import('../../types').FlowDetail} FlowDetail */
/** @typedef {import('../../types').FaultCard} FaultCard */
/** @typedef {'saved' | 'waiting' | 'saving' | 'refused' | 'failed'} Saving `refused`: somebody else has saved; `failed`: tried again soon */

const PAUSE = 800 // milliseconds without a change, then it is saved
const AGAIN = 5000

export const id = boot.params['flow'] ?? ''
export const mayWrite = may('flows:write')

const EMPTY = /** @type {Drawing} */ ({ flow: {}, layout: { positions: {}, titles: {}, notes: [] } })

export const history = signal(begun(EMPTY, '', 0))
export const drawing = computed(() => now(history.value))
export const selection = signal(/** @type {ReadonlySet<string>} */ (new Set()))
export const detail = signal(/** @type {FlowDetail | null} */ (null))
export const faults = signal(/** @type {readonly FaultCard[]} */ ([]))
export const saving = signal(/** @type {Saving} */ ('saved'))
export const language = signal(/** @type {import('../../types').FlowLanguage | null} */ (null))
export const names = signal(/** @type {import('../../types').FlowNames} */ ({ queues: [], skills: [], calendars: [], prompts: [] }))
/** What to look at: the canvas centres it, the settings put the focus into the member. */
export const target = signal(/** @type {{node: string | null, path: string[], nonce: number} | null} */ (null))
/** The tab of the right side. */
export const side = signal('settings')

export const undoable = computed(() => canUndo(history.value))
export const redoable = computed(() => canRedo(history.value))
export const selectedNode = computed(() => {
  const [only, ...others] = [...selection.value].filter((one) => nodesOf(drawing.value)[one])
  return only !== undefined && !others.length ? only : null
})

/** The settings of a kind. @param {string} kind */
export function membersOfKind(kind) {
  const schema = /** @type {any} */ (language.value?.json_schema)?.['$defs']?.[kind]
  return schema ? membersOf(schema) : []
}

/** @param {string} kind */
export const newNode = (kind) => ({ kind, ...blank(membersOfKind(kind)), ...(kind === 'queue' ? { queue: names.value.queues[0]?.id ?? '' } : {}), ...BEGINNINGS[kind]?.() })

export const BUILT_IN = ['caller', 'called', 'medium', 'language', 'interaction']

/** The variables that this flow knows. */
export function variables() {
  const { flow } = drawing.value
  const written = Object.values(flow.nodes ?? {}).flatMap((node) => [node.save_as, ...(node.values ?? []).map((/** @type {any} */ each) => each?.variable)])
  return [...new Set([...BUILT_IN, ...Object.keys(flow.variables ?? {}), ...written.filter((name) => typeof name === 'string' && name)])]
}

// --- loading ----------------------------------------------------------------------------------------------------------

let revision = 0
let wanted = /** @type {Drawing} */ (EMPTY)
let timer = 0
const RESCUE = `flow:${id}`

/** What this browser could not save before it was closed; null when nothing. */
export const rescued = signal(/** @type {Drawing | null} */ (null))

export async function load() {
  const [flow, kinds, known] = await Promise.all([
    api.get(`/flows/${encodeURIComponent(id)}`),
    api.get('/flow-language'),
    api.get('/flow-names'),
  ])
  batch(() => {
    language.value = kinds
    names.value = known
    take(flow, t('Opened'))
  })
  const kept = remembered(RESCUE, /** @type {{revision: number, drawing: Drawing} | null} */ (null))
  if (kept && JSON.stringify(kept.drawing.flow) !== JSON.stringify(flow.flow)) rescued.value = kept.drawing
  else remember(RESCUE, null)
}

/** What the server has is what is drawn from now on. @param {FlowDetail} flow @param {string} label */
export function take(flow, label) {
  batch(() => {
    hear(flow)
    const drawn = placed({ flow: flow.flow, layout: /** @type {any} */ (flow.layout) })
    history.value = detailed(label, drawn)
    wanted = now(history.value)
    saving.value = 'saved'
    faults.value = flow.faults
  })
  remember(RESCUE, null)
}

/** @param {string} label @param {Drawing} drawn */
function detailed(label, drawn) {
  const first = history.value.steps.length === 1 && now(history.value) === EMPTY
  return first ? begun(drawn, label, Date.now()) : done(history.value, drawn, label, Date.now())
}

/** What became of it, while the drawing stays. @param {FlowDetail} flow */
export function hear(flow) {
  detail.value = flow
  revision = flow.revision
}

export async function refreshNames() {
  names.value = await api.get('/flow-names')
}

// --- changing ---------------------------------------------------------------------------------------------------------

/** @param {Drawing} next @param {string} label @param {string} [join] steps of the same word that follow fast become one */
export function change(next, label, join) {
  if (!mayWrite || next === drawing.value) return
  history.value = done(history.value, next, label, Date.now(), join)
  changed()
}

/** @param {number} place in the history */
export function goTo(place) {
  history.value = wentTo(history.value, place)
  const there = nodesOf(drawing.value)
  selection.value = new Set([...selection.value].filter((one) => there[one] || drawing.value.layout.notes.some((note) => note.id === one)))
  changed()
}

export const undo = () => undoable.value && goTo(history.value.place - 1)
export const redo = () => redoable.value && goTo(history.value.place + 1)

/** @param {Iterable<string>} ids */
export function select(ids) {
  const next = new Set(ids)
  const same = next.size === selection.value.size && [...next].every((one) => selection.value.has(one))
  if (!same) selection.value = next
}

let nonce = 0

/** Select a node, bring it into view, and put the focus where a fault is. @param {string | null} node @param {string[]} [path] */
export function lookAt(node, path = []) {
  batch(() => {
    if (node) select([node])
    else select([])
    if (path.length) side.value = 'settings'
    target.value = { node, path, nonce: ++nonce }
  })
}

/** @param {FaultCard} fault */
export function lookAtFault(fault) {
  const { node, path } = placeOf(fault.at)
  side.value = 'settings'
  lookAt(node, path.length ? path : ['kind'])
}

// --- saving -----------------------------------------------------------------------------------------------------------

function changed() {
  wanted = drawing.value
  if (saving.value !== 'refused') saving.value = 'waiting'
  remember(RESCUE, { revision, drawing: wanted })
  clearTimeout(timer)
  if (saving.value !== 'refused') timer = setTimeout(save, PAUSE)
}

let running = /** @type {Promise<void> | null} */ (null)

/** Save what is drawn now; returns when the server has it, or has refused it. */
export async function save() {
  clearTimeout(timer)
  if (running) await running
  if (saving.value !== 'waiting' && saving.value !== 'failed') return
  running = send().finally(() => (running = null))
  await running
}

async function send() {
  const sent = wanted
  saving.value = 'saving'
  try {
    const saved = await api.put(`/flows/${encodeURIComponent(id)}/draft`, { revision, flow: sent.flow, layout: sent.layout })
    batch(() => {
      revision = saved.revision
      faults.value = saved.faults
      const known = detail.value
      if (known) {
        detail.value = {
          ...known,
          name: String(sent.flow.name ?? known.name),
          draft: { revision: saved.revision, saved_at: saved.saved_at, saved_by: saved.saved_by },
          differs: saved.differs,
          revision,
        }
      }
      saving.value = wanted === sent ? 'saved' : 'waiting'
    })
    if (wanted === sent) remember(RESCUE, null)
    else timer = setTimeout(save, PAUSE)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    saving.value = error.status === 409 ? 'refused' : 'failed'
    if (saving.value === 'failed') timer = setTimeout(save, AGAIN)
  }
}

/** Save mine over theirs, having seen it. */
export async function keepMine() {
  const theirs = await api.get(`/flows/${encodeURIComponent(id)}`)
  hear(theirs)
  saving.value = 'waiting'
  await save()
}

/** Theirs is drawn from now on; mine stays in the history, one step back. */
export async function takeTheirs() {
  take(await api.get(`/flows/${encodeURIComponent(id)}`), t('Taken from somebody else'))
}

/** The revision that publishing names. */
export const currentRevision = () => revision
