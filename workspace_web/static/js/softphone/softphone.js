// The telephone in the browser: SIP over our own `/sip`, sound by WebRTC. The one module that knows JsSIP.
//
// It rings, answers, mutes, sends keys, and says how well it hears. Hold, transfer and conferences are made by the server,
// which knows whom the sound is of. A page that goes away says nothing: a hang-up is a person's, never a browser's.

import { signal } from '../core/ui.js'
import { closeStream, openMicrophone, playOn } from './devices.js'
import { qualityBetween, sampleOf } from './quality.js'

/** @typedef {import('jssip').UA} UA */
/** @typedef {import('@preact/signals').ReadonlySignal<boolean>} Switch */
/** @typedef {import('./quality.js').Quality} Quality */
/** @typedef {{uri: string, username: string, password: string, websocket: string, ice_servers: RTCIceServer[], expires_at: number | null}} Credentials */
/** @typedef {'connecting' | 'ready' | 'lost' | 'refused'} Registration */
/** @typedef {'ringing' | 'answering' | 'talking' | 'ended'} CallState */

const LEG = 'X-Trunkline-Leg'
const ANSWERS_ITSELF = /answer-after=0/
const GATHERING = 400 // milliseconds; what the browser has found by then is enough, and STUN may take 40 s
const LOOK_EVERY = 2000 // milliseconds between two looks at the quality

/** One call, from the ring to its end. `leg` is what the server calls it. */
export class Call {
  /** @type {MediaStream | null} */
  #microphone = null
  /** @type {import('./quality.js').Sample | null} */
  #sample = null
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #looking
  #audio = new Audio()
  #session
  #iceServers

  /**
   * @param {ReturnType<UA['call']>} session
   * @param {{getHeader: (name: string) => string | undefined}} request
   * @param {RTCIceServer[]} iceServers
   */
  constructor(session, request, iceServers) {
    this.#session = session
    this.#iceServers = iceServers
    this.leg = String(request.getHeader(LEG) ?? session.id)
    /** Whether the server asks it to be answered without a person: a rejoin, an offer accepted elsewhere. */
    this.answersItself = ANSWERS_ITSELF.test(String(request.getHeader('Call-Info') ?? ''))
    this.state = signal(/** @type {CallState} */ ('ringing'))
    this.muted = signal(false)
    this.quality = signal(/** @type {Quality | null} */ (null))
    this.#audio.autoplay = true
    session.on('icecandidate', ({ ready }) => void setTimeout(ready, GATHERING))
    session.on('peerconnection', ({ peerconnection }) => this.#listenTo(peerconnection))
    session.on('confirmed', () => (this.state.value = 'talking'))
    session.on('ended', () => this.#end())
    session.on('failed', () => this.#end())
  }

  /** Raises what `devices.microphoneFault` explains: without a microphone nobody could be heard, so it goes on ringing. */
  async answer() {
    if (this.state.value !== 'ringing') return
    this.state.value = 'answering'
    try {
      // Always the microphone first: without its permission a browser hides its addresses, and no sound would flow.
      this.#microphone = await openMicrophone()
    } catch (error) {
      if (!this.#over()) this.state.value = 'ringing'
      throw error
    }
    if (this.#over()) return closeStream(this.#microphone)
    this.#session.answer({ mediaStream: this.#microphone, pcConfig: { iceServers: this.#iceServers } })
  }

  /** Also says no to one that rings. */
  hangUp() {
    if (!this.#over()) this.#session.terminate(this.state.value === 'ringing' ? { status_code: 603 } : {})
  }

  /** @param {boolean} muted */
  mute(muted) {
    if (muted) this.#session.mute({ audio: true })
    else this.#session.unmute({ audio: true })
    this.muted.value = muted
  }

  /** @param {string} keys 0 to 9, * and # */
  sendKeys(keys) {
    const transportType = /** @type {any} */ ('RFC2833')
    this.#session.sendDTMF(keys, { duration: 120, interToneGap: 80, transportType })
  }

  /** Take up a new choice of devices. */
  async useDevices() {
    await playOn(this.#audio, 'speaker')
    const sender = this.#session.connection?.getSenders().find(({ track }) => track?.kind === 'audio')
    if (!sender || this.#over()) return
    const before = this.#microphone
    this.#microphone = await openMicrophone()
    const [track] = this.#microphone.getAudioTracks()
    if (track) track.enabled = !this.muted.value
    await sender.replaceTrack(track ?? null)
    closeStream(before)
  }

  /** @returns {boolean} */
  #over() {
    return this.state.value === 'ended'
  }

  /** @param {RTCPeerConnection} connection */
  #listenTo(connection) {
    connection.addEventListener('track', ({ track, streams }) => {
      this.#audio.srcObject = streams[0] ?? new MediaStream([track])
      void playOn(this.#audio, 'speaker')
      this.#audio.play().catch(() => undefined) // it plays as soon as the page was clicked on
    })
    this.#looking = setInterval(() => void this.#look(connection), LOOK_EVERY)
  }

  /** @param {RTCPeerConnection} connection */
  async #look(connection) {
    if (connection.connectionState !== 'connected') return
    const report = await connection.getStats()
    const sample = sampleOf(/** @type {any} */ (report).values(), performance.now() / 1000)
    if (sample && this.#sample) this.quality.value = qualityBetween(this.#sample, sample)
    this.#sample = sample
  }

  #end() {
    this.state.value = 'ended'
    clearInterval(this.#looking)
    closeStream(this.#microphone)
    this.#audio.srcObject = null
  }
}

/** Registered for as long as it is not stopped; JsSIP opens a lost connection again and registers anew by itself. */
export class Softphone {
  /** @type {UA} */
  #ua
  /** @type {Set<Call>} */
  #calls = new Set()
  #retired = false

  /**
   * @param {typeof import('jssip')} sip
   * @param {Credentials} credentials
   * @param {{called: (call: Call) => void, registered: (how: Registration) => void}} tell
   */
  constructor(sip, credentials, tell) {
    const address = new URL(credentials.websocket, location.href)
    address.protocol = address.protocol.replace('http', 'ws')
    this.#ua = new sip.UA({
      sockets: [new sip.WebSocketInterface(address.href)],
      uri: credentials.uri,
      authorization_user: credentials.username,
      password: credentials.password,
      register_expires: 120,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 10,
      user_agent: 'Trunkline',
    })
    const told = (/** @type {Registration} */ how) => void (this.#retired || tell.registered(how))
    this.#ua.on('registered', () => told('ready'))
    this.#ua.on('unregistered', () => told('lost'))
    this.#ua.on('disconnected', () => told('lost'))
    this.#ua.on('registrationFailed', ({ response }) => told(response ? 'refused' : 'lost'))
    this.#ua.on('newRTCSession', (/** @type {any} */ { originator, session, request }) => {
      if (originator !== 'remote') return
      const call = new Call(session, request, credentials.ice_servers)
      this.#calls.add(call)
      call.state.subscribe((state) => {
        if (state === 'ended') this.#forget(call)
      })
      tell.called(call)
    })
    told('connecting')
    this.#ua.start()
  }

  /** Take no more calls. What is talked about goes on to its end, which is not ours to make. */
  retire() {
    this.#retired = true
    if (this.#calls.size === 0) this.#ua.stop()
  }

  /** @param {Call} call */
  #forget(call) {
    this.#calls.delete(call)
    if (this.#retired) this.retire()
  }
}
