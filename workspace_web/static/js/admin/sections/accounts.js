// Accounts of channels: where customers write to us. The form of each is drawn from what its channel has to be told.

import { Badge } from '../../components/badge.js'
import { Banner } from '../../components/banner.js'
import { Button } from '../../components/button.js'
import { Field } from '../../components/field.js'
import { FormContext } from '../../components/form.js'
import { Icon } from '../../components/icon.js'
import { channelOf } from '../../conversation/channels.js'
import { api } from '../../core/api.js'
import { tellProblem, toast } from '../../core/dialogs.js'
import { fmt, t, tn, told } from '../../core/i18n.js'
import { html, signal, useContext, useEffect, useState } from '../../core/ui.js'
import { Part } from '../fields.js'
import { WidgetLook } from './widget-look.js'

/** @typedef {import('../../types').ChannelCard} ChannelCard */
/** @typedef {import('../../types').SettingCard} SettingCard */
/** @typedef {import('../../types').AccountSetUp} AccountSetUp */
/** @typedef {import('../../components/field.js').Control} Control */

const channels = signal(/** @type {readonly ChannelCard[]} */ ([]))
/** What came of the last try, by account. */
const trials = signal(/** @type {Record<string, {works: boolean, says: string}>} */ ({}))

/** Settings that name something that is set up here. @type {Readonly<Record<string, string>>} */
const NAMES_A = { calendar: 'calendars', mail_account: 'accounts' }
const WIDGETS = new Set(['webchat', 'in_app'])
const PREFIX = 'settings/'

function useChannels() {
  useEffect(() => {
    if (!channels.value.length) api.get('/setup/channels').then((list) => (channels.value = list.items), tellProblem)
  }, [])
  return channels.value
}

/** @param {string} name */
const channelNamed = (name) => channels.value.find((channel) => channel.name === name)

/** The form's flat values: each setting has a name of its own, as faults name it. @param {Record<string, any>} values */
function sent({ channel, ...values }) {
  const known = channelNamed(channel)?.settings ?? []
  /** @type {Record<string, string>} */
  const settings = {}
  /** @type {Record<string, string>} */
  const secrets = {}
  for (const { name, secret } of known) {
    const value = values[PREFIX + name]
    if (value) (secret ? secrets : settings)[name] = String(value)
  }
  const { name, address, flow, enabled } = values
  return { name, address, flow, enabled, settings, secrets, channel }
}

/** One of the channels there are. @param {{control: Control}} props */
function ChooseChannel({ control }) {
  const form = useContext(FormContext)
  return html`<div class="channels" role="radiogroup" id=${control.id} aria-label=${t('Channel')} aria-describedby=${control.describedBy}>
    ${useChannels().map(
      (channel) => html`<label key=${channel.name} class=${control.value === channel.name ? 'option chosen' : 'option'}>
        <input type="radio" class="only-read" name=${control.id} checked=${control.value === channel.name}
          onChange=${() => {
            control.set(channel.name)
            for (const setting of channel.settings) if (setting.default && !setting.secret) form?.set(PREFIX + setting.name, setting.default)
          }} />
        <${Icon} name=${channelOf(channel.name, channel.media_type).icon} /><b>${told(channel.title)}</b>
        <small>${channel.synchronous ? t('Answered live') : t('Read later')}</small>
      </label>`,
    )}
  </div>`
}

/** A secret that is there is not shown; it can be replaced. @param {{control: Control, there: boolean}} props */
function Secret({ control, there }) {
  const [replaces, setReplaces] = useState(!there)
  if (!replaces) {
    return html`<span class="row"><${Badge} tone="good" icon="lock">${t('set')}<//><${Button} small icon="pencil" onClick=${() => setReplaces(true)}>${t('Replace')}<//></span>`
  }
  return html`<input class="input mono" type="password" id=${control.id} value=${control.value ?? ''} autocomplete="new-password" spellcheck=${false}
    placeholder=${there ? t('stays as it is while this is empty') : undefined} aria-invalid=${String(control.invalid)} aria-describedby=${control.describedBy}
    onBlur=${control.leave} onInput=${(/** @type {any} */ event) => control.set(event.currentTarget.value)} />`
}

const YES_NO = () => [
  { value: 'yes', label: t('yes') },
  { value: 'no', label: t('no') },
]

