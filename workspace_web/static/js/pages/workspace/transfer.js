// To whom with the call: a colleague who can be had, a queue, or a number; at once, or after asking.

import { api } from '../../core/api.js'
import { tellProblem } from '../../core/dialogs.js'
import { t, tn } from '../../core/i18n.js'
import { classes, html, useEffect, useId, useRef, useState } from '../../core/ui.js'
import { Button } from '../../components/button.js'
import { Icon } from '../../components/icon.js'
import { AGENT_STATES, Mark, StateMark } from '../../components/state-mark.js'
import { agent } from './desk.js'
import { matching, numberIn } from './rules.js'

/** @typedef {import('../../types').AgentCard} AgentCard */
/** @typedef {import('../../types').QueueCard} QueueCard */
/** @typedef {{agent: string} | {queue: string} | {number: string}} To */
/** @typedef {{id: string, to: To, name: string, kind: 'agent' | 'queue' | 'number', about: import('../../core/ui.js').Children}} Target */

const RANKS = ['available', 'wrap_up', 'busy', 'offered', 'away', 'not_responding', 'signed_out']

/** @param {readonly AgentCard[]} agents @param {readonly QueueCard[]} queues @param {string} text @returns {Target[]} */
function targets(agents, queues, text) {
  const number = numberIn(text)
  return [
    ...(number ? [{ id: 'number', to: { number }, name: number, kind: /** @type {const} */ ('number'), about: t('Number outside') }] : []),
    ...matching(text, agents.filter(({ id, state }) => id !== agent && state !== 'signed_out'), ({ state }) => RANKS.indexOf(state)).map((card) => ({
      id: `agent-${card.id}`,
      to: { agent: card.id },
      name: card.name,
      kind: /** @type {const} */ ('agent'),
      about: html`<${StateMark} of="agent" state=${card.state} />`,
    })),
    ...matching(text, queues, ({ available }) => (available ? 0 : 1)).map((card) => ({
      id: `queue-${card.id}`,
      to: { queue: card.id },
      name: card.name,
      kind: /** @type {const} */ ('queue'),
      about: html`<${Mark} look=${{ ...AGENT_STATES[card.available ? 'available' : 'signed_out'], word: () => tn('{n} available', '{n} available', card.available) }} />`,
    })),
  ]
}

const ICONS = { agent: 'users-round', queue: 'layers', number: 'phone-outgoing' }

/** @param {{card: import('../../types').InteractionCard, onClose: () => void}} props */
export function Transfer({ card, onClose }) {
  const id = useId()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const [known, setKnown] = useState(/** @type {{agents: AgentCard[], queues: QueueCard[]} | null} */ (null))
  const input = useRef(/** @type {HTMLInputElement | null} */ (null))
  useEffect(() => {
    input.current?.focus()
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
  const list = useRef(/** @type {HTMLElement | null} */ (null))
  useEffect(() => list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }), [at, text])
  return html`<section class="panel transfer" aria-label=${t('Transfer')}>
    <div class="search">
      <${Icon} name="search" />
      <input class="input" ref=${input} role="combobox" aria-expanded="true" aria-controls="${id}-list" aria-autocomplete="list"
        aria-activedescendant=${chosen ? `${id}-${chosen.id}` : undefined} aria-label=${t('Colleague, queue or number')} placeholder=${t('Colleague, queue or number')}
        value=${text} onInput=${(/** @type {any} */ event) => (setText(event.currentTarget.value), setAt(0))} onKeyDown=${move} />
    </div>
    <ul role="listbox" id="${id}-list" aria-label=${t('To whom')} ref=${list}>
      ${found.map(
        (target, index) => html`<li
          key=${target.id}
          id="${id}-${target.id}"
          role="option"
          aria-selected=${String(target === chosen)}
          class=${classes('target', target === chosen && 'chosen')}
          onClick=${() => (setAt(index), input.current?.focus())}
        ><${Icon} name=${ICONS[target.kind]} /><span class="grow truncate">${target.name}</span><span class="small">${target.about}</span></li>`,
      )}
      ${known && !found.length && html`<li class="nothing" role="presentation">${t('Nobody fits. A number outside begins with + or a digit.')}</li>`}
    </ul>
    <footer class="row">
      <${Button} kind="primary" icon="message-circle" disabled=${!chosen || chosen.kind === 'queue'} onClick=${() => go('consult')}>${t('Ask first')}<//>
      <${Button} icon="phone-forwarded" disabled=${!chosen} onClick=${() => go('transfer')}>${t('Transfer now')}<//>
      <span class="grow"></span>
      <${Button} kind="plain" onClick=${onClose}>${t('Cancel')}<//>
    </footer>
  </section>`
}
