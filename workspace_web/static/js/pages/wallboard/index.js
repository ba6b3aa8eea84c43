// A screen on the wall: the numbers of one queue after the other, to be read from across the room. The token is behind the
// `#` of the address, which no browser sends anywhere; it shows these queues and nothing else.

import { now } from '../../core/clock.js'
import { fmt, t } from '../../core/i18n.js'
import { live } from '../../core/live.js'
import { page } from '../../core/page.js'
import { classes, html, signal, useEffect } from '../../core/ui.js'
import { EmptyState } from '../../components/empty-state.js'
import { Icon } from '../../components/icon.js'
import { Since } from '../../components/time.js'
import { NUMBERS } from './numbers.js'

/** @typedef {import('../../types').BoardCard} BoardCard */
/** @typedef {import('../../types').QueueCard} QueueCard */
/** @typedef {import('./numbers.js').Tone} Tone */

/** @type {Readonly<Record<Tone, {icon: string, word: () => string}>>} */
const VERDICTS = {
  good: { icon: 'circle-check', word: () => t('Good') },
  warn: { icon: 'triangle-alert', word: () => t('Watch') },
  bad: { icon: 'octagon-alert', word: () => t('Act') },
  quiet: { icon: 'minus', word: () => t('Nothing yet') },
}

/** Since when nothing new was heard; null while the line is good. */
const silent = signal(/** @type {number | null} */ (null))

function watch() {
  return live.status.subscribe((status) => {
    silent.value = status === 'stale' ? (silent.peek() ?? live.now()) : null
  })
}

function Wallboard() {
  useEffect(watch, [])
  useEffect(() => {
    /** A screen on the wall shall not go to sleep. */
    const awake = () => document.hidden || navigator.wakeLock?.request('screen').catch(() => undefined)
    void awake()
    document.addEventListener('visibilitychange', awake)
    return () => document.removeEventListener('visibilitychange', awake)
  }, [])
  if (!location.hash || live.refused.value) return html`<${Refused} />`
  const [board] = live.boards.value.values()
  if (!board) return html`<div class="board" aria-busy="true"></div>`
  return html`<${Board} board=${board} />`
}

const Refused = () =>
  html`<div class="middle board-refused">
    <${EmptyState} icon="monitor" title=${t('This address shows nothing any more')} text=${t('The wallboard was taken down, or the address is not whole. A supervisor can make a new one.')} />
  </div>`

/** @param {{board: BoardCard}} props */
function Board({ board }) {
  const shown = board.queues.filter((id) => live.queues.value.has(id))
  const place = Math.floor(now.value / board.rotate) % Math.max(1, shown.length)
  const queue = /** @type {QueueCard | undefined} */ (live.queues.value.get(shown[place] ?? ''))
  return html`<div class=${classes('board', silent.value !== null && 'stale')}>
    <header class="board-head">
      <h1>${queue && shown.length > 1 ? queue.name : board.title}</h1>
      ${queue && shown.length > 1 && html`<span class="board-title">${board.title}</span>`}
      <span class="board-places" aria-hidden="true">${shown.length > 1 && shown.map((id, at) => html`<span key=${id} class=${classes(at === place && 'here')}></span>`)}</span>
      ${silent.value === null
        ? html`<time class="board-clock num">${fmt.time(now.value)}</time>`
        : html`<p class="board-silent" role="alert"><${Icon} name="wifi-off" />${t('Not up to date')} · <${Since} at=${silent.value} /></p>`}
    </header>
    ${queue
      ? html`<dl class=${`board-numbers of-${board.numbers.length}`}>${board.numbers.map((id) => html`<${Figure} key=${id} id=${id} queue=${queue} />`)}</dl>`
      : html`<${EmptyState} icon="layers" title=${t('Its queues are no more')} />`}
  </div>`
}

/** @param {{id: import('../../types').BoardNumber, queue: QueueCard}} props */
function Figure({ id, queue }) {
  const { word, of } = NUMBERS[id]
  const { text, tone, goal } = of(queue, now.value)
  const verdict = tone && VERDICTS[tone]
  return html`<div class=${classes('board-number', tone && `tone-${tone}`)}>
    <dt>${word()}</dt>
    <dd>
      <span class="board-value num">${text}</span>
      <span class="board-below">
        ${verdict && html`<span class="board-verdict"><${Icon} name=${verdict.icon} />${verdict.word()}</span>`} ${goal && html`<span class="board-goal">${goal}</span>`}
      </span>
    </dd>
  </div>`
}

page({ title: t('Wallboard'), main: Wallboard, bare: true, live: false, fixed: true })
if (location.hash) live.start({ token: location.hash.slice(1) })
