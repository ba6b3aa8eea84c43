// Something else that the customer came for, folded to a line: what it was, with whom, and what came of it.

import { api } from '../core/api.js'
import { tellProblem } from '../core/dialogs.js'
import { fmt, t } from '../core/i18n.js'
import { html, useState } from '../core/ui.js'
import { Icon } from '../components/icon.js'
import { StateMark } from '../components/state-mark.js'
import { Bubble } from './bubble.js'
import { channelOfCard } from './channels.js'

/** @typedef {import('../types').PastCard} PastCard */

/** `recordings` draws those of a call. @param {{past: PastCard, me: string, customer: string, recordings?: (ids: readonly string[]) => any}} props */
export function PastRow({ past, me, customer, recordings }) {
  const [said, setSaid] = useState(/** @type {import('./rules.js').Message[] | null} */ (null))
  const { icon, name } = channelOfCard(past)
  const lasted = past.connected_at && past.ended_at && past.medium === 'voice' ? fmt.duration(past.ended_at - past.connected_at) : null
  const note = past.wrap_ups.find((each) => each.note)?.note ?? past.notes[0]?.text
  /** @param {Event} event */
  function unfold(event) {
    if (!(/** @type {HTMLDetailsElement} */ (event.currentTarget).open) || said || !past.thread) return
    api.get(`/threads/${encodeURIComponent(past.thread)}/messages`, { interaction: past.id, limit: 100 }).then(({ items }) => setSaid(items), tellProblem)
  }
  return html`<details class="past-row" onToggle=${unfold}>
    <summary>
      <${Icon} name=${icon} /><span class="strong">${name()}</span>
      <span class="truncate grow muted">${[past.subject || past.preview || past.queue_name, past.agent_name, lasted].filter(Boolean).join(' · ')}</span>
      <${StateMark} of="interaction" state=${past.state} /><time class="small muted">${fmt.time(past.created_at)}</time><${Icon} name="chevron-down" />
    </summary>
    <div class="inside">
      ${note && html`<p class="text">${note}</p>`} ${past.recordings.length > 0 && recordings?.(past.recordings)}
      ${past.thread && !said && html`<p class="skeleton" aria-hidden="true">${'…'}</p>`}
      ${said?.map((message) => html`<${Bubble} key=${message.id} message=${message} me=${me} customer=${customer} />`)}
      ${!note && !past.recordings.length && !past.thread && html`<p class="muted">${t('Nothing was noted.')}</p>`}
    </div>
  </details>`
}
