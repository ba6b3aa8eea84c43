// The conversation on the screen: each message an element, made once, moved never.

import { fill, h, icon } from './dom.js'
import { pieces } from './links.js'

/** @typedef {import('./picture.js').Message} Message */
/** @typedef {import('./picture.js').Unsent} Unsent */
/** @typedef {import('./picture.js').FileCard} FileCard */
/** @typedef {ReturnType<typeof import('./strings.js').speaker>} Say */
/** @typedef {{key: string, day: string, entry: Message | Unsent, mine: boolean, from: string, name: string, state: string}} Shown */

const TOGETHER = 300 // seconds between two messages that stand together
const NEAR_THE_END = 80 // pixels

/** @param {string} name */
export const initials = (name) =>
  name
    .split(/[\s._-]+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => word[0])
    .join('')

/** @param {number} bytes @param {string} language */
export function size(bytes, language) {
  const [unit, value] = bytes >= 1 << 20 ? ['megabyte', bytes / (1 << 20)] : ['kilobyte', Math.max(1, bytes / 1024)]
  return new Intl.NumberFormat(language, { style: 'unit', unit: /** @type {string} */ (unit), maximumFractionDigits: 1 }).format(
    /** @type {number} */ (value),
  )
}

export class Log {
  /** @type {Map<string, {element: HTMLElement, signature: string}>} */
  #made = new Map()
  /** @type {Map<string, Promise<string>>} */
  #pictures = new Map()
  #byHand = false
  follows = true
  #turning = false
  /** The key of the first message that is shown. @type {string | undefined} */
  #first

