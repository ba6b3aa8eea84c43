// The door: user name and password, then the code if there is a second factor; or through the provider.

import { CodeField, Door, inWords, PasswordField } from '../account/door.js'
import { inside } from '../account/places.js'
import { Banner } from '../components/banner.js'
import { Button } from '../components/button.js'
import { Field } from '../components/field.js'
import { Form } from '../components/form.js'
import { api, Problem } from '../core/api.js'
import { t } from '../core/i18n.js'
import { page } from '../core/page.js'
import { html, useEffect, useState } from '../core/ui.js'

const query = new URLSearchParams(location.search)

/** What the provider's way back says went wrong. @param {string | null} why */
function failure(why) {
  switch (why) {
    case null:
      return null
    case 'unknown':
      return t('The provider knows you, but you are no user here. Ask an administrator to add you.')
    case 'late':
      return t('That took too long, or began in another browser. Try again.')
    case 'refused':
      return t('The provider did not let you in. Try again, or ask whoever runs it.')
    default:
      return t('Signing in through the provider did not work. Try again, or use your password.')
  }
}

function SignIn() {
  const [wantsCode, setWantsCode] = useState(false)
  const [provider, setProvider] = useState(/** @type {string | null} */ (null))
  const failed = failure(query.get('failed'))
  useEffect(() => {
    api.get('/session/ways').then(
      (ways) => setProvider(ways.openid),
      () => null, // then there is the password; if nothing answers, sending it says so
    )
  }, [])

  /** @param {Record<string, any>} given */
  async function signIn({ user, password, code }) {
    const sent = wantsCode ? { user: user.trim(), password, code } : { user: user.trim(), password }
    try {
      await api.post('/session', sent)
    } catch (error) {
      if (error instanceof Problem && error.type === 'second-factor-needed') return setWantsCode(true)
      throw inWords(
        error,
        wantsCode
          ? t('This code is wrong, or was used already. Wait for the next one, or take a recovery code.')
          : t('The user name or the password is wrong. If you forgot it, ask an administrator for a set-up link.'),
      )
    }
    location.replace(inside(query.get('next'), location.origin))
  }

  return html`<${Door} title=${wantsCode ? t('One more step') : t('Sign in')} lead=${wantsCode ? t('Open your authenticator and type the code it shows.') : null}>
    ${failed && !wantsCode && html`<${Banner} tone="bad">${failed}<//>`}
    <${Form} initial=${{ user: '', password: '', code: '' }} onSubmit=${signIn} submit=${wantsCode ? t('Confirm') : t('Sign in')}
      extra=${wantsCode && html`<${Button} kind="plain" onClick=${() => setWantsCode(false)}>${t('Back')}<//>`}>
      ${wantsCode
        ? html`<${CodeField} key="code" autofocus />`
        : html`<${Field} key="user" name="user" label=${t('User name')} required maxLength=${200} autocomplete="username" autocapitalize="off" spellcheck=${false} autofocus />
            <${PasswordField} key="password" name="password" label=${t('Password')} autocomplete="current-password" />`}
    <//>
    ${provider &&
    !wantsCode &&
    html`<div class="door-or"><span>${t('or')}</span></div>
      <${Button} href=${provider} icon="log-in" wide>${t('Sign in through the provider')}<//>`}
  <//>`
}

page({ title: t('Sign in'), main: SignIn, bare: true, live: false })
