// My second factor: set it up with an authenticator, keep the recovery codes, remove it.

import { Banner } from '../components/banner.js'
import { Button } from '../components/button.js'
import { Card } from '../components/card.js'
import { Form } from '../components/form.js'
import { api } from '../core/api.js'
import { confirmDialog, toast } from '../core/dialogs.js'
import { fmt, t, tn } from '../core/i18n.js'
import { html, useState } from '../core/ui.js'
import { CodeField, inWords } from './door.js'

/** @typedef {import('../types').AccountCard} AccountCard */
/** @typedef {import('../types').EnrolmentCard} EnrolmentCard */

/** @param {{account: AccountCard, changed: () => unknown}} props */
export function SecondFactor({ account, changed }) {
  const [enrolment, setEnrolment] = useState(/** @type {EnrolmentCard | null} */ (null))
  const [codes, setCodes] = useState(/** @type {readonly string[] | null} */ (null))

  /** @param {Record<string, any>} given */
  async function confirm({ code }) {
    try {
      setCodes((await api.post('/account/second-factor/confirm', { code })).codes)
    } catch (error) {
      throw inWords(error, t('This is not the code of now. Wait for the next one, and check the clock of your device.'))
    }
    setEnrolment(null)
    await changed()
  }
  async function remove() {
    const sure = await confirmDialog({
      title: t('Remove the second factor?'),
      text: t('Then your password alone lets somebody in. The recovery codes are worth nothing any more.'),
      confirm: t('Remove'),
      danger: true,
    })
    if (!sure) return
    await api.delete('/account/second-factor')
    setCodes(null)
    await changed()
    toast(t('The second factor is removed.'))
  }

  return html`<${Card} title=${t('Second factor')}>
    ${codes
      ? html`<${RecoveryCodes} codes=${codes} onKept=${() => setCodes(null)} />`
      : enrolment
        ? html`<${Enrolment} enrolment=${enrolment} onSubmit=${confirm} onCancel=${() => setEnrolment(null)} />`
        : account.second_factor_since === null
          ? html`<div class="fact">
              <p>${t('Besides your password, a code of your telephone: whoever learns your password still cannot get in.')}</p>
              <${Button} kind="primary" icon="shield-check" onClick=${async () => setEnrolment(await api.post('/account/second-factor'))}>${t('Set it up')}<//>
            </div>`
          : html`<div class="fact">
              <div>
                <p>${t('In force since {date}.', { date: fmt.date(account.second_factor_since) })}</p>
                <p class="hint">${tn('{n} recovery code is left.', '{n} recovery codes are left.', account.recovery_codes)}</p>
              </div>
              <div class="row">
                <${Button} onClick=${async () => setCodes((await api.post('/account/recovery-codes')).codes)}>${t('New recovery codes')}<//>
                <${Button} kind="danger" onClick=${remove}>${t('Remove')}<//>
              </div>
            </div>`}
  <//>`
}

/** @param {{enrolment: EnrolmentCard, onSubmit: (values: Record<string, any>) => unknown, onCancel: () => void}} props */
const Enrolment = ({ enrolment, onSubmit, onCancel }) => html`<div class="enrol">
  <img src="data:image/svg+xml,${encodeURIComponent(enrolment.picture)}" alt=${t('QR code for your authenticator')} />
  <div class="once">
    <ol>
      <li>${t('Open an authenticator on your telephone, such as Aegis, Google Authenticator or 1Password.')}</li>
      <li>${t('Scan the picture, or type this key:')} <code>${enrolment.secret}</code></li>
      <li>${t('Type the six digits that it shows now.')}</li>
    </ol>
    <${Form} onSubmit=${onSubmit} onCancel=${onCancel} submit=${t('Confirm')}>
      <${CodeField} autofocus hint=${t('The six digits of now.')} />
    <//>
  </div>
</div>`

/** @param {{codes: readonly string[], onKept: () => void}} props */
function RecoveryCodes({ codes, onKept }) {
  const text = codes.join('\n')
  return html`<div class="once">
    <${Banner} tone="warn">${t('Keep these recovery codes now: they are not shown again. Each lets you in once when your telephone is lost.')}<//>
    <ol class="codes" aria-label=${t('Recovery codes')}>
      ${codes.map((code) => html`<li key=${code}>${code}</li>`)}
    </ol>
    <div class="row">
      <${Button} icon="copy" onClick=${() => navigator.clipboard.writeText(text).then(() => toast(t('Copied.')))}>${t('Copy')}<//>
      <${Button} icon="download" href=${`data:text/plain,${encodeURIComponent(`${text}\n`)}`} download="trunkline-recovery-codes.txt">${t('Save as a file')}<//>
      <${Button} kind="primary" onClick=${onKept}>${t('I have kept them')}<//>
    </div>
  </div>`
}
