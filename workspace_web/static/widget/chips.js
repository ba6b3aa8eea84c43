// What can be said by one press: the first questions, and the quick replies to the last message.

import { fill, h, icon } from './dom.js'

export class Chips {
  #signature = ''

  /** @param {import('./panel.js').Panel} panel */
  constructor(panel) {
    this.panel = panel
    this.element = h('div', { class: 'chips' })
  }

  /** @param {boolean} quiet nothing was written yet */
  draw(quiet) {
    const { log, forms, language, calling } = this.panel
    const { messages, outbox, stage } = this.panel.visit.picture
    const lastOne = messages.at(-1)
    const chips = forms.sheet ? [] : quiet ? this.#first() : outbox.length || stage.at === 'ended' || lastOne?.from === 'me' ? [] : this.#replies(lastOne?.choices ?? [])
    const signature = `${language}|${lastOne?.seq}|${chips.length}|${quiet}|${calling.on}`
    if (this.#signature === signature && chips.length && this.element.isConnected) return
    this.#signature = signature
    fill(this.element, ...chips)
    if (chips.length) log.element.append(this.element)
    else this.element.remove()
    log.follow()
  }

  #first() {
    const { settings, say, calling } = this.panel
    /** @type {string[]} */
    const starters = settings.starters
    return [
      ...starters.map((starter) => h('button', { type: 'button', class: 'chip', onclick: () => this.panel.press(starter) }, starter)),
      settings.person && h('button', { type: 'button', class: 'chip soft', onclick: () => this.panel.askPerson() }, icon('person'), say('person')),
      calling.offered && h('button', { type: 'button', class: 'chip soft', onclick: () => void calling.begin() }, icon('phone'), say('call')),
    ].filter(Boolean)
  }

  /** @param {import('./picture.js').Choice[]} choices */
  #replies(choices) {
    return choices.map(({ id, title }) => h('button', { type: 'button', class: 'chip', onclick: () => this.panel.press(title, { choice: id }) }, title))
  }
}
