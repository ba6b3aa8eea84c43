// Users: who may sign in, what they may do and see; their links, sessions and tokens.

import { Badge } from '../../components/badge.js'
import { Button } from '../../components/button.js'
import { Field } from '../../components/field.js'
import { FormContext } from '../../components/form.js'
import { api } from '../../core/api.js'
import { boot, may } from '../../core/boot.js'
import { confirmDialog, promptDialog, tellProblem, toast } from '../../core/dialogs.js'
import { fmt, t } from '../../core/i18n.js'
import { html, signal, useContext, useEffect, useState } from '../../core/ui.js'
import { chips, linked, named } from '../columns.js'
import { Part, Several } from '../fields.js'
import { Once } from '../once.js'

/** @typedef {import('../../components/field.js').Control} Control */

const ROLES = [
  { value: 'agent', label: t('Agent: answers') },
  { value: 'supervisor', label: t('Supervisor: sees, steers and hears') },
  { value: 'admin', label: t('Administrator: sets everything up') },
  { value: 'auditor', label: t('Auditor: sees everything, changes nothing') },
  { value: 'service', label: t('Service: another program') },
]
const SHORT = { agent: t('Agent'), supervisor: t('Supervisor'), admin: t('Administrator'), auditor: t('Auditor'), service: t('Service') }

/** What was made and is shown this once. */
const shown = signal(/** @type {null | {user: string, title: string, rows: [string, string][]}} */ (null))

/** @param {string} user */
async function makeLink(user) {
  try {
    const { link, expires_at: until } = await api.post(`/setup/users/${user}/link`)
    shown.value = { user, title: t('Send them this link by a way that you trust. It is good once, until {when}.', { when: fmt.dateTime(until) }), rows: [[t('Link'), link]] }
  } catch (error) {
    tellProblem(error)
  }
}

/** @param {string} user */
async function makeToken(user) {
  const label = await promptDialog({ title: t('Make a token'), label: t('What it is for'), required: true, maxLength: 100, confirm: t('Make it'), placeholder: t('nightly report') })
  if (!label) return
  try {
    const { secret } = await api.post(`/setup/users/${user}/tokens`, { label })
    shown.value = { user, title: t('Give this to the program now. It is shown this once.'), rows: [[t('Token'), secret]] }
  } catch (error) {
    tellProblem(error)
  }
}

/** Which teams or queues they see; none chosen means all. @param {{name: 'teams' | 'queues', label: string, choices: readonly any[], all: string}} props */
function Narrowed({ name, label, choices, all }) {
  const form = useContext(FormContext)
  const narrowed = form?.values.value[name] !== null
  return html`<${Field} name=${name} label=${label}>
    ${(/** @type {Control} */ control) => html`
      <label class="check"><input type="checkbox" checked=${!narrowed} onChange=${(/** @type {any} */ event) => control.set(event.currentTarget.checked ? null : [])} /><span>${all}</span></label>
      ${narrowed && html`<${Several} label=${label} control=${control} choices=${choices} none=${t('There is none yet.')} />`}
    `}
  <//>`
}

/** @param {{choices: any, card: any}} props */
function Agent({ choices, card }) {
  const role = useContext(FormContext)?.values.value.role
  return html`<${Field} name="agent" label=${t('Answers as')} type="select" required=${role === 'agent'} hint=${t('The agent whose calls they take. A supervisor needs one to listen in.')}
    options=${[{ value: '', label: t('nobody') }, ...(choices.agents ?? []).filter((/** @type {any} */ agent) => !agent.card.users.length || agent.value === card?.agent)]} />`
}

/** @type {import('../resource.js').Resource} */
export const users = {
  name: 'users',
  title: t('Users'),
  about: t('Who may sign in, and what they may do and see.'),
  scope: 'users:write',
  add: t('Add a user'),
  sortBy: 'name',
  stays: true,
  empty: { icon: 'users', title: t('No users yet'), text: t('Add a user and send them the link that you get: with it they choose their password.') },
  choices: ['agents', 'teams', 'queues'],
  columns: [
    { id: 'name', title: t('Name'), view: (card) => card.name, sort: true, head: true },
    { id: 'role', title: t('Role'), sort: true, view: (card) => /** @type {Record<string, string>} */ (SHORT)[card.role] },
    { id: 'agent', title: t('Answers as'), sort: true, view: (card) => linked('agents', card.agent) },
    { id: 'teams', title: t('Sees'), view: (card) => (card.teams || card.queues ? chips([...named('teams', card.teams ?? []), ...named('queues', card.queues ?? [])], t('nothing')) : t('everything')) },
    {
      id: 'disabled',
      title: t('Sign-in'),
      sort: true,
      view: (card) =>
        card.disabled_at
          ? html`<${Badge} tone="bad" icon="ban">${t('disabled')}<//>`
          : card.role === 'service'
            ? html`<${Badge} icon="key">${t('by token')}<//>`
            : !card.sign_in
              ? html`<${Badge} tone="warn" icon="hourglass">${t('no password yet')}<//>`
              : card.second_factor
                ? html`<${Badge} tone="good" icon="shield-check">${t('two factors')}<//>`
                : html`<${Badge} icon="key-round">${t('password')}<//>`,
    },
  ],
  blank: () => ({ name: '', role: 'agent', agent: '', teams: null, queues: null }),
  values: (card) => ({ role: card.role, agent: card.agent ?? '', teams: card.teams, queues: card.queues, disabled: card.disabled_at !== null }),
  sent: (values) => ({ ...values, agent: values.agent || null }),
  label: (card) => card.name,
  made: (card) => (card.role === 'service' ? undefined : makeLink(card.id)),
  fields: ({ card, choices }) => html`
    <${Part} title=${t('Who')}>
      ${!card && html`<${Field} name="name" label=${t('User name')} required maxLength=${100} autocomplete="off" spellcheck=${false} autofocus hint=${t('They sign in with it.')} />`}
      <${Field} name="role" label=${t('Role')} type="select" required options=${ROLES} hint=${card ? t('Another role signs them out everywhere.') : undefined} />
      <${Agent} choices=${choices} card=${card} />
      ${card && html`<${Field} name="disabled" label=${t('May not sign in any more')} type="checkbox" hint=${t('At once: their sessions and tokens end.')} />`}
    <//>
    <${Part} title=${t('What they see')}>
      <${Narrowed} name="teams" label=${t('Teams')} choices=${choices.teams ?? []} all=${t('All teams')} />
      <${Narrowed} name="queues" label=${t('Queues')} choices=${choices.queues ?? []} all=${t('All queues')} />
    <//>
  `,
  beside: ({ card, reload }) => html`<${Beside} key=${card.id} card=${card} reload=${reload} />`,
}

