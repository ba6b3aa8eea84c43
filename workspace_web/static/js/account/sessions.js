// Where I am signed in, and how to end that elsewhere.

import { Badge } from '../components/badge.js'
import { Button } from '../components/button.js'
import { Card } from '../components/card.js'
import { DataTable } from '../components/data-table.js'
import { api } from '../core/api.js'
import { toast } from '../core/dialogs.js'
import { fmt, t } from '../core/i18n.js'
import { html, useEffect, useState } from '../core/ui.js'
import { browserOf } from './places.js'

/** @typedef {import('../types').MySession} MySession */

const COLUMNS = [
  {
    id: 'browser',
    title: t('Browser'),
    head: true,
    view: (/** @type {MySession} */ session) => html`<span title=${session.browser}>${browserOf(session.browser)}</span>
      ${session.current && html` <${Badge} tone="good">${t('this one')}<//>`}
      <div class="hint">${session.address}</div>`,
  },
  { id: 'created_at', title: t('Signed in'), view: (/** @type {MySession} */ session) => fmt.moment(session.created_at) },
  { id: 'used_at', title: t('Last used'), view: (/** @type {MySession} */ session) => fmt.moment(session.used_at) },
]

export function Sessions() {
  const [sessions, setSessions] = useState(/** @type {readonly MySession[]} */ ([]))
  const load = async () => setSessions((await api.get('/account/sessions')).items)
  useEffect(() => void load(), [])
  async function endOthers() {
    await api.delete('/account/sessions')
    await load()
    toast(t('You are signed out everywhere else.'))
  }
  return html`<${Card} flush title=${t('Where I am signed in')}
    actions=${sessions.length > 1 && html`<${Button} small onClick=${endOthers}>${t('Sign out everywhere else')}<//>`}>
    <${DataTable} quiet label=${t('My sessions')} columns=${COLUMNS} rows=${sessions} empty=${{ title: t('One moment …') }}
      rowActions=${(/** @type {MySession} */ session) =>
        !session.current &&
        html`<${Button} small onClick=${() => api.delete(`/account/sessions/${session.id}`).then(load)}>${t('End')}<//>`} />
  <//>`
}
