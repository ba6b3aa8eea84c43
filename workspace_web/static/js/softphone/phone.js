// The phone of this page: whether this tab has it, whether it is registered, what is wrong with it, and its calls.
//
// `phone` is one for the page. It rings nobody by itself: pages match `calls` with their offers by `leg`. Where a desk phone
// or a mobile is the device, it stays off and nothing else changes.

import { api } from '../core/api.js'
import { boot } from '../core/boot.js'
import { tellProblem } from '../core/dialogs.js'
import { serverNow } from '../core/clock.js'
import { computed, signal } from '../core/ui.js'
import { chosen, closeStream, look, microphoneFault, openMicrophone, watchDevices } from './devices.js'
import { claim } from './tabs.js'
import { beep } from './tones.js'

/** @typedef {import('./softphone.js').Call} Call */
/** @typedef {import('./softphone.js').Softphone} Softphone */
/** @typedef {import('./softphone.js').Credentials} Credentials */
/** @typedef {import('./devices.js').MicrophoneFault} MicrophoneFault */
/** @typedef {'browser' | 'desk' | 'mobile'} Device */
/** @typedef {'off' | 'second' | 'starting' | 'ready' | 'lost'} PhoneState */

const RETRY = 4000 // milliseconds
const RENEW_BEFORE = 120 // seconds before the credentials end
const PATIENCE = 8000 // milliseconds for a phone to be ready that somebody waits for

const device = signal(/** @type {Device | null} */ (null))
const choices = signal(/** @type {readonly Device[]} */ ([]))
const state = signal(/** @type {PhoneState} */ ('starting'))
const fault = signal(/** @type {MicrophoneFault | null} */ (null))
const calls = signal(/** @type {readonly Call[]} */ ([]))

/** @type {Softphone | null} */
let softphone = null
/** @type {ReturnType<typeof claim> | null} */
let place = null
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer
/** Counts the lives of the phone: what a former one still waits for is of no use. */
let life = 0
/** @type {Set<() => void>} */
const onReady = new Set()

/** @param {Call} call */
function called(call) {
  calls.value = [...calls.value, call]
  call.state.subscribe((now) => {
    if (now === 'ended') calls.value = calls.value.filter((other) => other !== call)
  })
  if (!call.answersItself) return
  beep()
  call.answer().catch((error) => (fault.value = microphoneFault(error)))
}

/** @param {import('./softphone.js').Registration} how @param {number} mine */
function registered(how, mine) {
  if (mine !== life) return
  if (how === 'ready') {
    state.value = 'ready'
    for (const listener of onReady) listener()
  } else if (how === 'refused') again(mine)
  else state.value = how === 'connecting' ? 'starting' : 'lost'
}

/** The switch has forgotten us, or did not take us: with fresh credentials it will. @param {number} mine */
function again(mine) {
  if (mine !== life) return
  state.value = 'lost'
  clearTimeout(timer)
  timer = setTimeout(() => mine === life && void connect(), RETRY)
}

async function connect() {
  const mine = ++life
  clearTimeout(timer)
  if (state.value !== 'lost') state.value = 'starting'
  try {
    const [sip, { Softphone }, credentials] = await Promise.all([
      import('jssip'),
      import('./softphone.js'),
      /** @type {Promise<Credentials>} */ (api.post('/me/phone')),
    ])
    if (mine !== life) return
    softphone?.retire()
    softphone = new Softphone(sip.default, credentials, { called, registered: (how) => registered(how, mine) })
    renewInTime(credentials, mine)
  } catch (error) {
    console.warn('The phone does not start.', error)
    again(mine)
  }
}

/** @param {Credentials} credentials @param {number} mine */
function renewInTime({ expires_at }, mine) {
  if (expires_at === null) return
  const wait = Math.max(30, expires_at - serverNow() - RENEW_BEFORE) * 1000
  const renew = () => {
    if (mine !== life) return
    if (calls.value.length) timer = setTimeout(renew, RETRY)
    else void connect()
  }
  timer = setTimeout(renew, Math.min(wait, 0x7fffffff))
}

