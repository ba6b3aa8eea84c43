// Recordings: found by time, agent, queue and number; heard with both sides apart.

import { Button } from '../../components/button.js'
import { DataTable } from '../../components/data-table.js'
import { api } from '../../core/api.js'
import { fmt, t } from '../../core/i18n.js'
import { html, useEffect, useMemo, useState } from '../../core/ui.js'
import { Named } from '../columns.js'
import { Player } from '../player.js'
import { addressOf, go } from '../place.js'

const DAY = 86_400
const COLUMNS = [
  { id: 'started_at', title: t('When'), sort: true, head: true, view: (/** @type {any} */ row) => fmt.dateTime(row.started_at) },
  { id: 'seconds', title: t('Length'), sort: true, num: true, view: (/** @type {any} */ row) => html`<span class="figure">${fmt.duration(row.seconds)}</span>` },
  { id: 'agent', title: t('Agent'), sort: true, view: (/** @type {any} */ row) => row.agent_name ?? html`<span class="hint">–</span>` },
  { id: 'queue', title: t('Queue'), sort: true, view: (/** @type {any} */ row) => row.queue ? html`<${Named} of="queues" id=${row.queue} />` : html`<span class="hint">–</span>` },
  { id: 'caller', title: t('Caller'), sort: true, view: (/** @type {any} */ row) => html`<span class="figure">${row.caller || t('withheld')}</span>` },
  { id: 'called', title: t('Called'), view: (/** @type {any} */ row) => html`<span class="figure">${row.called}</span>` },
]

/** The local midnight that a day begins with. @param {string} day */
const begin = (day) => (day ? new Date(`${day}T00:00:00`).getTime() / 1000 : null)

/** @param {{open: string | null}} props */
export function Recordings({ open }) {
  const [found, setFound] = useState({ from: '', until: '', agent: '', queue: '' })
  const [names, setNames] = useState(/** @type {{agents: any[], queues: any[]}} */ ({ agents: [], queues: [] }))
  useEffect(() => {
    Promise.all([api.get('/agents'), api.get('/queues')]).then(
      ([agents, queues]) => setNames({ agents: agents.items, queues: queues.items }),
      () => null,
    )
  }, [])
  const until = begin(found.until)
  const filter = { start: begin(found.from), end: until && until + DAY, agent: found.agent, queue: found.queue }
  const loads = useMemo(
    () => ({
      load: (/** @type {any} */ query, /** @type {AbortSignal} */ abort) => api.get('/recordings', { ...query, ...filter }, abort),
      csv: (/** @type {any} */ query) => api.url('/recordings.csv', { q: query.q, sort: query.sort, order: query.order, ...filter }),
    }),
    [found],
  )
  /** @param {keyof typeof found} name */
  const set = (name) => (/** @type {any} */ event) => setFound({ ...found, [name]: event.currentTarget.value })
  /** @param {'agent' | 'queue'} name @param {string} label @param {any[]} of */
  const choice = (name, label, of) => html`<select class="input" aria-label=${label} value=${found[name]} onChange=${set(name)}>
    <option value="">${label}</option>${of.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}
  </select>`
  const filters = html`<div class="filters">
    <label class="with-label"><span>${t('From')}</span><input class="input" type="date" value=${found.from} onChange=${set('from')} /></label>
    <label class="with-label"><span>${t('until')}</span><input class="input" type="date" value=${found.until} onChange=${set('until')} /></label>
    ${choice('agent', t('All agents'), names.agents)} ${choice('queue', t('All queues'), names.queues)}
  </div>`
  return html`
    <header class="section-head"><div><h1>${t('Recordings')}</h1><p class="hint">${t('Conversations of the queues that are recorded. Who hears one is written into the audit log.')}</p></div></header>
    ${open !== null && html`<${Player} key=${open} path="/recordings" id=${open} onClose=${() => go(addressOf('recordings'))} />`}
    <${DataTable} label=${t('Recordings')} columns=${COLUMNS} load=${loads.load} csv=${loads.csv} search sortBy="started_at" order="desc" filters=${filters} selected=${open ?? undefined}
      onOpen=${(/** @type {any} */ row) => go(addressOf('recordings', row.id))}
      rowActions=${(/** @type {any} */ row) => html`<${Button} icon="play" kind="plain" small label=${t('Hear the recording of {when}', { when: fmt.dateTime(row.started_at) })} onClick=${() => go(addressOf('recordings', row.id))} />`}
      empty=${{ icon: 'audio-lines', title: t('No recordings'), text: t('There is none of this time, agent and queue. A queue records when its page says so.') }} />
  `
}
