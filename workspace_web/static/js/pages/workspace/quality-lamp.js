// How well we hear each other: bars, and a word.

import { fmt, t } from '../../core/i18n.js'
import { html } from '../../core/ui.js'

/** @typedef {import('../../softphone/quality.js').Level} Level */

/** @type {Readonly<Record<Level, {tone: string, bars: number, word: () => string}>>} */
const LOOKS = {
  good: { tone: 'good', bars: 3, word: () => t('Clear') },
  fair: { tone: 'warn', bars: 2, word: () => t('Fair') },
  poor: { tone: 'bad', bars: 1, word: () => t('Poor line') },
  silent: { tone: 'bad', bars: 0, word: () => t('No sound') },
}

/** @param {{call: import('../../softphone/softphone.js').Call}} props */
export function QualityLamp({ call }) {
  const quality = call.quality.value
  const look = quality ? LOOKS[quality.level] : { tone: 'quiet', bars: 0, word: () => t('Measuring') }
  const title =
    quality &&
    t('Lost {loss}, jitter {jitter} ms, round trip {rtt} ms', {
      loss: fmt.percent(quality.loss),
      jitter: fmt.number(Math.round(quality.jitter * 1000)),
      rtt: quality.rtt === null ? '–' : fmt.number(Math.round(quality.rtt * 1000)),
    })
  return html`<span class="quality tone-${look.tone}" role="status" title=${title}>
    <svg viewBox="0 0 14 12" aria-hidden="true">
      ${[1, 2, 3].map((bar) => html`<rect x=${(bar - 1) * 5} y=${12 - bar * 4} width="3.5" height=${bar * 4} rx="1" class=${bar <= look.bars ? 'lit' : ''} />`)}
    </svg>
    <span><span class="only-read">${t('Line quality:')} </span>${look.word()}</span>
  </span>`
}
