// A word to an agent, a team, or all who serve a queue; and who has read the last ones.

import { api } from '../../core/api.js'
import { toast } from '../../core/dialogs.js'
import { fmt, t, tn } from '../../core/i18n.js'
import { html, signal, useEffect, useState } from '../../core/ui.js'
import { Button } from '../../components/button.js'
import { Dialog } from '../../components/dialog.js'
import { Field } from '../../components/field.js'
import { Form } from '../../components/form.js'
import { agentName } from './centre.js'

/** @typedef {{kind: 'agent' | 'team' | 'queue', id: string, name: string}} Recipients */
/** @typedef {import('../../types').SentCard} SentCard */

const to = signal(/** @type {Recipients | null} */ (null))

/** @param {Recipients} recipients */
export function write(recipients) {
  to.value = recipients
}

/** @param {Recipients} recipients */
function title({ kind, name }) {
  if (kind === 'agent') return t('Message to {name}', { name })
  return kind === 'team' ? t('Message to the team {name}', { name }) : t('Message to the agents of {name}', { name })
}

export function Writing() {
  const recipients = to.value
  if (!recipients) return null
  const close = () => (to.value = null)
  /** @param {any} values */
  async function send(values) {
    /** @type {SentCard} */
    const sent = await api.post(`/${recipients?.kind}s/${encodeURIComponent(recipients?.id ?? '')}/messages`, { text: values.text ?? '' })
    toast(tn('Sent to {n} agent.', 'Sent to {n} agents.', sent.readers.length))
    close()
  }
  return html`<${Dialog} title=${title(recipients)} onClose=${close}>
    <${Form} initial=${{ text: '' }} onSubmit=${send} submit=${t('Send')}>
      <${Field} name="text" label=${t('Message')} type="textarea" rows=${4} maxLength=${2000} required hint=${t('It stands on their screen until they have read it.')} />
    <//>
    <${Last} />
  <//>`
}

/** The last few, and who has read them. */
function Last() {
  const [sent, setSent] = useState(/** @type {readonly SentCard[]} */ ([]))
  useEffect(() => {
    const abort = new AbortController()
    api.get('/messages', { limit: 3 }, abort.signal).then((list) => setSent(list.items), () => undefined)
    return () => abort.abort()
  }, [])
  if (!sent.length) return null
  return html`<section class="sent">
    <h3>${t('Sent lately')}</h3>
    <ul role="list">
      ${sent.map((message) => {
        const unread = message.readers.filter((reader) => reader.read_at === null)
        return html`<li key=${message.id}>
          <p>${message.text}</p>
          <p class="small muted">${message.sender} · ${fmt.moment(message.sent_at)} ·
            ${unread.length ? t('not yet read by {names}', { names: unread.map((reader) => agentName(reader.agent)).join(', ') }) : t('read by all')}</p>
        </li>`
      })}
    </ul>
  </section>`
}

/** @param {{recipients: Recipients}} props */
export const WriteButton = ({ recipients }) =>
  html`<${Button} small icon="megaphone" onClick=${() => write(recipients)}>${t('Message')}<//>`
