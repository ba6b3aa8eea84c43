// One way for everything that is set up: a list, and a form at its side. A resource says only what is its own.

import { Banner } from '../components/banner.js'
import { Button } from '../components/button.js'
import { DataTable } from '../components/data-table.js'
import { Dialog } from '../components/dialog.js'
import { EmptyState } from '../components/empty-state.js'
import { Form, FormContext } from '../components/form.js'
import { api, Problem } from '../core/api.js'
import { may } from '../core/boot.js'
import { confirmDialog, tellProblem, toast } from '../core/dialogs.js'
import { fmt, t, tn } from '../core/i18n.js'
import { action } from '../core/keys.js'
import { html, useContext, useEffect, useLayoutEffect, useRef, useState } from '../core/ui.js'
import { renewChoices, useChoices } from './choices.js'
import { ImportFile } from './import-file.js'
import { addressOf, go } from './place.js'

/** @typedef {import('../core/ui.js').Children} Children */
/** @typedef {Record<string, any>} Values */
/** @typedef {Record<string, import('./choices.js').Choice[]>} Choices */
/**
 * @typedef {object} Resource
 * @property {string} name in addresses: `queues`
 * @property {string} title of the list
 * @property {string} about one sentence: what these are for
 * @property {string} scope to change it
 * @property {string} add what the button says
 * @property {readonly import('../components/data-table.js').Column[]} columns
 * @property {string} sortBy
 * @property {{icon?: string, title: string, text: string}} empty
 * @property {readonly string[]} [choices] lists that the form offers
 * @property {() => Values} blank a new one
 * @property {(card: any) => Values} values of one that is there
 * @property {(values: Values) => Values} [sent] what goes to the API of them
 * @property {(card: any) => string} label
 * @property {(parts: {card: any, choices: Choices}) => Children} fields `card` is null for a new one
 * @property {(parts: {card: any, choices: Choices, reload: () => void}) => Children} [beside] what else there is to see and do
 * @property {(card: any) => unknown} [made] what follows when one was made
 * @property {string} [imports] many come at once by a CSV file: which columns it has
 * @property {boolean} [stays] nothing of it is ever removed
 * @property {string} [removes] what removing means, for the question
 */

const NEW = 'new'

