// Numbers: which flow answers.

import { Badge } from '../../components/badge.js'
import { Field } from '../../components/field.js'
import { t } from '../../core/i18n.js'
import { html } from '../../core/ui.js'

/** @type {import('../resource.js').Resource} */
export const numbers = {
  name: 'numbers',
  title: t('Numbers'),
  about: t('What people dial, and the flow that answers.'),
  scope: 'numbers:write',
  add: t('Add a number'),
  sortBy: 'number',
  empty: { icon: 'hash', title: t('No numbers yet'), text: t('Add a number that your carrier sends here, and choose the flow that answers it.') },
  choices: ['flows'],
  columns: [
    { id: 'number', title: t('Number'), view: (card) => html`<span class="figure">${card.id}</span>`, sort: true, head: true },
    {
      id: 'flow_name',
      title: t('Answered by'),
      sort: true,
      view: (card) => html`<a href=${`/flows/${encodeURIComponent(card.flow)}`}>${card.flow_name}</a>`,
    },
    { id: 'flow', title: t('Flow'), sort: true, view: (card) => html`<code>${card.flow}</code>` },
  ],
  blank: () => ({ id: '', flow: '' }),
  values: (card) => ({ flow: card.flow }),
  label: (card) => card.id,
  removes: t('Whoever calls it from now on hears that it is not in service.'),
  fields: ({ card, choices }) => html`
    ${!card && html`<${Field} name="id" label=${t('Number')} type="tel" required maxLength=${21} placeholder="+441632960100" autofocus pattern=${/^\+?[0-9*#]{2,20}$/} patternHint=${t('Write it with its country code, such as +441632960100.')} />`}
    <${Field} name="flow" label=${t('Answered by the flow')} type="select" required options=${choices.flows ?? []} hint=${t('Only a flow that is published answers.')} />
    ${card && html`<p><a href=${`/flows/${encodeURIComponent(card.flow)}`}>${t('Open the flow {name}', { name: card.flow_name })}</a> <${Badge} icon="phone-incoming">${t('try it: call {number}', { number: card.id })}<//></p>`}
  `,
}
