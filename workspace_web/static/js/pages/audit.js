// The audit log: what people did, searched and narrowed, and whether it is still as it was written.

import { Banner } from '../components/banner.js'
import { Button } from '../components/button.js'
import { DataTable } from '../components/data-table.js'
import { api } from '../core/api.js'
import { fmt, t } from '../core/i18n.js'
import { page } from '../core/page.js'
import { html, useCallback, useEffect, useState } from '../core/ui.js'

/** @typedef {import('../types').DeedCard} DeedCard */
/** @typedef {import('../types').VerdictCard} VerdictCard */

/** What was sent, in a line; by which session or token is in the file. @param {Record<string, any>} detail */
function said({ sent, session: _session, token: _token, ...others }) {
  return Object.entries({ ...others, ...sent })
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(', ')
}

const COLUMNS = [
  { id: 'seq', title: t('No.'), num: true, view: (/** @type {DeedCard} */ deed) => fmt.number(deed.seq) },
  { id: 'at', title: t('When'), view: (/** @type {DeedCard} */ deed) => html`<time>${fmt.dateTime(deed.at)}</time>` },
  { id: 'name', title: t('Who'), head: true, view: (/** @type {DeedCard} */ deed) => deed.name },
  { id: 'action', title: t('What'), view: (/** @type {DeedCard} */ deed) => deed.action.replaceAll('_', ' ') },
  { id: 'target', title: t('On what'), view: (/** @type {DeedCard} */ deed) => deed.target.replace(/^\/api\/v1/, '') },
  { id: 'address', title: t('From'), view: (/** @type {DeedCard} */ deed) => deed.address },
  { id: 'detail', title: t('Detail'), view: (/** @type {DeedCard} */ deed) => html`<div class="deed-detail">${said(deed.detail)}</div>` },
]

/** @typedef {import('../components/data-table.js').TableQuery} TableQuery */
/** The newest first; only the order of the chain can be chosen, not a column. @param {TableQuery} query @param {string} action */
const asked = ({ q, page: number, size }, action) => ({ q, page: number, size, action })

function AuditLog() {
  const [actions, setActions] = useState(/** @type {readonly string[]} */ ([]))
  const [action, setAction] = useState('')
  const [verdict, setVerdict] = useState(/** @type {VerdictCard | null} */ (null))
  useEffect(() => void api.get('/audit/actions').then(({ items }) => setActions(items), () => null), [])
  const load = useCallback((/** @type {TableQuery} */ query, /** @type {AbortSignal} */ abort) => api.get('/audit', asked(query, action), abort), [action])
  return html`<div class="sheet">
    <header>
      <h1>${t('Audit log')}</h1>
      <${Button} icon="shield-check" onClick=${async () => setVerdict(await api.get('/audit/verify'))}>${t('Verify')}<//>
    </header>
    ${verdict && html`<${Finding} verdict=${verdict} />`}
    <${DataTable} label=${t('What people did')} columns=${COLUMNS} load=${load} version=${action} search rowKey=${(/** @type {DeedCard} */ deed) => String(deed.seq)}
      csv=${(/** @type {TableQuery} */ query) => api.url('/audit.csv', asked(query, action))}
      filters=${html`<select class="input deed-filter" aria-label=${t('What was done')} value=${action} onChange=${(/** @type {any} */ event) => setAction(event.currentTarget.value)}>
        <option value="">${t('Everything')}</option>
        ${actions.map((name) => html`<option key=${name} value=${name}>${name.replaceAll('_', ' ')}</option>`)}
      </select>`}
      empty=${{ icon: 'scroll-text', title: t('Nothing found'), text: t('Try fewer words, or another kind of act.') }} />
  </div>`
}

/** @param {{verdict: VerdictCard}} props */
const Finding = ({ verdict }) =>
  verdict.ok
    ? html`<${Banner} tone="good"
        >${t('The log is whole: each of its {rows} rows is as it was written. Its seal is {seal}; noted elsewhere, it shows later that no row was cut off.', {
          rows: fmt.number(verdict.rows),
          seal: verdict.head.slice(0, 16),
        })}<//
      >`
    : html`<${Banner} tone="bad">${t('The log was changed: row {row} is not as it was written. Keep a copy of the database now, and find out who had access to it.', { row: fmt.number(verdict.first_broken ?? 0) })}<//>`

page({ title: t('Audit log'), main: AuditLog, live: false })
