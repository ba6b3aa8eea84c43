// "Call us": one call from the page, by WebRTC, with a phone that is made for it and gone afterwards.

/** @typedef {{uri: string, username: string, password: string, websocket: string, target: string, ice_servers: {urls: string}[]}} Phone */
/** @typedef {'call_no_microphone' | 'call_busy' | 'call_lost'} Fault */

const GATHER = 500 // milliseconds for more ways through the network, after the first

export class GuestCall {
  muted = false
  talking = false
  changed = () => {}
  /** @type {(fault: Fault | null) => void} */
  over = () => {}
  #since = 0
  /** @type {any} */
  #agent = null
  /** @type {any} */
  #session = null
  /** @type {MediaStream | null} */
  #sound = null
  #done = false
  #audio = new Audio()

  /** @param {string} url of the account @param {string} assets @param {string} base */
  constructor(url, assets, base) {
    this.url = url
    this.jssip = `${base}${assets}vendor/jssip.js`
    this.#audio.autoplay = true
  }

  get seconds() {
    return this.#since ? Math.floor((Date.now() - this.#since) / 1000) : 0
  }

  /** @param {() => Promise<Phone>} phone asked for when there is a microphone: it is good for a minute */
  async begin(phone) {
    const module = import(this.jssip)
    try {
      this.#sound = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } })
    } catch {
      return this.fail('call_no_microphone')
    }
    const [{ default: JsSIP }, made] = await Promise.all([module, phone()])
    if (this.#done) return undefined
    const socket = new JsSIP.WebSocketInterface(new URL(made.websocket, this.url).href.replace(/^http/, 'ws'))
    const agent = new JsSIP.UA({
      sockets: [socket],
      uri: made.uri,
      authorization_user: made.username,
      password: made.password,
      register: false,
      session_timers: false,
      user_agent: 'Trunkline visitor',
    })
    this.#agent = agent
    agent.on('connected', () => this.#session ?? this.#dial(made))
    agent.on('disconnected', () => this.#session ?? this.fail('call_lost'))
    agent.start()
    return undefined
  }

  /** @param {Phone} phone */
  #dial(phone) {
    const session = (this.#session = this.#agent.call(phone.target, {
      mediaStream: this.#sound,
      pcConfig: { iceServers: phone.ice_servers },
      mediaConstraints: { audio: true, video: false },
    }))
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let enough
    session.on('icecandidate', (/** @type {{ready: () => void}} */ { ready }) => {
      clearTimeout(enough)
      enough = setTimeout(ready, GATHER)
    })
    session.connection?.addEventListener('track', (/** @type {RTCTrackEvent} */ event) => (this.#audio.srcObject = event.streams[0] ?? null))
    session.on('accepted', () => {
      this.talking = true
      this.#since = Date.now()
      this.changed()
    })
    session.on('ended', () => this.#finish(null))
    session.on('failed', (/** @type {{cause: string}} */ { cause }) => this.#finish(cause === 'Canceled' ? null : /busy|unavailable|rejected/i.test(cause) ? 'call_busy' : 'call_lost'))
  }

  mute() {
    this.muted = !this.muted
    this.#sound?.getAudioTracks().forEach((track) => (track.enabled = !this.muted))
    this.changed()
  }

  end() {
    if (this.#session && !this.#session.isEnded()) this.#session.terminate()
    else this.#finish(null)
  }

  /** @param {Fault} fault */
  fail(fault) {
    this.#finish(fault)
  }

  /** @param {Fault | null} fault */
  #finish(fault) {
    if (this.#done) return
    this.#done = true
    this.#sound?.getTracks().forEach((track) => track.stop())
    this.#audio.srcObject = null
    // What is said last is still to go out.
    setTimeout(() => this.#agent?.stop(), 500)
    this.over(fault)
  }
}
