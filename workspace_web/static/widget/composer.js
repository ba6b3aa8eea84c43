// Where the visitor writes: the text, files by picker, paste and drop, and what is wrong with them.

import { fill, h, icon } from './dom.js'
import { size } from './log.js'

/** @typedef {import('./picture.js').FileCard} FileCard */
/** @typedef {{file: File, card: FileCard | null, share: number, stop: () => void}} Coming */

const LONGEST = 4000

/** Whether a content type is among those of a list such as image/*. @param {string} type @param {string[]} types */
export const fits = (type, types) =>
  types.some((known) => known === type || (known.endsWith('/*') && type.startsWith(known.slice(0, -1))))

export class Composer {
  /** @type {Coming[]} */
  #files = []
  /** Whether it goes out as soon as the files are there. */
  #soon = false

  /** @param {any} panel */
  constructor(panel) {
    this.panel = panel
    this.text = h('textarea', { rows: '1', oninput: () => this.#typed(), onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event), onpaste: (/** @type {ClipboardEvent} */ event) => this.#pasted(event) })
    this.list = h('ul', { class: 'waiting-files' })
    this.picker = h('input', { type: 'file', multiple: true, hidden: true, tabindex: '-1', onchange: () => this.#picked() })
    this.attach = h('button', { type: 'button', onclick: () => this.picker.click() }, icon('clip'))
    this.person = h('button', { type: 'button', class: 'ask', onclick: () => panel.askPerson() })
    this.phone = h('button', { type: 'button', onclick: () => panel.call() }, icon('phone'))
    this.count = h('span', { class: 'count', role: 'status' })
    this.go = h('button', { type: 'submit', class: 'go' }, icon('send'))
    this.said = h('p', { class: 'said', role: 'alert', hidden: true })
    this.element = h(
      'form',
      { onsubmit: (/** @type {Event} */ event) => this.#submit(event), autocomplete: 'off' },
      this.said,
      h(
        'div',
        { class: 'box' },
        this.list,
        this.text,
        h('div', { class: 'tools' }, this.attach, this.phone, this.person, this.count, this.picker),
        this.go,
      ),
    )
    this.text.value = panel.remembered('draft') ?? ''
    this.speak()
  }

  speak() {
    const { say, settings } = this.panel
    this.text.setAttribute('aria-label', say('write'))
    this.text.placeholder = say('write')
    this.go.setAttribute('aria-label', say('send'))
    this.attach.setAttribute('aria-label', say('attach'))
    this.phone.setAttribute('aria-label', say('call'))
    fill(this.person, icon('person'), say('person'))
    this.attach.hidden = settings.files === null
    if (settings.files) this.picker.accept = settings.files.types.join(',')
    this.#grow()
  }

  /** What may be pressed now. @param {boolean} person @param {boolean} phone */
  offer(person, phone) {
    this.person.hidden = !person
    this.person.style.display = person ? '' : 'none'
    this.phone.style.display = phone ? '' : 'none'
    this.attach.style.display = this.attach.hidden ? 'none' : ''
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

  #typed() {
    this.#soon = false
    this.panel.remember('draft', this.text.value)
    this.tell('')
    this.#grow()
    this.panel.visit.type(this.text.value !== '')
  }

  #grow() {
    const { say } = this.panel
    this.text.style.height = 'auto'
    this.text.style.height = `${Math.min(this.text.scrollHeight, 132)}px`
    const over = this.text.value.length - LONGEST
    this.count.textContent = over > 0 ? say('long', { n: over }) : ''
    this.go.disabled = !this.#ready
  }

  get #ready() {
    const uploaded = this.#files.every((one) => one.card !== null)
    return uploaded && this.text.value.length <= LONGEST && (this.text.value.trim() !== '' || this.#files.length > 0)
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
    this.#soon = this.#files.some((one) => one.card === null)
    if (!this.#ready) return
    const files = /** @type {FileCard[]} */ (this.#files.map((one) => one.card))
    this.panel.say_(this.text.value.trim(), { files })
    this.#files = []
    this.text.value = ''
    this.panel.remember('draft', '')
    this.#drawFiles()
    this.#grow()
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
    const { say, settings } = this.panel
    const rule = settings.files
    for (const file of files) {
      if (this.#files.length >= rule.most) this.tell(say('too_many', { n: rule.most }))
      else if (file.size > rule.size) this.tell(say('too_large', { name: file.name, size: size(rule.size, this.panel.language) }))
      else if (file.type && !fits(file.type, rule.types)) this.tell(say('wrong_type', { name: file.name }))
      else this.#upload(file)
    }
    this.#drawFiles()
  }

  /** @param {File} file */
  #upload(file) {
    /** @type {Coming} */
    const coming = { file, card: null, share: 0, stop: () => undefined }
    this.#files.push(coming)
    const drop = () => (this.#files = this.#files.filter((one) => one !== coming))
    const { done, stop } = this.panel.upload(file, (/** @type {number} */ share) => {
      coming.share = share
      this.#drawFiles()
    })
    coming.stop = () => {
      drop()
      stop()
    }
    done
      .then((/** @type {FileCard} */ card) => {
        coming.card = card
        this.panel.log.has(card.id, file)
      })
      .catch((/** @type {Error} */ error) => {
        drop()
        this.tell(error.message || this.panel.say('upload_failed', { name: file.name }))
      })
      .finally(() => {
        this.#drawFiles()
        if (this.#soon && this.#files.every((one) => one.card !== null)) this.element.requestSubmit()
      })
  }

  #drawFiles() {
    const { say } = this.panel
    fill(
      this.list,
      ...this.#files.map((one) =>
        h(
          'li',
          {},
          icon('file'),
          h('span', {}, one.file.name || 'image'),
          h('button', { type: 'button', 'aria-label': say('remove', { name: one.file.name }), onclick: () => (one.stop(), this.#drawFiles()) }, icon('close')),
          one.card ? null : h('progress', { max: '1', value: one.share, 'aria-label': say('uploading', { name: one.file.name, n: Math.round(one.share * 100) }) }),
        ),
      ),
    )
    this.#grow()
  }
}
