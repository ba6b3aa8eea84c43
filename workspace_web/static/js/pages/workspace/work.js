// What is before the agent: a conversation, its wrap-up, one of the past, or nothing to do yet.

import { html } from '../../core/ui.js'
import { askedBy, current, looked, mine, offer, wrapping } from './desk.js'
import { Conversation } from './conversation.js'
import { Idle } from './idle.js'
import { Over } from './over.js'
import { isText } from './rules.js'
import { TextTalk } from './text-talk.js'
import { Wrapping } from './wrap-up.js'

export function Work() {
  const id = looked.value
  if ((id === null && offer.value) || (askedBy.value && askedBy.value.card.id === id)) return null
  const card = current.value
  if (id === null || !card) return html`<${Idle} />`
  const live = mine.value.find((other) => other.id === id)
  if (isText(card) && card.thread) return html`<${TextTalk} card=${live ?? card} key=${id} />`
  if (live?.state === 'connected') return html`<${Conversation} card=${live} key=${id} />`
  if (wrapping(id)) return html`<${Wrapping} card=${card} key=${id} />`
  if (live) return html`<${Idle} />`
  return html`<${Over} card=${card} key=${id} />`
}
