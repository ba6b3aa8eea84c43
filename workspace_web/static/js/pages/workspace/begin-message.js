// We write first: whom, by which account, for which queue, and what; where the provider wants a template, that.

import { api } from '../../core/api.js'
import { tellProblem } from '../../core/dialogs.js'
import { t } from '../../core/i18n.js'
import { live } from '../../core/live.js'
import { html, signal, useEffect, useId, useState } from '../../core/ui.js'
import { Banner } from '../../components/banner.js'
import { Button } from '../../components/button.js'
import { Dialog } from '../../components/dialog.js'
import { addresses } from '../../conversation/mail-fields.js'
import { newClientId } from '../../conversation/store.js'
import { Templates, filledTemplate } from '../../conversation/template-picker.js'
import { customer } from './customers.js'
import { customerId, pick } from './desk.js'

/** @typedef {import('../../types').TextAccountCard} TextAccountCard */

/** Whether the dialog is open; an address may be given. */
export const beginning = signal(/** @type {{address?: string} | null} */ (null))

export const beginMessage = () => void (beginning.value = {})

/** Whom the account reaches by an address of this kind. @param {TextAccountCard} account @param {{kind: string, value: string}} identity */
const reaches = (account, { kind, value }) => (account.media_type === 'email' ? kind === 'email' : kind === account.channel || (kind === 'phone' && !value.includes('@')))

export function BeginMessage() {
  const id = useId()
  const shut = () => (beginning.value = null)
  const who = customerId.value ? customer(customerId.value).value : null
  const queues = [...live.queues.value.values()]
  const [accounts, setAccounts] = useState(/** @type {readonly TextAccountCard[] | null} */ (null))
  const [given, give] = useState({ account: '', address: beginning.value?.address ?? '', queue: queues[0]?.id ?? '', subject: '', cc: '', text: '' })
  const [client] = useState(newClientId)
  useEffect(() => {
    api.get('/accounts').then(({ items }) => setAccounts(items.filter((/** @type {TextAccountCard} */ account) => account.starts)), tellProblem)
  }, [])
  const account = accounts?.find((each) => each.id === given.account) ?? accounts?.[0] ?? null
  const known = account && who ? who.identities.filter((identity) => reaches(account, identity)) : []
  const address = given.address || (known[0]?.value ?? '')
  const set = (/** @type {string} */ name) => (/** @type {any} */ event) => give({ ...given, [name]: event.currentTarget.value })
  /** @param {object} words */
  async function begin(words) {
    const card = await api.post('/threads', { account: account?.id, address: address.trim(), queue: given.queue, client_id: client, ...words })
    shut()
    pick(card.id)
  }
  const templatesOnly = account?.window !== null && account?.templates
  const able = account && address.trim() && given.queue && given.text.trim()
  return html`<${Dialog} title=${t('New message')} width="40rem" onClose=${shut}>
    ${accounts && !accounts.length
      ? html`<${Banner} tone="warn">${t('No account is set up by which one could write first.')}<//>`
      : html`<form class="form" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
          <div class="row whole fields">
            <div class="field grow"><label for="${id}-account">${t('By')}</label>
              <select class="input" id="${id}-account" value=${account?.id} onChange=${set('account')}>${accounts?.map((each) => html`<option key=${each.id} value=${each.id}>${each.name}${each.address ? ` · ${each.address}` : ''}</option>`)}</select></div>
            <div class="field grow"><label for="${id}-queue">${t('Queue')}</label>
              <select class="input" id="${id}-queue" value=${given.queue} onChange=${set('queue')}>${queues.map((queue) => html`<option key=${queue.id} value=${queue.id}>${queue.name}</option>`)}</select></div>
          </div>
          <div class="field"><label for="${id}-address">${t('To')}</label>
            <input class="input" id="${id}-address" list="${id}-known" autocomplete="off" value=${address} placeholder=${account?.media_type === 'email' ? t('name@example.org') : t('+49 30 123456')} onInput=${set('address')} />
            <datalist id="${id}-known">${known.map(({ value }) => html`<option key=${value} value=${value}></option>`)}</datalist></div>
          ${templatesOnly && account
            ? html`<p class="muted small">${t('Who has not written lately can be reached by a template only.')}</p>
                <${Templates} account=${account} language=${who?.language ?? ''} first=${who?.name ?? ''} word=${t('Send')}
                  onDone=${(/** @type {import('../../types').MessageTemplate} */ template, /** @type {Record<string, string>} */ values) => begin({ text: filledTemplate(template, values), template: { name: template.name, language: template.language, values } })} />`
            : html`${account?.subject && html`<div class="field"><label for="${id}-subject">${t('Subject')}</label><input class="input" id="${id}-subject" maxlength="200" value=${given.subject} onInput=${set('subject')} /></div>`}
                ${account?.copies && html`<div class="field"><label for="${id}-cc">${t('Copies')}</label><input class="input" id="${id}-cc" value=${given.cc} onInput=${set('cc')} /></div>`}
                <div class="field"><label for="${id}-text">${t('Message')}</label><textarea class="input" id="${id}-text" rows="6" maxlength=${account?.text_limit} value=${given.text} onInput=${set('text')}></textarea></div>
                <div class="row end"><${Button} onClick=${shut}>${t('Cancel')}<//><${Button} type="submit" kind="primary" icon="send" disabled=${!able} onClick=${() => begin({ text: given.text.trim(), ...(account?.subject ? { subject: given.subject, cc: addresses(given.cc) } : {}) })}>${t('Send')}<//></div>`}
        </form>`}
  <//>`
}
