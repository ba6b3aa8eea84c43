// What the log says of a conversation, in words.

import { because, fmt, t } from '../../core/i18n.js'
import { INTERACTION_STATES } from '../../components/state-mark.js'
import { agentName, queueName } from './centre.js'

/** @typedef {import('../../types').EventCard} EventCard */

/** How a supervisor takes part. @type {Readonly<Record<string, () => string>>} */
const MODES = { listen: () => t('listens'), whisper: () => t('whispers'), barge: () => t('talks with all') }

/** @type {Readonly<Record<string, (event: EventCard) => string>>} */
const WORDS = {
  interaction_arrived: ({ data }) => t('Arrived at {called}', { called: String(data.called) }),
  flow_stepped: ({ data }) => t('Flow: {node}, {exit}', { node: String(data.node), exit: String(data.exit) }),
  interaction_queued: ({ queue, data }) => (data.again ? t('Waits again in {queue}: {reason}', { queue: queueName(queue), reason: because(String(data.again)) }) : t('Came into {queue}', { queue: queueName(queue) })),
  offer_made: ({ agent }) => t('Offered to {agent}', { agent: agentName(agent) }),
  offer_closed: ({ agent, data }) => t('The offer to {agent} is over: {state}', { agent: agentName(agent), state: because(String(data.reason || data.state)) }),
  interaction_connected: ({ agent, data }) => t('Talks to {agent}, after {time}', { agent: agentName(agent), time: fmt.duration(Number(data.waited)) }),
  interaction_ended({ data }) {
    const state = INTERACTION_STATES[String(data.state)]?.word() ?? String(data.state)
    return data.reason ? t('Over: {state} ({reason})', { state, reason: because(String(data.reason)) }) : t('Over: {state}', { state })
  },
  call_held: () => t('On hold'),
  call_resumed: ({ data }) => t('Off hold, after {time}', { time: fmt.duration(Number(data.seconds)) }),
  transfer_started: ({ data }) => t('Is being transferred to {number}', { number: String(data.number) }),
  transfer_completed: ({ data }) => t('Transferred to {whom}', { whom: agentName(String(data.to_agent ?? '')) || queueName(String(data.to_queue ?? '')) || String(data.number) }),
  transfer_failed: ({ data }) => t('The transfer failed: {reason}', { reason: because(String(data.reason)) }),
  party_asked: ({ agent, data }) => t('{whom} is being asked', { whom: agentName(agent) || String(data.number) }),
  party_joined: ({ agent, data }) => t('{whom} has joined', { whom: agentName(agent) || String(data.number) }),
  party_left: ({ agent, data }) => t('{whom} has left', { whom: agentName(agent) || String(data.number) }),
  supervision_started: ({ agent }) => t('{whom} listens in', { whom: agentName(agent) }),
  supervision_mode_changed: ({ agent, data }) => t('{whom} supervises: {mode}', { whom: agentName(agent), mode: MODES[String(data.mode)]?.() ?? String(data.mode) }),
  interaction_put_first: () => t('Put before the others'),
  agent_lost: ({ agent }) => t('The phone of {whom} is gone', { whom: agentName(agent) }),
  agent_rejoined: ({ agent }) => t('{whom} is back in the call', { whom: agentName(agent) }),
  recording_muted: () => t('Kept out of the recording'),
  recording_unmuted: () => t('In the recording again'),
  supervision_ended: ({ agent }) => t('{whom} listens in no more', { whom: agentName(agent) }),
  call_recorded: ({ data }) => t('Recorded: {time}', { time: fmt.duration(Number(data.seconds)) }),
  interaction_reopened: ({ queue }) => t('Goes on with a conversation of before, in {queue}', { queue: queueName(queue) }),
  handed_over: ({ queue }) => t('The flow hands over to {queue}', { queue: queueName(queue) }),
  message_received: () => t('The customer wrote'),
  message_written: ({ agent, data }) => (agent ? t('{whom} wrote', { whom: agentName(agent) }) : data.author === 'flow' ? t('The flow wrote') : t('Written by itself')),
  first_response: ({ agent, data }) => t('First word of {whom}, after {time}', { whom: agentName(agent), time: fmt.duration(Number(data.seconds)) }),
  message_delivered: () => t('Delivered'),
  message_failed: ({ data }) => t('Not delivered: {reason}', { reason: because(String(data.reason)) }),
  conversation_inactive: () => t('The customer is silent'),
  conversation_parked: ({ agent }) => t('{whom} put it aside', { whom: agentName(agent) }),
  conversation_snoozed: ({ agent, data }) => t('{whom} put it aside until {time}', { whom: agentName(agent), time: fmt.moment(Number(data.until)) }),
  conversation_unparked: ({ data }) => t('It goes on: {reason}', { reason: because(String(data.reason)) }),
  interaction_pulled: ({ agent }) => t('{whom} took it by hand', { whom: agentName(agent) }),
  interaction_interrupted: () => t('Set aside for something that goes before it'),
  interaction_resumed: () => t('It goes on'),
  colleague_joined: ({ agent }) => t('{whom} writes along', { whom: agentName(agent) }),
  colleague_left: ({ agent }) => t('{whom} writes along no more', { whom: agentName(agent) }),
  note_written: ({ agent }) => t('{whom} left a note', { whom: agentName(agent) }),
  whisper_written: ({ agent, data }) => t('{whom} whispered to {other}', { whom: agentName(agent), other: agentName(String(data.to)) }),
  observation_started: ({ agent }) => t('{whom} reads along', { whom: agentName(agent) }),
  observation_ended: ({ agent, data }) => t('{whom} reads along no more, after {time}', { whom: agentName(agent), time: fmt.duration(Number(data.seconds)) }),
  interaction_labelled: ({ data }) => t('Labels: {labels}', { labels: String(data.labels) || '–' }),
  rated: ({ data }) => t('The customer gave {score} of 5', { score: fmt.number(Number(data.score)) }),
  call_taken_over: ({ agent }) => t('{whom} took it over', { whom: agentName(agent) }),
  voicemail_left: ({ data }) => t('Left a message of {time}', { time: fmt.duration(Number(data.seconds)) }),
}

/** @param {EventCard} event */
export const told = (event) => WORDS[event.kind]?.(event) ?? event.kind.replaceAll('_', ' ')
