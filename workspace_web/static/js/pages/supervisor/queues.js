// The queues at the top: who waits, how long, the service level against its target, and the day so far.

import { fmt, t } from '../../core/i18n.js'
import { live } from '../../core/live.js'
import { remember, remembered } from '../../core/store.js'
import { classes, html, signal } from '../../core/ui.js'
import { Button } from '../../components/button.js'
import { EmptyState } from '../../components/empty-state.js'
import { Icon } from '../../components/icon.js'
import { AGENT_STATES, Mark } from '../../components/state-mark.js'
import { Since } from '../../components/time.js'
import { limits, queues, thresholds, want, wanted } from './centre.js'
import { write } from './broadcasts.js'
import { ChannelsDay, LOOKS } from './channels-day.js'
import { STATES, judged, levelOf } from './rules.js'
import { Spark } from './spark.js'

/** @typedef {import('../../types').QueueCard} QueueCard */
/** @typedef {'good' | 'warn' | 'bad' | 'quiet'} Level */

const FEW = 4 // as many as stand beside each other; more are moved sideways, or unfolded
const unfolded = signal(remembered('supervisor.unfolded', false))

function fold() {
  unfolded.value = !unfolded.value
  remember('supervisor.unfolded', unfolded.value)
}

/** @type {Readonly<Record<Level, {icon: string, word: () => string}>>} */
const VERDICTS = {
  good: { icon: 'circle-check', word: () => t('On target') },
  warn: { icon: 'triangle-alert', word: () => t('Below target') },
  bad: { icon: 'octagon-alert', word: () => t('Far below target') },
  quiet: { icon: 'minus', word: () => t('Nothing yet') },
}

export function Queues() {
  const ids = queues.value
  if (!ids.length) {
    return live.status.value === 'connecting'
      ? html`<div class="queue-cards">${[0, 1, 2].map(() => html`<div class="queue-card skeleton" aria-hidden="true"></div>`)}</div>`
      : html`<${EmptyState} icon="layers" title=${t('No queues yet')} text=${t('As soon as an administrator has made a queue that you may see, it is here.')} />`
  }
  const many = ids.length > FEW
  return html`<section aria-label=${t('Queues')} class="queues">
    <ul role="list" class=${classes('queue-cards', many && !unfolded.value && 'folded')} tabindex=${many ? 0 : undefined}>
      ${ids.map((id) => html`<${Card} key=${id} id=${id} />`)}
    </ul>
    ${many &&
    html`<${Button} kind="plain" small class="unfold" icon=${unfolded.value ? 'chevron-up' : 'chevron-down'} aria-expanded=${String(unfolded.value)} onClick=${fold}
      >${unfolded.value ? t('Show fewer queues') : t('Show all {n} queues', { n: ids.length })}<//
    >`}
  </section>`
}

/** @param {{id: string}} props */
function Card({ id }) {
  /** @type {QueueCard | null} */
  const queue = live.card('queue', id).value
  if (!queue) return null
  const { figures } = queue
  const chosen = wanted.value.queue === id
  const crowded = levelOf(queue.waiting, thresholds.value.waiting)
  return html`<li class=${classes('queue-card', chosen && 'chosen')}>
    <header>
      <button type="button" class="queue-name" aria-pressed=${String(chosen)} title=${t('Show its agents only')} onClick=${() => want({ queue: chosen ? '' : id })}>${queue.name}</button>
      <${Button} kind="plain" small icon="megaphone" label=${t('Broadcast to the agents of {queue}', { queue: queue.name })} onClick=${() => write({ kind: 'queue', id, name: queue.name })} />
    </header>
    <dl class="queue-now">
      <div class=${crowded}>
        <dt>${t('Waiting')}</dt>
        <dd class="big num">${crowded && html`<${Icon} name=${crowded === 'bad' ? 'octagon-alert' : 'triangle-alert'} label=${t('Many')} />`}${fmt.number(queue.waiting)}</dd>
      </div>
      <div>
        <dt>${t('Longest')}</dt>
        <dd class="big"><${Since} at=${queue.waiting_since} ...${limits('wait')} /></dd>
      </div>
      <${Level} figures=${figures} media=${queue.media} />
    </dl>
    <dl class="queue-day">
      <div><dt>${t('Answered')}</dt><dd class="num">${fmt.number(figures.answered)}</dd></div>
      <div><dt>${t('Abandoned')}</dt><dd class="num">${fmt.number(figures.abandoned)}</dd></div>
      <div><dt>${t('Avg. wait')}</dt><dd class="num">${figures.average_wait === null ? '–' : fmt.duration(figures.average_wait)}</dd></div>
      <div><dt>${t('Handling')}</dt><dd class="num">${figures.average_handle === null ? '–' : fmt.duration(figures.average_handle)}</dd></div>
    </dl>
    <${ChannelsDay} media=${queue.media} />
    <footer>
      <p class="queue-agents">
        ${STATES.filter((state) => state !== 'signed_out').map((state) => {
          const look = AGENT_STATES[state]
          const n = queue.agents[/** @type {import('../../types').AgentState} */ (state)] ?? 0
          return look && n ? html`<span key=${state} title=${look.word()}><${Mark} look=${look}><span class="only-read">${look.word()}: </span><span class="num">${n}</span><//></span>` : null
        })}
        ${queue.signed_in === 0 && html`<span class="warn row tight"><${Icon} name="triangle-alert" />${t('Nobody signed in')}</span>`}
      </p>
      <${Spark} offered=${figures.offered_by_half_hour} abandoned=${figures.abandoned_by_half_hour} />
    </footer>
  </li>`
}

/** Of calls; without any, of the first medium that there was. @param {{figures: import('../../types').QueueFigures, media: QueueCard['media']}} props */
function Level({ figures, media }) {
  const written = figures.service_level === null ? media.find((row) => row.service_level !== null) : undefined
  const level = written?.service_level ?? figures.service_level
  const verdict = judged(level, figures.target_percent, thresholds.value.service_level)
  const { icon, word } = VERDICTS[verdict]
  const goal = written
    ? t('{percent} within {time}', { percent: fmt.percent(figures.target_percent / 100), time: fmt.span(written.target_seconds) })
    : t('{percent} in {seconds} s', { percent: fmt.percent(figures.target_percent / 100), seconds: fmt.number(figures.target_seconds) })
  return html`<div class=${classes('level', `tone-${verdict}`)}>
    <dt>${written ? t('Service level: {media}', { media: LOOKS[written.media_type].word() }) : t('Service level')}</dt>
    <dd>
      <span class="big num">${level === null ? '–' : html`<${Icon} name=${icon} label=${word()} />${fmt.percent(level / 100)}`}</span>
      <svg class="level-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect class="track" width="100" height="6" />
        <rect class="done" width=${level ?? 0} height="6" />
        <rect class="goal" x=${figures.target_percent - 0.75} width="1.5" height="6" />
      </svg>
      <span class="small muted" title=${goal}>${figures.service_level_now === null ? goal : t('now {now}, goal {goal}', { now: fmt.percent(figures.service_level_now / 100), goal: fmt.percent(figures.target_percent / 100) })}</span>
    </dd>
  </div>`
}
