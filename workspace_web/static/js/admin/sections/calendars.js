// Opening hours: a week and holidays, named once, used by many flows and queues.

import { Badge } from '../../components/badge.js'
import { Field } from '../../components/field.js'
import { t } from '../../core/i18n.js'
import { html } from '../../core/ui.js'
import { usedBy } from '../columns.js'
import { IdField, Part } from '../fields.js'
import { Holidays } from '../holidays.js'
import { WeekGrid } from '../week-grid.js'

/** @typedef {import('../../components/field.js').Control} Control */

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone')]

/** @param {string} now */
function sign(now) {
  if (now === 'open') return html`<${Badge} tone="good" icon="circle-check">${t('open')}<//>`
  if (now === 'holiday') return html`<${Badge} tone="busy" icon="calendar">${t('holiday')}<//>`
  return html`<${Badge} tone="quiet" icon="moon">${t('closed')}<//>`
}

/** @type {import('../resource.js').Resource} */
export const calendars = {
  name: 'calendars',
  title: t('Opening hours'),
  about: t('A week and its holidays, by the clock of a place. Queues and flows name them, so a change here counts everywhere.'),
  scope: 'queues:write',
  add: t('Add opening hours'),
  sortBy: 'name',
  empty: { icon: 'calendar-days', title: t('No opening hours yet'), text: t('Without them the centre is always open. Add the first, and name it on queues or in flows.') },
  columns: [
    { id: 'name', title: t('Name'), view: (card) => card.name, sort: true, head: true },
    { id: 'now', title: t('Now'), view: (card) => sign(card.now), sort: true },
    { id: 'time_zone', title: t('Time zone'), view: (card) => card.time_zone, sort: true },
    { id: 'used_by', title: t('Used by'), view: (card) => usedBy(card) },
  ],
  blank: () => ({
    name: '',
    id: '',
    time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
    weekly: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], opens: '08:00', closes: '17:00' }],
    holidays: [],
  }),
  values: ({ name, time_zone, weekly, holidays }) => ({ name, time_zone, weekly, holidays }),
  label: (card) => card.name,
  fields: ({ card }) => html`
    <${Part} title=${t('Name and place')}>
      <${Field} name="name" label=${t('Name')} required maxLength=${100} autofocus placeholder=${t('Office')} />
      ${!card && html`<${IdField} />`}
      <${Field} name="time_zone" label=${t('Time zone')} required list="time-zones" autocomplete="off" spellcheck=${false} check=${(/** @type {string} */ zone) => (ZONES.includes(zone) ? null : t('Choose one of the list, such as Europe/Zurich.'))} />
      <datalist id="time-zones">${ZONES.map((zone) => html`<option key=${zone} value=${zone}></option>`)}</datalist>
    <//>
    <${Part} title=${t('The week')}>
      <${Field} name="weekly" label=${t('Open')}>${(/** @type {Control} */ control) => html`<${WeekGrid} control=${control} />`}<//>
    <//>
    <${Part} title=${t('Holidays')} text=${t('Closed all day; a flow can greet callers on them in its own way.')}>
      <${Field} name="holidays" label=${t('Days')}>${(/** @type {Control} */ control) => html`<${Holidays} control=${control} />`}<//>
    <//>
  `,
}
