// What a customer came for before, newest first: how it went, with whom, and what was noted.

import { api } from '../../core/api.js'
import { fmt, t } from '../../core/i18n.js'
import { html, signal, useEffect } from '../../core/ui.js'
import { Badge } from '../../components/badge.js'
import { Button } from '../../components/button.js'
import { EmptyState } from '../../components/empty-state.js'
import { StateMark } from '../../components/state-mark.js'
import { codeName } from './wrap-up.js'
import { recent } from './desk.js'
import { Recordings } from './recordings.js'

/** @typedef {import('../../types').PastCard} PastCard */
/** @typedef {import('../../types').Timeline} Timeline */

/** @type {Map<string, import('@preact/signals').Signal<Timeline | null>>} */
const known = new Map()

/** The newest of a customer's; null until they are known. @param {string} customer */
export function timeline(customer) {
  let found = known.get(customer)
  if (!found) {
    known.set(customer, (found = signal(/** @type {Timeline | null} */ (null))))
    void load(customer)
  }
  return found
}

/** @param {string} customer @param {string | null} [cursor] of what follows */
async function load(customer, cursor = null) {
  try {
    const more = await api.get(`/customers/${encodeURIComponent(customer)}/timeline`, { limit: 20, cursor })
    const kept = known.get(customer)
    if (kept) kept.value = cursor && kept.value ? { ...more, items: [...kept.value.items, ...more.items] } : more
  } catch (error) {
    known.delete(customer)
    throw error
  }
}

/** @param {{customer: string}} props */
export function History({ customer }) {
  const past = timeline(customer).value
  const newest = recent.value[0]
  useEffect(() => {
    // Something of mine has ended or was wrapped up since: it may be one of theirs.
    if (timeline(customer).peek()) load(customer).catch(() => undefined)
  }, [newest, customer])
  if (!past) return html`<p class="skeleton" aria-hidden="true">${'…'}</p>`
  if (!past.items.length) return html`<${EmptyState} icon="history" title=${t('Nothing yet')} text=${t('Every interaction of this customer comes to stand here.')} />`
  return html`<ol class="history" role="list">
    ${past.items.map((item) => html`<${Past} item=${item} key=${item.id} />`)}
    ${past.next && html`<li><${Button} wide onClick=${() => load(customer, past.next)}>${t('Show earlier ones')}<//></li>`}
  </ol>`
}

/** @param {{item: PastCard}} props */
function Past({ item }) {
  const talked = item.connected_at && item.ended_at ? fmt.duration(item.ended_at - item.connected_at) : null
  return html`<li class="past">
    <div class="row apart">
      <time class="strong">${fmt.dateTime(item.created_at)}</time>
      <${StateMark} of="interaction" state=${item.state} />
    </div>
    <p class="facts small">
      ${item.queue_name && html`<span>${item.queue_name}</span>`} ${item.agent_name && html`<span>${item.agent_name}</span>`}
      ${talked && html`<span class="num">${talked}</span>`}
    </p>
    ${item.wrap_ups.map(
      (wrapUp) => html`<div key=${wrapUp.agent} class="stack tight">
        ${wrapUp.code && html`<span><${Badge} tone=${wrapUp.chosen ? 'accent' : 'quiet'}>${codeName(item.queue, wrapUp.code)}<//></span>`}
        ${wrapUp.note && html`<p class="said">${wrapUp.note}</p>`}
      </div>`,
    )}
    ${item.notes.map((note) => html`<p class="said" key=${note.id}>${note.text} <span class="muted small">${note.author}</span></p>`)}
    <${Recordings} ids=${item.recordings} />
  </li>`
}
