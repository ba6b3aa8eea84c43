// The foot of the chat: where one writes, is asked whether to end it, and says how it was.

import { fill, h } from './dom.js'
import { rating } from './sheets.js'

export class Foot {
  /** The interaction whose stars are shown. */
  #stars = ''

  /** @param {import('./panel.js').Panel} panel */
  constructor(panel) {
    this.panel = panel
    this.element = h('div', { class: 'foot' })
  }

  draw() {
    const { forms, settings, visit, composer, calling } = this.panel
    const { stage, outbox, messages } = visit.picture
    const over = stage.at === 'ended' && !outbox.length
    if (forms.sheet) fill(this.element)
    else if (over && settings.rating && stage.interaction !== null && !visit.rated && !calling.on) this.#drawRating(stage.interaction)
    else if (this.#stars || !this.element.firstChild) this.write()
    const asks = settings.person && ['bot', 'idle'].includes(stage.at) && messages.length + outbox.length > 0
    composer.offer({ person: Boolean(asks), phone: calling.offered && !over, over })
  }

  /** Where one writes. */
  write() {
    this.#stars = ''
    if (!this.element.contains(this.panel.composer.element)) fill(this.element, this.panel.composer.element)
    this.panel.composer.grow()
  }

  get writes() {
    return this.element.contains(this.panel.composer.element)
  }

  askEnd() {
    const { say, visit, composer } = this.panel
    const back = () => {
      this.write()
      composer.focus()
    }
    const yes = h('button', { type: 'button', class: 'button', onclick: () => (visit.end(), back()) }, say('end'))
    const no = h('button', { type: 'button', class: 'button plain', onclick: back }, say('cancel'))
    fill(this.element, h('div', { class: 'over', role: 'alertdialog', 'aria-label': say('end_sure') }, h('p', {}, say('end_sure')), h('div', { class: 'row' }, no, yes)))
    yes.focus()
  }

  /** @param {string} interaction */
  #drawRating(interaction) {
    if (this.#stars === interaction) return
    this.#stars = interaction
    const { say, visit, composer } = this.panel
    const rated = (/** @type {number} */ score, /** @type {string} */ comment) => {
      visit.rate(score, comment)
      this.write()
      composer.tell(say('rated'), true)
      composer.focus()
    }
    const skip = () => {
      visit.skipRating()
      this.write()
      this.panel.draw()
      composer.focus()
    }
    const again = h('button', { type: 'button', class: 'again', onclick: skip }, say('again'))
    fill(this.element, rating(say, rated), h('div', { class: 'over' }, again))
  }
}
