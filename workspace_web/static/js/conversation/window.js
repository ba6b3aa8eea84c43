// Until when one may write freely: providers close a window some hours after the customer's last message.

import { now, serverNow } from '../core/clock.js'
import { t } from '../core/i18n.js'
import { html, useComputed } from '../core/ui.js'
import { Badge } from '../components/badge.js'
import { Countdown } from '../components/time.js'
import { windowOf } from './rules.js'

/** @typedef {import('../types').TextAccountCard} TextAccountCard */

const SOON = 2 * 3600 // seconds

/** Whether it is open; who reads it is drawn again when that changes. @param {TextAccountCard | null} account @param {number | null} lastInAt */
export function openNow(account, lastInAt) {
  const open = useComputed(() => windowOf(account, lastInAt, now.value).open)
  // What was handed in may have changed without a tick.
  return open.value && windowOf(account, lastInAt, serverNow()).open
}

/** @param {{account: TextAccountCard | null, lastInAt: number | null}} props */
export function Window({ account, lastInAt }) {
  const open = openNow(account, lastInAt)
  const { until } = windowOf(account, lastInAt, serverNow())
  if (!account || account.window === null) return null
  if (!open) return html`<${Badge} tone="warn" icon="lock">${t('Window closed')}<//>`
  if (until === null || until - serverNow() > SOON) return null
  return html`<span class="small muted">${t('closes in')} <${Countdown} until=${until} of=${account.window} bar=${false} /></span>`
}
