// Listening in: which conversation, who hears the supervisor, and how to get out again. The server knows; the page follows.

import { api } from '../../core/api.js'
import { boot, may } from '../../core/boot.js'
import { serverNow } from '../../core/clock.js'
import { confirmDialog, tellProblem, toast } from '../../core/dialogs.js'
import { t } from '../../core/i18n.js'
import { action } from '../../core/keys.js'
import { live } from '../../core/live.js'
import { computed, effect, signal } from '../../core/ui.js'
import { phone } from '../../softphone/phone.js'
import { agentName, selected } from './centre.js'

/** @typedef {import('../../types').SupervisionMode} Mode */
/** @typedef {import('../../types').InteractionCard} InteractionCard */
/** @typedef {import('../../types').PartyCard} PartyCard */
/** @typedef {{item: InteractionCard, party: PartyCard}} Supervised */

/** The agent that the supervisor is: their phone is what listens. */
export const me = boot.me?.agent ?? null

/** @type {import('@preact/signals').ReadonlySignal<Supervised | null>} */
export const supervised = computed(() => {
  if (!me) return null
  for (const item of live.interactions.value.values()) {
    const party = item.parties.find((one) => one.role === 'supervisor' && one.agent === me)
    if (party) return { item, party }
  }
  return null
})

/** A conversation that is the supervisor's own: taken over, or had before. */
export const own = computed(() =>
  me ? ([...live.interactions.value.values()].find((item) => item.agent === me && item.state === 'connected') ?? null) : null,
)

/** Since when this one is supervised, by the page's own account. */
export const began = signal(/** @type {number | null} */ (null))

/** @param {string} interaction */
const path = (interaction) => `/interactions/${encodeURIComponent(interaction)}`

/** @param {string} interaction @param {Mode} mode */
export async function supervise(interaction, mode) {
  if (!me) return toast(t('Listening in takes a phone. An administrator can make you an agent: then you have one.'), { kind: 'warn' })
  if (!supervised.value) await phone.beReachable()
  return api.post(`${path(interaction)}/supervise`, { mode })
}

export async function leave() {
  if (supervised.value) await api.delete(`${path(supervised.value.item.id)}/supervise`)
}

/** Asked before it is done: it cannot be undone, and a slip would cut the agent off. Enter is enough of an answer. */
export async function takeOver() {
  if (!supervised.value) return
  const { id, agent } = supervised.value.item
  const name = agentName(agent)
  const sure = await confirmDialog({ title: t('Take this conversation over?'), text: t('You talk to the customer, and {name} is out of it.', { name }), confirm: t('Take over') })
  if (sure) await api.post(`${path(id)}/take-over`)
}

export async function hangUp() {
  if (own.value) await api.post(`${path(own.value.id)}/end`)
}

/** The conversation of an agent that can be listened to: their own, not one that they themselves listen to. @param {import('../../types').AgentCard | null | undefined} agent */
export function talkOf(agent) {
  if (!agent?.interaction || agent.id === me) return null
  /** @type {InteractionCard | null} */
  const item = live.card('interaction', agent.interaction).value
  return item?.agent === agent.id && item.medium === 'voice' && item.state === 'connected' ? item.id : null
}

/** What an agent writes with a customer, to be read along; the one that presses most. @param {import('../../types').AgentCard} agent */
export function writtenOf(agent) {
  if (!agent.interaction || agent.id === me) return null
  /** @type {InteractionCard | null} */
  const item = live.card('interaction', agent.interaction).value
  return item?.agent === agent.id && item.writing && item.state === 'connected' ? item.id : null
}

/** Who would be listened to: the conversation that one is in, or that of the agent whose row is selected. */
export function target() {
  return supervised.value?.item.id ?? talkOf(selected.value ? live.agents.value.get(selected.value) : null)
}

/** @param {Mode} mode */
function inMode(mode) {
  const interaction = target()
  if (interaction && supervised.value?.party.mode !== mode) supervise(interaction, mode).catch(tellProblem)
}

/** The leg that rings for the supervisor is theirs to hear: it is answered without a click. */
function answering() {
  return effect(() => {
    const leg = supervised.value?.party.leg
    const call = phone.calls.value.find((one) => one.leg === leg)
    if (call && call.state.value === 'ringing' && !call.answersItself) call.answer().catch(tellProblem)
  })
}

/** When it began; and a word when it did not, because no phone was picked up. */
function timing() {
  /** @type {Supervised | null} */
  let last = null
  return effect(() => {
    const now = supervised.value
    if (now?.item.id !== last?.item.id) began.value = now ? serverNow() : null
    if (!now && last?.party.state === 'ringing' && live.interactions.peek().get(last.item.id)?.state === 'connected') {
      toast(t('Your phone was not picked up, so you hear nothing. See the phone in the top bar.'), { kind: 'warn' })
    }
    last = now
  })
}

/** Made known for as long as the page is. Returns what ends it. */
export function supervising() {
  if (!may('interactions:act')) return () => undefined
  const group = t('Supervision')
  const possible = () => target() !== null
  const inIt = () => supervised.value !== null
  const aloud = () => inIt() && supervised.value?.party.mode !== 'listen'
  const ends = [
    answering(),
    timing(),
    action({ id: 'supervise.listen', title: t('Listen'), keys: 'L', icon: 'ear', group, when: possible, run: () => inMode('listen') }),
    action({ id: 'supervise.whisper', title: t('Whisper to the agent'), keys: 'W', icon: 'message-circle', group, when: possible, run: () => inMode('whisper') }),
    action({ id: 'supervise.barge', title: t('Barge in'), keys: 'B', icon: 'megaphone', group, when: possible, run: () => inMode('barge') }),
    action({ id: 'supervise.back', title: t('Back to listening'), keys: 'Escape', icon: 'ear', group, when: aloud, run: () => inMode('listen') }),
    action({ id: 'supervise.take-over', title: t('Take over'), keys: 'Shift+T', icon: 'phone-forwarded', group, when: inIt, run: () => void takeOver().catch(tellProblem) }),
    action({ id: 'supervise.leave', title: t('Stop listening'), keys: 'Q', icon: 'log-out', group, when: inIt, run: () => void leave().catch(tellProblem) }),
  ]
  return () => ends.forEach((end) => end())
}
