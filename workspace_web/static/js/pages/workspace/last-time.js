// What the customer came for last time, in a line or two, while one talks to them.

import { fmt, t } from '../../core/i18n.js'
import { html } from '../../core/ui.js'
import { Icon } from '../../components/icon.js'
import { timeline } from './history.js'
import { codeName } from './wrap-up.js'

/** @param {{card: import('../../types').InteractionCard}} props */
export function LastTime({ card }) {
  const past = card.customer ? timeline(card.customer).value?.items.find(({ id, ended_at }) => id !== card.id && ended_at !== null) : null
  if (!past) return null
  const code = past.wrap_ups.find(({ chosen }) => chosen)?.code
  const said = past.wrap_ups.find(({ note }) => note)?.note ?? past.notes[0]?.text
  return html`<aside class="last-time">
    <${Icon} name="history" />
    <p>
      <span class="muted">${t('Last time, {date}:', { date: fmt.dateTime(past.created_at) })}</span>
      ${' '}${[past.queue_name, past.agent_name, code && codeName(past.queue, code)].filter(Boolean).join(' · ')}
      ${said && html`<span class="said">${said}</span>`}
    </p>
  </aside>`
}
