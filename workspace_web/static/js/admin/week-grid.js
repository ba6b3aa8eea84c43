// A week to paint opening hours on; the same hours as rows below it, for the keyboard and for odd minutes.

import { Button } from '../components/button.js'
import { fmt, locale, t } from '../core/i18n.js'
import { classes, html, useRef, useState } from '../core/ui.js'
import { DAYS, MIDNIGHT, daysOf, hoursOf, isOpen, minutesOf, painted, weeklyOf } from './week.js'

/** @typedef {import('./week.js').Interval} Interval */
const STEP = 30
const CELLS = MIDNIGHT / STEP
const MONDAY = Date.UTC(2024, 0, 1)
const named = (/** @type {'long' | 'short'} */ weekday) => {
  const format = new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' })
  return DAYS.map((_, at) => format.format(MONDAY + at * 86_400_000))
}
const SHORT = named('short')
const LONG = named('long')

/** @param {{control: import('../components/field.js').Control}} props */
export function WeekGrid({ control }) {
  /** @type {Interval[]} */
  const weekly = control.value ?? []
  const days = daysOf(weekly)
  const [drag, setDrag] = useState(/** @type {null | {day: number, from: number, to: number, last: number, open: boolean}} */ (null))
  const frame = useRef(/** @type {HTMLElement | null} */ (null))

  /** @param {PointerEvent} event */
  function cellAt(event) {
    const box = /** @type {HTMLElement} */ (frame.current).getBoundingClientRect()
    const day = Math.min(6, Math.max(0, Math.floor(((event.clientY - box.top) / box.height) * 7)))
    const cell = Math.min(CELLS - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * CELLS)))
    return { day, cell }
  }
  /** @param {any} event */
  function begin(event) {
    if (event.button !== 0) return
    const { day, cell } = cellAt(event)
    event.currentTarget.setPointerCapture(event.pointerId)
    setDrag({ day, last: day, from: cell, to: cell, open: !isOpen(days, day, cell * STEP) })
  }
  /** @param {any} event */
  function extend(event) {
    if (!drag) return
    const { day, cell } = cellAt(event)
    setDrag({ ...drag, last: day, to: cell })
  }
  /** @param {{day: number, from: number, to: number, last: number}} of */
  const area = ({ day, last, from, to }) => ({
    on: DAYS.map((_, at) => at).filter((at) => at >= Math.min(day, last) && at <= Math.max(day, last)),
    start: Math.min(from, to) * STEP,
    end: (Math.max(from, to) + 1) * STEP,
  })
  function end() {
    if (!drag) return
    const { on, start, end } = area(drag)
    control.set(weeklyOf(painted(days, on, start, end, drag.open)))
    setDrag(null)
  }
  const shown = drag ? painted(days, area(drag).on, area(drag).start, area(drag).end, drag.open) : days
  return html`<div class="week" id=${control.id} role="group" aria-label=${t('Opening hours')} aria-describedby=${control.describedBy}>
    <div class="week-grid" aria-hidden="true">
      <div class="week-names">${SHORT.map((name) => html`<span key=${name}>${name}</span>`)}</div>
      <div class="week-days" ref=${frame} onPointerDown=${begin} onPointerMove=${extend} onPointerUp=${end} onPointerCancel=${() => setDrag(null)}>
        ${shown.map(
          (spans, day) => html`<div class="week-day" key=${day}>
            ${spans.map(([from, to]) => html`<span class="span" style=${{ insetInlineStart: `${(from / MIDNIGHT) * 100}%`, inlineSize: `${((to - from) / MIDNIGHT) * 100}%` }}></span>`)}
          </div>`,
        )}
      </div>
      <div class="week-hours">${[0, 6, 12, 18, 24].map((hour) => html`<span key=${hour} style=${{ insetInlineStart: `${(hour / 24) * 100}%` }}>${String(hour).padStart(2, '0')}</span>`)}</div>
    </div>
    <p class="hint">${t('Drag over the week to open or close it. {hours} hours a week.', { hours: fmt.number(Math.round(hoursOf(days) * 10) / 10) })}</p>
    ${weekly.map((interval, at) => html`<${Row} key=${at} interval=${interval} onChange=${(/** @type {Interval} */ next) => control.set(weekly.map((old, place) => (place === at ? next : old)))} onDrop=${() => control.set(weekly.filter((_, place) => place !== at))} />`)}
    <div><${Button} icon="plus" small onClick=${() => control.set([...weekly, { days: ['mon', 'tue', 'wed', 'thu', 'fri'], opens: '08:00', closes: '17:00' }])}>${t('Add hours')}<//></div>
  </div>`
}

/** @param {{interval: Interval, onChange: (interval: Interval) => void, onDrop: () => void}} props */
function Row({ interval, onChange, onDrop }) {
  /** @param {string} day */
  const turn = (day) => onChange({ ...interval, days: DAYS.filter((one) => (one === day) !== interval.days.includes(one)) })
  /** @param {'opens' | 'closes'} member @param {string} label */
  const time = (member, label) => html`<input class="input time" value=${interval[member]} aria-label=${label} placeholder="08:30" maxlength="5" inputmode="numeric"
    aria-invalid=${String(minutesOf(interval[member]) === null)} onChange=${(/** @type {any} */ event) => onChange({ ...interval, [member]: event.currentTarget.value.trim() })} />`
  return html`<div class="week-row" role="group" aria-label=${t('Hours from {from} to {to}', { from: interval.opens, to: interval.closes })}>
    <span class="week-toggles">
      ${DAYS.map((day, at) => html`<button type="button" key=${day} class=${classes('day', interval.days.includes(day) && 'chosen')} aria-pressed=${String(interval.days.includes(day))} title=${LONG[at]} onClick=${() => turn(day)}>${SHORT[at]}</button>`)}
    </span>
    <span class="week-times">${time('opens', t('Opens at'))}<span aria-hidden="true">–</span>${time('closes', t('Closes at'))}</span>
    <${Button} icon="trash-2" kind="plain" small label=${t('Remove these hours')} onClick=${onDrop} />
  </div>`
}
