// Queues: what they want, how long things take, what they promise; and who serves them.

import { Badge } from '../../components/badge.js'
import { Field } from '../../components/field.js'
import { FormContext } from '../../components/form.js'
import { fmt, t, tn } from '../../core/i18n.js'
import { html, useContext } from '../../core/ui.js'
import { levels } from '../columns.js'
import { IdField, Levels, OneOf, Ordered, Part, Perhaps } from '../fields.js'
import { addressOf } from '../place.js'
import { Targets } from './targets.js'

/** @typedef {import('../../components/field.js').Control} Control */

const MODES = [
  { value: 'timed', label: t('Until a time'), text: t('Ends by itself; the agent may end it before.') },
  { value: 'timed_full', label: t('The whole time'), text: t('Nobody gets a call before the time is over.') },
  { value: 'until_done', label: t('Until done'), text: t('Ends when the agent says so.') },
  { value: 'optional', label: t('None'), text: t('The next call may come at once.') },
]

/** The seconds matter only to the timed ones. */
function Seconds() {
  const mode = useContext(FormContext)?.values.value.wrap_up_mode
  return mode === 'timed' || mode === 'timed_full' ? html`<${Field} name="wrap_up" label=${t('Seconds of wrap-up')} type="number" min=${0} max=${3600} required />` : null
}

/** @type {import('../resource.js').Resource} */
export const queues = {
  name: 'queues',
  title: t('Queues'),
  about: t('Where callers wait for the agent who can help. Flows send them here.'),
  scope: 'queues:write',
  add: t('Add a queue'),
  sortBy: 'name',
  empty: { icon: 'layers', title: t('No queues yet'), text: t('Add one, say on each agent’s page that they serve it, and send callers there by a flow.') },
  choices: ['skills', 'wrap-up-codes', 'calendars'],
  columns: [
    { id: 'name', title: t('Name'), view: (card) => card.name, sort: true, head: true },
    { id: 'skills', title: t('Wants'), view: (card) => levels(card.skills) },
    {
      id: 'agents',
      title: t('Agents'),
      num: true,
      sort: true,
      view: (card) => (card.agents.length ? fmt.number(card.agents.length) : html`<${Badge} tone="warn" icon="triangle-alert">${t('nobody')}<//>`),
    },
    {
      id: 'service_level_percent',
      title: t('Service level'),
      sort: true,
      num: true,
      view: (card) => t('{percent} in {seconds} s', { percent: fmt.percent(card.service_level_percent / 100), seconds: card.service_level_seconds }),
    },
    { id: 'wrap_up_mode', title: t('Wrap-up'), sort: true, view: (card) => MODES.find((mode) => mode.value === card.wrap_up_mode)?.label },
    { id: 'calendar', title: t('Hours'), sort: true, view: (card) => card.calendar ?? t('always') },
  ],
  blank: () => ({
    name: '',
    id: '',
    skills: {},
    offer_timeout: 20,
    wrap_up_mode: 'timed',
    wrap_up: 30,
    wrap_up_codes: [],
    announce_every: 45,
    record: true,
    max_waiting: null,
    service_level_seconds: 20,
    service_level_percent: 80,
    calendar: '',
    targets: {},
  }),
  values: ({ name, skills, offer_timeout, wrap_up_mode, wrap_up, wrap_up_codes, announce_every, record, max_waiting, service_level_seconds, service_level_percent, calendar, targets }) => ({
    name,
    skills,
    offer_timeout,
    wrap_up_mode,
    wrap_up,
    wrap_up_codes,
    announce_every,
    record,
    max_waiting,
    service_level_seconds,
    service_level_percent,
    calendar: calendar ?? '',
    targets,
  }),
  sent: (values) => ({ ...values, calendar: values.calendar || null }),
  label: (card) => card.name,
  fields: ({ card, choices }) => html`
    <${Part} title=${t('The queue')}>
      <${Field} name="name" label=${t('Name')} required maxLength=${100} autofocus />
      ${!card && html`<${IdField} />`}
      <${Field} name="calendar" label=${t('Opening hours')} type="select" hint=${t('Outside of them the flow goes on by its exit “closed”.')}
        options=${[{ value: '', label: t('always open') }, ...(choices.calendars ?? [])]} />
      <${Field} name="record" label=${t('Record conversations')} type="checkbox" />
    <//>
    <${Part} title=${t('Who can help')}>
      <${Field} name="skills" label=${t('Least levels wanted')}>
        ${(/** @type {Control} */ control) => html`<${Levels} label=${t('Skills wanted')} control=${control} choices=${choices.skills ?? []} none=${t('There is no skill yet.')} />`}
      <//>
    <//>
    <${Part} title=${t('Waiting')}>
      <div class="pair">
        <${Field} name="service_level_percent" label=${t('Per cent to be answered')} type="number" min=${1} max=${100} required />
        <${Field} name="service_level_seconds" label=${t('within seconds')} type="number" min=${1} max=${3600} required />
      </div>
      <${Field} name="targets" label=${t('Of what is written: first reply within')}>
        ${(/** @type {Control} */ control) => html`<${Targets} control=${control} />`}
      <//>
      <${Field} name="offer_timeout" label=${t('Seconds that a phone rings')} type="number" min=${5} max=${120} required hint=${t('Then the caller is offered to somebody else.')} />
      <${Field} name="announce_every" label=${t('Place in line')}>
        ${(/** @type {Control} */ control) => html`<${Perhaps} control=${control} label=${t('Seconds between two announcements')} when=${t('Say the place in line')} otherwise=${45} min=${15} max=${600} unit=${t('s apart')} />`}
      <//>
      <${Field} name="max_waiting" label=${t('Limit')}>
        ${(/** @type {Control} */ control) => html`<${Perhaps} control=${control} label=${t('How many may wait')} when=${t('Turn callers away when too many wait')} otherwise=${20} min=${1} max=${10000} unit=${t('may wait')} />`}
      <//>
    <//>
    <${Part} title=${t('Wrap-up')}>
      <${Field} name="wrap_up_mode" label=${t('After a conversation')} required>
        ${(/** @type {Control} */ control) => html`<${OneOf} label=${t('After a conversation')} control=${control} choices=${MODES} />`}
      <//>
      <${Seconds} />
      <${Field} name="wrap_up_codes" label=${t('Codes')} hint=${t('In this order; the last one stands when nobody chooses. At most 15.')}>
        ${(/** @type {Control} */ control) => html`<${Ordered} label=${t('Codes')} add=${t('Add a code')} control=${control} choices=${choices['wrap-up-codes'] ?? []} none=${t('There is no code yet.')} />`}
      <//>
    <//>
  `,
  beside: ({ card }) => html`<section class="beside">
    <h3>${t('Who serves it')}</h3>
    ${card.agents.length
      ? html`<p class="hint">${tn('{n} agent; the greyed ones lack a skill that it wants.', '{n} agents; the greyed ones lack a skill that it wants.', card.agents.length)}</p>
          <ul class="chips">
            ${card.agents.map(
              (/** @type {any} */ agent) =>
                html`<li key=${agent.id}><a class=${agent.lacks.length ? 'chip lacking' : 'chip'} href=${addressOf('agents', agent.id)}
                  >${agent.name}${agent.lacks.length > 0 && html`<small>${t('lacks {skills}', { skills: agent.lacks.join(', ') })}</small>`}</a></li>`,
            )}
          </ul>`
      : html`<p class="hint">${t('Nobody yet: open an agent and say that they serve it. Until then callers wait in vain.')}</p>`}
  </section>`,
}
