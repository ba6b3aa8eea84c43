// The open chat, put together: what the loader asks of it, and what follows from what happens.

import { Alerts } from './alerts.js'
import { listen } from './around.js'
import { keeper, world } from './browser.js'
import { Calling } from './calling.js'
import { Chips } from './chips.js'
import { Composer } from './composer.js'
import { fill, h, icon } from './dom.js'
import { Foot } from './foot.js'
import { Forms } from './forms.js'
import { Head } from './head.js'
import { Log } from './log.js'
import { Menu } from './menu.js'
import { languageOf, speaker } from './strings.js'
import { STYLE } from './style.js'
import { dress } from './theme.js'
import { Visit } from './visit.js'

/**
 * @typedef {object} Given what the loader hands over
 * @property {string} base @property {string} url @property {string} account @property {any} settings
 * @property {ShadowRoot} root @property {string} locale @property {import('./visit.js').Identity | null} identity
 * @property {() => void} open @property {() => void} close
 * @property {(name: string, detail?: unknown) => void} emit @property {(count: number) => void} unread
 */

export class Panel {
  /** @type {ReturnType<typeof speaker>} */
  say
  #heardBefore = 0

  /** @param {Given} given */
  constructor(given) {
    this.given = given
    this.settings = given.settings
    this.locale = given.locale
    this.language = languageOf(given.locale, given.settings.language)
    this.say = speaker(this.language)
    this.storage = keeper()
    this.visit = new Visit(world(given.url, given.account, () => this.language, given.settings.page), given.account)
    if (given.identity) this.visit.identify(given.identity)
    this.alerts = new Alerts(this)
    this.calling = new Calling(this)
    this.forms = new Forms(this)
    this.menu = new Menu(this)
    this.log = new Log(this.visit, () => this.say, () => this.formats)
    this.composer = new Composer(this)
    this.chips = new Chips(this)
    this.foot = new Foot(this)
    this.head = new Head(this)
    this.drop = h('div', { class: 'drop', hidden: true })
    this.element = h(
      'section',
      { class: 'panel', role: 'dialog', 'aria-labelledby': 'trunkline-title', tabindex: '-1', hidden: true, dir: 'ltr' },
      this.head.element,
      this.head.strip,
      this.log.element,
      this.foot.element,
      this.drop,
    )
    this.element.dataset.side = given.settings.side
    const style = new CSSStyleSheet()
    style.replaceSync(STYLE)
    given.root.adoptedStyleSheets = [...given.root.adoptedStyleSheets, style]
    given.root.prepend(this.element)
    dress(this.element, given.settings)
    this.#name()
    this.visit.subscribe((said) => this.#changed(said))
    listen(this)
    if (this.visit.begun) this.visit.connect()
    this.draw()
  }

  // --- what the loader asks for ---

  open() {
    this.element.hidden = false
    this.draw()
    this.log.toEnd()
    this.see()
    if (!matchMedia('(hover: none)').matches || this.forms.sheet) this.#focusFirst()
    else this.element.focus()
    if (this.visit.begun) this.visit.hurry()
  }

  hide() {
    const inside = this.given.root.activeElement
    this.element.hidden = true
    this.menu.close()
    if (inside) /** @type {HTMLElement | null} */ (this.given.root.querySelector('.bubble'))?.focus()
  }

  /** @param {import('./visit.js').Identity} who */
  identify(who) {
    this.visit.identify(who)
    // What the site knows is not asked again.
    if (this.forms.sheet?.dataset.what === 'form') this.forms.forget()
    this.draw()
  }

  /** @param {string} locale */
  speak(locale) {
    this.locale = locale
    this.language = languageOf(locale, this.settings.language)
    this.say = speaker(this.language)
    this.#name()
    this.composer.speak()
    this.log.forget()
    this.forms.forget()
    this.draw()
  }

  async reset() {
    this.calling.end()
    await this.visit.reset()
  }

  /** What the page wants to be said; where a form comes first, it waits in the text. @param {string} text */
  send(text) {
    if (this.forms.needed) this.composer.put(text)
    else this.write(text)
  }

  // --- what there is to see ---

  #name() {
    this.element.lang = this.language
    this.head.speak()
    fill(this.drop, icon('clip'), this.say('drop'))
  }

  /** How times and numbers are written: as the visitor's own tag says, where it is of the language that is spoken. */
  get formats() {
    return [this.locale, ...navigator.languages].find((tag) => tag.toLowerCase().split('-')[0] === this.language && tag.includes('-')) ?? this.language
  }

  draw() {
    const { picture } = this.visit
    const quiet = picture.messages.length + picture.outbox.length === 0
    this.head.draw()
    this.log.element.classList.toggle('quiet', quiet)
    this.log.draw(this.settings.greeting)
    this.forms.draw()
    this.chips.draw(quiet)
    this.foot.draw()
    this.given.unread(this.element.hidden || document.hidden ? this.visit.unread : 0)
  }

  // --- what is done ---

  /** @param {string} text @param {{files?: import('./picture.js').FileCard[], choice?: string}} [more] */
  write(text, more = {}) {
    this.visit.say(text, more)
    this.log.toEnd()
  }

  /** A button that is gone then: who uses a keyboard goes on where they write. @param {string} text @param {{choice?: string}} [more] */
  press(text, more) {
    this.write(text, more)
    if (!matchMedia('(hover: none)').matches) this.composer.focus()
  }

  askPerson() {
    this.press(this.settings.person)
  }

  /** What is on the screen is read. */
  see() {
    if (!this.element.hidden && !document.hidden && this.visit.unread) this.visit.read()
  }

  #focusFirst() {
    const field = this.forms.sheet?.querySelector('input, textarea')
    if (field instanceof HTMLElement) field.focus({ preventScroll: true })
    else if (this.foot.writes) this.composer.focus()
    else this.element.focus()
  }

  // --- what happens ---

  /** @param {any} said */
  #changed(said) {
    if (said?.type === 'reset') {
      this.forms.forget()
      this.composer.clear()
    }
    this.draw()
    if (said?.type === 'message' && said.message.from !== 'me' && said.message.seq > this.#heardBefore) {
      const { message } = said
      this.#heardBefore = message.seq
      this.given.emit('message', { id: message.id, from: message.from, text: message.text })
      if (this.element.hidden || document.hidden) this.alerts.call(message)
      else this.log.follow()
    }
    this.see()
  }

  // --- what the browser keeps ---

  /** @param {string} name */
  remembered(name) {
    return this.storage.getItem(`trunkline:${this.given.account}:${name}`)
  }

  /** @param {string} name @param {string} value */
  remember(name, value) {
    this.storage.setItem(`trunkline:${this.given.account}:${name}`, value)
  }
}