/** Links, sessions, tokens. @param {{card: any, reload: () => void}} props */
function Beside({ card, reload }) {
  const [sessions, setSessions] = useState(/** @type {any[]} */ ([]))
  const [tokens, setTokens] = useState(/** @type {any[]} */ ([]))
  const path = `/setup/users/${card.id}`
  async function look() {
    const [signedIn, good] = await Promise.all([api.get(`${path}/sessions`), may('tokens:read') ? api.get(`${path}/tokens`) : { items: [] }])
    setSessions(signedIn.items)
    setTokens(good.items)
  }
  useEffect(() => void look().catch(tellProblem), [card.version])
  /** @param {() => Promise<unknown>} what @param {string} said */
  async function act(what, said) {
    try {
      await what()
      toast(said)
      await look()
    } catch (error) {
      tellProblem(error)
    }
  }
  async function forget() {
    const sure = await confirmDialog({ title: t('Forget the second factor of {name}?', { name: card.name }), text: t('Do this when they lost it, and you are sure that it is they who ask. They set up a new one.'), confirm: t('Forget it'), danger: true })
    if (sure) await act(() => api.delete(`${path}/second-factor`), t('Their second factor is forgotten.'))
    reload()
  }
  const changes = may('users:write')
  return html`
    <section class="beside">
      <h3>${t('Sign-in')}</h3>
      ${shown.value?.user === card.id && html`<${Once} title=${shown.value?.title ?? ''} rows=${shown.value?.rows ?? []} onClose=${() => (shown.value = null)} />`}
      <p class="hint">
        ${card.sign_in ? t('They have chosen a password, or sign in by your provider.') : card.role === 'service' ? t('A program signs in by a token.') : t('They have no password yet: make them a link.')}
      </p>
      ${changes &&
      html`<div class="row">
        ${card.role !== 'service' && html`<${Button} small icon="link" disabled=${card.disabled_at !== null} onClick=${() => makeLink(card.id)}>${card.sign_in ? t('Link to a new password') : t('Set-up link')}<//>`}
        ${card.second_factor && html`<${Button} small icon="shield-alert" onClick=${forget}>${t('Forget second factor')}<//>`}
      </div>`}
    </section>
    ${sessions.length > 0 &&
    html`<section class="beside">
      <h3>${t('Signed in')}</h3>
      <ul class="lines">
        ${sessions.map(
          (session) => html`<li key=${session.id}>
            <span class="grow"><b>${browserOf(session.browser)}</b><small>${t('{address}, last used {when}', { address: session.address, when: fmt.moment(session.used_at) })}</small></span>
            ${changes && html`<${Button} small kind="plain" icon="log-out" onClick=${() => act(() => api.delete(`${path}/sessions/${session.id}`), t('{name} is signed out there.', { name: card.name }))}>${t('Sign out')}<//>`}
          </li>`,
        )}
      </ul>
    </section>`}
    <section class="beside">
      <h3>${t('Tokens')}</h3>
      ${tokens.length
        ? html`<ul class="lines">
            ${tokens.map(
              (token) => html`<li key=${token.id}>
                <span class="grow"><b>${token.label || t('without a name')}</b><small>${token.last_used_at ? t('last used {when}', { when: fmt.moment(token.last_used_at) }) : t('never used')}</small></span>
                ${may('tokens:write') && html`<${Button} small kind="plain" icon="ban" onClick=${() => act(() => api.delete(`${path}/tokens/${token.id}`), t('The token is good no more.'))}>${t('Revoke')}<//>`}
              </li>`,
            )}
          </ul>`
        : html`<p class="hint">${t('None. A program that works as this user needs one.')}</p>`}
      ${may('tokens:write') && card.disabled_at === null && html`<div class="row"><${Button} small icon="key" onClick=${async () => { await makeToken(card.id); await look() }}>${t('Make a token')}<//></div>`}
    </section>
    ${card.name === boot.me?.name && html`<p class="hint"><a href="/account">${t('This is you: your own account')}</a></p>`}
  `
}

/** What a browser calls itself, in two words. @param {string} agent */
function browserOf(agent) {
  const name = /Edg\//.test(agent) ? 'Edge' : /Firefox\//.test(agent) ? 'Firefox' : /Chrome\//.test(agent) ? 'Chrome' : /Safari\//.test(agent) ? 'Safari' : t('Browser')
  const system = /Windows/.test(agent) ? 'Windows' : /Mac OS/.test(agent) ? 'macOS' : /Android/.test(agent) ? 'Android' : /iPhone|iPad/.test(agent) ? 'iOS' : /Linux/.test(agent) ? 'Linux' : ''
  return [name, system].filter(Boolean).join(' · ')
}
