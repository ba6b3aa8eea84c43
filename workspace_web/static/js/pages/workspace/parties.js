// Who is in the call, what each of them hears, and what can be done about a colleague who was asked.

import { api } from '../../core/api.js'
import { because, t } from '../../core/i18n.js'
import { html } from '../../core/ui.js'
import { Badge } from '../../components/badge.js'
import { Button } from '../../components/button.js'
import { Icon } from '../../components/icon.js'
import { Since } from '../../components/time.js'
import { colleague } from './colleagues.js'
import { nameOf } from './customers.js'
import { agent } from './desk.js'
import { asked, others, ringingOutside, supervisors } from './rules.js'

/** @typedef {import('../../types').InteractionCard} InteractionCard */
/** @typedef {import('./rules.js').Party} Party */

/** @param {InteractionCard} card @param {string} verb */
const consult = (card, verb) => api.post(`/interactions/${encodeURIComponent(card.id)}/consult/${verb}`)

/** @param {{card: InteractionCard, muted: boolean}} props */
export function Parties({ card, muted }) {
  const own = card.agent === agent
  const consulted = asked(card)
  const outside = ringingOutside(card)
  const inCall = html`<${Badge} tone="good" icon="volume-2">${t('in the call')}<//>`
  return html`<section class="parties" aria-label=${t('In this call')}>
    <ul role="list">
      <li class="party">
        <${Icon} name="user-round" />
        <span class="grow truncate">${nameOf(card.customer, card.caller) || t('Number withheld')}</span>
        ${card.on_hold
          ? html`<${Badge} tone="warn" icon="music">${t('hears music')} ${card.held_since && html`<${Since} at=${card.held_since} />`}<//>`
          : inCall}
      </li>
      ${!own && card.agent && html`<li class="party"><${Icon} name="headset" /><span class="grow truncate">${colleague(card.agent)}</span>${inCall}</li>`}
      <li class="party">
        <${Icon} name=${own ? 'headset' : 'users-round'} />
        <span class="grow">${t('You')}</span>
        ${muted ? html`<${Badge} tone="warn" icon="mic-off">${t('muted')}<//>` : inCall}
      </li>
      ${consulted && consulted.agent !== agent && html`<${Other} party=${consulted} word=${consulted.state === 'talking' ? t('talks with you') : t('rings')} />`}
      ${others(card)
        .filter((party) => party.agent !== agent)
        .map(
          (party) => html`<${Other} key=${party.leg} party=${party} word=${party.state === 'talking' ? t('in the call') : t('rings')}>
            ${own && html`<${Button} small kind="plain" icon="user-minus" label=${t('Take out of the call')} onClick=${() => remove(card, party)} />`}
          <//>`,
        )}
      ${outside &&
      html`<${Other} party=${outside} word=${t('is called to take over')}>
        ${own && html`<${Button} small icon="undo-2" onClick=${() => consult(card, 'cancel')}>${t('Take back')}<//>`}
      <//>`}
      ${supervisors(card).map((party) => html`<${Supervisor} key=${party.leg} party=${party} />`)}
    </ul>
    ${own && consulted && html`<${Consulting} card=${card} party=${consulted} />`}
    ${own && card.trouble && html`<p class="hint">${troubleWords(card.trouble)}</p>`}
  </section>`
}

/** Why the last one who was rung is not with us. @param {string} trouble */
function troubleWords(trouble) {
  /** @type {Readonly<Record<string, string>>} */
  const words = {
    busy: t('Whom you called is busy.'),
    no_answer: t('Whom you called did not answer.'),
    declined: t('Whom you called declined.'),
    unreachable: t('Whom you called cannot be reached.'),
  }
  return words[trouble] ?? t('Whom you called is not in the call: {reason}', { reason: because(trouble) })
}

/** @param {InteractionCard} card @param {Party} party */
const remove = (card, party) => api.delete(`/interactions/${encodeURIComponent(card.id)}/parties/${encodeURIComponent(party.leg)}`)

/** @param {Party} party */
const nameOfParty = (party) => party.name || party.number || party.agent || ''

/** @param {{party: Party, word: string, children?: import('../../core/ui.js').Children}} props */
const Other = ({ party, word, children }) =>
  html`<li class="party">
    <${Icon} name=${party.agent ? 'users-round' : 'phone-outgoing'} />
    <span class="grow truncate">${nameOfParty(party)}</span>
    <${Badge} tone=${party.state === 'talking' ? 'good' : 'accent'} icon=${party.state === 'talking' ? 'volume-2' : 'bell'}>${word}<//>
    ${children}
  </li>`

/** @param {{party: Party}} props */
function Supervisor({ party }) {
  const words = { listen: t('listens'), whisper: t('whispers to you'), barge: t('talks with all') }
  return html`<li class="party">
    <${Icon} name="eye" />
    <span class="grow truncate">${t('Supervisor {name}', { name: nameOfParty(party) })}</span>
    <${Badge} tone="busy" icon="ear">${words[party.mode ?? 'listen']}<//>
  </li>`
}

/** What follows from having asked a colleague. @param {{card: InteractionCard, party: Party}} props */
function Consulting({ card, party }) {
  const talks = party.state === 'talking'
  const name = nameOfParty(party)
  return html`<div class="consulting" role="group" aria-label=${t('You asked {name}', { name })}>
    <p class="small muted">${talks ? t('{name} is with you; the customer hears music.', { name }) : t('{name} is being called; the customer hears music.', { name })}</p>
    <div class="row">
      <${Button} kind="primary" icon="phone-forwarded" disabled=${!talks} onClick=${() => consult(card, 'complete')}>${t('Hand over')}<//>
      <${Button} icon="merge" disabled=${!talks} onClick=${() => consult(card, 'join')}>${t('All together')}<//>
      <${Button} icon="undo-2" onClick=${() => consult(card, 'cancel')}>${t('Back to the customer')}<//>
    </div>
  </div>`
}
