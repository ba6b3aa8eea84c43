// The agents, live: hundreds of rows, of which those in sight are drawn. Each row reads its own cards, so that a change draws
// one row; the order is made anew every two seconds, and stays as it is while the pointer is over the table.

import { now } from '../../core/clock.js'
import { because, t, tn } from '../../core/i18n.js'
import { live } from '../../core/live.js'
import { html, signal, untracked, useComputed, useEffect, useRef, useSignal, useSignalEffect } from '../../core/ui.js'
import { Badge } from '../../components/badge.js'
import { Button } from '../../components/button.js'
import { EmptyState } from '../../components/empty-state.js'
import { Icon } from '../../components/icon.js'
import { StateMark } from '../../components/state-mark.js'
import { Since } from '../../components/time.js'
import { AgentMenu, listenTo } from './agent-menu.js'
import { customerOf, limits, MEASURE_OF_STATE, opened, queueName, selected, shownAgents, want, wanted } from './centre.js'
import { Filters } from './filters.js'
import { Load } from './load.js'
import { EVERYBODY, teamOf } from './rules.js'
import { supervised, talkOf, writtenOf } from './supervise.js'

/** @typedef {import('./rules.js').SortKey} SortKey */
/** @typedef {import('../../types').AgentCard} AgentCard */
/** @typedef {import('../../types').InteractionCard} InteractionCard */

const SETTLED = 2 // seconds that an order stands
const SPARE = 6 // rows drawn above and below those in sight

/** @type {readonly {id: SortKey, title: () => string}[]} */
const COLUMNS = [
  { id: 'name', title: () => t('Agent') },
  { id: 'state', title: () => t('State') },
  { id: 'since', title: () => t('For') },
  { id: 'work', title: () => t('Current work') },
  { id: 'team', title: () => t('Team') },
]

/** The ids in order. */
const order = signal(/** @type {readonly string[]} */ ([]))

/** @param {readonly string[]} next */
function arrange(next) {
  const before = order.peek()
  if (next.length !== before.length || next.some((id, place) => id !== before[place])) order.value = next
}

