// What is before the agent: a conversation, its wrap-up, one of the past, or nothing to do yet.

import { html } from '../../core/ui.js'
import { askedBy, current, looked, me, mine, offer, working } from './desk.js'
import { Conversation } from './conversation.js'
import { Idle } from './idle.js'
import { Over } from './over.js'
import { Wrapping } from './wrap-up.js'

export function Work() {
  const id = looked.value
  if ((id === null && offer.value) || (askedBy.value && askedBy.value.card.id === id)) return null
  const card = current.value
  if (id === null || !card) return html`<${Idle} />`
  const live = mine.value.find((other) => other.id === id)
  if (live?.state === 'connected') return html`<${Conversation} card=${live} key=${id} />`
  if (me.value?.state === 'wrap_up' && working.value === id) return html`<${Wrapping} card=${card} key=${id} />`
  if (live) return html`<${Idle} />`
  return html`<${Over} card=${card} key=${id} />`
}
