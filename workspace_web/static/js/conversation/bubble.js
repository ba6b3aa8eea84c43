// One message: who says it, what, and how far it got. Reusable wherever conversations are shown.

import { fmt, t } from '../core/i18n.js'
import { classes, html } from '../core/ui.js'
import { Badge } from '../components/badge.js'
import { Icon } from '../components/icon.js'
import { Delivery, Undelivered } from './delivery.js'
import { Files } from './files.js'
import { MailBody } from './mail-body.js'
import { Doubts, LeftOut } from './mail-remarks.js'
import { linked, unquoted, voiceOf } from './rules.js'

/** @typedef {import('./rules.js').Message} Message */

/**
 * `first`, `last`: of what one author says in one breath. `me`: the agent who looks. `act`: whether they may send again.
 * @param {{message: Message, me: string, customer: string, first?: boolean, last?: boolean, act?: boolean}} props
 */
export function Bubble({ message, me, customer, first = true, last = true, act = false }) {
  const voice = voiceOf(message, me)
  if (voice === 'system') return html`<p class="system small"><span>${message.text}</span> <time>${fmt.time(message.at)}</time></p>`
  const mail = Boolean(message.html || message.extra.subject)
  return html`<div class=${classes('said-by', `voice-${voice}`, first && 'first', last && 'last')}>
    <div class=${classes('bubble', mail && 'mail', message.local)}>
      ${first && html`<p class="who"><${Who} voice=${voice} message=${message} customer=${customer} /></p>`}
      ${mail && html`<${MailHead} message=${message} />`}
      <${Doubts} extra=${message.extra} />
      ${message.extra.template && html`<p class="small muted"><${Icon} name="clipboard" /> ${t('Template {name}', { name: message.extra.template.name })}</p>`}
      <${Body} message=${message} />
      <${Files} files=${message.files} />
      <${LeftOut} extra=${message.extra} />
      <${Extras} extra=${message.extra} />
      ${message.extra.choices && html`<p class="choices">${message.extra.choices.map((/** @type {any} */ choice) => html`<span class="choice" key=${choice.id ?? choice}>${choice.title ?? choice.label ?? choice}</span>`)}</p>`}
      <p class="stamp">${message.extra.reaction && html`<span>${t('reaction')}</span>`}${message.extra.edits && html`<span>${t('corrected')}</span>`}<time datetime=${new Date(message.at * 1000).toISOString()} title=${fmt.dateTime(message.at)}>${fmt.time(message.at)}</time><${Delivery} message=${message} /></p>
    </div>
    <${Undelivered} message=${message} mine=${act} />
  </div>`
}

/** @param {{voice: string, message: Message, customer: string}} props */
function Who({ voice, message, customer }) {
  switch (voice) {
    case 'customer':
      return html`<span>${customer}</span>${message.extra.automatic && html` <${Badge} icon="bot">${t('automatic reply')}<//>`}`
    case 'bot':
      return html`<${Icon} name="bot" /><span>${t('Bot')}</span>`
    case 'me':
      return html`<span>${t('You')}</span>`
    case 'note':
      return html`<${Icon} name="lock" /><span>${message.author_name} · ${t('note, for colleagues only')}</span>`
    case 'whisper':
      return html`<${Icon} name="ear" /><span>${message.author_name} · ${t('whispers to you; the customer does not see it')}</span>`
    default:
      return html`<span>${message.author_name}</span>`
  }
}

/** @param {{message: Message}} props */
const MailHead = ({ message }) =>
  html`<div class="mail-head">
    ${message.extra.subject && html`<p class="subject">${message.extra.subject}</p>`}
    ${message.extra.cc?.length ? html`<p class="small muted">${t('Copies: {addresses}', { addresses: message.extra.cc.join(', ') })}</p>` : null}
  </div>`

/** @param {{message: Message}} props */
function Body({ message }) {
  const quoted = message.extra.quoted
  if (message.html) return html`<${MailBody} id=${message.id} body=${message.html} label=${message.extra.subject || t('E-mail')} />${quoted && html`<${Quoted} text=${quoted} />`}`
  if (!message.text) return null
  const { own, quoted: cut } = message.extra.subject ? unquoted(message.text) : { own: message.text, quoted: '' }
  return html`${own && html`<p class="text"><${Linked} text=${own} /></p>`}${(quoted || cut) && html`<${Quoted} text=${quoted || cut} />`}`
}

/** @param {{text: string}} props */
const Linked = ({ text }) =>
  linked(text).map(({ text: words, href }) => (href ? html`<a href=${href} target="_blank" rel="noopener noreferrer nofollow">${words}</a>` : words))

/** @param {{text: string}} props */
const Quoted = ({ text }) =>
  html`<details class="quoted"><summary title=${t('What was written before')}><span aria-hidden="true">···</span><span class="only-read">${t('What was written before')}</span></summary><p class="text muted">${text}</p></details>`

/** What channels bring besides words. @param {{extra: Record<string, any>}} props */
function Extras({ extra }) {
  const place = extra.location
  return html`${place &&
  html`<p class="file"><${Icon} name="map" /><a href="https://www.openstreetmap.org/?mlat=${place.latitude}&mlon=${place.longitude}#map=16/${place.latitude}/${place.longitude}" target="_blank" rel="noopener noreferrer">${place.name || place.address || t('A place on the map')}</a></p>`}${extra.people?.map(
    (/** @type {any} */ person, /** @type {number} */ index) => html`<p class="file" key=${index}><${Icon} name="id-card" /><span>${[person.name, ...(person.phones ?? []), ...(person.emails ?? [])].filter(Boolean).join(' · ')}</span></p>`,
  )}${extra.form &&
  html`<dl class="form-said">${Object.entries(extra.form).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${String(value)}</dd></div>`)}</dl>`}`
}
