// The supervisor's page: the centre live, and the ways to step in.

import { may } from '../../core/boot.js'
import { fmt, t } from '../../core/i18n.js'
import { action } from '../../core/keys.js'
import { page } from '../../core/page.js'
import { html, signal, useLayoutEffect } from '../../core/ui.js'
import { Badge } from '../../components/badge.js'
import { Button } from '../../components/button.js'
import { Splitter } from '../../components/splitter.js'
import { Tabs } from '../../components/tabs.js'
import { phone } from '../../softphone/phone.js'
import { DevicesDialog, devicesOpen } from '../workspace/devices-dialog.js'
import { MicrophoneNotice } from '../workspace/microphone-notice.js'
import { PhoneLamp } from '../workspace/phone-lamp.js'
import { agentKeys } from './agent-menu.js'
import { Agents } from './agents.js'
import { Alerts, sounding } from './alerts.js'
import { Calls } from './calls.js'
import { alerts, loadThresholds, talks, unseenAlerts, waiting } from './centre.js'
import { Detail } from './detail.js'
import { Writing } from './broadcasts.js'
import { ModeBar } from './mode-bar.js'
import { Queues } from './queues.js'
import { me, supervising } from './supervise.js'
import { Waiting } from './waiting.js'

const NARROW = matchMedia('(width < 60rem)')
const narrow = signal(NARROW.matches)
NARROW.addEventListener('change', () => (narrow.value = NARROW.matches))

const side = signal('waiting')
const dialog = signal(/** @type {any} */ (null))
const close = () => (dialog.value = null)

const showThresholds = async () => (dialog.value = (await import('./thresholds.js')).Thresholds)
const showBoards = async () => (dialog.value = (await import('./boards.js')).Boards)

function known() {
  const group = t('Supervision')
  /** @param {string} id @param {string} title @param {string} keys @param {string} icon */
  const tab = (id, title, keys, icon) => action({ id: `show.${id}`, title, keys, icon, group, run: () => (side.value = id) })
  const ends = [
    tab('waiting', t('Show who waits'), 'Alt+W', 'hourglass'),
    tab('calls', t('Show the conversations'), 'Alt+C', 'messages-square'),
    tab('alerts', t('Show the alerts'), 'Alt+A', 'bell'),
    action({ id: 'thresholds', title: t('Thresholds'), icon: 'sliders-horizontal', group, when: () => may('alerts:write'), run: () => void showThresholds() }),
    action({ id: 'boards', title: t('Wallboards'), icon: 'monitor', group, when: () => may('wallboards:write'), run: () => void showBoards() }),
  ]
  return () => ends.forEach((end) => end())
}

function Supervisor() {
  useLayoutEffect(() => {
    const ends = [known(), supervising(), agentKeys(), sounding()]
    loadThresholds().catch((error) => console.warn('The thresholds are not known.', error))
    if (me) void phone.start().catch((error) => console.warn('What rings for me is not known.', error))
    return () => ends.forEach((end) => end())
  }, [])
  const Above = dialog.value
  return html`<div class="supervisor">
    <h1 class="only-read">${t('Supervision')}</h1>
    ${phone.state.value !== 'off' && html`<div class="banners" aria-live="polite"><${MicrophoneNotice} /></div>`}
    ${narrow.value ? html`<${Narrow} />` : html`<${Wide} />`}
    <${ModeBar} />
    <${Detail} />
    <${Writing} />
    ${Above && html`<${Above} onClose=${close} />`} ${devicesOpen.value && html`<${DevicesDialog} />`}
  </div>`
}

const Side = () => html`<div class="side"><h2 class="only-read">${t('What goes on')}</h2><${Tabs} label=${t('What goes on')} tabs=${sideTabs()} selected=${side.value} onSelect=${(/** @type {string} */ id) => (side.value = id)} /></div>`

const sideTabs = () => [
  { id: 'waiting', title: t('Waiting'), icon: 'hourglass', count: waiting.value.length, view: () => html`<${Waiting} />` },
  { id: 'calls', title: t('Talking'), icon: 'messages-square', count: talks.value.length, view: () => html`<${Calls} />` },
  { id: 'alerts', title: t('Alerts'), icon: 'bell', count: unseenAlerts.value.length, view: () => html`<${Alerts} />` },
]

function Wide() {
  return html`<${Queues} />
    <div class="below">
      <${Splitter} name="supervisor" label=${t('Width of the right part')} width=${384} least=${300} most=${640} end side=${html`<${Side} />`}><${Agents} /><//>
    </div>`
}

function Narrow() {
  return html`<h2 class="only-read">${t('Parts of the page')}</h2><${Tabs}
    label=${t('Parts of the page')}
    tabs=${[
      { id: 'queues', title: t('Queues'), icon: 'layers', view: () => html`<${Queues} />` },
      { id: 'agents', title: t('Agents'), icon: 'users', view: () => html`<${Agents} />` },
      ...sideTabs(),
    ]}
  />`
}

/** In the top bar: what is wrong, and the page's own tools. */
function Status() {
  const red = alerts.value.filter(({ level }) => level === 'red').length
  return html`<div class="row whole tight">
    ${me && html`<${PhoneLamp} />`}
    ${red > 0 &&
    html`<button type="button" class="red-alerts" onClick=${() => (side.value = 'alerts')}><${Badge} tone="bad" icon="octagon-alert">${fmt.number(red)}<span class="only-read"> ${t('alerts')}</span><//></button>`}
    <span class="supervisor-tools">${may('alerts:write') && html`<${Button} small kind="plain" icon="sliders-horizontal" label=${t('Thresholds')} onClick=${showThresholds} />`}
    ${may('wallboards:write') && html`<${Button} small kind="plain" icon="monitor" label=${t('Wallboards')} onClick=${showBoards} />`}</span>
  </div>`
}

page({ title: t('Supervision'), main: Supervisor, status: Status, fixed: true })
