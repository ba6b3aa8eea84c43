// What can be done by keys and by the palette.

import { tellProblem } from '../../core/dialogs.js'
import { t } from '../../core/i18n.js'
import { action, isMac } from '../../core/keys.js'
import { phone } from '../../softphone/phone.js'
import { hangUp, toggleHold, togglePanel, toggleRecording } from './conversation.js'
import { openDevices } from './devices-dialog.js'
import { beginMessage } from './begin-message.js'
import { agent, askedBy, looked, mine, offer, pick, recent, working, wrapping } from './desk.js'
import { inOrder } from './inbox.js'
import { changeLabels } from './labels.js'
import { accept, decline } from './offer.js'
import { asked, isText, legOf } from './rules.js'
import { showTab } from './side.js'
import { close, dialog, park, unpark } from './text-actions.js'
import { acceptText } from './text-offer.js'
import { finish } from './wrap-up.js'
import { ask as wish } from '../../conversation/wishes.js'

const connected = () => mine.value.find((card) => card.agent === agent && card.state === 'connected' && !isText(card)) ?? null
const call = () => mine.value.map((card) => phone.on(legOf(card, agent))).find((each) => each?.state.value === 'talking') ?? null

/** @param {() => unknown} work */
const tried = (work) => () => void Promise.resolve(work()).catch(tellProblem)

const rings = () => offer.value !== null || askedBy.value !== null

/** The conversation in writing that I look at, if it is mine to write in. */
const talk = () => mine.value.find((card) => card.id === looked.value && isText(card) && card.state === 'connected') ?? null
/** @returns {any} */
const own = () => (talk()?.agent === agent ? talk() : null)
const aside = () => own()?.writing?.state === 'parked' || own()?.writing?.state === 'snoozed'

/** The next of the list, or the one before. @param {number} step */
function move(step) {
  const all = [...new Set([...inOrder.value, ...recent.value.map(({ id }) => id)])]
  const id = all[(all.indexOf(looked.value ?? '') + step + all.length) % all.length]
  if (id) pick(id)
}

/** Wrap-up of what I look at is done, or else of what I wrap up. */
function finishOrShow() {
  const id = wrapping(looked.value) ? looked.value : wrapping(working.value) ? working.value : null
  return id ? finish(id) : showTab('wrap-up')
}

