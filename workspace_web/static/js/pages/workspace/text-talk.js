// A conversation in writing as the work at hand: who, what can be done, what was said, and where one writes.

import { api } from '../../core/api.js'
import { boot } from '../../core/boot.js'
import { serverNow } from '../../core/clock.js'
import { t } from '../../core/i18n.js'
import { live } from '../../core/live.js'
import { html, useEffect, useMemo } from '../../core/ui.js'
import { Banner } from '../../components/banner.js'
import { Badge } from '../../components/badge.js'
import { Button } from '../../components/button.js'
import { Icon } from '../../components/icon.js'
import { firstName } from '../../conversation/canned.js'
import { addressed, channelOfCard } from '../../conversation/channels.js'
import { Composer } from '../../conversation/composer.js'
import { othersLooking, thread } from '../../conversation/store.js'
import { Timeline } from '../../conversation/timeline.js'
import { Avatar } from './avatar.js'
import { colleague } from './colleagues.js'
import { calledBy, customer } from './customers.js'
import { agent, holds, markSeen, me, wrapping } from './desk.js'
import { HandOver } from './hand-over.js'
import { Labels } from './labels.js'
import { standingLook } from './looks.js'
import { Recordings } from './recordings.js'
import { helps, standing } from './rules.js'
import { TextActions, unpark } from './text-actions.js'
import { Wrapping } from './wrap-up.js'
import { Mark } from '../../components/state-mark.js'

/** @typedef {import('../../types').InteractionCard} InteractionCard */
/** @typedef {import('../../types').PastCard} PastCard */

/** @param {readonly string[]} ids */
const recordings = (ids) => html`<${Recordings} ids=${ids} />`

/** `card` as it is now, or as it was: then nothing can be written any more. @param {{card: InteractionCard | PastCard}} props */
export function TextTalk({ card }) {
  const now = 'writing' in card ? card : null
  const id = /** @type {string} */ (card.thread)
  const kept = thread(id)
  const who = card.customer ? customer(card.customer).value : null
  const name = calledBy(card)
  const mine = now !== null && (now.agent === agent || helps(now, agent)) && now.state === 'connected'
  const others = useMemo(() => othersLooking(kept), [id]).value
  const writing = others.filter((other) => other.writing)
  const read = () => {
    markSeen(card.id)
    if (mine) void api.post(`/interactions/${encodeURIComponent(card.id)}/read`).catch(() => undefined)
  }
  useEffect(() => () => markSeen(card.id), [card.id])
  const where = now ? standing(now, holds.value.get(card.id)) : null
  return html`<article class="text-talk" aria-label=${t('Conversation')}>
    <header class="talk-head">
      <${Avatar} name=${who?.name ?? ''} />
      <div class="grow">
        <h2 class="truncate">${name}</h2>
        <p class="facts">
          <span><${Icon} name=${channelOfCard(card).icon} /> ${card.channel_name}</span> ${who?.name && html`<span class="truncate">${addressed(card.caller)}</span>`}
          ${card.queue && html`<span>${live.card('queue', card.queue).value?.name ?? card.queue}</span>`} ${now?.language && html`<${Badge} icon="languages">${languageName(now.language)}<//>`}
          ${where && where !== 'active' && html`<${Mark} look=${standingLook(where)} />`}
        </p>
      </div>
      ${now && html`<${Labels} card=${now} />`}
      ${mine && now && html`<${TextActions} card=${now} />`}
    </header>
    <div class="banners">
      ${writing[0] && html`<${Banner} tone="warn" icon="pencil">${t('{name} is writing here.', { name: writing[0].name })}<//>`}
      ${!writing[0] && others[0] && html`<p class="small muted looking"><${Icon} name="eye" /> ${t('Also here: {names}', { names: others.map((other) => other.name).join(', ') })}</p>`}
      ${where === 'interrupted' && html`<${Banner} tone="quiet" icon="pause">${t('Interrupted by work that goes first. It comes back by itself.')}<//>`}
      ${now && now.observers.length > 0 && html`<p class="small muted looking"><${Icon} name="eye" /> ${t('Looks on: {names}', { names: now.observers.join(', ') })}</p>`}
      ${now && where !== 'rings' && (where === 'parked' || where === 'snoozed') && mine && html`<${Aside} card=${now} />`}
      ${now && now.agent !== agent && now.agent && helps(now, agent) && html`<p class="small muted looking"><${Icon} name="users-round" /> ${t('You help {name}.', { name: colleague(now.agent) })}</p>`}
    </div>
    <${Timeline} key=${id} thread=${id} customer=${card.customer} name=${name} interaction=${card.id} me=${agent} act=${mine} over=${now === null} recordings=${recordings} onRead=${read} top=${now && html`<${HandOver} card=${now} />`} />
    ${wrapping(card.id)
      ? html`<div class="below"><${Wrapping} card=${card} key=${card.id} /></div>`
      : mine && now
        ? html`<${Composer} thread=${id} interaction=${card.id} queue=${card.queue} language=${now.language || who?.language || ''} values=${valuesOf(now)} />`
        : null}
  </article>`
}

/** Put aside: until when, and back. @param {{card: InteractionCard}} props */
const Aside = ({ card }) =>
  html`<${Banner}
    tone="quiet"
    icon="clock"
    actions=${html`<${Button} small onClick=${() => unpark(card)}>${t('Take up again')}<//>`}
    >${card.writing?.until ? t('Put aside until {time}. It comes back earlier if the customer writes.', { time: when(card.writing.until) }) : t('Put aside until the customer writes.')}<//
  >`

/** @param {number} epoch */
const when = (epoch) => new Intl.DateTimeFormat(boot.locale, { weekday: 'long', hour: '2-digit', minute: '2-digit', day: 'numeric', month: 'long' }).format(epoch * 1000)

/** What variables of canned replies stand for. @param {InteractionCard} card @returns {Record<string, string | null | undefined>} */
function valuesOf(card) {
  const known = card.customer ? customer(card.customer).value : null
  const called = known?.name || card.customer_name
  const hour = new Date(serverNow() * 1000).getHours()
  const queue = card.queue ? live.card('queue', card.queue).value?.name : null
  const myName = me.value?.name ?? boot.me?.name ?? ''
  return {
    ...card.context,
    'customer.name': called,
    'customer.first_name': firstName(called),
    'customer.organisation': known?.organisation,
    'customer.address': card.caller,
    'agent.name': myName,
    'agent.first_name': firstName(myName),
    queue,
    'queue.name': queue,
    subject: card.subject,
    channel: card.channel_name,
    greeting: hour < 11 ? t('Good morning') : hour < 18 ? t('Hello') : t('Good evening'),
  }
}

/** @param {string} tag */
function languageName(tag) {
  try {
    return new Intl.DisplayNames([boot.locale], { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag
  }
}