/** @param {SettingCard} setting @param {Record<string, any[]>} choices @param {AccountSetUp | null} card */
function setting({ name, title, help, secret, required, default: usual, pattern, choices: few }, choices, card) {
  const common = { name: PREFIX + name, label: told(title), hint: told(help), required: required && !(secret && card?.secrets.includes(name)) && !usual }
  if (secret) {
    return html`<${Field} key=${name} ...${common}>${(/** @type {Control} */ control) => html`<${Secret} control=${control} there=${card?.secrets.includes(name) ?? false} />`}<//>`
  }
  const source = NAMES_A[name]
  if (source) return html`<${Field} key=${name} ...${common} hint=${undefined} type="select" options=${[{ value: '', label: t('none') }, ...(choices[source] ?? [])]} />`
  if (few.length) {
    const options = few.includes('yes') && few.length === 2 ? YES_NO() : few.map((value) => ({ value, label: value }))
    return html`<${Field} key=${name} ...${common} required type="select" options=${options} />`
  }
  if (pattern === '#[0-9a-fA-F]{6}') return html`<${Field} key=${name} ...${common} required type="color" />`
  return html`<${Field} key=${name} ...${common} placeholder=${usual || undefined} maxLength=${4096} spellcheck=${false}
    pattern=${pattern ? new RegExp(`^(?:${pattern})$`) : undefined} patternHint=${told(help)} />`
}

/** What the chosen channel has to be told. @param {{choices: Record<string, any[]>, card: AccountSetUp | null}} props */
function Settings({ choices, card }) {
  const form = useContext(FormContext)
  useChannels()
  const channel = channelNamed(form?.values.value.channel)
  if (!channel) return null
  const needed = channel.settings.filter((each) => each.required)
  const others = channel.settings.filter((each) => !each.required)
  /** @param {string} name */
  const said = (name) => form?.values.value[PREFIX + name] || channel.settings.find((each) => each.name === name)?.default || ''
  const look = WIDGETS.has(channel.name) && html`<${WidgetLook} said=${said} />`
  return html`
    ${needed.length > 0 && html`<${Part} title=${told(channel.title)}>${look}${needed.map((each) => setting(each, choices, card))}<//>`}
    ${others.length > 0 && html`<${Part} title=${needed.length ? t('If you like') : told(channel.title)}>${!needed.length && look}${others.map((each) => setting(each, choices, card))}<//>`}`
}

/** @param {{value: string, what: string}} props */
const Copied = ({ value, what }) => html`<div class="to-copy">
  <code>${value}</code>
  <${Button} icon="copy" kind="plain" small label=${t('Copy: {what}', { what })} onClick=${() => navigator.clipboard.writeText(value).then(() => toast(t('Copied.')))} />
</div>`

/** @param {AccountSetUp} card */
async function tryOut(card) {
  trials.value = { ...trials.value, [card.id]: await api.post(`/setup/accounts/${encodeURIComponent(card.id)}/test`) }
}

/** How it fares: what goes in and out, and what went wrong last. @param {{card: AccountSetUp}} props */
const Fares = ({ card }) => html`<dl class="facts">
  <div><dt>${t('Received last')}</dt><dd>${card.received_at ? fmt.moment(card.received_at) : t('nothing yet')}</dd></div>
  <div><dt>${t('Sent last')}</dt><dd>${card.sent_at ? fmt.moment(card.sent_at) : t('nothing yet')}</dd></div>
  ${card.due > 0 && html`<div><dt>${t('Still to be sent')}</dt><dd>${tn('{n} message', '{n} messages', card.due)}</dd></div>`}
  ${card.failed_at && html`<div class="bad"><dt>${t('Failed last')}</dt><dd>${fmt.moment(card.failed_at)}: ${told(card.failure)}</dd></div>`}
</dl>`

/** What is still to do outside of these pages, and whether it works. @param {{card: AccountSetUp}} props */
function Beside({ card }) {
  useChannels()
  const trial = trials.value[card.id]
  const channel = channelNamed(card.channel)
  const snippet = `<script async src="${location.origin}/widget/loader.js" data-account="${card.id}"></script>`
  return html`<section class="beside">
    ${card.trouble && html`<${Banner} tone="bad">${told(card.trouble)}<//>`}
    <h3>${t('So that it works')}</h3>
    <ol>
      ${card.channel === 'webchat' && html`<li>${t('Put this into the pages of your web site, before the end of the body:')}<${Copied} value=${snippet} what=${t('Snippet')} /></li>`}
      ${channel?.called_by && card.webhook && html`<li>${t('Tell the provider this address, where it asks for a webhook or callback:')}<${Copied} value=${card.webhook} what=${t('Address')} /></li>`}
      ${channel?.polled && html`<li>${t('Nothing is to be set at the provider: we fetch what arrives.')}</li>`}
      <li>${t('Try whether the provider accepts what you told us. Nobody is written to.')}
        <div class="row"><${Button} icon="plug" onClick=${() => tryOut(card)}>${t('Test')}<//></div>
        ${trial && html`<${Banner} tone=${trial.works ? 'good' : 'bad'}>${told(trial.says)}<//>`}
      </li>
      <li>${card.address ? t('Write to {address} from outside; it stands here as received within seconds.', { address: card.address }) : t('Write to it from outside; it stands here as received within seconds.')}</li>
    </ol>
    <h3>${t('How it fares')}</h3>
    <${Fares} card=${card} />
  </section>`
}

/** @param {AccountSetUp} card */
function stateOf(card) {
  if (!card.enabled) return html`<${Badge} icon="circle-pause">${t('switched off')}<//>`
  if (card.trouble) return html`<${Badge} tone="bad" icon="circle-alert">${t('does not work')}<//>`
  if (card.failed_at && card.failed_at > (card.received_at ?? 0)) return html`<${Badge} tone="bad" icon="circle-alert">${t('failed {when}', { when: fmt.moment(card.failed_at) })}<//>`
  return html`<${Badge} tone="good" icon="circle-check">${t('on')}<//>`
}

