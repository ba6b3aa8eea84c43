// My day in figures, in one quiet line.

import { fmt, t } from '../../core/i18n.js'
import { html } from '../../core/ui.js'
import { Button } from '../../components/button.js'
import { Since } from '../../components/time.js'
import { figures, holding, me } from './desk.js'

/** @param {{shown: {list: boolean, side: boolean}, onToggle: (part: 'list' | 'side') => void}} props */
export function Day({ shown, onToggle }) {
  const day = figures.value
  const state = me.value?.state
  /** What I do now counts on. @param {number | undefined} seconds @param {boolean} now */
  const counted = (seconds, now) =>
    !day || seconds === undefined ? '–' : now ? html`<${Since} at=${day.at - seconds} />` : fmt.duration(seconds)
  /** @type {readonly (readonly [string, import('../../core/ui.js').Children, string?])[]} */
  const told = [
    [t('Handled'), day ? fmt.number(day.handled) : '–'],
    [t('Average'), day && day.average_handle !== null ? fmt.duration(day.average_handle) : '–', t('Average handle time: talk, hold and wrap-up')],
    [t('Talk'), counted(day?.talk, state === 'busy' && !holding.value)],
    [t('Hold'), counted(day?.hold, state === 'busy' && holding.value)],
    [t('Wrap-up'), counted(day?.wrap_up, state === 'wrap_up')],
    [t('Available'), counted(day?.available, state === 'available')],
    [t('Missed'), day ? fmt.number(day.missed) : '–', t('Offers that rang out, or did not reach the phone')],
  ]
  return html`<section class="day" aria-label=${t('My day')}>
    <${Button} icon="panel-left" label=${t('Show or hide the list')} kind="plain" small pressed=${shown.list} onClick=${() => onToggle('list')} />
    <dl>${told.map(([word, value, title]) => html`<div key=${word} title=${title}><dt>${word}</dt><dd class="num">${value}</dd></div>`)}</dl>
    <${Button} icon="panel-right" label=${t('Show or hide the customer')} kind="plain" small pressed=${shown.side} onClick=${() => onToggle('side')} />
  </section>`
}
