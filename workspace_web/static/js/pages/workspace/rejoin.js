// Back into a call that this page has lost: after a reload, a crash, a network that was away. The customer hears music, and
// the sooner our phone rings, the shorter.

import { api } from '../../core/api.js'
import { t } from '../../core/i18n.js'
import { live } from '../../core/live.js'
import { effect, signal } from '../../core/ui.js'
import { phone } from '../../softphone/phone.js'
import { agent, mine } from './desk.js'
import { isText, legOf } from './rules.js'

const AGAIN = 2500 // milliseconds between two tries

/** Whether a call of mine goes on that this page's phone is not in. */
export const away = signal(false)

/** My own call, when this page should be in it and is not. */
function lostCall() {
  if (live.status.value !== 'live' || phone.device.value !== 'browser') return null
  const card = mine.value.find((each) => each.agent === agent && each.state === 'connected' && !isText(each)) ?? null
  return card && !phone.on(legOf(card, agent)) ? card : null
}

/** For as long as the page is. Returns what ends it. */
export function rejoining() {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  let asking = false
  async function comeBack() {
    clearTimeout(timer)
    if (asking || !away.peek() || phone.state.peek() !== 'ready') return
    asking = true
    try {
      await api.post('/me/rejoin')
    } catch (error) {
      console.warn('The call cannot be joined again yet.', error)
    } finally {
      asking = false
      timer = setTimeout(comeBack, AGAIN)
    }
  }
  const stop = effect(() => {
    const lost = lostCall()
    const ready = phone.state.value === 'ready'
    away.value = lost !== null
    if (lost && ready) queueMicrotask(comeBack)
  })
  /** A call ends with the page only after a question. @param {BeforeUnloadEvent} event */
  const ask = (event) => {
    if (phone.talking.peek()) event.preventDefault()
  }
  addEventListener('beforeunload', ask)
  return () => {
    stop()
    clearTimeout(timer)
    removeEventListener('beforeunload', ask)
  }
}

export const awayWords = () =>
  phone.state.value === 'second'
    ? t('You are in a call, in another tab.')
    : t('You are still on a call. The customer hears music; this page is bringing you back.')
