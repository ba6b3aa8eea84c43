// Tokens for programs that work for me: made, shown once, revoked.

import { Banner } from '../components/banner.js'
import { Button } from '../components/button.js'
import { Card } from '../components/card.js'
import { DataTable } from '../components/data-table.js'
import { Dialog } from '../components/dialog.js'
import { Field } from '../components/field.js'
import { Form } from '../components/form.js'
import { api } from '../core/api.js'
import { confirmDialog, toast } from '../core/dialogs.js'
import { fmt, t } from '../core/i18n.js'
import { html, useEffect, useState } from '../core/ui.js'

/** @typedef {import('../types').TokenCard} TokenCard */

const COLUMNS = [
  { id: 'label', title: t('For'), head: true, view: (/** @type {TokenCard} */ token) => token.label },
  { id: 'role', title: t('Role'), view: (/** @type {TokenCard} */ token) => token.role },
  { id: 'created_at', title: t('Made'), view: (/** @type {TokenCard} */ token) => fmt.date(token.created_at) },
  {
    id: 'last_used_at',
    title: t('Last used'),
    view: (/** @type {TokenCard} */ token) => (token.last_used_at === null ? t('never') : fmt.dateTime(token.last_used_at)),
  },
  {
    id: 'expires_at',
    title: t('Good until'),
    view: (/** @type {TokenCard} */ token) => (token.expires_at === null ? t('for ever') : fmt.date(token.expires_at)),
  },
]

export function Tokens() {
  const [tokens, setTokens] = useState(/** @type {readonly TokenCard[]} */ ([]))
  const [making, setMaking] = useState(false)
  const [secret, setSecret] = useState(/** @type {string | null} */ (null))
  const load = async () => setTokens((await api.get('/account/tokens')).items)
  useEffect(() => void load(), [])

  /** @param {Record<string, any>} given */
  async function make({ label, days }) {
    setSecret((await api.post('/account/tokens', { label, days: days ?? null })).secret)
    setMaking(false)
    await load()
  }
  /** @param {TokenCard} token */
  async function revoke(token) {
    const sure = await confirmDialog({
      title: t('Revoke the token “{label}”?', { label: token.label }),
      text: t('Programs that use it stop at once.'),
      confirm: t('Revoke'),
      danger: true,
    })
    if (!sure) return
    await api.delete(`/account/tokens/${token.id}`)
    await load()
  }

  return html`<${Card} flush title=${t('Tokens of the API')} actions=${html`<${Button} small icon="plus" onClick=${() => setMaking(true)}>${t('New token')}<//>`}>
    <${DataTable} quiet label=${t('My tokens')} columns=${COLUMNS} rows=${tokens}
      empty=${{ icon: 'key-round', title: t('No tokens'), text: t('A program that works for you, such as a nightly report, signs in with a token.') }}
      rowActions=${(/** @type {TokenCard} */ token) => html`<${Button} small onClick=${() => revoke(token)}>${t('Revoke')}<//>`} />
    ${making &&
    html`<${Dialog} title=${t('New token')} onClose=${() => setMaking(false)}>
      <${Form} initial=${{ label: '', days: 90 }} onSubmit=${make} onCancel=${() => setMaking(false)} submit=${t('Make it')}>
        <${Field} name="label" label=${t('What it is for')} required maxLength=${100} placeholder=${t('nightly report')} autofocus />
        <${Field} name="days" type="number" label=${t('Good for so many days')} min=${1} max=${3650} hint=${t('Empty: for ever.')} />
      <//>
    <//>`}
    ${secret &&
    html`<${Dialog} title=${t('Your new token')} onClose=${() => setSecret(null)}>
      <div class="once">
        <${Banner} tone="warn">${t('Copy it now: it is not shown again.')}<//>
        <p class="secret">${secret}</p>
        <div class="row">
          <${Button} kind="primary" icon="copy" autofocus onClick=${() => navigator.clipboard.writeText(secret).then(() => toast(t('Copied.')))}>${t('Copy')}<//>
          <${Button} onClick=${() => setSecret(null)}>${t('Done')}<//>
        </div>
      </div>
    <//>`}
  <//>`
}
