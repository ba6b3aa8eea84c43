// Phones on desks, and mobiles: what rings besides the browser.

import { Button } from '../../components/button.js'
import { Field } from '../../components/field.js'
import { FormContext } from '../../components/form.js'
import { api } from '../../core/api.js'
import { may } from '../../core/boot.js'
import { confirmDialog, tellProblem } from '../../core/dialogs.js'
import { t } from '../../core/i18n.js'
import { html, signal, useContext } from '../../core/ui.js'
import { linked, reach } from '../columns.js'
import { Lines, OneOf, Part } from '../fields.js'
import { useReach } from '../reachable.js'
import { Once } from '../once.js'

/** @typedef {import('../../components/field.js').Control} Control */

/** What was made and is shown this once. */
const shown = signal(/** @type {null | {phone: string, username: string, password: string}} */ (null))

/** @type {Record<string, () => string>} */
const KINDS = { registered: () => t('registers'), fixed: () => t('fixed address'), mobile: () => t('number') }

/** @param {string} phone */
async function renew(phone) {
  try {
    shown.value = { phone, ...(await api.post(`/setup/phones/${encodeURIComponent(phone)}/password`)) }
  } catch (error) {
    tellProblem(error)
  }
}

/** @param {{id: string}} props */
const Reach = ({ id }) => reach(useReach().get(id))

/** @param {{trunks: readonly {value: string, label: string}[]}} props */
function Where({ trunks }) {
  const kind = useContext(FormContext)?.values.value.kind
  if (kind === 'mobile')
    return html`<${Field} name="number" label=${t('Number')} type="tel" required placeholder="+491701234567" spellcheck=${false} hint=${t('It has to begin as the settings allow. Whoever picks up is asked to press 1, so that no mailbox takes a customer.')} />
      <${Field} name="trunk" label=${t('Called by')} type="select" required options=${[{ value: '', label: t('choose a trunk') }, ...trunks]} />`
  return kind === 'fixed'
    ? html`<${Field} name="address" label=${t('SIP address')} required placeholder="sip:201@192.0.2.7:5060" spellcheck=${false} />
        <${Field} name="addresses" label=${t('It calls from')} hint=${t('IP addresses, one a line. Without any it can be rung, but cannot call.')}>
          ${(/** @type {Control} */ control) => html`<${Lines} control=${control} placeholder="192.0.2.7" />`}
        <//>`
    : null
}

/** @type {import('../resource.js').Resource} */
export const phones = {
  name: 'phones',
  title: t('Phones'),
  about: t('Phones on desks and mobiles. The softphone in the browser needs no entry here.'),
  scope: 'endpoints:write',
  add: t('Add a phone'),
  sortBy: 'id',
  empty: { icon: 'phone', title: t('No phones yet'), text: t('Agents can work in the browser alone. Add a phone when somebody wants one on the desk.') },
  choices: ['agents', 'trunks'],
  columns: [
    { id: 'id', title: t('Name'), view: (card) => html`<code>${card.id}</code>`, sort: true, head: true },
    { id: 'state', title: t('State'), view: (card) => html`<${Reach} id=${card.id} />` },
    { id: 'kind', title: t('Kind'), sort: true, view: (card) => KINDS[card.kind]?.() ?? card.kind },
    { id: 'agent', title: t('Agent'), sort: true, view: (card) => linked('agents', card.agent) },
    { id: 'address', title: t('Address'), sort: true, view: (card) => card.address ?? card.number ?? html`<span class="hint">–</span>` },
  ],
  blank: () => ({ id: '', kind: 'registered', agent: '', address: '', addresses: [], number: '', trunk: '' }),
  values: (card) => ({ kind: card.kind, agent: card.agent ?? '', address: card.address ?? '', addresses: card.addresses, number: card.number ?? '', trunk: card.trunk ?? '' }),
  sent: (values) => ({ ...values, agent: values.agent || null, address: values.kind === 'fixed' ? values.address || null : null, addresses: values.kind === 'fixed' ? values.addresses : [], number: values.kind === 'mobile' ? values.number || null : null, trunk: values.kind === 'mobile' ? values.trunk || null : null }),
  label: (card) => card.id,
  made: (card) => (card.kind === 'registered' ? renew(card.id) : undefined),
  fields: ({ card, choices }) => html`
    <${Part} title=${t('The phone')}>
      ${!card && html`<${Field} name="id" label=${t('Name')} required maxLength=${64} placeholder="desk-201" spellcheck=${false} autofocus pattern=${/^[A-Za-z0-9][A-Za-z0-9_.-]*$/} patternHint=${t('Letters, digits, ., - and _ only.')} hint=${t('A registering phone signs in by this name. One that ends in -mobile is shown as a mobile.')} />`}
      <${Field} name="agent" label=${t('Whose')} type="select" options=${[{ value: '', label: t('nobody’s') }, ...(choices.agents ?? [])]} />
      <${Field} name="kind" label=${t('How it is reached')} required>
        ${(/** @type {Control} */ control) =>
          html`<${OneOf} label=${t('How it is reached')} control=${control} choices=${[
            { value: 'registered', label: t('It registers'), text: t('With a password that is made here: desk phones and apps.') },
            { value: 'fixed', label: t('At a fixed address'), text: t('A phone of a telephone system.') },
            { value: 'mobile', label: t('By its number'), text: t('A mobile, or a phone at home: called over a trunk.') },
          ]} />`}
      <//>
      <${Where} trunks=${choices.trunks ?? []} />
    <//>
  `,
  beside: ({ card }) => html`<section class="beside">
    <h3>${t('State')}</h3>
    <p><${Reach} id=${card.id} /></p>
    ${card.kind === 'registered' &&
    html`${shown.value?.phone === card.id
      ? html`<${Once} title=${t('Write this into the phone now. It is shown this once.')} rows=${[[t('User'), shown.value?.username ?? ''], [t('Password'), shown.value?.password ?? ''], [t('Server'), location.hostname]]} onClose=${() => (shown.value = null)} />`
      : html`<p class="hint">${t('Its password was shown once and is kept nowhere.')}</p>`}
    ${may('endpoints:write') &&
    html`<${Button} small icon="key-round" onClick=${async () => {
      const sure = await confirmDialog({ title: t('Make a new password?'), text: t('The phone is signed out until the new one is written into it.'), confirm: t('Make it') })
      if (sure) await renew(card.id)
    }}>${t('New password')}<//>`}`}
  </section>`,
}
