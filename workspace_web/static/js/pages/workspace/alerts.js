// That somebody rings, for who does not look: a ring, the title and icon of the tab, a notification of the browser.

import { t } from '../../core/i18n.js'
import { effect } from '../../core/ui.js'
import { phone } from '../../softphone/phone.js'
import { chime, drip, ring } from '../../softphone/tones.js'
import { onIncoming } from '../../conversation/store.js'
import { calledBy } from './customers.js'
import { askedBy, looked, mine, offer, unreadInAll } from './desk.js'
import { isText } from './rules.js'

const FLASH = 900 // milliseconds
const RINGING_ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" fill="#1a8f4c"/><path d="M10 9c0 8 5 13 13 13v-5l-4-1-2 2c-2-1-3-2-4-4l2-2-1-4z" fill="#fff"/></svg>',
)}`

/** Whether the browser shows our notifications; nothing was asked as long as it is `default`. */
export const notifications = () => globalThis.Notification?.permission ?? 'denied'

/** How many messages wait for me, before the title of the tab. @param {number} count */
function showCount(count) {
  const plain = document.title.replace(/^\(\d+\) /, '')
  document.title = count ? `(${count}) ${plain}` : plain
}

/** Title and icon change by turns. @param {string} words */
function flash(words) {
  const title = document.title
  const icon = /** @type {HTMLLinkElement | null} */ (document.querySelector('link[rel=icon]'))
  const plain = icon?.href ?? ''
  let on = false
  const turn = () => {
    on = !on
    document.title = on ? words : title
    if (icon) icon.href = on ? RINGING_ICON : plain
  }
  turn()
  const timer = setInterval(turn, FLASH)
  return () => {
    clearInterval(timer)
    document.title = title
    if (icon) icon.href = plain
  }
}

/** @param {string} title @param {string} body @param {boolean} [stays] */
function notify(title, body, stays = true) {
  if (notifications() !== 'granted' || document.hasFocus()) return () => undefined
  const shown = new Notification(title, { body, tag: stays ? 'offer' : 'message', icon: RINGING_ICON, requireInteraction: stays })
  shown.onclick = () => {
    focus()
    shown.close()
  }
  return () => shown.close()
}

/** For as long as the page is. Returns what ends it. */
export function alerting() {
  /** @type {(() => void)[]} */
  let ends = []
  let about = ''
  const stop = effect(() => {
    const asking = askedBy.value
    const now = offer.value ?? (asking && { id: asking.call.leg, interaction: asking.card })
    // A desk phone rings by itself; so does another tab.
    const rings = phone.state.value === 'ready' || phone.state.value === 'lost'
    if ((now?.id ?? '') === about) return
    about = now?.id ?? ''
    ends.splice(0).forEach((end) => end())
    if (!now) return
    const card = now.interaction
    const name = calledBy(card)
    const words = isText(card) ? t('{name} writes', { name }) : t('{name} calls', { name })
    ends = [flash(words), notify(words, isText(card) ? card.preview : (card.queue ?? '')), ...(isText(card) ? [chime()] : rings ? [ring()] : [])]
  })
  const written = onIncoming((message) => {
    const card = mine.value.find(({ id }) => id === message.interaction)
    if (!card || card.state !== 'connected' || (card.id === looked.value && document.hasFocus())) return
    drip()
    notify(calledBy(card), message.text, false)
  })
  const counted = effect(() => showCount(unreadInAll.value))
  return () => {
    counted()
    written()
    stop()
    ends.forEach((end) => end())
  }
}
