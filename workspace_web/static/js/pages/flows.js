// All flows: what answers which number, what is drawn, and a new one from a template.

import { Badge } from '../components/badge.js'
import { Button } from '../components/button.js'
import { DataTable } from '../components/data-table.js'
import { Dialog } from '../components/dialog.js'
import { Field } from '../components/field.js'
import { Form, FormContext } from '../components/form.js'
import { Menu } from '../components/menu.js'
import { api } from '../core/api.js'
import { may } from '../core/boot.js'
import { confirmDialog, tellProblem, toast } from '../core/dialogs.js'
import { fmt, t, tn } from '../core/i18n.js'
import { page } from '../core/page.js'
import { html, useContext, useEffect, useState } from '../core/ui.js'

/** @typedef {import('../types').FlowCard} FlowCard */

const mayWrite = may('flows:write')

/** @param {string} id */
const addressOf = (id) => `/flows/${encodeURIComponent(id)}`

/** @type {readonly import('../components/data-table.js').Column[]} */
const COLUMNS = [
  { id: 'name', title: t('Name'), head: true, sort: true, view: (/** @type {FlowCard} */ row) => html`<a href=${addressOf(row.id)}>${row.name}</a>` },
  { id: 'state', title: t('State'), sort: true, view: (/** @type {FlowCard} */ row) => html`<${State} row=${row} />` },
  { id: 'numbers', title: t('Numbers'), sort: true, view: (/** @type {FlowCard} */ row) => (row.numbers.length ? html`<span class="num">${row.numbers.join(', ')}</span>` : html`<span class="muted">${t('no number')}</span>`) },
  { id: 'saved_at', title: t('Drawn'), sort: true, view: (/** @type {FlowCard} */ row) => (row.draft ? html`${fmt.moment(row.draft.saved_at)} <span class="muted">${row.draft.saved_by}</span>` : '') },
  { id: 'published_at', title: t('Published'), sort: true, view: (/** @type {FlowCard} */ row) => (row.published ? html`${fmt.moment(row.published.at)} <span class="muted">${row.published.by}</span>` : '') },
]

/** @param {{row: FlowCard}} props */
function State({ row }) {
  if (!row.published) return html`<${Badge} icon="pencil">${t('Draft')}<//>`
  return row.differs ? html`<${Badge} tone="warn" icon="pencil">${t('Changed')}<//>` : html`<${Badge} tone="good" icon="check">${t('Published')}<//>`
}

/** @param {import('../components/data-table.js').TableQuery} query @param {AbortSignal} abort */
const load = (query, abort) => api.get('/flows', { ...query }, abort)

function Flows() {
  const [version, setVersion] = useState(0)
  const [making, setMaking] = useState(false)
  const again = () => setVersion((old) => old + 1)
  /** @param {FlowCard} row */
  async function copy(row) {
    const made = await api.post('/flows', { name: t('{name} (copy)', { name: row.name }).slice(0, 100), copy_of: row.id })
    location.assign(addressOf(made.id))
  }
  /** @param {FlowCard} row */
  async function remove(row) {
    const sure = await confirmDialog({ title: t('Remove “{name}”?', { name: row.name }), text: t('Its draft and all versions are gone for good.'), confirm: t('Remove'), danger: true })
    if (!sure) return
    await api.delete(addressOf(row.id))
    toast(t('Removed.'))
    again()
  }
  const create = mayWrite && html`<${Button} kind="primary" icon="plus" onClick=${() => setMaking(true)}>${t('New flow')}<//>`
  return html`<div class="sheet">
    <header><h1>${t('Flows')}</h1><div class="row"><${Button} icon="audio-lines" href="/prompts">${t('Prompts')}<//>${create}</div></header>
    <${DataTable} label=${t('Flows')} columns=${COLUMNS} load=${load} version=${version} sortBy="name" search
      csv=${(/** @type {import('../components/data-table.js').TableQuery} */ query) => api.url('/flows.csv', { q: query.q, sort: query.sort, order: query.order })}
      onOpen=${(/** @type {FlowCard} */ row) => location.assign(addressOf(row.id))}
      rowActions=${(/** @type {FlowCard} */ row) => html`<${Menu} button=${{ small: true, kind: 'plain', icon: 'ellipsis', label: t('More about {name}', { name: row.name }) }} choices=${[
        { title: t('Open'), icon: 'pencil', href: addressOf(row.id) },
        mayWrite && { title: t('Copy'), icon: 'copy', run: () => copy(row) },
        mayWrite && { line: true },
        mayWrite && { title: t('Remove …'), icon: 'trash-2', danger: true, disabled: row.numbers.length > 0, run: () => remove(row) },
      ]} />`}
      empty=${{ icon: 'workflow', title: t('No flow yet'), text: t('A flow says what callers hear, are asked, and where they go. Begin with a template and change it.'), action: create }} />
    ${making && html`<${NewFlow} onClose=${() => setMaking(false)} />`}
  </div>`
}