export function Agents() {
  const frame = useRef(/** @type {HTMLElement | null} */ (null))
  const pointed = useRef(false)
  const scrolled = useSignal(0)
  const height = useSignal(600)
  const row = useSignal(42)
  const size = useComputed(() => live.agents.value.size)

  useSignalEffect(() => {
    wanted.value // what is asked for changes the order at once
    size.value // and so does who comes and goes
    arrange(untracked(shownAgents))
  })
  useSignalEffect(() => {
    if (now.value % SETTLED === 0 && !pointed.current) arrange(untracked(shownAgents))
  })
  useEffect(() => {
    const element = frame.current
    if (!element) return undefined
    const measure = () => {
      height.value = element.clientHeight
      row.value = element.querySelector('tbody tr.agent')?.getBoundingClientRect().height || row.value
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  const ids = order.value
  const first = Math.max(0, Math.floor(scrolled.value / row.value) - SPARE)
  const last = Math.min(ids.length, Math.ceil((scrolled.value + height.value) / row.value) + SPARE)
  const focused = ids.includes(selected.value ?? '') ? selected.value : ids[first]

  /** @param {string | undefined} id */
  function go(id) {
    const place = ids.indexOf(id ?? '')
    const element = frame.current
    if (!id || place < 0 || !element) return
    selected.value = id
    const top = place * row.value
    const head = element.querySelector('thead')?.clientHeight ?? 0
    if (top < element.scrollTop) element.scrollTop = top
    else if (top + row.value + head > element.scrollTop + element.clientHeight) element.scrollTop = top + row.value + head - element.clientHeight
    scrolled.value = element.scrollTop
    requestAnimationFrame(() => /** @type {HTMLElement | null} */ (element.querySelector(`tr[data-agent="${CSS.escape(id)}"]`))?.focus())
  }
  /** @param {KeyboardEvent} event */
  function move(event) {
    if (!(event.target instanceof HTMLTableRowElement)) return
    const place = ids.indexOf(event.target.dataset.agent ?? '')
    const leap = Math.max(1, Math.floor(height.value / row.value) - 2)
    const to = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: ids.length - 1, PageDown: place + leap, PageUp: place - leap }[event.key]
    if (to !== undefined) {
      event.preventDefault()
      go(ids[Math.max(0, Math.min(to, ids.length - 1))])
    } else if (event.key === 'Enter') opened.value = { kind: 'agent', id: event.target.dataset.agent ?? '' }
  }
  return html`<section class="agents" aria-label=${t('Agents')}>
    <h2 class="only-read">${t('Agents')}</h2>
    <${Filters} shown=${ids.length} />
    <div
      class="table-frame agents-frame"
      ref=${frame}
      tabindex=${ids.length ? -1 : 0}
      onScroll=${(/** @type {any} */ event) => (scrolled.value = event.currentTarget.scrollTop)}
      onPointerEnter=${() => (pointed.current = true)}
      onPointerLeave=${() => (pointed.current = false)}
    >
      <table class="table" aria-rowcount=${ids.length + 1} aria-label=${t('Agents')}>
        <thead>
          <tr aria-rowindex="1">${COLUMNS.map((column) => html`<${Head} key=${column.id} column=${column} />`)}<th scope="col"><span class="only-read">${t('Actions')}</span></th></tr>
        </thead>
        <tbody onKeyDown=${move}>
          ${first > 0 && html`<tr key="above" aria-hidden="true" class="gap"><td colspan="6" style=${{ blockSize: `${first * row.value}px` }}></td></tr>`}
          ${ids.slice(first, last).map((id, place) => html`<${Row} key=${id} id=${id} place=${first + place} focusable=${id === focused} />`)}
          ${last < ids.length && html`<tr key="below" aria-hidden="true" class="gap"><td colspan="6" style=${{ blockSize: `${(ids.length - last) * row.value}px` }}></td></tr>`}
          ${!ids.length && html`<tr key="none" class="none"><td colspan="6"><${Nobody} /></td></tr>`}
        </tbody>
      </table>
    </div>
  </section>`
}

function Nobody() {
  if (live.status.value === 'connecting') return html`<span class="skeleton">…………………………</span>`
  const all = live.agents.value.size
  return all
    ? html`<${EmptyState} icon="funnel" title=${t('Nobody fits')} text=${tn('{n} agent is there whom these filters leave out, or who is signed out.', '{n} agents are there whom these filters leave out, or who are signed out.', all)}>
        <${Button} onClick=${() => want(EVERYBODY)}>${t('Clear the filters')}<//>
      <//>`
    : html`<${EmptyState} icon="users" title=${t('No agents yet')} text=${t('As soon as an administrator has made an agent whom you may see, they are here.')} />`
}

/** @param {{column: {id: SortKey, title: () => string}}} props */
function Head({ column }) {
  const { sort, down } = wanted.value
  const sorted = sort === column.id
  return html`<th scope="col" class="col-${column.id}" aria-sort=${sorted ? (down ? 'descending' : 'ascending') : undefined}>
    <button type="button" class="sort" onClick=${() => want({ sort: column.id, down: sorted && !down })}>
      ${column.title()}<${Icon} name=${sorted ? (down ? 'arrow-down' : 'arrow-up') : 'chevrons-up-down'} />
    </button>
  </th>`
}

/** @param {{id: string, place: number, focusable: boolean}} props */
function Row({ id, place, focusable }) {
  /** @type {AgentCard | null} */
  const agent = live.card('agent', id).value
  if (!agent) return null
  const chosen = selected.value === id
  /** @param {any} event */
  const open = (event) => event.target.closest('button, a, .menu') || (opened.value = { kind: 'agent', id })
  return html`<tr
    class="agent"
    data-agent=${id}
    tabindex=${focusable ? 0 : -1}
    aria-rowindex=${place + 2}
    aria-selected=${String(chosen)}
    onFocus=${() => (selected.value = id)}
    onClick=${open}
  >
    <th scope="row"><span class="agent-name">${agent.name}</span></th>
    <td><span class="agent-state"><${StateMark} of="agent" state=${agent.state} />${agent.reason && html`<span class="muted small truncate">${because(agent.reason)}</span>`}</span></td>
    <td class="num-left"><${Since} at=${agent.since} ...${limits(MEASURE_OF_STATE[agent.state])} /></td>
    <td><${Work} agent=${agent} /><${Load} agent=${agent} /></td>
    <td class="muted">${teamOf(agent)}</td>
    <td class="end">
      <span class="row-actions">
        ${talkOf(agent) ? html`<${Listen} agent=${agent} />` : writtenOf(agent) && html`<${ReadAlong} id=${writtenOf(agent)} />`}
        <${AgentMenu} agent=${agent} />
      </span>
    </td>
  </tr>`
}

/** @param {{agent: AgentCard}} props */
function Listen({ agent }) {
  const mine = supervised.value?.item.id === agent.interaction
  return html`<${Button} small icon="ear" pressed=${mine} onClick=${() => listenTo(agent)}>${mine ? t('Listening') : t('Listen')}<//>`
}

/** @param {{id: string}} props */
const ReadAlong = ({ id }) => html`<${Button} small icon="eye" onClick=${() => (opened.value = { kind: 'interaction', id })}>${t('Read along')}<//>`

/** @param {{agent: AgentCard}} props */
function Work({ agent }) {
  if (!agent.interaction) return html`<span class="muted">${agent.next_state ? '' : '–'}</span>`
  return html`<${Interaction} id=${agent.interaction} />`
}

/** @param {{id: string}} props */
function Interaction({ id }) {
  /** @type {InteractionCard | null} */
  const item = live.card('interaction', id).value
  if (!item) return html`<span class="muted">–</span>`
  return html`<span class="work-cell">
    <span class="truncate"><span class="strong">${queueName(item.queue) || t('No queue')}</span> <span class="muted">${customerOf(item)}</span></span>
    ${item.on_hold && html`<${Badge} tone="warn" icon="circle-pause">${t('On hold')} <${Since} at=${item.held_since} ...${limits('hold')} /><//>`}
    ${item.rejoin_until !== null && html`<${Badge} tone="bad" icon="unlink">${t('Connection lost')}<//>`}
    ${item.parties.map((party) => html`<${Badge} key=${party.leg} tone=${party.role === 'supervisor' ? 'accent' : 'busy'} icon=${party.role === 'supervisor' ? 'ear' : 'users'}>${party.name || party.number}<//>`)}
  </span>`
}

