// Who the customer is, and the form to set it right.

import { fmt, t, tn } from '../../core/i18n.js'
import { html, useEffect, useState } from '../../core/ui.js'
import { Button } from '../../components/button.js'
import { Field } from '../../components/field.js'
import { Form } from '../../components/form.js'
import { Icon } from '../../components/icon.js'
import { channelOf } from '../../conversation/channels.js'
import { Avatar } from './avatar.js'
import { changeCustomer, customer, fetchCustomer } from './customers.js'
import { FindCustomer } from './find-customer.js'
import { SameCustomer } from './same-customer.js'

/** @typedef {import('../../types').WholeCustomer} WholeCustomer */

/** @param {{id: string, interaction: string | null}} props */
export function CustomerCard({ id, interaction }) {
  const who = customer(id).value
  useEffect(() => void fetchCustomer(id), [id, interaction])
  const [doing, setDoing] = useState(/** @type {null | 'edit' | 'other'} */ (null))
  if (!who) return html`<p class="skeleton" aria-hidden="true">${'…'}</p>`
  if (doing === 'edit') return html`<${Edit} who=${who} onDone=${() => setDoing(null)} />`
  if (doing === 'other' && interaction) return html`<${FindCustomer} interaction=${interaction} onDone=${() => setDoing(null)} />`
  return html`<div class="customer">
    <div class="row whole">
      <${Avatar} name=${who.name} />
      <div class="grow">
        <h3>${who.name || t('Name not known')}</h3>
        ${who.organisation && html`<p class="muted truncate">${who.organisation}</p>`}
      </div>
    </div>
    <dl class="about">
      ${who.identities.map(
        (each) => html`<div key=${each.value}><dt><${Icon} name=${knownBy(each.kind).icon} label=${knownBy(each.kind).word} /></dt><dd class="num">${each.value}</dd></div>`,
      )}
      ${who.language && html`<div><dt><${Icon} name="languages" label=${t('Language')} /></dt><dd>${languageName(who.language)}</dd></div>`}
      <div><dt><${Icon} name="history" label=${t('Interactions')} /></dt><dd>${tn('{n} interaction', '{n} interactions', who.interactions)}</dd></div>
      <div><dt><${Icon} name="calendar" label=${t('Customer since')} /></dt><dd>${t('since {date}', { date: fmt.date(who.created_at) })}</dd></div>
    </dl>
    <div class="row">
      <${Button} small icon="pencil" onClick=${() => setDoing('edit')}>${t('Edit')}<//>
      ${interaction && html`<${Button} small kind="plain" icon="users-round" onClick=${() => setDoing('other')}>${t('Somebody else')}<//>`}
    </div>
    <${SameCustomer} who=${who} />
  </div>`
}

/** How an identity is drawn and called. @param {string} kind */
function knownBy(kind) {
  if (kind === 'phone') return { icon: 'phone', word: t('Telephone') }
  if (kind === 'email') return { icon: 'mail', word: t('E-mail') }
  if (kind === 'user') return { icon: 'badge-check', word: t('User of our web site or app') }
  const channel = channelOf(kind)
  return { icon: channel.icon, word: channel.name() }
}

/** @param {string} tag */
function languageName(tag) {
  try {
    return new Intl.DisplayNames(undefined, { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag
  }
}

/** @param {{who: WholeCustomer, onDone: () => void}} props */
function Edit({ who, onDone }) {
  /** @param {'phone' | 'email'} kind */
  const lines = (kind) => who.identities.filter((each) => each.kind === kind).map(({ value }) => value).join('\n')
  // What a channel or a web site vouches for is not for people to write.
  const others = who.identities.filter(({ kind }) => kind !== 'phone' && kind !== 'email').map(({ kind, value }) => ({ kind, value }))
  /** @param {Record<string, any>} values */
  async function save({ name, organisation, language, phones, emails }) {
    /** @param {'phone' | 'email'} kind @param {string} text */
    const of = (kind, text) => text.split('\n').map((line) => line.trim()).filter(Boolean).map((value) => ({ kind, value }))
    await changeCustomer(who.id, { name: name.trim(), organisation: organisation.trim(), language: language.trim(), identities: [...of('phone', phones), ...of('email', emails), ...others] })
    onDone()
  }
  return html`<${Form} initial=${{ name: who.name, organisation: who.organisation, language: who.language, phones: lines('phone'), emails: lines('email') }} onSubmit=${save} onCancel=${onDone}>
    <${Field} name="name" label=${t('Name')} maxLength=${200} autofocus />
    <${Field} name="organisation" label=${t('Organisation')} maxLength=${200} />
    <${Field} name="language" label=${t('Language')} hint=${t('A tag such as de or en-GB')} pattern=${/^([A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*)?$/} />
    <${Field} name="phones" type="textarea" rows="2" label=${t('Telephone numbers')} hint=${t('One on each line')} />
    <${Field} name="emails" type="textarea" rows="2" label=${t('E-mail addresses')} hint=${t('One on each line')} />
  <//>`
}
