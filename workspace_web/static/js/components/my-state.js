// The state of the agent who looks, in the top bar: what, since when, why; and the way to another one.

import { api } from '../core/api.js'
import { promptDialog, tellProblem } from '../core/dialogs.js'
import { because, t } from '../core/i18n.js'
import { action } from '../core/keys.js'
import { live } from '../core/live.js'
import { html, useLayoutEffect } from '../core/ui.js'
import { Menu } from './menu.js'
import { AGENT_STATES, StateMark } from './state-mark.js'
import { Since } from './time.js'

/** @param {'available' | 'away' | 'signed_out'} state @param {string} [reason] */
const become = (state, reason = '') => api.put('/me/state', { state, reason }).catch(tellProblem)

async function goAway() {
  const reason = await promptDialog({
    title: t('Away'),
    label: t('Why? Supervisors see it.'),
    required: false,
    maxLength: 200,
    placeholder: t('Lunch, training, back office …'),
    confirm: t('Go away'),
  })
  if (reason !== null) await become('away', reason.trim())
}

/** @param {{agent: string}} props */
export function MyState({ agent }) {
  useLayoutEffect(() => {
    const group = t('My state')
    const known = [
      action({ id: 'state.available', title: t('Become available'), keys: 'Alt+Shift+A', icon: 'circle-check', group, run: () => void become('available') }),
      action({ id: 'state.away', title: t('Go away, with a reason'), keys: 'Alt+Shift+B', icon: 'coffee', group, run: () => void goAway() }),
      action({ id: 'state.signed_out', title: t('Take no calls'), icon: 'power', group, run: () => void become('signed_out') }),
    ]
    return () => known.forEach((forget) => forget())
  }, [])
  const card = live.card('agent', agent).value
  if (!card) return null
  const next = card.next_state && card.next_state !== 'available' && AGENT_STATES[card.next_state]?.word()
  return html`<${Menu}
    button=${{ small: true, class: 'my-state' }}
    choices=${[
      { title: t('Available'), icon: 'circle-check', checked: card.state === 'available', keys: 'Alt+Shift+A', run: () => become('available') },
      { title: t('Away …'), icon: 'coffee', checked: card.state === 'away', keys: 'Alt+Shift+B', run: goAway },
      { title: t('Take no calls'), icon: 'power', checked: card.state === 'signed_out', run: () => become('signed_out') },
    ]}
    ><span class="only-read">${t('My state')}</span><${StateMark} of="agent" state=${card.state} />${
      card.reason && html`<span class="muted truncate">${because(card.reason)}</span>`
    }<${Since} at=${card.since} />${next && html`<span class="muted">→ ${next}</span>`}<//
  >`
}