/** @param {(part: 'list' | 'side') => void} toggle @returns {() => void} what takes them away again */
export function shortcuts(toggle) {
  const group = t('Call')
  const page = t('Workspace')
  const written = t('Conversation')
  const mute = () => {
    const now = call()
    now?.mute(!now.muted.value)
  }
  const known = [
    action({ id: 'offer.accept', title: t('Accept what is offered'), keys: 'Alt+A', icon: 'phone', group, everywhere: true, when: rings, run: tried(() => (offer.value ? (isText(offer.value.interaction) ? acceptText(offer.value) : accept(offer.value)) : askedBy.value?.call.answer())) }),
    action({ id: 'offer.decline', title: t('Decline what is offered'), keys: 'Alt+D', icon: 'phone-off', group, everywhere: true, when: rings, run: tried(() => (offer.value ? decline(offer.value) : askedBy.value?.call.hangUp())) }),
    action({ id: 'call.mute', title: t('Mute, or speak again'), keys: 'Alt+M', icon: 'mic-off', group, everywhere: true, when: () => call() !== null, run: mute }),
    action({ id: 'call.hold', title: t('Hold, or resume'), keys: 'Alt+H', icon: 'pause', group, when: () => connected() !== null && !asked(/** @type {any} */ (connected())), run: tried(() => toggleHold(/** @type {any} */ (connected()))) }),
    action({ id: 'call.transfer', title: t('Transfer the call'), keys: 'Alt+T', icon: 'phone-forwarded', group, when: () => connected() !== null, run: () => togglePanel('transfer') }),
    action({ id: 'call.keypad', title: t('Keypad'), keys: 'Alt+P', icon: 'grid-3x3', group, when: () => call() !== null, run: () => togglePanel('keypad') }),
    action({ id: 'call.recording', title: t('Pause the recording, or go on'), icon: 'circle-pause', group, when: () => connected() !== null, run: tried(() => toggleRecording(/** @type {any} */ (connected()))) }),
    action({ id: 'call.end', title: t('End the call'), keys: 'Alt+Shift+E', icon: 'phone-off', group, when: () => connected() !== null, run: tried(() => hangUp(/** @type {any} */ (connected()))) }),
    action({ id: 'wrap-up', title: t('Wrap-up: done, or to its form'), keys: 'Alt+W', icon: 'check', group, everywhere: true, run: tried(() => finishOrShow()) }),
    action({ id: 'talk.write', title: t('Write an answer'), keys: 'Alt+R', icon: 'pencil', group: written, everywhere: true, when: () => talk() !== null, run: () => wish('focus') }),
    action({ id: 'talk.note', title: t('Note for colleagues, or answer'), keys: 'Alt+Shift+N', icon: 'lock', group: written, everywhere: true, when: () => talk() !== null, run: () => wish('note') }),
    action({ id: 'talk.files', title: t('Add files'), keys: 'Alt+Shift+F', icon: 'paperclip', group: written, everywhere: true, when: () => talk() !== null, run: () => wish('files') }),
    action({ id: 'talk.canned', title: t('Canned replies'), keys: 'Alt+Shift+C', icon: 'zap', group: written, everywhere: true, when: () => talk() !== null, run: () => wish('canned') }),
    action({ id: 'talk.template', title: t('Templates'), icon: 'clipboard', group: written, everywhere: true, when: () => talk() !== null, run: () => wish('template') }),
    action({ id: 'talk.park', title: t('Park, or take up again'), keys: 'Alt+Shift+P', icon: 'archive', group: written, everywhere: true, when: () => own() !== null, run: tried(() => (aside() ? unpark(own()) : park(own(), null))) }),
    action({ id: 'talk.snooze', title: t('Put aside until …'), keys: 'Alt+Shift+Z', icon: 'alarm-clock', group: written, everywhere: true, when: () => own() !== null, run: () => void (dialog.value = { what: 'date', card: own() }) }),
    action({ id: 'talk.transfer', title: t('Hand the conversation on'), keys: 'Alt+T', icon: 'forward', group: written, everywhere: true, when: () => own() !== null, run: () => void (dialog.value = { what: 'transfer', card: own() }) }),
    action({ id: 'talk.helper', title: t('Bring in a colleague'), keys: 'Alt+Shift+U', icon: 'user-plus', group: written, everywhere: true, when: () => own() !== null, run: () => void (dialog.value = { what: 'helper', card: own() }) }),
    action({ id: 'talk.labels', title: t('Labels'), keys: 'Alt+Shift+L', icon: 'tag', group: written, everywhere: true, when: () => talk() !== null, run: tried(() => changeLabels(/** @type {any} */ (talk()))) }),
    action({ id: 'talk.close', title: t('Close the conversation'), keys: 'Alt+Shift+E', icon: 'check', group: written, everywhere: true, when: () => own() !== null, run: tried(() => close(own())) }),
    action({ id: 'talk.begin', title: t('New message'), keys: 'Alt+Shift+M', icon: 'pencil', group: written, everywhere: true, run: beginMessage }),
    ...Array.from({ length: 9 }, (_, index) =>
      action({ id: `list.${index + 1}`, title: index ? t('Conversation {n}', { n: index + 1 }) : t('Conversation 1; with 2 to 9 the next ones'), keys: `Alt+${index + 1}`, group: page, hidden: true, unlisted: index > 0, everywhere: true, when: () => inOrder.value[index] !== undefined, run: () => pick(inOrder.value[index] ?? null) }),
    ),
    action({ id: 'side.customer', title: t('Customer'), keys: 'Alt+C', icon: 'user-round', group: page, everywhere: !isMac, run: () => showTab('customer') }),
    action({ id: 'side.history', title: t('History'), keys: 'Alt+Y', icon: 'history', group: page, everywhere: !isMac, run: () => showTab('history') }),
    action({ id: 'side.notes', title: t('Notes'), keys: 'Alt+N', icon: 'sticky-note', group: page, everywhere: !isMac, run: () => showTab('notes') }),
    action({ id: 'list.next', title: t('Next interaction'), keys: 'Alt+J', icon: 'arrow-down', group: page, everywhere: true, run: () => move(1) }),
    action({ id: 'list.previous', title: t('Interaction before'), keys: 'Alt+K', icon: 'arrow-up', group: page, everywhere: true, run: () => move(-1) }),
    action({ id: 'list.toggle', title: t('Show or hide the list'), icon: 'panel-left', group: page, run: () => toggle('list') }),
    action({ id: 'side.toggle', title: t('Show or hide the customer'), keys: 'Alt+O', icon: 'panel-right', group: page, everywhere: !isMac, run: () => toggle('side') }),
    action({ id: 'devices', title: t('Microphone, speaker and ring'), icon: 'headphones', group: page, run: openDevices }),
  ]
  return () => known.forEach((forget) => forget())
}
