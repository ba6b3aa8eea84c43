// What the agent has to know now, above everything else: what is wrong with the phone, who wants something, what was missed.

import { api } from '../../core/api.js'
import { fmt, t } from '../../core/i18n.js'
import { live } from '../../core/live.js'
import { html, signal } from '../../core/ui.js'
import { Banner } from '../../components/banner.js'
import { Button } from '../../components/button.js'
import { phone } from '../../softphone/phone.js'
import { nameOf } from './customers.js'
import { become, me, offeredLast } from './desk.js'
import { MicrophoneNotice } from './microphone-notice.js'
import { away, awayWords } from './rejoin.js'

const missedName = () => (offeredLast.value && nameOf(offeredLast.value.customer, offeredLast.value.caller)) || t('somebody')

const dismissed = signal('')

export function Notices() {
  const status = me.value
  const missed = status?.state === 'not_responding'
  const broadcasts = [...live.broadcasts.value.values()].sort((a, b) => a.sent_at - b.sent_at)
  return html`<div class="banners notices" aria-live="polite">
    ${phone.state.value === 'second' &&
    html`<${Banner} tone="warn" icon="copy" actions=${html`<${Button} small onClick=${phone.takeOver}>${t('Use the phone here')}<//>`}
      >${t('This is a second tab: the phone is in the first one, and calls ring there.')}<//
    >`}
    ${away.value && phone.state.value !== 'second' && html`<${Banner} tone="bad" icon="phone-call">${awayWords()}<//>`}
    ${phone.state.value === 'lost' && !away.value &&
    html`<${Banner} tone="bad" icon="plug">${t('Your phone is not connected. We keep trying; until then no call can reach you here.')}<//>`}
    <${MicrophoneNotice} />
    ${missed &&
    html`<${Banner} tone="bad" icon="phone-missed" actions=${html`<${Button} small kind="primary" onClick=${() => become('available')}>${t('Be available again')}<//>`}
      >${status.reason === 'unreachable'
        ? t('Your phone could not be reached at {time}. You were set to “Not responding”, so that nobody waits in vain.', { time: fmt.time(status.since) })
        : t('You missed a call of {caller} at {time}. You were set to “Not responding”, so that nobody waits in vain.', { caller: missedName(), time: fmt.time(status.since) })}<//
    >`}
    ${broadcasts.map(
      (broadcast) => html`<${Banner} key=${broadcast.id} tone="accent" icon="megaphone"
        actions=${html`<${Button} small onClick=${() => api.post(`/me/broadcasts/${encodeURIComponent(broadcast.id)}/read`)}>${t('Read')}<//>`}
        ><strong>${broadcast.sender}</strong>: ${broadcast.text} <span class="muted small">${fmt.time(broadcast.sent_at)}</span><//
      >`,
    )}
    <${AskToNotify} />
  </div>`
}

/** Asked once, when it would be of use, and never again by ourselves. */
function AskToNotify() {
  const may = globalThis.Notification?.permission
  if (may !== 'default' || dismissed.value === 'notify' || me.value?.state !== 'available') return null
  const done = () => (dismissed.value = 'notify')
  return html`<${Banner} tone="quiet" icon="bell"
    actions=${html`<${Button} small onClick=${() => Notification.requestPermission().then(done)}>${t('Allow')}<//><${Button} small kind="plain" onClick=${done}>${t('Not now')}<//>`}
    >${t('Shall the browser tell you of calls while you look at something else?')}<//
  >`
}
