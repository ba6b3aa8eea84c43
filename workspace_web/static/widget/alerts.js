// What calls a visitor who looks elsewhere: a sound, and a notice of their system if they asked for it. Once, however many
// tabs are open, and not at all when they have read it in another.

const OTHERS_READ_WITHIN = 400 // milliseconds
const SEEN_FIRST = 200 // milliseconds by which a tab that is looked at is before one that is not: it needs no notice
const TELLS_FOR = 2000 // milliseconds within which every tab has learned that one has told it
const LONGEST = 140 // characters of a notice

export class Alerts {
  /** @param {import('./panel.js').Panel} panel */
  constructor(panel) {
    this.panel = panel
  }

  get sounds() {
    return this.panel.remembered('sounds') !== 'off'
  }

  toggleSounds() {
    this.panel.remember('sounds', this.sounds ? 'off' : 'on')
  }

  /** Whether the browser can, and the visitor has not told it never to. */
  get canNotify() {
    return isSecureContext && 'Notification' in window && Notification.permission !== 'denied'
  }

  get notifies() {
    return this.canNotify && Notification.permission === 'granted' && this.panel.remembered('notices') === 'on'
  }

  /** Only ever asked for by a press. */
  async toggleNotices() {
    if (this.notifies) return this.panel.remember('notices', 'off')
    if ((await Notification.requestPermission()) === 'granted') this.panel.remember('notices', 'on')
  }

  /** @param {import('./picture.js').Message} message */
  call(message) {
    const wait = OTHERS_READ_WITHIN + (document.hidden ? SEEN_FIRST : 0)
    setTimeout(async () => {
      if (!this.panel.visit.unread || Number(this.panel.remembered('told') ?? 0) >= message.seq || !(await this.#tells(message.seq))) return
      this.panel.remember('told', String(message.seq))
      if (this.sounds) chime()
      if (this.notifies && document.hidden) this.#notify(message)
    }, wait)
  }

  /**
   * Whether it is this tab that tells it. What one keeps another may see a moment later only; of two that ask in the same moment, one
   * is given the lock. @param {number} seq @returns {Promise<boolean>}
   */
  #tells(seq) {
    const { locks } = navigator
    if (!locks) return Promise.resolve(true) // a page without TLS has none
    return new Promise((tell) => {
      const given = (/** @type {Lock | null} */ lock) => {
        tell(lock !== null)
        return lock && new Promise((done) => setTimeout(done, TELLS_FOR))
      }
      locks.request(`trunkline:${this.panel.given.account}:told:${seq}`, { ifAvailable: true }, given).catch(() => tell(true))
    })
  }

  /** @param {import('./picture.js').Message} message */
  #notify(message) {
    const { panel } = this
    const title = message.name || panel.settings.title || panel.say('chat')
    const notice = new Notification(title, { body: message.text.slice(0, LONGEST), tag: `trunkline:${panel.given.account}`, lang: panel.language })
    notice.onclick = () => {
      window.focus()
      panel.given.open()
      notice.close()
    }
  }
}

function chime() {
  if (!navigator.userActivation?.hasBeenActive) return
  const context = new AudioContext()
  const volume = context.createGain()
  volume.connect(context.destination)
  volume.gain.setValueAtTime(0.06, context.currentTime)
  volume.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + 0.45)
  const tone = context.createOscillator()
  tone.frequency.setValueAtTime(660, context.currentTime)
  tone.frequency.setValueAtTime(880, context.currentTime + 0.12)
  tone.connect(volume)
  tone.onended = () => void context.close()
  tone.start()
  tone.stop(context.currentTime + 0.45)
}
