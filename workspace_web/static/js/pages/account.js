// My account: how I sign in, where I am, which programs work for me.

import { PasswordField } from '../account/door.js'
import { SecondFactor } from '../account/second-factor.js'
import { Sessions } from '../account/sessions.js'
import { Tokens } from '../account/tokens.js'
import { Banner } from '../components/banner.js'
import { Button } from '../components/button.js'
import { Card } from '../components/card.js'
import { Form } from '../components/form.js'
import { api, Problem } from '../core/api.js'
import { boot } from '../core/boot.js'
import { toast } from '../core/dialogs.js'
import { fmt, t } from '../core/i18n.js'
import { page } from '../core/page.js'
import { html, useEffect, useState } from '../core/ui.js'

/** @typedef {import('../types').AccountCard} AccountCard */

const SHORTEST = 10

function Account() {
  const [account, setAccount] = useState(/** @type {AccountCard | null} */ (null))
  const [wrong, setWrong] = useState(/** @type {string | null} */ (null))
  async function load() {
    try {
      setAccount(await api.get('/account'))
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      setWrong(error.detail)
    }
  }
  useEffect(() => void load(), [])
  const shown = new URLSearchParams(location.search).has('shown')
  const missing = account?.second_factor_needed && account.second_factor_since === null
  return html`<div class="sheet">
    <header><h1>${t('My account')}</h1></header>
    <div class="account">
      ${wrong && html`<${Banner} tone="bad">${wrong}<//>`}
      ${shown && html`<${Banner} tone="good">${t('You have shown that it is you. Close this tab, and go on in the other one.')}<//>`}
      ${missing && html`<${Banner} tone="warn">${t('Your role needs a second factor. Set it up here; then the other pages are open to you.')}<//>`}
      <${Password} account=${account} changed=${load} />
      ${account && html`<${SecondFactor} account=${account} changed=${load} />`}
      <${Sessions} /> <${Tokens} />
    </div>
  </div>`
}

/** @param {{account: AccountCard | null, changed: () => unknown}} props */
function Password({ account, changed }) {
  const [changing, setChanging] = useState(false)
  /** @param {Record<string, any>} given */
  async function change({ current, password }) {
    try {
      await api.put('/account/password', { current, password })
    } catch (error) {
      if (!(error instanceof Problem) || error.type !== 'sign-in-failed') throw error
      throw new Problem(error.status, { detail: t('The current password is wrong.') })
    }
    setChanging(false)
    toast(t('The password is changed. You are signed out everywhere else.'))
    await changed()
  }
  const at = account?.password_changed_at
  return html`<${Card} title=${t('Password')}>
    ${changing
      ? html`<${Form} initial=${{ current: '', password: '' }} onSubmit=${change} onCancel=${() => setChanging(false)} submit=${t('Change the password')}>
          <input type="text" name="username" autocomplete="username" value=${boot.me?.name} readonly hidden />
          <${PasswordField} name="current" label=${t('Current password')} autocomplete="current-password" autofocus />
          <${PasswordField} name="password" label=${t('New password')} autocomplete="new-password" minLength=${SHORTEST}
            hint=${t('At least {count} characters. Three or four words that nobody else would put together do well.', { count: SHORTEST })} />
        <//>`
      : html`<div class="fact">
          <p>${at === null ? t('You have none: your provider signs you in.') : at === undefined ? t('One moment …') : t('Chosen on {date}.', { date: fmt.date(at) })}</p>
          ${at !== null && html`<${Button} onClick=${() => setChanging(true)}>${t('Change')}<//>`}
        </div>`}
  <//>`
}

page({ title: t('My account'), main: Account, live: false })
