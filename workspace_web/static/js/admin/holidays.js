// The days on which it is closed whatever the week says.

import { Button } from '../components/button.js'
import { fmt, locale, t } from '../core/i18n.js'
import { html, useState } from '../core/ui.js'

/** @param {string} holiday as the API writes it */
function spelled(holiday) {
  const every = /^(\d\d)-(\d\d)$/.exec(holiday)
  if (every) {
    const day = new Intl.DateTimeFormat(locale, { month: 'long', day: 'numeric', timeZone: 'UTC' })
    return t('{day}, every year', { day: day.format(Date.UTC(2000, Number(every[1]) - 1, Number(every[2]))) })
  }
  return fmt.date(Date.parse(`${holiday}T12:00:00`) / 1000)
}

/** @param {{control: import('../components/field.js').Control}} props */
export function Holidays({ control }) {
  /** @type {string[]} */
  const days = control.value ?? []
  const [date, setDate] = useState('')
  const [every, setEvery] = useState(false)
  function add() {
    if (!date) return
    const day = every ? date.slice(5) : date
    if (!days.includes(day)) control.set([...days, day].sort((a, b) => a.slice(-5).localeCompare(b.slice(-5))))
    setDate('')
  }
  return html`<div class="holidays" role="group" aria-label=${t('Holidays')} id=${control.id} aria-describedby=${control.describedBy}>
    ${days.length > 0 &&
    html`<ul class="chips">
      ${days.map((day) => html`<li class="chip" key=${day}><span>${spelled(day)}</span><${Button} icon="x" kind="plain" small label=${t('Take {day} away', { day: spelled(day) })} onClick=${() => control.set(days.filter((other) => other !== day))} /></li>`)}
    </ul>`}
    <div class="row">
      <input class="input" type="date" aria-label=${t('Day')} value=${date} onInput=${(/** @type {any} */ event) => setDate(event.currentTarget.value)} />
      <label class="check"><input type="checkbox" checked=${every} onChange=${(/** @type {any} */ event) => setEvery(event.currentTarget.checked)} /><span>${t('Every year')}</span></label>
      <${Button} icon="plus" small disabled=${!date} onClick=${add}>${t('Add')}<//>
    </div>
  </div>`
}
