// The agent's workspace: what to do now, whom one talks to, who they are, and what was before.

import { boot } from '../../core/boot.js'
import { t } from '../../core/i18n.js'
import { page } from '../../core/page.js'
import { remember, remembered } from '../../core/store.js'
import { classes, html, signal, useEffect } from '../../core/ui.js'
import { EmptyState } from '../../components/empty-state.js'
import { Splitter } from '../../components/splitter.js'
import { Tabs } from '../../components/tabs.js'
import { phone } from '../../softphone/phone.js'
import { alerting } from './alerts.js'
import { Day } from './day.js'
import { DevicesDialog, devicesOpen } from './devices-dialog.js'
import { Asked } from './asked.js'
import { BeginMessage, beginning } from './begin-message.js'
import { agent, askedBy, current, looked, offer, unreadInAll } from './desk.js'
import { Inbox } from './inbox.js'
import { Notices } from './notices.js'
import { Offer } from './offer.js'
import { PhoneLamp } from './phone-lamp.js'
import { rejoining } from './rejoin.js'
import { isText } from './rules.js'
import { shortcuts } from './shortcuts.js'
import { Side } from './side.js'
import { TextOffer } from './text-offer.js'
import { Work } from './work.js'

const NARROW = matchMedia('(width < 60rem)')
const narrow = signal(NARROW.matches)
NARROW.addEventListener('change', () => (narrow.value = NARROW.matches))

/** Which parts beside the work are shown. */
export const shown = signal({ list: true, side: true, ...remembered('workspace', {}) })

/** @param {'list' | 'side'} part */
export function toggle(part) {
  shown.value = { ...shown.value, [part]: !shown.value[part] }
  remember('workspace', shown.value)
}

function Workspace() {
  useEffect(() => {
    const ends = [alerting(), rejoining(), shortcuts(toggle)]
    void phone.start()
    return () => ends.forEach((end) => end())
  }, [])
  return html`<div class="workspace">
    <h1 class="only-read">${t('Workspace')}</h1>
    <${Day} shown=${shown.value} onToggle=${toggle} />
    <${Notices} />
    ${narrow.value ? html`<${Narrow} />` : html`<${Wide} />`} ${devicesOpen.value && html`<${DevicesDialog} />`} ${beginning.value && html`<${BeginMessage} />`}
  </div>`
}

/** Who rings now. */
const Ringing = () =>
  html`${offer.value && html`<${isText(offer.value.interaction) ? TextOffer : Offer} offer=${offer.value} key=${offer.value.id} />`} ${askedBy.value && html`<${Asked} ...${askedBy.value} />`}`

/** A conversation in writing fills its place: what is written scrolls in it. */
const filled = () => Boolean(looked.value && current.value && isText(current.value))

const Centre = () => html`<div class=${classes('centre', filled() && 'fills')}><${Ringing} /><${Work} /></div>`

function Wide() {
  const { list, side } = shown.value
  const centre = side
    ? html`<${Splitter} name="workspace-side" label=${t('Width of the customer’s part')} width=${368} least=${280} most=${560} end side=${html`<${Side} />`}
        ><${Centre} /><//
      >`
    : html`<${Centre} />`
  if (!list) return html`<div class="split"><div class="rest">${centre}</div></div>`
  return html`<${Splitter} name="workspace-list" label=${t('Width of the list')} width=${272} least=${200} most=${420} side=${html`<${Inbox} />`}>${centre}<//>`
}

/** One part at a time, and above all of them who rings. */
function Narrow() {
  const rings = offer.value ?? askedBy.value
  return html`${rings && html`<div class="ringing"><${Ringing} /></div>`}<${Tabs}
    label=${t('Parts of the workspace')}
    tabs=${[
      { id: 'work', title: t('Work'), icon: 'messages-square', view: () => html`<div class=${classes('centre', filled() && 'fills')}><${Work} /></div>` },
      { id: 'side', title: t('Customer'), icon: 'user-round', view: () => html`<${Side} />` },
      { id: 'list', title: t('Inbox'), icon: 'inbox', count: unreadInAll.value, view: () => html`<${Inbox} />` },
    ]}
  />`
}

const NoAgent = () =>
  html`<div class="middle">
    <${EmptyState} icon="headset" title=${t('{name} is no agent', { name: boot.me?.name ?? '' })} text=${t('An administrator can make you one: then calls can ring here.')} />
  </div>`

page({ title: t('Workspace'), main: agent ? Workspace : NoAgent, status: agent ? PhoneLamp : undefined, fixed: true })
