// The agent's workspace: what to do now, whom one talks to, who they are, and what was before.

import { boot } from '../../core/boot.js'
import { t } from '../../core/i18n.js'
import { page } from '../../core/page.js'
import { remember, remembered } from '../../core/store.js'
import { classes, html, signal, useLayoutEffect } from '../../core/ui.js'
import { EmptyState } from '../../components/empty-state.js'
import { Splitter } from '../../components/splitter.js'
import { Tabs } from '../../components/tabs.js'
import { phone } from '../../softphone/phone.js'
import { alerting } from './alerts.js'
import { Day } from './day.js'
import { DevicesDialog, devicesOpen } from './devices-dialog.js'
import { Asked } from './asked.js'
import { BeginMessage, beginning } from './begin-message.js'
import { agent, askedBy, current, looked, offer, part, unreadInAll } from './desk.js'
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
  useLayoutEffect(() => {
    const ends = [alerting(), rejoining(), shortcuts(toggle)]
    void phone.start()
    return () => ends.forEach((end) => end())
  }, [])
  return html`<div class="workspace">
    <h1 class="only-read">${t('Workspace')}</h1>
    <${Day} shown=${shown.value} onToggle=${toggle} />
    <${Notices} />
    <${Parts} /> ${devicesOpen.value && html`<${DevicesDialog} />`} ${beginning.value && html`<${BeginMessage} />`}
  </div>`
}

/** Who rings now. */
const Ringing = () =>
  html`${offer.value && html`<${isText(offer.value.interaction) ? TextOffer : Offer} offer=${offer.value} key=${offer.value.id} />`} ${askedBy.value && html`<${Asked} ...${askedBy.value} />`}`

/** A conversation in writing fills its place: what is written scrolls in it. */
const filled = () => Boolean(looked.value && current.value && isText(current.value))

/** `rings`: whether who rings stands in it. @param {{rings: boolean}} props */
const Centre = ({ rings }) => html`<div class=${classes('centre', filled() && 'fills')}>${rings && html`<${Ringing} />`}<${Work} /></div>`

/**
 * Side by side, or on a narrow screen one part at a time, and above all of them who rings. The work is the same element in both: a
 * screen that is turned, or a part beside it that is hidden, takes nothing out of the hand of who writes.
 */
function Parts() {
  const { list, side } = shown.value
  const wide = !narrow.value
  const work = () =>
    html`<${Splitter} name="workspace-list" label=${t('Width of the list')} width=${272} least=${200} most=${420} side=${wide && list && html`<${Inbox} />`}
      ><${Splitter} name="workspace-side" label=${t('Width of the customer’s part')} width=${368} least=${280} most=${560} end side=${wide && side && html`<${Side} />`}
        ><${Centre} rings=${wide} /><//
      ><//
    >`
  const one = { id: 'work', title: t('Work'), icon: 'messages-square', view: work }
  const others = [
    { id: 'side', title: t('Customer'), icon: 'user-round', view: () => html`<${Side} />` },
    { id: 'list', title: t('Inbox'), icon: 'inbox', count: unreadInAll.value, view: () => html`<${Inbox} />` },
  ]
  const rings = !wide && (offer.value ?? askedBy.value)
  return html`${rings && html`<div class="ringing"><${Ringing} /></div>`}<${Tabs}
    label=${t('Parts of the workspace')}
    selected=${wide ? one.id : part.value}
    onSelect=${(/** @type {string} */ id) => (part.value = id)}
    tabs=${wide ? [one] : [one, ...others]}
  />`
}

const NoAgent = () =>
  html`<div class="middle">
    <${EmptyState} icon="headset" title=${t('{name} is no agent', { name: boot.me?.name ?? '' })} text=${t('An administrator can make you one: then calls can ring here.')} />
  </div>`

page({ title: t('Workspace'), main: agent ? Workspace : NoAgent, status: agent ? PhoneLamp : undefined, fixed: true })
