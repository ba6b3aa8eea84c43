// To whom with the call: a colleague who can be had, a queue, or a number; at once, or after asking.

import { api } from '../../core/api.js'
import { tellProblem } from '../../core/dialogs.js'
import { t } from '../../core/i18n.js'
import { html, useEffect, useId, useLayoutEffect, useRef, useState } from '../../core/ui.js'
import { Button } from '../../components/button.js'
import { TargetList, targets } from './targets.js'

/** @typedef {import('../../types').AgentCard} AgentCard */
/** @typedef {import('../../types').QueueCard} QueueCard */

/** @param {{card: import('../../types').InteractionCard, onClose: () => void}} props */
export function Transfer({ card, onClose }) {
  const id = useId()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const [known, setKnown] = useState(/** @type {{agents: AgentCard[], queues: QueueCard[]} | null} */ (null))
  const input = useRef(/** @type {HTMLInputElement | null} */ (null))
  useLayoutEffect(() => input.current?.focus(), [])
  useEffect(() => {
    const load = () => Promise.all([api.get('/agents'), api.get('/queues')]).then(([agents, queues]) => setKnown({ agents: agents.items, queues: queues.items }), tellProblem)
    void load()
    const timer = setInterval(load, 5000) // states of colleagues are not in an agent's own stream
    return () => clearInterval(timer)
  }, [])
  const found = known ? targets(known.agents, known.queues, text).slice(0, 50) : []
  const chosen = found[Math.min(at, found.length - 1)]
  /** @param {'transfer' | 'consult'} how */
  async function go(how) {
    if (!chosen) return
    await api.post(`/interactions/${encodeURIComponent(card.id)}/${how}`, { to: chosen.to })
    onClose()
  }
  /** @param {KeyboardEvent} event */
  function move(event) {
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1))
    else if (event.key === 'Escape') onClose()
    else if (event.key === 'Enter') go(event.shiftKey || chosen?.kind === 'queue' ? 'transfer' : 'consult').catch(tellProblem)
    else return
    event.preventDefault()
  }
  return html`<section class="panel transfer" aria-label=${t('Transfer')}>
    <${TargetList} id=${id} input=${input} label=${t('Colleague, queue or number')} text=${text} found=${found} chosen=${chosen}
      nobody=${known ? t('Nobody fits. A number outside begins with + or a digit.') : ''} onType=${(/** @type {string} */ now) => (setText(now), setAt(0))} onKey=${move} onPick=${setAt} />
    <footer class="row">
      <${Button} kind="primary" icon="message-circle" disabled=${!chosen || chosen.kind === 'queue'} onClick=${() => go('consult')}>${t('Ask first')}<//>
      <${Button} icon="phone-forwarded" disabled=${!chosen} onClick=${() => go('transfer')}>${t('Transfer now')}<//>
      <span class="grow"></span>
      <${Button} kind="plain" onClick=${onClose}>${t('Cancel')}<//>
    </footer>
  </section>`
}
