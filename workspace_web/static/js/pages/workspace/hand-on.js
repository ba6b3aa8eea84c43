// To whom with a conversation in writing, or who should help with it: found by name, with a note for who gets it.

import { api } from '../../core/api.js'
import { tellProblem, toast } from '../../core/dialogs.js'
import { t } from '../../core/i18n.js'
import { html, useEffect, useId, useLayoutEffect, useRef, useState } from '../../core/ui.js'
import { Button } from '../../components/button.js'
import { Dialog } from '../../components/dialog.js'
import { TargetList, targets } from './targets.js'

/** @typedef {import('../../types').InteractionCard} InteractionCard */

/** @param {{card: InteractionCard, way: 'transfer' | 'helper', onClose: () => void}} props */
export function HandOn({ card, way, onClose }) {
  const id = useId()
  const [text, setText] = useState('')
  const [note, setNote] = useState('')
  const [at, setAt] = useState(0)
  const [known, setKnown] = useState(/** @type {{agents: import('../../types').AgentCard[], queues: import('../../types').QueueCard[]}} */ ({ agents: [], queues: [] }))
  const input = useRef(/** @type {HTMLInputElement | null} */ (null))
  useLayoutEffect(() => input.current?.focus(), [])
  useEffect(() => {
    Promise.all([api.get('/agents'), way === 'helper' ? { items: [] } : api.get('/queues')]).then(([agents, queues]) => setKnown({ agents: agents.items, queues: queues.items }), tellProblem)
  }, [])
  const found = targets(known.agents, known.queues, text).filter(({ kind }) => kind !== 'number').slice(0, 50)
  const chosen = found[Math.min(at, found.length - 1)]
  async function go() {
    if (!chosen) return
    const path = `/interactions/${encodeURIComponent(card.id)}`
    if (way === 'transfer') await api.post(`${path}/transfer`, { to: chosen.to, note: note.trim() })
    else if ('agent' in chosen.to) await api.post(`${path}/helpers/${encodeURIComponent(chosen.to.agent)}`)
    toast(way === 'transfer' ? t('Handed on to {name}.', { name: chosen.name }) : t('{name} was brought in.', { name: chosen.name }))
    onClose()
  }
  /** @param {KeyboardEvent} event */
  function move(event) {
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1))
    else if (event.key === 'Enter' && way === 'helper') go().catch(tellProblem)
    else if (event.key === 'Enter') document.getElementById(`${id}-note`)?.focus()
    else return
    event.preventDefault()
  }
  const title = way === 'transfer' ? t('Hand the conversation on') : t('Bring in a colleague')
  const footer = html`<${Button} onClick=${onClose}>${t('Cancel')}<//><${Button} kind="primary" icon=${way === 'transfer' ? 'forward' : 'user-plus'} disabled=${!chosen} onClick=${go}>${way === 'transfer' ? t('Hand on') : t('Bring in')}<//>`
  return html`<${Dialog} title=${title} width="32rem" onClose=${onClose} footer=${footer}>
    <div class="transfer">
      <${TargetList} id=${id} input=${input} label=${way === 'transfer' ? t('Colleague or queue') : t('Colleague')} text=${text} found=${found} chosen=${chosen} onType=${(/** @type {string} */ now) => (setText(now), setAt(0))} onKey=${move} onPick=${setAt} />
    </div>
    ${way === 'transfer' &&
    html`<div class="field"><label for="${id}-note">${t('Note for who gets it')}</label>
      <textarea class="input" id="${id}-note" rows="3" maxlength="4000" value=${note} placeholder=${t('What was agreed, what is to do?')} onInput=${(/** @type {any} */ event) => setNote(event.currentTarget.value)}
        onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && (event.preventDefault(), go().catch(tellProblem))}></textarea></div>`}
  <//>`
}
