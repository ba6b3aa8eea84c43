// "Call us" on the page: when it may be pressed, and what stands there while it rings and while they talk.

import { h, icon } from './dom.js'
import { RequestFailed } from './requests.js'

/** @typedef {import('./call.js').GuestCall} GuestCall */

export class Calling {
  /** @type {GuestCall | null} */
  #call = null
  #starting = false
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #clock

  /** @param {import('./panel.js').Panel} panel */
  constructor(panel) {
    this.panel = panel
  }

  get on() {
    return this.#call !== null
  }

  /** Not before the visitor has agreed to what there is to agree to. */
  get offered() {
    const { settings, forms } = this.panel
    return settings.call && !this.on && !forms.needed
  }

  async begin() {
    if (this.on || this.#starting) return
    this.#starting = true
    const { GuestCall } = await import('./call.js').finally(() => (this.#starting = false))
    const { panel } = this
    const { url, settings, base } = panel.given
    const call = (this.#call = new GuestCall(url, settings.assets, base))
    this.#clock = setInterval(() => panel.head.drawStrip(), 1000)
    call.changed = () => panel.head.drawStrip()
    call.over = (fault) => this.#over(call, fault)
    panel.draw()
    try {
      await panel.visit.begin()
      await call.begin(() => panel.visit.ask('POST', 'calls', {}))
    } catch (error) {
      call.fail(error instanceof RequestFailed && [409, 429].includes(error.status) ? 'call_busy' : 'call_lost')
    }
  }

  end() {
    this.#call?.end()
  }

  /** @param {GuestCall} call @param {import('./call.js').Fault | null} fault */
  #over(call, fault) {
    const { panel } = this
    const inside = panel.head.strip.contains(panel.given.root.activeElement)
    clearInterval(this.#clock)
    this.#call = null
    panel.foot.write()
    if (fault) panel.composer.tell(panel.say('call_failed', { reason: panel.say(fault) }))
    else if (call.seconds) panel.composer.tell(panel.say('call_ended_line'), true)
    panel.draw()
    if (inside) panel.composer.focus()
  }

  draw() {
    const call = /** @type {GuestCall} */ (this.#call)
    const { head, say } = this.panel
    const seconds = call.seconds
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
    const told = call.talking ? say('call_talks', { time }) : say('call_rings')
    const strip = head.strip
    const clock = strip.querySelector('span')
    const now = `${call.muted} ${call.talking} ${this.panel.language}`
    if (strip.dataset.kind === 'call' && strip.dataset.call === now && clock) {
      clock.textContent = told
      return
    }
    const focused = strip.contains(this.panel.given.root.activeElement)
    strip.dataset.call = now
    const mute = h(
      'button',
      { type: 'button', 'aria-pressed': String(call.muted), 'aria-label': say('mute'), title: say(call.muted ? 'unmute' : 'mute'), onclick: () => call.mute() },
      icon(call.muted ? 'mute' : 'mic'),
    )
    const hang = h('button', { type: 'button', class: 'hang', 'aria-label': say('hang_up'), title: say('hang_up'), onclick: () => call.end() }, icon('hang'))
    head.show('call', h('span', { 'aria-live': 'off' }, told), call.talking ? mute : null, hang)
    if (focused) (call.talking ? mute : hang).focus()
  }
}