function disconnect() {
  life += 1
  clearTimeout(timer)
  softphone?.retire()
  softphone = null
}

/** Ask for the microphone before the first call, so that the first call need not wait for the answer. */
async function checkMicrophone() {
  try {
    closeStream(await openMicrophone())
    fault.value = null
  } catch (error) {
    fault.value = microphoneFault(error)
  }
  await look()
}

function begin() {
  place ??= claim(`trunkline-phone-${boot.me?.agent ?? boot.me?.user}`, (now) => {
    if (now === 'first') {
      state.value = 'starting'
      void checkMicrophone()
      void connect()
    } else {
      disconnect()
      state.value = 'second'
    }
  })
}

chosen.subscribe(() => {
  for (const call of calls.peek()) call.useDevices().catch((error) => (fault.value = microphoneFault(error)))
})

/** Until it is registered; not for ever. */
async function untilReady() {
  if (state.value === 'ready' || state.value === 'second') return
  /** @type {(() => void) | undefined} */
  let end
  await Promise.race([
    new Promise((resolve) => (end = phone.whenReady(() => resolve(undefined)))),
    new Promise((resolve) => setTimeout(resolve, PATIENCE)),
  ])
  end?.()
}

/** What rings, as soon as the server says it. @returns {Promise<{device: Device | null, choices: Device[]}>} */
async function askForDevice() {
  for (;;) {
    try {
      return await api.get('/me/device')
    } catch (error) {
      console.warn('What rings for me is not known yet.', error)
      await new Promise((resolve) => setTimeout(resolve, RETRY))
    }
  }
}

export const phone = {
  /** What rings for this agent; null until it is known. */
  device: /** @type {import('@preact/signals').ReadonlySignal<Device | null>} */ (device),
  /** What may be chosen to ring. */
  choices: /** @type {import('@preact/signals').ReadonlySignal<readonly Device[]>} */ (choices),
  /** `off`: another device rings; `second`: another tab has the phone; `lost`: it is being connected again. */
  state: /** @type {import('@preact/signals').ReadonlySignal<PhoneState>} */ (state),
  /** Why nobody could be heard; null when all is well. */
  fault: /** @type {import('@preact/signals').ReadonlySignal<MicrophoneFault | null>} */ (fault),
  /** Those that ring, and those that talk. */
  calls: /** @type {import('@preact/signals').ReadonlySignal<readonly Call[]>} */ (calls),
  /** The one that talks. */
  talking: computed(() => calls.value.find((call) => call.state.value === 'talking') ?? null),

  /** The call of this leg. @param {string | null | undefined} leg */
  on: (leg) => calls.value.find((call) => call.leg === leg) ?? null,

  /** Called each time that the phone is registered. Returns what stops it. @param {() => void} listener */
  whenReady(listener) {
    onReady.add(listener)
    return () => void onReady.delete(listener)
  },

  /** Find out what rings for this agent, and be it if it is the browser. Called once. */
  async start() {
    watchDevices()
    const found = await askForDevice()
    device.value = found.device
    choices.value = found.choices
    if (found.device === 'browser') begin()
    else state.value = 'off'
  },

  /** Let another device ring. @param {Device} wanted */
  async choose(wanted) {
    const found = await api.put('/me/device', { device: wanted })
    device.value = found.device
    if (found.device === 'browser') return begin()
    place?.release()
    place = null
    disconnect()
    state.value = 'off'
  },

  /**
   * Have a phone that can ring before one asks to be called: where mine is none, or cannot be reached, this browser becomes
   * it. Of a phone of which nobody knows it is hoped for the best.
   */
  async beReachable() {
    if (device.value !== 'browser') {
      /** @type {import('../types').MyDevice} */
      const now = await api.get('/me/device')
      if (now.device !== null && now.device !== 'browser' && now.reachable !== false) return
      await phone.choose('browser')
    }
    await untilReady()
  },

  /** Take the phone from the tab that has it. */
  takeOver: () => place?.takeOver(),

  /** Ask for the microphone again, after the person has allowed it. */
  checkMicrophone: () => checkMicrophone().catch(tellProblem),
}
