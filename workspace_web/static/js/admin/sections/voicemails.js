// Messages that callers left: heard, and marked as heard.

import { Badge } from '../../components/badge.js'
import { Button } from '../../components/button.js'
import { DataTable } from '../../components/data-table.js'
import { api } from '../../core/api.js'
import { may } from '../../core/boot.js'
import { tellProblem } from '../../core/dialogs.js'
import { fmt, t } from '../../core/i18n.js'
import { html, useMemo, useState } from '../../core/ui.js'
import { Player } from '../player.js'
import { addressOf, go } from '../place.js'

const COLUMNS = [
  { id: 'created_at', title: t('When'), sort: true, head: true, view: (/** @type {any} */ row) => fmt.dateTime(row.created_at) },
  { id: 'caller', title: t('From'), sort: true, view: (/** @type {any} */ row) => html`<span class="figure">${row.caller || t('withheld')}</span>` },
  { id: 'mailbox', title: t('Mailbox'), sort: true, view: (/** @type {any} */ row) => row.mailbox },
  { id: 'seconds', title: t('Length'), sort: true, num: true, view: (/** @type {any} */ row) => html`<span class="figure">${fmt.duration(row.seconds)}</span>` },
  {
    id: 'heard',
    title: t('State'),
    view: (/** @type {any} */ row) => (row.heard_at ? html`<${Badge} icon="check">${t('heard {when}', { when: fmt.moment(row.heard_at) })}<//>` : html`<${Badge} tone="accent" icon="dot">${t('new')}<//>`),
  },
]

/** @param {{open: string | null}} props */
export function Voicemails({ open }) {
  const [version, setVersion] = useState(0)
  const [fresh, setFresh] = useState(false)
  const load = useMemo(() => (/** @type {any} */ query, /** @type {AbortSignal} */ abort) => api.get('/voicemails', { ...query, new: fresh }, abort), [fresh])
  /** @param {string} id @param {boolean} heard */
  async function mark(id, heard) {
    try {
      await api.put(`/voicemails/${id}/heard`, { heard })
      setVersion((old) => old + 1)
    } catch (error) {
      tellProblem(error)
    }
  }
  const acts = may('voicemails:act')
  const filters = html`<label class="check"><input type="checkbox" checked=${fresh} onChange=${(/** @type {any} */ event) => setFresh(event.currentTarget.checked)} /><span>${t('New ones only')}</span></label>`
  return html`
    <header class="section-head"><div><h1>${t('Voicemail')}</h1><p class="hint">${t('Messages that callers left. One that was heard to its end is marked as heard.')}</p></div></header>
    ${open !== null && html`<${Player} key=${open} path="/voicemails" id=${open} onClose=${() => go(addressOf('voicemails'))} onEnd=${() => acts && mark(open, true)} />`}
    <${DataTable} label=${t('Voicemail')} columns=${COLUMNS} load=${load} version=${version} search sortBy="created_at" order="desc" filters=${filters} selected=${open ?? undefined}
      onOpen=${(/** @type {any} */ row) => go(addressOf('voicemails', row.id))}
      rowActions=${(/** @type {any} */ row) => html`<span class="row tight">
        <${Button} icon="play" kind="plain" small label=${t('Hear the message of {when}', { when: fmt.dateTime(row.created_at) })} onClick=${() => go(addressOf('voicemails', row.id))} />
        ${acts && html`<${Button} icon=${row.heard_at ? 'undo-2' : 'check'} kind="plain" small label=${row.heard_at ? t('Mark as new') : t('Mark as heard')} onClick=${() => mark(row.id, !row.heard_at)} />`}
      </span>`}
      empty=${{ icon: 'voicemail', title: t('No messages'), text: t('A flow takes messages by its voicemail node.') }} />
  `
}
