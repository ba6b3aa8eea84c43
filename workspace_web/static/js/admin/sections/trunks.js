// Trunks: the lines to carriers.

import { Field } from '../../components/field.js'
import { FormContext } from '../../components/form.js'
import { t } from '../../core/i18n.js'
import { html, useContext } from '../../core/ui.js'
import { reach } from '../columns.js'
import { Lines, OneOf, Part } from '../fields.js'
import { useReach } from '../reachable.js'

/** @typedef {import('../../components/field.js').Control} Control */

/** @param {{id: string}} props */
const Reach = ({ id }) => reach(useReach().get(id))

/** @param {{card: any}} props */
function Account({ card }) {
  const kind = useContext(FormContext)?.values.value.kind
  if (kind !== 'trunk_registering')
    return html`<${Field} name="address" label=${t('We call it at')} placeholder="sip:203.0.113.7" spellcheck=${false} hint=${t('Needed for calls that go out; also watched, so that you see here when it fails.')} />`
  return html`<${Field} name="server" label=${t('Server')} required placeholder="sip.carrier.example" spellcheck=${false} />
    <${Field} name="username" label=${t('Account')} required autocomplete="off" spellcheck=${false} />
    <${Field} name="password" label=${t('Password')} type="password" required=${!card?.has_password} autocomplete="new-password"
      hint=${card?.has_password ? t('One is kept and never shown. Leave this empty to keep it.') : t('It is kept for registering and never shown again.')} />`
}

/** @type {import('../resource.js').Resource} */
export const trunks = {
  name: 'trunks',
  title: t('Trunks'),
  about: t('The lines to your carriers: where calls come from and go to.'),
  scope: 'endpoints:write',
  add: t('Add a trunk'),
  sortBy: 'id',
  empty: { icon: 'network', title: t('No trunks yet'), text: t('Add the line to your carrier: by the address that it calls from, or by an account that we register with.') },
  columns: [
    { id: 'id', title: t('Name'), view: (card) => html`<code>${card.id}</code>`, sort: true, head: true },
    { id: 'state', title: t('State'), view: (card) => html`<${Reach} id=${card.id} />` },
    { id: 'kind', title: t('Kind'), sort: true, view: (card) => (card.kind === 'trunk_ip' ? t('by address') : t('registers')) },
    { id: 'server', title: t('Server'), sort: true, view: (card) => card.server ?? card.address ?? html`<span class="hint">–</span>` },
    { id: 'addresses', title: t('Calls come from'), view: (card) => html`<span class="figure">${card.addresses.join(', ') || '–'}</span>` },
  ],
  blank: () => ({ id: '', kind: 'trunk_ip', address: '', addresses: [], server: '', username: '', password: '' }),
  values: (card) => ({ kind: card.kind, address: card.address ?? '', addresses: card.addresses, server: card.server ?? '', username: card.username ?? '', password: '' }),
  sent: ({ address, server, username, password, ...values }) => ({ ...values, address: address || null, server: server || null, username: username || null, password: password || null }),
  label: (card) => card.id,
  removes: t('Calls that go over it go on; no new one comes in or goes out by it.'),
  fields: ({ card }) => html`
    <${Part} title=${t('The trunk')}>
      ${!card && html`<${Field} name="id" label=${t('Name')} required maxLength=${64} placeholder="carrier-1" spellcheck=${false} autofocus pattern=${/^[A-Za-z0-9][A-Za-z0-9_.-]*$/} patternHint=${t('Letters, digits, ., - and _ only.')} />`}
      <${Field} name="kind" label=${t('How the carrier knows us')} required>
        ${(/** @type {Control} */ control) =>
          html`<${OneOf} label=${t('How the carrier knows us')} control=${control} choices=${[
            { value: 'trunk_ip', label: t('By our address'), text: t('It sends calls to us; we know it by its own addresses.') },
            { value: 'trunk_registering', label: t('We register'), text: t('With an account and a password that it gave us.') },
          ]} />`}
      <//>
      <${Account} card=${card} />
      <${Field} name="addresses" label=${t('Calls come from')} hint=${t('IP addresses and networks, one a line. Calls from anywhere else are refused.')}>
        ${(/** @type {Control} */ control) => html`<${Lines} control=${control} placeholder="203.0.113.0/29" />`}
      <//>
    <//>
  `,
  beside: ({ card }) => html`<section class="beside">
    <h3>${t('Does it work?')}</h3>
    <p><${Reach} id=${card.id} /></p>
    <ol class="hint">
      <li>${t('Reachable means that the carrier answers our question whether it is there. If not: check the server, the account and your firewall.')}</li>
      <li>${t('Call one of your numbers from outside. If nothing happens: does the carrier call from an address that stands here?')}</li>
      <li>${t('If the call is answered but nobody hears anything: set external_address to the address that the carrier sees.')}</li>
    </ol>
  </section>`,
}
