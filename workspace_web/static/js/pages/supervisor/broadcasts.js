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
/** @typedef {import('../../types').SentBroadcast} SentBroadcast */

const to = signal(/** @type {Recipients | null} */ (null))

/** @param {Recipients} recipients */
export function write(recipients) {
  to.value = recipients
}

/** @param {Recipients} recipients */
function title({ kind, name }) {
  if (kind === 'agent') return t('Broadcast to {name}', { name })
  return kind === 'team' ? t('Broadcast to the team {name}', { name }) : t('Broadcast to the agents of {name}', { name })
}

export function Writing() {
  const recipients = to.value
  if (!recipients) return null
  const close = () => (to.value = null)
  /** @param {any} values */
  async function send(values) {
    /** @type {SentBroadcast} */
    const sent = await api.post(`/${recipients?.kind}s/${encodeURIComponent(recipients?.id ?? '')}/broadcasts`, { text: values.text ?? '' })
    toast(tn('Sent to {n} agent.', 'Sent to {n} agents.', sent.readers.length))
    close()
  }
  return html`<${Dialog} title=${title(recipients)} onClose=${close}>
    <${Form} initial=${{ text: '' }} onSubmit=${send} submit=${t('Send')}>
      <${Field} name="text" label=${t('Broadcast')} type="textarea" rows=${4} maxLength=${2000} required hint=${t('It stands on their screen until they have read it.')} />
    <//>
    <${Last} />
  <//>`
}

/** The last few, and who has read them. */
function Last() {
  const [sent, setSent] = useState(/** @type {readonly SentBroadcast[]} */ ([]))
  useEffect(() => {
    const abort = new AbortController()
    api.get('/broadcasts', { limit: 3 }, abort.signal).then((list) => setSent(list.items), () => undefined)
    return () => abort.abort()
  }, [])
  if (!sent.length) return null
  return html`<section class="sent">
    <h3>${t('Sent lately')}</h3>
    <ul role="list">
      ${sent.map((broadcast) => {
        const unread = broadcast.readers.filter((reader) => reader.read_at === null)
        return html`<li key=${broadcast.id}>
          <p>${broadcast.text}</p>
          <p class="small muted">${broadcast.sender} · ${fmt.moment(broadcast.sent_at)} ·
            ${unread.length ? t('not yet read by {names}', { names: unread.map((reader) => agentName(reader.agent)).join(', ') }) : t('read by all')}</p>
        </li>`
      })}
    </ul>
  </section>`
}

/** @param {{recipients: Recipients}} props */
export const WriteButton = ({ recipients }) =>
  html`<${Button} small icon="megaphone" onClick=${() => write(recipients)}>${t('Broadcast')}<//>`