/** @type {import('../resource.js').Resource} */
export const accounts = {
  name: 'accounts',
  title: t('Channels'),
  about: t('Where customers write to us: numbers, mailboxes, web sites, pages and bots. Each is answered by a flow, as a telephone number is.'),
  scope: 'setup:write',
  add: t('Add an account'),
  sortBy: 'name',
  empty: { icon: 'messages-square', title: t('Nobody can write to you yet'), text: t('Add an account: a chat on your web site, a mailbox, a number for short messages, WhatsApp …') },
  choices: ['flows', 'calendars', 'accounts'],
  columns: [
    { id: 'name', title: t('Name'), sort: true, head: true, view: (card) => card.name },
    { id: 'channel', title: t('Channel'), sort: true, view: (card) => html`<span class="row whole"><${Icon} name=${channelOf(card.channel, card.media_type).icon} /> ${told(card.channel_title)}</span>` },
    { id: 'address', title: t('Address'), sort: true, view: (card) => (card.address ? html`<span class="figure">${card.address}</span>` : html`<span class="hint">–</span>`) },
    { id: 'flow', title: t('Flow'), sort: true, view: (card) => html`<a href=${`/flows/${encodeURIComponent(card.flow)}`}>${card.flow}</a>` },
    { id: 'received_at', title: t('Received last'), sort: true, view: (card) => (card.received_at ? fmt.moment(card.received_at) : html`<span class="hint">${t('nothing yet')}</span>`) },
    { id: 'enabled', title: t('State'), sort: true, view: stateOf },
  ],
  blank: () => ({ channel: '', name: '', address: '', flow: '', enabled: true }),
  values: (/** @type {AccountSetUp} */ card) => ({
    channel: card.channel,
    name: card.name,
    address: card.address,
    flow: card.flow,
    enabled: card.enabled,
    ...Object.fromEntries(Object.entries(card.settings).map(([name, value]) => [PREFIX + name, value])),
  }),
  sent,
  label: (card) => card.name,
  removes: t('Nobody can write to it any more; its secrets are forgotten. What was written stays.'),
  fields: ({ card, choices }) => html`
    ${!card && html`<${Part} title=${t('Channel')}><${Field} name="channel" label=${t('Where do customers write?')} required>${(/** @type {Control} */ control) => html`<${ChooseChannel} control=${control} />`}<//><//>`}
    <${Part} title=${t('The account')}>
      <${Field} name="name" label=${t('Name')} required maxLength=${100} hint=${t('As agents and figures call it.')} />
      <${Field} name="address" label=${t('Address')} maxLength=${200} hint=${t('Ours: the number, the mailbox, the name of the page.')} />
      <${Field} name="flow" label=${t('Answered by')} type="select" required options=${choices.flows ?? []} hint=${t('A flow that serves writers.')} />
      <${Field} name="enabled" label=${t('Switched on')} type="checkbox" />
    <//>
    <${Settings} choices=${choices} card=${card} />
  `,
  beside: ({ card }) => html`<${Beside} card=${card} />`,
}
