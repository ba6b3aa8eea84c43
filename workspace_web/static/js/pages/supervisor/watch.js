// A conversation in writing, read along with silently: what is said, and the ways to step in.

import { api } from '../../core/api.js'
import { may } from '../../core/boot.js'
import { confirmDialog, promptDialog, toast } from '../../core/dialogs.js'
import { t } from '../../core/i18n.js'
import { live } from '../../core/live.js'
import { html, useEffect, useState } from '../../core/ui.js'
import { Badge } from '../../components/badge.js'
import { Button } from '../../components/button.js'
import { Dialog } from '../../components/dialog.js'
import { Field } from '../../components/field.js'
import { Form } from '../../components/form.js'
import { Icon } from '../../components/icon.js'
import { channelOfCard } from '../../conversation/channels.js'
import { newClientId, thread } from '../../conversation/store.js'
import { Timeline } from '../../conversation/timeline.js'
import { Standing } from './calls.js'
import { agentName, customerOf, queueName } from './centre.js'
import { me } from './supervise.js'

/** @typedef {import('../../types').InteractionCard} InteractionCard */

const path = (/** @type {string} */ id) => `/interactions/${encodeURIComponent(id)}`

/** It is noted who reads along, from the first look to the last. @param {string} id @param {boolean} may_ @param {boolean} own */
function useObserving(id, may_, own) {
  useEffect(() => {
    if (!may_ || own) return undefined
    const begun = api.post(`${path(id)}/observe`).catch(() => undefined)
    return () => void begun.then(() => api.delete(`${path(id)}/observe`).catch(() => undefined))
  }, [id, may_, own])
}

/** @param {{item: InteractionCard}} props */
export function Watched({ item }) {
  const acts = may('interactions:act')
  const own = item.agent !== null && item.agent === me
  const [handing, setHanding] = useState(false)
  useObserving(item.id, acts && item.state === 'connected', own)
  const kept = thread(item.thread ?? '')
  const name = kept.card.value?.name || customerOf(item)
  const agent = agentName(item.agent)
  const talks = item.state === 'connected'
  return html`<div class="watched">
    <p class="facts-line">
      <span><${Icon} name=${channelOfCard(item).icon} /> ${item.channel_name}</span>
      <span>${queueName(item.queue) || t('In the flow')}</span>
      ${agent && html`<span><${Icon} name="headset" /> ${agent}</span>`}
      <${Standing} item=${item} />
      ${item.labels.map((label) => html`<${Badge} key=${label} icon="tag">${label}<//>`)}
      ${item.observers.length > 0 && html`<span class="muted small"><${Icon} name="eye" /> ${t('Looks on: {names}', { names: item.observers.map(agentName).join(', ') })}</span>`}
    </p>
    ${acts &&
    html`<div class="row wrap" role="group" aria-label=${t('Step in')}>
      ${talks && !own && html`<${Button} small icon="phone-forwarded" onClick=${() => takeOver(item)}>${t('Take over')}<//>`}
      ${talks && html`<${Button} small icon="forward" onClick=${() => setHanding(true)}>${t('Transfer')}<//>`}
      <${Button} small icon="tag" onClick=${() => changeLabels(item)}>${t('Labels')}<//>
      ${talks && html`<${Button} small icon="check" onClick=${() => close(item)}>${t('Close')}<//>`}
      ${own && html`<${Button} small href="/workspace" icon="external-link">${t('Answer at the workspace')}<//>`}
    </div>`}
    <${Timeline} thread=${item.thread} customer=${item.customer} name=${name} interaction=${item.id} me=${me ?? ''} quietly />
    ${acts && talks && !own && html`<${Whisper} item=${item} agent=${agent} />`}
    ${handing && html`<${HandTo} item=${item} onClose=${() => setHanding(false)} />`}
  </div>`
}

/** A note that the agent sees and the customer does not. @param {{item: InteractionCard, agent: string}} props */
function Whisper({ item, agent }) {
  const [sent, setSent] = useState(0)
  /** @param {Record<string, any>} values */
  async function send({ text }) {
    await api.post(`${path(item.id)}/whispers`, { client_id: newClientId(), text: text.trim() })
    setSent(sent + 1)
  }
  return html`<${Form} key=${sent} initial=${{ text: '' }} onSubmit=${send} submit=${t('Whisper')}>
    <${Field} name="text" type="textarea" rows="2" required maxLength=${4000} label=${t('Whisper to {agent}', { agent })} hint=${t('The agent sees it at once; the customer never does.')} />
  <//>`
}

/** @param {InteractionCard} item */
async function takeOver(item) {
  if (!me) return toast(t('Taking over takes an agent. An administrator can make you one.'), { kind: 'warn' })
  const sure = await confirmDialog({ title: t('Take this conversation over?'), text: t('You write to the customer, and {name} is out of it.', { name: agentName(item.agent) }), confirm: t('Take over') })
  if (!sure) return undefined
  await api.post(`${path(item.id)}/take-over`)
  return toast(t('It is yours: answer at the workspace.'), { action: { label: t('Go there'), run: () => void location.assign('/workspace') } })
}

/** @param {InteractionCard} item */
async function close(item) {
  const sure = await confirmDialog({ title: t('Close this conversation?'), text: t('It is over for {name} too. When the customer writes again, a new one begins.', { name: agentName(item.agent) }), confirm: t('Close') })
  if (sure) await api.post(`${path(item.id)}/close`)
}

/** @param {InteractionCard} item */
async function changeLabels(item) {
  const given = await promptDialog({ title: t('Labels'), text: t('Words for what this is about, with commas between them.'), label: t('Labels'), value: item.labels.join(', '), required: false, maxLength: 400, confirm: t('Keep') })
  if (given === null) return
  const labels = [...new Set(given.split(',').map((/** @type {string} */ word) => word.trim()).filter(Boolean))]
  await api.put(`${path(item.id)}/labels`, { labels })
}

/** To another queue, or an agent. @param {{item: InteractionCard, onClose: () => void}} props */
function HandTo({ item, onClose }) {
  const byName = (/** @type {{name: string}} */ a, /** @type {{name: string}} */ b) => a.name.localeCompare(b.name)
  const queues = [...live.queues.value.values()].sort(byName).map(({ id, name }) => ({ value: `queue:${id}`, label: t('Queue {name}', { name }) }))
  const agents = [...live.agents.value.values()].filter(({ id, state }) => id !== item.agent && state !== 'signed_out').sort(byName)
  const options = [...queues, ...agents.map(({ id, name }) => ({ value: `agent:${id}`, label: name }))]
  /** @param {Record<string, any>} values */
  async function hand({ to, note }) {
    const kind = to.slice(0, to.indexOf(':'))
    await api.post(`${path(item.id)}/transfer`, { to: { [kind]: to.slice(kind.length + 1) }, note: (note ?? '').trim() })
    onClose()
  }
  return html`<${Dialog} title=${t('Hand the conversation on')} onClose=${onClose}>
    <${Form} initial=${{ to: '', note: '' }} onSubmit=${hand} onCancel=${onClose} submit=${t('Hand on')}>
      <${Field} name="to" type="select" label=${t('To')} required options=${options} />
      <${Field} name="note" type="textarea" rows="3" maxLength=${4000} label=${t('Note for who gets it')} />
    <//>
  <//>`
}

