// Where the visitor writes: the text, files by picker, paste and drop, and what is wrong with them.

import { fill, h, icon } from './dom.js'
import { size } from './log.js'
import { shelf } from './shelf.js'
import { Uploads } from './uploads.js'

/** @typedef {import('./uploads.js').Coming} Coming */
/** @typedef {{element: HTMLElement, bar: HTMLProgressElement, told: HTMLElement, again: HTMLElement, address: string}} Row */

const LONGEST = 4000
const TALLEST = 132 // pixels

export class Composer {
  /** @type {Map<Coming, Row>} */
  #rows = new Map()
  /** Whether it goes out as soon as the files are there. */
  #soon = false

  /** @param {import('./panel.js').Panel} panel */
  constructor(panel) {
    this.panel = panel
    const { visit, settings } = panel
    const { id, now } = visit.world
    this.uploads = new Uploads({
      rule: settings.files,
      send: (content, name, progress) => visit.upload(content, name, progress),
      shelf: shelf(panel.given.account, now, id),
      id,
      now,
    })
    this.uploads.changed = () => this.#drawFiles()
    this.uploads.complained = ({ word, name }) => {
      const { most = 0, size: bytes = 0 } = settings.files ?? {}
      this.tell(panel.say(word, { name, n: most, size: size(bytes, panel.language) }))
    }
    this.text = h('textarea', {
      rows: '1',
      oninput: () => this.#typed(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
      onpaste: (/** @type {ClipboardEvent} */ event) => this.#pasted(event),
    })
    this.list = h('ul', { class: 'waiting-files' })
    this.picker = h('input', { type: 'file', multiple: true, hidden: true, tabindex: '-1', onchange: () => this.#picked() })
    this.attach = h('button', { type: 'button', onclick: () => this.picker.click() }, icon('clip'))
    this.person = h('button', { type: 'button', class: 'ask', onclick: () => panel.askPerson() })
    this.phone = h('button', { type: 'button', onclick: () => void panel.calling.begin() }, icon('phone'))
    this.count = h('span', { class: 'count', role: 'status' })
    this.go = h('button', { type: 'submit', class: 'go' }, icon('send'))
    this.said = h('p', { class: 'said', role: 'alert', hidden: true })
    this.element = h(
      'form',
      { onsubmit: (/** @type {Event} */ event) => this.#submit(event), autocomplete: 'off' },
      this.said,
      h('div', { class: 'box' }, this.list, this.text, h('div', { class: 'tools' }, this.attach, this.phone, this.person, this.count, this.picker), this.go),
    )
    this.text.value = panel.remembered('draft') ?? ''
    this.speak()
    if (settings.files !== null) void this.uploads.restore()
  }

  speak() {
    const { say, settings } = this.panel
    this.text.setAttribute('aria-label', say('write'))
    this.go.setAttribute('aria-label', say('send'))
    for (const [button, word] of /** @type {const} */ ([[this.attach, 'attach'], [this.phone, 'call']])) {
      button.setAttribute('aria-label', say(word))
      button.title = say(word)
    }
    fill(this.person, icon('person'), h('span', {}, say('person')))
    if (settings.files) this.picker.accept = settings.files.types.join(',')
    for (const { address } of this.#rows.values()) URL.revokeObjectURL(address)
    this.#rows.clear()
    this.#drawFiles()
  }

  /** What may be done now. @param {{person: boolean, phone: boolean, over: boolean}} now */
  offer({ person, phone, over }) {
    show(this.person, person)
    show(this.phone, phone)
    show(this.attach, this.panel.settings.files !== null)
    this.text.placeholder = this.panel.say(over ? 'again' : 'write')
  }

  focus() {
    this.text.focus({ preventScroll: true })
  }

  /** @param {string} what @param {boolean} [good] */
  tell(what, good = false) {
    this.said.textContent = what
    this.said.hidden = !what
    this.said.classList.toggle('good', good)
  }

  /** As if it had been written here. @param {string} text */
  put(text) {
    this.text.value = text
    this.#typed()
  }

  /** Somebody else sits here. */
  clear() {
    this.uploads.clear()
    this.text.value = ''
    this.tell('')
    this.grow()
  }

  #typed() {
    this.#soon = false
    this.panel.remember('draft', this.text.value)
    this.tell('')
    this.grow()
    this.panel.visit.type(this.text.value !== '')
  }

  /** As high as what is in it. */
  grow() {
    this.text.style.height = 'auto'
    this.text.style.height = `${Math.min(this.text.scrollHeight, TALLEST)}px`
    const over = this.text.value.length - LONGEST
    this.count.textContent = over > 0 ? this.panel.say('long', { n: over }) : ''
    this.go.disabled = !this.#ready
  }

  get #ready() {
    const { uploads, text } = this
    return uploads.ready && text.value.length <= LONGEST && (text.value.trim() !== '' || uploads.list.length > 0)
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    this.element.requestSubmit()
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault()
    this.#soon = !this.uploads.ready
    if (!this.#ready) return
    for (const { card, content } of this.uploads.list) if (card) this.panel.log.has(card.id, content)
    const text = this.text.value.trim()
    this.text.value = ''
    this.panel.remember('draft', '')
    this.panel.write(text, { files: this.uploads.take() })
    this.focus()
  }

  #picked() {
    this.add([...(this.picker.files ?? [])])
    this.picker.value = ''
    this.focus()
  }

  /** @param {ClipboardEvent} event */
  #pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])]
    if (!files.length || this.panel.settings.files === null) return
    event.preventDefault()
    this.add(files)
  }

  /** @param {File[]} files */
  add(files) {
    this.tell('')
    this.uploads.add(files)
  }

  #drawFiles() {
    const { list } = this.uploads
    for (const [coming, row] of this.#rows) {
      if (list.includes(coming)) continue
      URL.revokeObjectURL(row.address)
      this.#rows.delete(coming)
    }
    // A row that is there stays: who is about to press its button must not lose it to the next percent.
    const elements = list.map((coming) => this.#row(coming).element)
    if (elements.some((element, at) => this.list.children[at] !== element) || this.list.children.length !== elements.length) fill(this.list, ...elements)
    this.grow()
    if (this.#soon && this.uploads.ready) this.element.requestSubmit()
  }

  /** @param {Coming} coming @returns {Row} as it is now */
  #row(coming) {
    const row = this.#rows.get(coming) ?? this.#made(coming)
    const { say } = this.panel
    const percent = Math.round(coming.share * 100)
    row.element.dataset.state = coming.state
    row.bar.value = coming.share
    row.bar.setAttribute('aria-label', say('uploading', { name: coming.name, n: percent }))
    const told = { coming: `${percent} %`, there: size(coming.content.size, this.panel.language), failed: say('not_uploaded') }[coming.state]
    if (row.told.textContent !== told) row.told.textContent = told
    show(row.bar, coming.state === 'coming')
    show(row.again, coming.state === 'failed')
    return row
  }

  /** @param {Coming} coming @returns {Row} */
  #made(coming) {
    const { say } = this.panel
    const { name, content } = coming
    const isPicture = /^image\/(png|jpeg|gif|webp)$/.test(content.type)
    const address = isPicture ? URL.createObjectURL(content) : ''
    const bar = h('progress', { max: '1' })
    const told = h('small', {})
    const again = h('button', { type: 'button', class: 'again-file', onclick: () => this.uploads.again() }, say('retry'))
    const away = h('button', { type: 'button', 'aria-label': say('remove', { name }), onclick: () => this.#remove(coming) }, icon('close'))
    const element = h('li', {}, isPicture ? h('img', { src: address, alt: '' }) : icon('file'), h('span', {}, h('b', {}, name), told), again, away, bar)
    const row = { element, bar, told, again, address }
    this.#rows.set(coming, row)
    return row
  }

  /** @param {Coming} coming */
  #remove(coming) {
    this.uploads.remove(coming.id)
    this.focus()
  }
}

/** The site's style sheet cannot hide it, `hidden` alone would not do. @param {HTMLElement} element @param {boolean} on */
function show(element, on) {
  element.style.display = on ? '' : 'none'
}
