// What can be done with a conversation in writing besides answering: put it aside, hand it on, bring somebody in, close it.

import { api } from '../../core/api.js'
import { serverNow } from '../../core/clock.js'
import { toast } from '../../core/dialogs.js'
import { fmt, t } from '../../core/i18n.js'
import { html, signal } from '../../core/ui.js'
import { Button } from '../../components/button.js'
import { Dialog } from '../../components/dialog.js'
import { Field } from '../../components/field.js'
import { Form } from '../../components/form.js'
import { Menu } from '../../components/menu.js'
import { asLocal, snoozes } from '../../conversation/snooze.js'
import { colleague } from './colleagues.js'
import { agent, pick } from './desk.js'
import { HandOn } from './hand-on.js'
import { helps } from './rules.js'

/** @typedef {import('../../types').InteractionCard} InteractionCard */

/** Which dialog is open, about which conversation. */
export const dialog = signal(/** @type {{what: 'transfer' | 'helper' | 'date', card: InteractionCard} | null} */ (null))

/** @param {InteractionCard} card @param {string} verb @param {unknown} [body] */
const ask = (card, verb, body) => api.post(`/interactions/${encodeURIComponent(card.id)}/${verb}`, body)

/** Put away what offers to undo it, by interaction: who takes it up again has no use for that. @type {Map<string, () => void>} */
const undos = new Map()

/** @param {InteractionCard} card @param {number | null} until */
export async function park(card, until) {
  await ask(card, 'park', { until })
  pick(null)
  undos.get(card.id)?.()
  const putAway = toast(until === null ? t('Parked: it comes back when the customer writes.') : t('Snoozed until {time}.', { time: fmt.dateTime(until) }), {
    action: { label: t('Undo'), run: () => void ask(card, 'unpark').then(() => pick(card.id)) },
  })
  undos.set(card.id, putAway)
}

/** @param {InteractionCard} card */
export function unpark(card) {
  undos.get(card.id)?.()
  undos.delete(card.id)
  return ask(card, 'unpark')
}

/** @param {InteractionCard} card */
export const close = (card) => ask(card, 'close')

/** @param {InteractionCard} card */
export const leave = (card) => api.delete(`/interactions/${encodeURIComponent(card.id)}/helpers/${encodeURIComponent(agent)}`)

/** @param {'later' | 'tomorrow' | 'monday'} id */
const snoozeName = (id) => ({ later: t('Later today'), tomorrow: t('Tomorrow'), monday: t('Monday') })[id]

/** @param {InteractionCard} card */
export function snoozeChoices(card) {
  return [
    { title: t('Until the customer writes'), icon: 'archive', keys: 'Alt+Shift+P', run: () => park(card, null) },
    { line: true },
    ...snoozes(serverNow()).map(({ id, at }) => ({ title: `${snoozeName(id)}, ${fmt.time(at)}`, icon: 'alarm-clock', run: () => park(card, at) })),
    { title: t('A day and time …'), icon: 'calendar', run: () => void (dialog.value = { what: 'date', card }) },
  ]
}

/** @param {{card: InteractionCard}} props */
export function TextActions({ card }) {
  const open = dialog.value?.card.id === card.id ? dialog.value.what : null
  const shut = () => (dialog.value = null)
  if (helps(card, agent)) return html`<${Button} small icon="log-out" onClick=${() => leave(card)}>${t('Leave')}<//>`
  const aside = card.writing?.state === 'parked' || card.writing?.state === 'snoozed'
  return html`<div class="talk-actions" role="group" aria-label=${t('Conversation')}>
    ${!aside && html`<${Menu} choices=${snoozeChoices(card)} button=${{ icon: 'alarm-clock', label: t('Put aside'), small: true, kind: 'plain' }} />`}
    <${Button} small kind="plain" icon="forward" label=${t('Transfer')} onClick=${() => (dialog.value = { what: 'transfer', card })} aria-keyshortcuts="Alt+T" />
    <${Button} small kind="plain" icon="user-plus" label=${t('Bring in a colleague')} onClick=${() => (dialog.value = { what: 'helper', card })} />
    ${card.writing && card.writing.helpers.length > 0 &&
    html`<${Menu} choices=${card.writing.helpers.map((helper) => ({ title: t('Let {name} go', { name: colleague(helper) }), icon: 'user-minus', run: () => api.delete(`/interactions/${encodeURIComponent(card.id)}/helpers/${encodeURIComponent(helper)}`) }))} button=${{ icon: 'users-round', label: t('Who helps'), small: true, kind: 'plain' }} />`}
    <${Button} small icon="check" onClick=${() => close(card)} aria-keyshortcuts="Alt+Shift+E">${t('Close')}<//>
    ${open === 'transfer' && html`<${HandOn} card=${card} way="transfer" onClose=${shut} />`} ${open === 'helper' && html`<${HandOn} card=${card} way="helper" onClose=${shut} />`}
    ${open === 'date' && html`<${OnADate} card=${card} onClose=${shut} />`}
  </div>`
}

/** @param {{card: InteractionCard, onClose: () => void}} props */
function OnADate({ card, onClose }) {
  const first = snoozes(serverNow()).find(({ id }) => id === 'tomorrow')
  /** @param {Record<string, any>} values */
  async function snooze({ at }) {
    const until = new Date(at).getTime() / 1000
    onClose()
    await park(card, until)
  }
  return html`<${Dialog} title=${t('Put aside until')} onClose=${onClose}>
    <${Form} initial=${{ at: asLocal(first?.at ?? serverNow() + 86_400) }} submit=${t('Put aside')} onSubmit=${snooze} onCancel=${onClose}>
      <${Field} name="at" type="datetime-local" label=${t('Day and time')} required min=${asLocal(serverNow())} />
    <//>
  <//>`
}
