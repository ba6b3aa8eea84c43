// The menu behind the three dots.

import { fill, h, icon } from './dom.js'

/** @typedef {{sign: Parameters<typeof icon>[0], text: string, act: () => unknown}} Item */

export class Menu {
  /** @type {HTMLElement | null} */
  #element = null

  /** @param {import('./panel.js').Panel} panel */
  constructor(panel) {
    this.panel = panel
  }

  get open() {
    return this.#element !== null
  }

  /** @param {EventTarget[]} path of a press */
  pressed(path) {
    if (this.#element && !path.includes(this.#element) && !path.includes(this.panel.head.more)) this.close()
  }

  toggle() {
    if (this.#element) return this.close()
    const items = this.#items().map(({ sign, text, act }) =>
      h('button', { type: 'button', role: 'menuitem', onclick: () => (this.close(), void act()) }, icon(sign), text),
    )
    const { panel } = this
    this.#element = h('div', { class: 'menu', role: 'menu', 'aria-label': panel.say('menu'), onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event) })
    fill(this.#element, ...items)
    panel.element.append(this.#element)
    panel.head.more.setAttribute('aria-expanded', 'true')
    items[0]?.focus()
    return undefined
  }

  /** @returns {Item[]} */
  #items() {
    const { settings, say, visit, calling, forms, foot, alerts } = this.panel
    const { stage, messages } = visit.picture
    /** @type {(Item | false)[]} */
    const items = [
      calling.offered && { sign: 'phone', text: say('call'), act: () => calling.begin() },
      settings.transcript && messages.length > 0 && { sign: 'mail', text: say('transcript'), act: () => forms.askTranscript() },
      { sign: alerts.sounds ? 'quiet' : 'bell', text: say(alerts.sounds ? 'sounds_off' : 'sounds_on'), act: () => alerts.toggleSounds() },
      alerts.canNotify && { sign: 'notice', text: say(alerts.notifies ? 'notices_off' : 'notices_on'), act: () => alerts.toggleNotices() },
      stage.interaction !== null && stage.at !== 'ended' && { sign: 'end', text: say('end'), act: () => foot.askEnd() },
    ]
    return items.filter((item) => item !== false)
  }

  close() {
    if (!this.#element) return
    const { head, given } = this.panel
    const back = this.#element.contains(given.root.activeElement)
    this.#element.remove()
    this.#element = null
    head.more.setAttribute('aria-expanded', 'false')
    if (back) head.more.focus()
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const items = [...(this.#element?.querySelectorAll('button') ?? [])]
    const at = items.indexOf(/** @type {HTMLButtonElement} */ (this.panel.given.root.activeElement))
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key]
    if (event.key === 'Tab') this.close()
    if (to === undefined) return
    event.preventDefault()
    items[to % items.length]?.focus()
  }
}
