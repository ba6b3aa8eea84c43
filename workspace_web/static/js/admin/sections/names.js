// Things that are hardly more than a name: skills, teams, wrap-up codes.

import { Field } from '../../components/field.js'
import { t } from '../../core/i18n.js'
import { html } from '../../core/ui.js'
import { IdField } from '../fields.js'
import { usedBy } from '../columns.js'

/** @typedef {import('../resource.js').Resource} Resource */

/** @type {Pick<Resource, 'sortBy' | 'blank' | 'values' | 'label' | 'columns'>} */
const named = {
  sortBy: 'name',
  blank: () => ({ name: '', id: '' }),
  values: (card) => ({ name: card.name }),
  label: (card) => card.name,
  columns: [
    { id: 'name', title: t('Name'), view: (card) => card.name, sort: true, head: true },
    { id: 'id', title: t('Short name'), view: (card) => html`<code>${card.id}</code>`, sort: true },
    { id: 'used_by', title: t('Used by'), view: (card) => usedBy(card) },
  ],
}
/** @param {string} example @returns {Resource['fields']} */
const fields = (example) =>
  function Fields({ card }) {
    return html`<${Field} name="name" label=${t('Name')} required maxLength=${100} placeholder=${example} autofocus />${!card && html`<${IdField} />`}`
  }

/** @type {Resource} */
export const skills = {
  ...named,
  name: 'skills',
  title: t('Skills'),
  about: t('What agents know, in levels from 1 to 10: a language, a product. Queues and flows ask for a least level.'),
  scope: 'agents:write',
  add: t('Add a skill'),
  empty: { icon: 'badge-check', title: t('No skills yet'), text: t('Without skills every agent of a queue is as good as the other. Add the first one, such as a language.') },
  fields: fields(t('French')),
}

/** @type {Resource} */
export const teams = {
  ...named,
  name: 'teams',
  title: t('Teams'),
  about: t('Agents who work together. A supervisor can be bound to the teams that are theirs.'),
  scope: 'agents:write',
  add: t('Add a team'),
  empty: { icon: 'users-round', title: t('No teams yet'), text: t('Add a team, then put agents into it on their own page.') },
  fields: fields(t('North')),
}

/** @type {Resource} */
export const wrapUpCodes = {
  ...named,
  name: 'wrap-up-codes',
  title: t('Wrap-up codes'),
  about: t('What agents say of a conversation when it is over. Each queue offers up to 15 of them.'),
  scope: 'queues:write',
  add: t('Add a code'),
  empty: { icon: 'tag', title: t('No codes yet'), text: t('Add what conversations are about, then choose on each queue which of them it offers.') },
  fields: fields(t('Order placed')),
}
