// What a supervisor can do about an agent: listen, change their state, send them a broadcast.

import { api } from '../../core/api.js'
import { may } from '../../core/boot.js'
import { confirmDialog, tellProblem, toast } from '../../core/dialogs.js'
import { t } from '../../core/i18n.js'
import { action } from '../../core/keys.js'
import { live } from '../../core/live.js'
import { html } from '../../core/ui.js'
import { Menu } from '../../components/menu.js'
import { AGENT_STATES } from '../../components/state-mark.js'
import { opened, selected } from './centre.js'
import { write } from './broadcasts.js'
import { teamOf } from './rules.js'
import { supervise, talkOf } from './supervise.js'

/** @typedef {import('../../types').AgentCard} AgentCard */

/** @type {readonly {state: 'available' | 'away' | 'signed_out', icon: string}[]} */
const WISHES = [
  { state: 'available', icon: 'user-check' },
  { state: 'away', icon: 'coffee' },
  { state: 'signed_out', icon: 'log-out' },
]

/** @param {AgentCard} agent */
export async function listenTo(agent) {
  const talk = talkOf(agent)
  if (talk) await supervise(talk, 'listen')
}

/** @param {AgentCard} agent @param {'available' | 'away' | 'signed_out'} state */
async function change(agent, state) {
  const word = AGENT_STATES[state]?.word() ?? state
  if (state === 'signed_out') {
    const sure = await confirmDialog({ title: t('Sign {name} out?', { name: agent.name }), text: t('No call reaches them until they sign in again. A call that they have goes on.'), confirm: t('Sign out') })
    if (!sure) return
  }
  /** @type {AgentCard} */
  const now = await api.put(`/agents/${encodeURIComponent(agent.id)}/state`, { state, reason: t('by a supervisor') })
  toast(now.state === state ? t('{name} is now: {state}', { name: agent.name, state: word }) : t('{name} will be: {state}, after this work', { name: agent.name, state: word }))
}

/** @param {AgentCard} agent */
function choices(agent) {
  const talk = may('interactions:act') && talkOf(agent)
  return [
    { title: t('Details'), icon: 'panel-right', keys: 'Enter', run: () => (opened.value = { kind: 'agent', id: agent.id }) },
    talk && { title: t('Listen'), icon: 'ear', keys: 'L', run: () => listenTo(agent) },
    talk && { title: t('Whisper to the agent'), icon: 'message-circle', keys: 'W', run: () => supervise(talk, 'whisper') },
    talk && { title: t('Barge in'), icon: 'megaphone', keys: 'B', run: () => supervise(talk, 'barge') },
    may('broadcasts:act') && { title: t('Broadcast'), icon: 'megaphone', keys: 'M', run: () => write({ kind: 'agent', id: agent.id, name: agent.name }) },
    may('broadcasts:act') && agent.team && { title: t('Broadcast to the team {name}', { name: teamOf(agent) }), icon: 'users', run: () => write({ kind: 'team', id: agent.team ?? '', name: teamOf(agent) }) },
    may('agents:act') && { line: true },
    may('agents:act') && { title: t('Change the state') },
    ...(may('agents:act')
      ? WISHES.map(({ state, icon }) => ({ title: AGENT_STATES[state]?.word() ?? state, icon, checked: agent.state === state, run: () => change(agent, state) }))
      : []),
  ].filter((choice) => typeof choice === 'object')
}

/** @param {{agent: AgentCard}} props */
export const AgentMenu = ({ agent }) =>
  html`<${Menu} choices=${choices(agent)} button=${{ small: true, kind: 'plain', icon: 'ellipsis-vertical', label: t('Actions for {name}', { name: agent.name }), tabindex: -1 }} />`

const chosen = () => (selected.value ? live.agents.value.get(selected.value) : undefined)

/** Made known for as long as the page is. Returns what ends it. */
export function agentKeys() {
  const group = t('Selected agent')
  const ends = WISHES.filter(() => may('agents:act')).map(({ state, icon }, place) =>
    action({
      id: `agent.${state}`,
      title: t('Make the agent: {state}', { state: AGENT_STATES[state]?.word() ?? state }),
      keys: `Alt+${place + 1}`,
      icon,
      group,
      when: () => chosen() !== undefined,
      run: () => {
        const agent = chosen()
        if (agent) change(agent, state).catch(tellProblem)
      },
    }),
  )
  if (may('broadcasts:act')) {
    ends.push(
      action({
        id: 'agent.broadcast',
        title: t('Broadcast to the agent'),
        keys: 'M',
        icon: 'megaphone',
        group,
        when: () => chosen() !== undefined,
        run: () => {
          const agent = chosen()
          if (agent) write({ kind: 'agent', id: agent.id, name: agent.name })
        },
      }),
    )
  }
  return () => ends.forEach((end) => end())
}
