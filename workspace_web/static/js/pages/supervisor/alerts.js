// What lasts too long or is too much, raised by the server the moment it becomes so; heard too, if one wants.

import { api } from '../../core/api.js'
import { may } from '../../core/boot.js'
import { t } from '../../core/i18n.js'
import { remember, remembered } from '../../core/store.js'
import { classes, effect, html, signal } from '../../core/ui.js'
import { Button } from '../../components/button.js'
import { EmptyState } from '../../components/empty-state.js'
import { Icon } from '../../components/icon.js'
import { Since } from '../../components/time.js'
import { beep } from '../../softphone/tones.js'
import { agentName, alerts, opened, queueName, unseenAlerts, want } from './centre.js'

/** @typedef {import('../../types').AlertCard} AlertCard */
/** @typedef {import('../../types').Measure} Measure */

/** @type {Readonly<Record<Measure, (name: string) => string>>} */
const WORDS = {
  talk: (name) => t('{name} has been talking for long', { name }),
  hold: (name) => t('{name} has a customer on hold for long', { name }),
  wrap_up: (name) => t('{name} has been wrapping up for long', { name }),
  away: (name) => t('{name} has been away for long', { name }),
  not_responding: (name) => t('{name} does not respond', { name }),
  wait: (name) => t('Somebody has been waiting for long in {name}', { name }),
  waiting: (name) => t('Many are waiting in {name}', { name }),
  service_level: (name) => t('{name} is below its service level', { name }),
}

const loud = signal(remembered('supervisor.loud', false))

/** Heard once for each new alert, while the page is. Returns what ends it. */
export function sounding() {
  let known = new Set(unseenAlerts.peek().map(({ id, level }) => `${id} ${level}`))
  return effect(() => {
    const now = new Set(unseenAlerts.value.map(({ id, level }) => `${id} ${level}`))
    const isNew = [...now].some((one) => !known.has(one))
    known = now
    if (isNew && loud.value) beep()
  })
}

/** @param {AlertCard} alert */
const nameOf = (alert) => (alert.subject === 'agent' ? agentName(alert.subject_id) : queueName(alert.subject_id))

export function Alerts() {
  return html`<div class="alerts">
    <div class="row apart alert-tools">
      <label class="row tight small"><input type="checkbox" checked=${loud.value} onChange=${(/** @type {any} */ event) => remember('supervisor.loud', (loud.value = event.currentTarget.checked))} />${t('With a sound')}</label>
      ${unseenAlerts.value.length > 1 && may('alerts:act') && html`<${Button} small onClick=${() => Promise.all(unseenAlerts.value.map(acknowledge))}>${t('Acknowledge all')}<//>`}
    </div>
    ${alerts.value.length
      ? html`<ul role="list" class="alert-list">${alerts.value.map((alert) => html`<${Alert} key=${alert.id} alert=${alert} />`)}</ul>`
      : html`<${EmptyState} icon="circle-check" title=${t('All is well')} text=${t('As soon as something passes one of your thresholds, it is here.')} />`}
  </div>`
}

/** @param {AlertCard} alert */
const acknowledge = (alert) => api.post(`/alerts/${encodeURIComponent(alert.id)}/acknowledge`)

/** @param {{alert: AlertCard}} props */
function Alert({ alert }) {
  const bad = alert.level === 'red'
  const show = () => (alert.subject === 'agent' ? (opened.value = { kind: 'agent', id: alert.subject_id }) : want({ queue: alert.subject_id }))
  return html`<li class=${classes('alert-item', bad ? 'tone-bad' : 'tone-warn', alert.acknowledged_at !== null && 'seen')}>
    <${Icon} name=${bad ? 'octagon-alert' : 'triangle-alert'} label=${bad ? t('Bad') : t('Worth a look')} />
    <button type="button" class="alert-words" onClick=${show}>
      <span>${WORDS[alert.measure](nameOf(alert))}</span>
      ${alert.acknowledged_by && html`<span class="small muted">${t('{name} sees to it', { name: alert.acknowledged_by })}</span>`}
    </button>
    <${Since} at=${alert.since} />
    ${alert.acknowledged_at === null && may('alerts:act')
      ? html`<${Button} small icon="check" label=${t('Acknowledge')} onClick=${() => acknowledge(alert)} />`
      : html`<span></span>`}
  </li>`
}
