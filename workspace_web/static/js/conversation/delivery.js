// How far a message of ours is: a sign, a word, and the reason when it did not get there.

import { tellProblem } from '../core/dialogs.js'
import { t, told } from '../core/i18n.js'
import { html } from '../core/ui.js'
import { Button } from '../components/button.js'
import { Icon } from '../components/icon.js'
import { remedyOf } from './rules.js'
import { forget, sayAgain, sendAgain, thread } from './store.js'
import { openNow } from './window.js'
import { ask } from './wishes.js'

/** @typedef {import('./rules.js').Message} Message */

/** @type {Readonly<Record<string, {icon: string, word: () => string}>>} */
const STEPS = {
  queued: { icon: 'clock', word: () => t('Is being sent') },
  sending: { icon: 'clock', word: () => t('Is being sent') },
  sent: { icon: 'check', word: () => t('Sent') },
  delivered: { icon: 'check-check', word: () => t('Delivered') },
  read: { icon: 'check-check', word: () => t('Read') },
}

/** @param {{message: Message}} props */
export function Delivery({ message }) {
  if (message.direction !== 'out') return null
  const step = STEPS[message.local === 'sending' ? 'sending' : message.state]
  if (!step || message.local === 'failed') return null
  return html`<span class="delivery ${message.state}" title=${told(message.reason) || step.word()}><${Icon} name=${step.icon} label=${step.word()} /></span>`
}

/** What went wrong, and what can be done. @param {{message: Message, mine: boolean}} props */
export function Undelivered({ message, mine }) {
  if (message.local === 'failed') {
    return html`<div class="undelivered" role="alert">
      <${Icon} name="octagon-alert" /><span class="grow">${t('Not sent.')} ${message.fault}</span>
      <${Button} small icon="refresh-cw" onClick=${() => sayAgain(message)}>${t('Try again')}<//>
      <${Button} small kind="plain" icon="trash-2" label=${t('Throw away')} onClick=${() => forget(message)} />
    </div>`
  }
  if (message.direction !== 'out') return null
  if (message.state === 'queued' && message.reason) return html`<div class="undelivered warn"><${Icon} name="clock" /><span class="grow">${told(message.reason)}</span></div>`
  if (message.state !== 'failed' && message.state !== 'unknown') return null
  return html`<${Failed} message=${message} mine=${mine} />`
}

/** @param {{message: Message, mine: boolean}} props */
function Failed({ message, mine }) {
  const { card, messages } = thread(message.thread)
  const { account = null, last_in_at: lastInAt = null } = card.value ?? {}
  const open = openNow(account, lastInAt)
  const repeated = messages.value.some(({ extra }) => extra.again === message.id)
  const remedy = mine && remedyOf(message, account, { open, lastInAt, repeated })
  const unknown = message.state === 'unknown'
  return html`<div class="undelivered ${unknown ? 'warn' : ''}">
    <${Icon} name=${unknown ? 'circle-help' : 'octagon-alert'} />
    <span class="grow">${unknown ? t('Perhaps not delivered: the provider did not say.') : t('Not delivered.')} ${told(message.reason)}</span>
    ${remedy === 'again' && html`<${Button} small icon="refresh-cw" onClick=${() => sendAgain(message).catch(tellProblem)}>${t('Send again')}<//>`}
    ${remedy === 'template' && html`<${Button} small icon="clipboard" onClick=${() => ask('template')}>${t('Send a template')}<//>`}
  </div>`
}