/** @param {{resource: Resource, open: string | null}} props */
export function ResourcePage({ resource, open }) {
  const [version, setVersion] = useState(0)
  const [importing, setImporting] = useState(false)
  const path = `/setup/${resource.name}`
  const loads = useRef({
    load: (/** @type {any} */ query, /** @type {AbortSignal} */ abort) => api.get(path, query, abort),
    csv: (/** @type {any} */ query) => api.url(`${path}.csv`, { q: query.q, sort: query.sort, order: query.order }),
  })
  const changes = may(resource.scope)
  const add = () => go(addressOf(resource.name, NEW))
  useLayoutEffect(() => (changes ? action({ id: `add.${resource.name}`, title: resource.add, keys: 'N', icon: 'plus', run: add }) : undefined), [])
  const renew = () => {
    setVersion((old) => old + 1)
    renewChoices()
  }
  return html`
    <header class="section-head">
      <div><h1>${resource.title}</h1><p class="hint">${resource.about}</p></div>
      ${changes && html`<span class="row">${resource.imports && html`<${Button} icon="upload" onClick=${() => setImporting(true)}>${t('Import')}<//>`}<${Button} kind="primary" icon="plus" onClick=${add}>${resource.add}<//></span>`}
    </header>
    <${DataTable} label=${resource.title} columns=${resource.columns} load=${loads.current.load} csv=${loads.current.csv} version=${version} search
      sortBy=${resource.sortBy} onOpen=${(/** @type {any} */ card) => go(addressOf(resource.name, card.id))} selected=${open ?? undefined}
      empty=${{ ...resource.empty, action: changes && html`<${Button} kind="primary" icon="plus" onClick=${add}>${resource.add}<//>` }} />
    ${importing && html`<${ImportFile} title=${t('{things}: import', { things: resource.title })} path=${path} about=${resource.imports} onClose=${() => setImporting(false)} onDone=${renew} />`}
    ${open !== null && html`<${Editor} key=${open} resource=${resource} id=${open} onChange=${renew} />`}
  `
}

/** @param {{resource: Resource, id: string, onChange: () => void}} props */
function Editor({ resource, id, onChange }) {
  const path = `/setup/${resource.name}`
  const isNew = id === NEW
  const changes = may(resource.scope)
  const choices = useChoices(resource.choices ?? [])
  const [card, setCard] = useState(/** @type {any} */ (null))
  const [wrong, setWrong] = useState(/** @type {Problem | null} */ (null))
  const [theirs, setTheirs] = useState(/** @type {any} */ (null))
  const changed = useRef(false)

  async function reload() {
    try {
      setCard(await api.get(`${path}/${encodeURIComponent(id)}`))
      setWrong(null)
      setTheirs(null)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      setWrong(error)
    }
  }
  useEffect(() => {
    if (!isNew) void reload()
  }, [])

  async function close() {
    const sure =
      !changed.current ||
      (await confirmDialog({ title: t('Leave without saving?'), text: t('What you changed here is lost.'), confirm: t('Leave'), cancel: t('Stay'), danger: true }))
    if (sure) go(addressOf(resource.name))
  }
  /** @param {Values} values @param {number} [over] the version to save over */
  async function save(values, over) {
    const body = resource.sent ? resource.sent(values) : values
    if (isNew) {
      const made = await api.post(path, body)
      toast(t('{name} was added.', { name: resource.label(made) }))
      changed.current = false
      onChange()
      await resource.made?.(made)
      go(addressOf(resource.name, made.id))
      return
    }
    try {
      const saved = await api.put(`${path}/${encodeURIComponent(id)}`, { ...body, version: over ?? card.version })
      toast(t('{name} was saved; the centre works by it already.', { name: resource.label(saved) }))
      changed.current = false
      setTheirs(null)
      setCard(saved)
      onChange()
    } catch (error) {
      if (error instanceof Problem && error.status === 409) setTheirs(await api.get(`${path}/${encodeURIComponent(id)}`).catch(() => null))
      throw error
    }
  }
  async function remove() {
    const sure = await confirmDialog({
      title: t('Remove {name}?', { name: resource.label(card) }),
      text: resource.removes ?? t('It is gone at once, for everybody.'),
      confirm: t('Remove'),
      danger: true,
    })
    if (!sure) return
    try {
      await api.delete(`${path}/${encodeURIComponent(id)}`)
      toast(t('{name} was removed.', { name: resource.label(card) }))
      changed.current = false
      onChange()
      go(addressOf(resource.name))
    } catch (error) {
      tellProblem(error)
    }
  }
  const title = isNew ? resource.add : card ? resource.label(card) : resource.title
  const ready = isNew || card
  return html`<${Dialog} drawer title=${title} onClose=${close} class="editor" width="38rem">
    ${wrong && html`<${EmptyState} icon="search" title=${t('It is not there')} text=${wrong.detail}><${Button} onClick=${() => go(addressOf(resource.name))}>${t('Back to the list')}<//><//>`}
    ${!ready && !wrong && html`<p class="hint" aria-busy="true">${t('One moment …')}</p>`}
    ${ready &&
    html`<${Form} key=${card ? card.version : NEW} initial=${card ? resource.values(card) : resource.blank()} onSubmit=${(/** @type {Values} */ values) => save(values)}
      submit=${isNew ? resource.add : t('Save')} always=${isNew} onCancel=${close}
      extra=${!isNew && changes && !resource.stays && html`<span class="grow"></span><${Button} kind="plain" icon="trash-2" onClick=${remove}>${t('Remove')}<//>`}>
      <${Watch} onChange=${(/** @type {boolean} */ now) => (changed.current = now)} />
      ${theirs && html`<${Overtaken} resource=${resource} theirs=${theirs} take=${() => { setCard(theirs); setTheirs(null) }} keep=${(/** @type {Values} */ values) => save(values, theirs.version).catch(tellProblem)} />`}
      ${!changes && html`<${Banner} tone="quiet" icon="lock">${t('You may look at this, not change it.')}<//>`}
      ${resource.fields({ card, choices })}
    <//>`}
    ${card && resource.beside?.({ card, choices, reload: () => void reload() })}
    ${card && html`<${Foot} card=${card} />`}
  <//>`
}

/** Tells whether the form was changed. @param {{onChange: (changed: boolean) => void}} props */
function Watch({ onChange }) {
  const form = useContext(FormContext)
  const first = useRef(JSON.stringify(form?.values.value))
  const text = JSON.stringify(form?.values.value)
  useEffect(() => onChange(text !== first.current), [text])
  return null
}

/** Somebody else saved meanwhile: nothing typed is lost, and the choice is theirs who sits here.
 * @param {{resource: Resource, theirs: any, take: () => void, keep: (values: Values) => unknown}} props */
function Overtaken({ resource, theirs, take, keep }) {
  const form = useContext(FormContext)
  const [now, mine] = [resource.values(theirs), form?.values.value ?? {}]
  const different = Object.keys(now).filter((name) => JSON.stringify(now[name]) !== JSON.stringify(mine[name]))
  return html`<${Banner} tone="warn" actions=${html`<${Button} small onClick=${take}>${t('Take theirs')}<//><${Button} small onClick=${() => keep(mine)}>${t('Save mine over it')}<//>`}>
    ${tn('Nothing of yours is lost: it differs in {n} place.', 'Nothing of yours is lost: it differs in {n} places.', different.length)}
  <//>`
}

/** Who uses it, and who changed it last. @param {{card: any}} props */
function Foot({ card }) {
  const sections = { agent: 'agents', team: 'teams', skill: 'skills', queue: 'queues', calendar: 'calendars', 'wrap-up code': 'wrap-up-codes', number: 'numbers', phone: 'phones', trunk: 'trunks', user: 'users', 'canned reply': 'canned-replies', account: 'accounts' }
  const uses = card.used_by ?? []
  return html`<footer class="card-foot">
    ${uses.length > 0 &&
    html`<p><b>${t('Used by')}</b> ${uses.map((/** @type {any} */ use) => {
      const section = /** @type {Record<string, string>} */ (sections)[use.kind]
      return html`<a class="chip" key=${`${use.kind}/${use.id}`} href=${section ? addressOf(section, use.id) : `/flows/${encodeURIComponent(use.id)}`}>${use.name}</a>`
    })}</p>`}
    ${card.changed_at && html`<p class="hint">${t('Last changed by {who}, {when}', { who: card.changed_by, when: fmt.dateTime(card.changed_at) })}</p>`}
  </footer>`
}
