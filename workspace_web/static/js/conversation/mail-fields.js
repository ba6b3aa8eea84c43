// To whom an e-mail goes, its subject and copies.

import { t } from '../core/i18n.js'
import { html, useId, useState } from '../core/ui.js'
import { Button } from '../components/button.js'
import { write } from './drafts.js'
import { thread as known } from './store.js'

/** @param {string} text */
export const addresses = (text) => text.split(/[\s,;]+/).filter((word) => /^[^\s@<>]+@[^\s@<>]+$/.test(word))

/** An answer is called as what it answers. @param {string} subject */
const answering = (subject) => (!subject || /^(re|aw|antw)\s*:/i.test(subject) ? subject : `Re: ${subject}`)

/** Where the customer's last e-mail asks us to answer (Reply-To). @param {string} thread @returns {string[]} */
const wished = (thread) => known(thread).messages.value.filter(({ direction }) => direction === 'in').at(-1)?.extra.reply_to ?? []

/** @param {{thread: string, card: import('../types').ThreadCard | null, draft: import('./drafts.js').Draft, account: import('../types').TextAccountCard}} props */
export function MailFields({ thread, card, draft, account }) {
  const id = useId()
  const [copies, setCopies] = useState(Boolean(draft.cc))
  const elsewhere = wished(thread)
  return html`<div class="mail-fields">
    <p><span class="label">${t('To')}</span><span class="truncate">${elsewhere.join(', ') || (card?.name ? `${card.name} <${card.address}>` : card?.address)}</span>
      ${account.copies && !copies && html`<${Button} small kind="plain" onClick=${() => setCopies(true)}>${t('Copies')}<//>`}</p>
    ${copies && html`<p><label class="label" for="${id}-cc">${t('Copies')}</label><input id="${id}-cc" type="text" autocomplete="off" value=${draft.cc} onInput=${(/** @type {any} */ event) => write(thread, { cc: event.currentTarget.value })} /></p>`}
    ${account.subject && html`<p><label class="label" for="${id}-subject">${t('Subject')}</label><input id="${id}-subject" type="text" maxlength="200" autocomplete="off" placeholder=${answering(card?.subject ?? '')} value=${draft.subject} onInput=${(/** @type {any} */ event) => write(thread, { subject: event.currentTarget.value })} /></p>`}
  </div>`
}
