// The head of the chat, and the strip below it: who is there, where the visitor stands, and whether the line is.

import { fill, h, icon } from './dom.js'
import { initials } from './log.js'

export class Head {
  /** @param {import('./panel.js').Panel} panel */
  constructor(panel) {
    this.panel = panel
    this.title = h('h2', { id: 'trunkline-title' })
    this.line = h('p', { role: 'status' })
    this.face = h('span', { class: 'face', 'aria-hidden': 'true' })
    this.more = h('button', { type: 'button', 'aria-haspopup': 'menu', 'aria-expanded': 'false', onclick: () => panel.menu.toggle() }, icon('more'))
    this.shut = h('button', { type: 'button', onclick: () => panel.given.close() }, icon('close'))
    this.element = h('div', { class: 'head' }, this.face, h('div', { class: 'head-text' }, this.title, this.line), h('div', { class: 'head-buttons' }, this.more, this.shut))
    this.strip = h('div', { class: 'strip', role: 'status' })
    this.hide()
  }

  speak() {
    const { say, settings } = this.panel
    this.title.textContent = settings.title || say('chat')
    this.more.setAttribute('aria-label', say('menu'))
    this.shut.setAttribute('aria-label', say('close'))
  }

  draw() {
    const { say, settings, visit } = this.panel
    const { stage } = visit.picture
    const agent = stage.at === 'agent' ? (stage.agent ?? say('agent')) : null
    fill(this.face, initials(agent ?? (settings.title || say('chat'))))
    this.face.classList.toggle('live', settings.open && this.#connected)
    const told = {
      idle: settings.open ? settings.reply_time : say('closed'),
      bot: say('stage_bot'),
      waiting: say('stage_waiting'),
      agent: say('stage_agent', { name: agent ?? '' }),
      ended: say('stage_ended'),
    }[stage.at]
    if (this.line.textContent !== told) this.line.textContent = told
    this.line.hidden = !told
    this.drawStrip()
  }

  /** A browser knows that it has no network long before a line that hangs is given up. */
  get #connected() {
    return this.panel.visit.line !== 'lost' && navigator.onLine
  }

  drawStrip() {
    const { say, visit, calling } = this.panel
    const { stage, outbox } = visit.picture
    if (calling.on) calling.draw()
    else if (!this.#connected && (visit.begun || outbox.length)) this.show('offline', h('span', {}, say('offline')))
    else if (stage.at === 'waiting') {
      const place = stage.place ?? 1 // whom an agent is asked to take has no place any more
      this.show('waiting', h('span', {}, place === 1 ? say('next') : say('place', { n: place })))
    } else this.hide()
  }

  /** What is there already is not said again. @param {string} kind @param {...import('./dom.js').Child} what */
  show(kind, ...what) {
    const { strip } = this
    const made = h('div', {}, ...what)
    if (strip.dataset.kind === kind && kind !== 'call' && strip.textContent === made.textContent) return
    strip.dataset.kind = kind
    strip.style.display = ''
    fill(strip, h('i', { class: 'pulse' }), ...made.childNodes)
  }

  hide() {
    delete this.strip.dataset.kind
    this.strip.style.display = 'none'
    fill(this.strip)
  }
}
