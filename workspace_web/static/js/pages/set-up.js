// A set-up link: choose a password, and be in. The secret stands after the # of the address, which no server ever sees.

import { CodeField, Door, inWords, PasswordField } from '../account/door.js'
import { Button } from '../components/button.js'
import { EmptyState } from '../components/empty-state.js'
import { Field } from '../components/field.js'
import { Form } from '../components/form.js'
import { api, Problem } from '../core/api.js'
import { t } from '../core/i18n.js'
import { page } from '../core/page.js'
import { html, useEffect, useState } from '../core/ui.js'

const SHORTEST = 10
const link = location.hash.slice(1)

function SetUp() {
  const [bearer, setBearer] = useState(/** @type {{user: string | null} | null} */ (null))
  const [over, setOver] = useState(/** @type {string | null} */ (null))
  const [wantsCode, setWantsCode] = useState(false)
  useEffect(() => {
    api.post('/session/link', { link: link || '-' }).then(setBearer, (error) => {
      if (!(error instanceof Problem)) throw error
      setOver(error.type === 'sign-in-failed' ? t('It was used already, or is more than a day old. Ask an administrator for a new one.') : error.detail)
    })
  }, [])

  /** @param {Record<string, any>} given */
  async function setUp({ name, password, code }) {
    const sent = { link, password, ...(bearer?.user === null && { name: name.trim() }), ...(wantsCode && { code }) }
    try {
      await api.post('/session/set-up', sent)
    } catch (error) {
      if (error instanceof Problem && error.type === 'second-factor-needed') return setWantsCode(true)
      throw inWords(error, wantsCode ? t('This code is wrong, or was used already.') : t('This link was used already. Ask for a new one.'))
    }
    location.replace('/')
  }

  if (over) {
    return html`<${Door} title=${t('This link does not work')}>
      <${EmptyState} icon="unlink" title=${t('Nothing is lost')} text=${over}><${Button} href="/sign-in">${t('Sign in instead')}<//><//>
    <//>`
  }
  const lead = bearer && (bearer.user === null ? t('You are the first here: the administrator of this centre.') : t('Choose the password that you will sign in with.'))
  return html`<${Door} title=${bearer?.user ? t('Welcome, {user}', { user: bearer.user }) : t('Welcome')} lead=${lead ?? t('One moment …')}>
    ${bearer &&
    html`<${Form} initial=${{ name: 'admin', password: '', code: '' }} onSubmit=${setUp} submit=${t('Set the password and go in')}>
      ${bearer.user === null
        ? html`<${Field} key="name" name="name" label=${t('User name')} required maxLength=${100} autocomplete="username" autocapitalize="off" spellcheck=${false} />`
        : html`<input class="hidden-name" key="name" type="text" name="username" autocomplete="username" value=${bearer.user} readonly hidden />`}
      <${PasswordField} key="password" name="password" label=${t('New password')} autocomplete="new-password" minLength=${SHORTEST} autofocus
        hint=${t('At least {count} characters. Three or four words that nobody else would put together do well.', { count: SHORTEST })} />
      ${wantsCode && html`<${CodeField} key="code" autofocus />`}
    <//>`}
  <//>`
}

page({ title: t('Set up'), main: SetUp, bare: true, live: false })