  /**
   * @param {import('./visit.js').Visit} visit @param {() => Say} say @param {() => string} language of times and numbers
   */
  constructor(visit, say, language) {
    this.visit = visit
    this.say = say
    this.language = language
    this.older = h('button', { type: 'button', class: 'older', onclick: () => void this.#turn() })
    this.greeting = h('h3', {})
    this.hello = h('div', { class: 'hello' }, this.older, this.greeting)
    this.tail = h('div', {})
    this.element = h('div', { class: 'log', role: 'log', 'aria-live': 'polite', 'aria-relevant': 'additions', tabindex: '0' }, this.hello, this.tail)
    this.element.setAttribute('aria-label', say()('messages'))
    this.older.textContent = say()('older')
    // Who reads the end goes on reading it, whatever comes below it and however little room there is; only who scrolls up stays.
    for (const kind of ['wheel', 'touchmove', 'keydown', 'pointerdown']) this.element.addEventListener(kind, () => (this.#byHand = true), { passive: true })
    this.element.addEventListener('scroll', () => {
      if (this.#isAtEnd || this.#byHand) this.follows = this.#isAtEnd
      if (this.#isAtEnd) this.#byHand = false
    })
    new ResizeObserver(() => this.follow()).observe(this.element)
    // Who scrolls up to the first message finds the ones before it there.
    new IntersectionObserver((seen) => seen.at(-1)?.isIntersecting && void this.#turn(), { root: this.element, rootMargin: '200px 0px 0px' }).observe(this.older)
  }

  /** The page of messages before. */
  async #turn() {
    if (this.#turning || !this.visit.picture.more || !this.element.scrollTop) return
    this.#turning = true
    this.older.textContent = this.say()('older_come')
    try {
      await this.visit.earlier()
      this.older.textContent = this.say()('older')
    } catch {
      this.older.textContent = `${this.say()('trouble')}`
    } finally {
      this.#turning = false
    }
  }

  get #isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.element
    return scrollHeight - scrollTop - clientHeight < NEAR_THE_END
  }

  toEnd() {
    this.follows = true
    this.element.scrollTop = this.element.scrollHeight
  }

  /** Words changed: make all anew. */
  forget() {
    for (const { element } of this.#made.values()) element.remove()
    this.#made.clear()
    this.element.setAttribute('aria-label', this.say()('messages'))
    this.older.textContent = this.say()('older')
  }

  /** @param {string} greeting */
  draw(greeting) {
    const shown = this.#shown()
    const { more } = this.visit.picture
    // What comes in above is neither read out nor does it push away what is looked at.
    const above = this.#first !== undefined && shown[0]?.key !== this.#first && this.#made.has(this.#first)
    const fromEnd = this.element.scrollHeight - this.element.scrollTop
    if (above) this.element.setAttribute('aria-live', 'off')
    this.#first = shown[0]?.key
    this.older.hidden = !more
    this.greeting.hidden = more
    if (this.greeting.textContent !== greeting) this.greeting.textContent = greeting
    const keys = new Set()
    /** @type {Element} */
    let before = this.hello
    shown.forEach((one, at) => {
      const earlier = shown[at - 1]
      if (earlier?.day !== one.day) before = this.#put(`day ${one.day}`, one.day, before, keys, () => h('p', { class: 'day' }, one.day))
      const first = !earlier || earlier.day !== one.day || !together(earlier, one)
      const later = shown[at + 1]
      const lastOne = !later || later.day !== one.day || !together(one, later)
      const newest = one.mine && !shown.slice(at + 1).some((next) => next.mine)
      const signature = JSON.stringify([first, lastOne, one.state, newest, one.entry.files, one.name])
      before = this.#put(one.key, signature, before, keys, () => this.#element(one, first, lastOne, newest))
    })
    for (const [key, { element }] of this.#made) {
      if (keys.has(key)) continue
      element.remove()
      this.#made.delete(key)
    }
    this.#drawTyping()
    if (above) {
      this.element.scrollTop = this.element.scrollHeight - fromEnd
      requestAnimationFrame(() => this.element.setAttribute('aria-live', 'polite'))
    } else this.follow()
  }

  follow() {
    if (this.follows) this.toEnd()
  }

  /** @returns {Shown[]} */
  #shown() {
    const { messages, outbox, readAt } = this.visit.picture
    const say = this.say()
    /** @type {Shown[]} */
    const all = messages.map((message) => {
      const mine = message.from === 'me'
      return {
        key: message.client_id ?? `n${message.seq}`,
        day: this.#day(message.at),
        entry: message,
        mine,
        from: message.from,
        name: mine ? say('you') : (message.name ?? (message.from === 'agent' ? say('agent') : say('bot'))),
        state: mine ? (message.at <= readAt ? 'read' : 'sent') : '',
      }
    })
    for (const unsent of outbox) {
      const state = unsent.state === 'acked' ? 'sent' : unsent.state
      all.push({ key: unsent.client_id, day: this.#day(unsent.at / 1000), entry: unsent, mine: true, from: 'me', name: say('you'), state })
    }
    return all
  }

  /**
   * @param {string} key @param {string} signature @param {Element} before @param {Set<unknown>} keys @param {() => HTMLElement} make
   */
  #put(key, signature, before, keys, make) {
    keys.add(key)
    const known = this.#made.get(key)
    let element = known?.element
    if (!element || known?.signature !== signature) {
      const made = make()
      if (element) {
        made.style.animation = 'none'
        element.replaceWith(made)
      }
      element = made
      this.#made.set(key, { element, signature })
    }
    if (before.nextElementSibling !== element) before.after(element)
    return element
  }

  /** @param {Shown} one @param {boolean} first @param {boolean} lastOne @param {boolean} newest */
  #element(one, first, lastOne, newest) {
    const say = this.say()
    const { entry } = one
    if (one.from === 'system') {
      const call = 'call' in entry ? entry.call : ''
      const told = call === 'began' ? say('call_began_line') : call === 'ended' ? say('call_ended_line') : entry.text
      return h('p', { class: 'event' }, call ? icon('phone') : null, `${told} · ${this.#time(entry)}`)
    }
    const words = h('div', { class: 'words' }, h('span', { class: 'quiet-text' }, `${one.name}: `))
    for (const file of entry.files ?? []) words.append(this.#file(file))
    if (entry.text) {
      words.append(
        h(
          'div',
          { class: 'text', dir: 'auto' },
          ...pieces(entry.text).map(({ text, href }) => (href ? h('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow' }, text) : text)),
        ),
      )
    }
    const made = h('div', { class: `one${one.mine ? ' mine' : ''}${first ? ' first' : ''}${lastOne ? ' last' : ''}`, 'data-state': one.state })
    if (!one.mine && first) made.append(h('p', { class: 'who', 'aria-hidden': 'true' }, one.name))
    if (!one.mine) made.append(h('span', { class: 'face', 'aria-hidden': 'true' }, one.from === 'agent' ? initials(one.name) : icon('spark')))
    made.append(words)
    if (one.state === 'failed') made.append(this.#failed(one.key))
    else if (one.mine ? newest : lastOne) made.append(this.#meta(one))
    return made
  }

  /** @param {Shown} one */
  #meta(one) {
    const said = one.state === 'sending' ? this.say()('sending') : this.#time(one.entry)
    const state = one.state === 'read' ? this.say()('read') : one.state === 'sent' ? this.say()('sent') : ''
    return h('p', { class: 'meta' }, state ? `${said} · ${state}` : said)
  }

  /** @param {string} name */
  #failed(name) {
    const say = this.say()
    return h(
      'p',
      { class: 'meta bad' },
      say('failed'),
      h('button', { type: 'button', onclick: () => this.visit.retry(name) }, say('retry')),
      h('button', { type: 'button', onclick: () => this.visit.discard(name) }, say('discard')),
    )
  }

  /** @param {FileCard} file */
  #file(file) {
    const say = this.say()
    if (file.state === 'refused') return h('div', { class: 'file' }, icon('file'), say('file_refused', { name: file.name }))
    const open = async () => {
      const where = await this.#picture(file)
      const link = h('a', { href: where, download: file.name })
      link.click()
    }
    if (/^image\/(png|jpeg|gif|webp)$/.test(file.type)) {
      const image = h('img', { alt: file.name })
      image.addEventListener('load', () => this.follow())
      void this.#picture(file).then(
        (where) => (image.src = where),
        () => undefined,
      )
      return h('button', { class: 'picture', type: 'button', 'aria-label': say('download', { name: file.name }), onclick: open }, image)
    }
    return h(
      'button',
      { class: 'file', type: 'button', 'aria-label': say('download', { name: file.name }), onclick: open },
      icon('file'),
      h('span', {}, h('b', {}, file.name), h('small', {}, size(file.bytes, this.language()))),
    )
  }

  /** Its content, as an address of this page: an image can send no token. @param {FileCard} file @returns {Promise<string>} */
  #picture(file) {
    const known = this.#pictures.get(file.id)
    if (known) return known
    const coming = this.visit.file(file.id).then((content) => URL.createObjectURL(content))
    this.#pictures.set(file.id, coming)
    coming.catch(() => this.#pictures.delete(file.id))
    return coming
  }

  /** A picture that was just sent need not be fetched. @param {string} id @param {Blob} content */
  has(id, content) {
    this.#pictures.set(id, Promise.resolve(URL.createObjectURL(content)))
  }

  #drawTyping() {
    const { typing } = this.visit.picture
    const say = this.say()
    if (typing === null) return fill(this.tail)
    const name = typing || say('somebody')
    const dots = h('div', { class: 'text dots', role: 'img', 'aria-label': say('typing', { name }) }, h('i'), h('i'), h('i'))
    if (!this.tail.firstChild) {
      fill(this.tail, h('div', { class: 'one first last' }, h('span', { class: 'face', 'aria-hidden': 'true' }, initials(name)), h('div', { class: 'words' }, dots)))
    }
    return undefined
  }

  /** @param {Message | Unsent} entry */
  #time(entry) {
    const at = 'seq' in entry ? entry.at * 1000 : entry.at
    return new Intl.DateTimeFormat(this.language(), { hour: '2-digit', minute: '2-digit' }).format(at)
  }

  /** @param {number} at seconds */
  #day(at) {
    const day = new Date(at * 1000)
    const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(day).setHours(0, 0, 0, 0)) / 86_400_000)
    if (days === 0) return this.say()('today')
    if (days === 1) return this.say()('yesterday')
    return new Intl.DateTimeFormat(this.language(), { dateStyle: 'medium' }).format(day)
  }
}

/** @param {Shown} one @param {Shown} other */
function together(one, other) {
  if (one.from !== other.from || one.name !== other.name || one.from === 'system') return false
  const [begins, ends] = [one, other].map(({ entry }) => ('seq' in entry ? entry.at : entry.at / 1000))
  return (ends ?? 0) - (begins ?? 0) < TOGETHER
}
