// What counts seconds. A tick changes a text and a class, and draws nothing else again.

import { now } from '../core/clock.js'
import { duration, isoDuration, t } from '../core/i18n.js'
import { html, useComputed, useSignal } from '../core/ui.js'
import { Icon } from './icon.js'

/** A prop as a signal, so that what was computed from it follows. @template T @param {T} value */
function useProp(value) {
  const kept = useSignal(value)
  kept.value = value
  return kept
}

/**
 * How long ago: `1:05`. From `warn` seconds on it warns, from `bad` on more so, by a colour and a sign.
 * @param {{at: number | null, warn?: number, bad?: number}} props
 */
export function Since({ at, warn, bad }) {
  const start = useProp(at)
  const seconds = useComputed(() => (start.value === null ? null : Math.max(0, Math.floor(now.value - start.value))))
  const text = useComputed(() => (seconds.value === null ? '–' : duration(seconds.value)))
  const iso = useComputed(() => (seconds.value === null ? '' : isoDuration(seconds.value)))
  const limits = useProp({ warn, bad })
  const level = useComputed(() => {
    const { warn = Infinity, bad = Infinity } = limits.value
    return seconds.value === null || seconds.value < Math.min(warn, bad) ? '' : seconds.value >= bad ? 'bad' : 'warn'
  })
  const name = useComputed(() => `since num ${level.value}`)
  return html`<time class=${name} datetime=${iso}><${Level} level=${level} />${text}</time>`
}

/** @param {{level: import('@preact/signals').ReadonlySignal<string>}} props */
function Level({ level }) {
  if (!level.value) return null
  return level.value === 'bad'
    ? html`<${Icon} name="octagon-alert" label=${t('Much too long')} />`
    : html`<${Icon} name="triangle-alert" label=${t('Too long')} />`
}

/**
 * How long still: a bar that empties, and the seconds. `of`: how long it was at the start.
 * @param {{until: number, of: number, label?: string, bar?: boolean}} props
 */
export function Countdown({ until, of, label, bar = true }) {
  const end = useProp(until)
  const left = useComputed(() => Math.max(0, Math.ceil(end.value - now.value)))
  const text = useComputed(() => duration(left.value))
  const share = useComputed(() => Math.min(of, left.value))
  return html`<span class="counts num"><span>${text}</span>${
    bar && html`<progress class="countdown" max=${of} value=${share} aria-label=${label ?? t('Time left')}></progress>`
  }</span>`
}
