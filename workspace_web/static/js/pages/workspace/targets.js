// Colleagues, queues and numbers that fit what was typed, as a list to choose from.

import { t, tn } from '../../core/i18n.js'
import { classes, html, useEffect, useRef } from '../../core/ui.js'
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
export function targets(agents, queues, text) {
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


/**
 * A field to type in, and what fits. `onPick`: by its number in the list.
 * @param {{id: string, input: any, label: string, text: string, found: readonly Target[], chosen: Target | undefined, nobody?: string,
 *   onType: (text: string) => void, onKey: (event: KeyboardEvent) => void, onPick: (index: number) => void}} props
 */
export function TargetList({ id, input, label, text, found, chosen, nobody, onType, onKey, onPick }) {
  const list = useRef(/** @type {HTMLElement | null} */ (null))
  useEffect(() => list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }), [chosen?.id, text])
  return html`<div class="search">
      <${Icon} name="search" />
      <input class="input" ref=${input} role="combobox" aria-expanded="true" aria-controls="${id}-list" aria-autocomplete="list"
        aria-activedescendant=${chosen ? `${id}-${chosen.id}` : undefined} aria-label=${label} placeholder=${label}
        value=${text} onInput=${(/** @type {any} */ event) => onType(event.currentTarget.value)} onKeyDown=${onKey} />
    </div>
    <ul role="listbox" id="${id}-list" aria-label=${t('To whom')} ref=${list}>
      ${found.map(
        (target, index) => html`<li
          key=${target.id}
          id="${id}-${target.id}"
          role="option"
          aria-selected=${String(target === chosen)}
          class=${classes('target', target === chosen && 'chosen')}
          onClick=${() => (onPick(index), input.current?.focus())}
        ><${Icon} name=${ICONS[target.kind]} /><span class="grow truncate">${target.name}</span><span class="small">${target.about}</span></li>`,
      )}
      ${!found.length && html`<li class="nothing" role="presentation">${nobody ?? t('Nobody fits.')}</li>`}
    </ul>`
}
