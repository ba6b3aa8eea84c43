// Agents: who they are, what they know, what they serve, which phone rings.

import { Badge } from '../../components/badge.js'
import { Field } from '../../components/field.js'
import { t } from '../../core/i18n.js'
import { html } from '../../core/ui.js'
import { chips, levels, linked, named } from '../columns.js'
import { IdField, Levels, Part, Several } from '../fields.js'
import { OwnUnits } from './own-units.js'

/** @typedef {import('../../components/field.js').Control} Control */

/** @type {import('../resource.js').Resource} */
export const agents = {
  name: 'agents',
  title: t('Agents'),
  about: t('Who answers. An agent serves queues, knows skills, and has a phone: the browser, or one on the desk.'),
  scope: 'agents:write',
  add: t('Add an agent'),
  sortBy: 'name',
  empty: { icon: 'headset', title: t('No agents yet'), text: t('Add the first one, then a user who signs in as them.') },
  choices: ['skills', 'queues', 'teams', 'phones'],
  columns: [
    { id: 'name', title: t('Name'), view: (card) => card.name, sort: true, head: true },
    { id: 'team', title: t('Team'), view: (card) => linked('teams', card.team), sort: true },
    { id: 'queues', title: t('Queues'), view: (card) => chips(named('queues', card.queues), t('none')), sort: true },
    { id: 'skills', title: t('Skills'), view: (card) => levels(card.skills) },
    { id: 'phone', title: t('Phone'), view: (card) => (card.phone ? html`<code>${card.phone}</code>` : t('browser')), sort: true },
    { id: 'users', title: t('Signs in as'), view: (card) => (card.users.length ? chips(card.users) : html`<${Badge} tone="warn" icon="triangle-alert">${t('nobody')}<//>`) },
  ],
  blank: () => ({ name: '', id: '', team: '', phone: '', skills: {}, queues: [], units: {} }),
  values: (card) => ({ name: card.name, team: card.team ?? '', phone: card.phone ?? '', skills: card.skills, queues: card.queues, units: card.units }),
  sent: (values) => ({ ...values, team: values.team || null, phone: values.phone || null }),
  label: (card) => card.name,
  removes: t('Calls that they are in go on. Their figures of the past stay.'),
  fields: ({ card, choices }) => html`
    <${Part} title=${t('Who')}>
      <${Field} name="name" label=${t('Name')} required maxLength=${100} autofocus />
      ${!card && html`<${IdField} />`}
      <${Field} name="team" label=${t('Team')} type="select" options=${[{ value: '', label: t('none') }, ...(choices.teams ?? [])]} />
      <${Field} name="phone" label=${t('Phone')} type="select" hint=${t('Rings from the next call on. They can change between their own devices themselves.')}
        options=${[{ value: '', label: t('The browser') }, ...(choices.phones ?? []).filter((phone) => !phone.card.agent || phone.card.agent === card?.id)]} />
    <//>
    <${Part} title=${t('Queues')}>
      <${Field} name="queues" label=${t('Serves')}>
        ${(/** @type {Control} */ control) => html`<${Several} label=${t('Queues')} control=${control} choices=${choices.queues ?? []} none=${t('There is no queue yet.')} />`}
      <//>
    <//>
    <${Part} title=${t('Skills')} text=${t('1: a little, 10: nobody knows it better.')}>
      <${Field} name="skills" label=${t('Levels')}>
        ${(/** @type {Control} */ control) => html`<${Levels} label=${t('Skills')} control=${control} choices=${choices.skills ?? []} none=${t('There is no skill yet.')} />`}
      <//>
    <//>
    <${Part} title=${t('Capacity')} text=${t('What one piece of work costs them, of 100 units, where it is not as for everybody.')}>
      <${Field} name="units" label=${t('Units')}>${(/** @type {Control} */ control) => html`<${OwnUnits} control=${control} />`}<//>
    <//>
  `,
}