/** @param {{onClose: () => void}} props */
function NewFlow({ onClose }) {
  const [templates, setTemplates] = useState(/** @type {readonly import('../types').TemplateCard[] | null} */ (null))
  useEffect(() => void api.get('/flow-templates').then(({ items }) => setTemplates(items), tellProblem), [])
  /** @param {Record<string, any>} values */
  async function create({ name, template, file }) {
    const { $schema: _, ...flow } = template === 'file' && file ? JSON.parse(file) : /** @type {Record<string, any>} */ ({})
    const made = await api.post('/flows', template === 'file' ? { name, flow } : { name, template })
    location.assign(addressOf(made.id))
  }
  return html`<${Dialog} title=${t('New flow')} width="34rem" onClose=${onClose}>
    <${Form} initial=${{ name: '', template: 'blank' }} submit=${t('Create')} onSubmit=${create} onCancel=${onClose}>
      <${Field} name="name" label=${t('Name')} required maxLength=${100} autofocus />
      <${Field} name="template" label=${t('Begin from')} required>
        ${(/** @type {import('../components/field.js').Control} */ { value, set }) => html`<div class="templates" role="radiogroup" aria-label=${t('Begin from')}>
          ${(templates ?? []).map(
            (template) => html`<label class="template" key=${template.id}><input type="radio" name="template" value=${template.id} checked=${value === template.id} onChange=${() => set(template.id)} />
              <span><strong>${template.id === 'blank' ? t('A blank sheet') : template.name}</strong><span class="muted small">${tn('{n} node', '{n} nodes', template.nodes)}</span></span></label>`,
          )}
          <label class="template"><input type="radio" name="template" value="file" checked=${value === 'file'} onChange=${() => set('file')} /><span><strong>${t('A file')}</strong><span class="muted small">${t('JSON, as exported from a flow')}</span></span></label>
        </div>`}
      <//>
      <${FileField} />
    <//>
  <//>`
}

/** Asked for only when the flow begins from a file. */
function FileField() {
  if (useContext(FormContext)?.values.value['template'] !== 'file') return null
  return html`<${Field} name="file" label=${t('JSON file')} required check=${(/** @type {string | undefined} */ text) => (isFlow(text) ? null : t('Choose a JSON file with nodes.'))}>
    ${(/** @type {import('../components/field.js').Control} */ { id, set, invalid, describedBy }) => html`<input type="file" class="input" id=${id} accept=".json,application/json" aria-invalid=${String(invalid)} aria-describedby=${describedBy}
      onChange=${async (/** @type {any} */ event) => set((await event.currentTarget.files[0]?.text()) ?? '')} />`}
  <//>`
}

/** @param {string | undefined} text */
function isFlow(text) {
  try {
    return typeof JSON.parse(text ?? '').nodes === 'object'
  } catch {
    return false
  }
}

page({ title: t('Flows'), main: Flows })
