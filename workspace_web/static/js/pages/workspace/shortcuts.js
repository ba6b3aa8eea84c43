// What can be done by keys and by the palette.

import { tellProblem } from '../../core/dialogs.js'
import { t } from '../../core/i18n.js'
import { action } from '../../core/keys.js'
import { phone } from '../../softphone/phone.js'
import { hangUp, toggleHold, togglePanel, toggleRecording } from './conversation.js'
import { openDevices } from './devices-dialog.js'
import { agent, askedBy, looked, me, mine, offer, pick, recent, working } from './desk.js'
import { accept, decline } from './offer.js'
import { asked, legOf } from './rules.js'
import { showTab } from './side.js'
import { finish } from './wrap-up.js'

const connected = () => mine.value.find((card) => card.agent === agent && card.state === 'connected') ?? null
const call = () => mine.value.map((card) => phone.on(legOf(card, agent))).find((each) => each?.state.value === 'talking') ?? null

/** @param {() => unknown} work */
const tried = (work) => () => void Promise.resolve(work()).catch(tellProblem)

const rings = () => offer.value !== null || askedBy.value !== null

/** The next of the list, or the one before. @param {number} step */
function move(step) {
  const all = [...new Set([...mine.value, ...recent.value].map(({ id }) => id))]
  const id = all[(all.indexOf(looked.value ?? '') + step + all.length) % all.length]
  if (id) pick(id)
}

/** @param {(part: 'list' | 'side') => void} toggle @returns {() => void} what takes them away again */
export function shortcuts(toggle) {
  const group = t('Call')
  const page = t('Workspace')
  const mute = () => {
    const now = call()
    now?.mute(!now.muted.value)
  }
  const known = [
    action({ id: 'offer.accept', title: t('Accept the call'), keys: 'Alt+A', icon: 'phone', group, everywhere: true, when: rings, run: tried(() => (offer.value ? accept(offer.value) : askedBy.value?.call.answer())) }),
    action({ id: 'offer.decline', title: t('Decline the call'), keys: 'Alt+D', icon: 'phone-off', group, when: rings, run: tried(() => (offer.value ? decline(offer.value) : askedBy.value?.call.hangUp())) }),
    action({ id: 'call.mute', title: t('Mute, or speak again'), keys: 'Alt+M', icon: 'mic-off', group, everywhere: true, when: () => call() !== null, run: mute }),
    action({ id: 'call.hold', title: t('Hold, or resume'), keys: 'Alt+H', icon: 'pause', group, when: () => connected() !== null && !asked(/** @type {any} */ (connected())), run: tried(() => toggleHold(/** @type {any} */ (connected()))) }),
    action({ id: 'call.transfer', title: t('Transfer the call'), keys: 'Alt+T', icon: 'phone-forwarded', group, when: () => connected() !== null, run: () => togglePanel('transfer') }),
    action({ id: 'call.keypad', title: t('Keypad'), keys: 'Alt+P', icon: 'grid-3x3', group, when: () => call() !== null, run: () => togglePanel('keypad') }),
    action({ id: 'call.recording', title: t('Pause the recording, or go on'), icon: 'circle-pause', group, when: () => connected() !== null, run: tried(() => toggleRecording(/** @type {any} */ (connected()))) }),
    action({ id: 'call.end', title: t('End the call'), keys: 'Alt+Shift+E', icon: 'phone-off', group, when: () => connected() !== null, run: tried(() => hangUp(/** @type {any} */ (connected()))) }),
    action({ id: 'wrap-up', title: t('Wrap-up: done, or to its form'), keys: 'Alt+W', icon: 'check', group, run: tried(() => (me.value?.state === 'wrap_up' && working.value ? finish(working.value) : showTab('wrap-up'))) }),
    action({ id: 'side.customer', title: t('Customer'), keys: 'Alt+C', icon: 'user-round', group: page, run: () => showTab('customer') }),
    action({ id: 'side.history', title: t('History'), keys: 'Alt+Y', icon: 'history', group: page, run: () => showTab('history') }),
    action({ id: 'side.notes', title: t('Notes'), keys: 'Alt+N', icon: 'sticky-note', group: page, run: () => showTab('notes') }),
    action({ id: 'list.next', title: t('Next interaction'), keys: 'Alt+J', icon: 'arrow-down', group: page, run: () => move(1) }),
    action({ id: 'list.previous', title: t('Interaction before'), keys: 'Alt+K', icon: 'arrow-up', group: page, run: () => move(-1) }),
    action({ id: 'list.toggle', title: t('Show or hide the list'), icon: 'panel-left', group: page, run: () => toggle('list') }),
    action({ id: 'side.toggle', title: t('Show or hide the customer'), keys: 'Alt+O', icon: 'panel-right', group: page, run: () => toggle('side') }),
    action({ id: 'devices', title: t('Microphone, speaker and ring'), icon: 'headphones', group: page, run: openDevices }),
  ]
  return () => known.forEach((forget) => forget())
}
