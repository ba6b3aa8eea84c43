// The server's time, which a computer on a desk may not share, and a tick for everything that counts seconds.

import { boot } from './boot.js'
import { signal } from './ui.js'

/** When the page's HTML arrived, by our own clock, in seconds. */
function arrival() {
  const [navigation] = globalThis.performance?.getEntriesByType?.('navigation') ?? []
  const sent = navigation && 'responseStart' in navigation ? Number(navigation.responseStart) : null
  return sent === null ? Date.now() / 1000 : (performance.timeOrigin + sent) / 1000
}

let ahead = boot.now - arrival() // seconds that the server's clock is ahead of ours

/** Seconds since the epoch by the server's clock. */
export const serverNow = () => Date.now() / 1000 + ahead

/** The server says what time it is. @param {number} epoch */
export function setClock(epoch) {
  ahead = epoch - Date.now() / 1000
}

/** Whole seconds since the epoch, new each second. */
const ticking = signal(Math.floor(serverNow()))

/** @type {import('@preact/signals').ReadonlySignal<number>} */
export const now = ticking

function tick() {
  ticking.value = Math.floor(serverNow())
  setTimeout(tick, 1005 - ((serverNow() * 1000) % 1000))
}

if (globalThis.document) tick()
