// The open chat: what stands where, and what each press does.

import { keeper, world } from './browser.js'
import { mixed, on, readable, solid } from './colours.js'
import { Composer } from './composer.js'
import { fill, h, icon } from './dom.js'
import { initials, Log } from './log.js'
import { isMail, rating, sheet, thanks } from './sheets.js'
import { languageOf, speaker } from './strings.js'
import { STYLE } from './style.js'
import { RequestFailed, Visit } from './visit.js'

/** @typedef {import('./picture.js').FileCard} FileCard */
/**
 * @typedef {object} Given what the loader hands over
 * @property {string} base @property {string} url @property {string} account @property {any} settings
 * @property {ShadowRoot} root @property {HTMLElement} host @property {string} locale
 * @property {import('./visit.js').Identity | null} identity @property {() => void} close
 * @property {(name: string, detail?: unknown) => void} emit @property {(count: number) => void} unread
 */

const QUIET_AFTER = 300_000 // milliseconds that a page may be hidden and keep its line

export class Panel {
  /** @type {ReturnType<typeof speaker>} */
  say
  /** @type {HTMLElement | null} what is filled in instead of the conversation */
  #sheet = null
  /** @type {HTMLElement | null} */
  #menu = null
  /** @type {import('./call.js').GuestCall | null} */
  #call = null
  /** @type {unknown} */
  #clock = null
  #stars = ''
  #heardBefore = 0
  #sounds

  /** @param {Given} given */
  constructor(given) {
    this.given = given
    this.settings = given.settings
    this.language = languageOf(given.locale, given.settings.language)
    this.say = speaker(this.language)
    this.storage = keeper()
    this.#sounds = this.remembered('sounds') !== 'off'
    this.visit = new Visit(world(given.url, given.account, () => this.language), given.account)
    if (given.identity) this.visit.identify(given.identity)
    this.log = new Log(this.visit, () => this.say, () => this.language)
    this.composer = new Composer(this)
    this.title = h('h2', { id: 'trunkline-title' })
    this.line = h('p', { role: 'status' })
    this.face = h('span', { class: 'face', 'aria-hidden': 'true' })
    this.more = h('button', { type: 'button', 'aria-haspopup': 'menu', onclick: () => this.#toggleMenu() }, icon('more'))
    this.shut = h('button', { type: 'button', onclick: () => this.given.close() }, icon('close'))
    this.strip = h('div', { class: 'strip', role: 'status', hidden: true })
    this.strip.style.display = 'none'
    this.chips = h('div', { class: 'chips' })
    this.foot = h('div', { class: 'foot' })
    this.drop = h('div', { class: 'drop', hidden: true }, icon('clip'))
    this.element = h(
      'section',
      { class: 'panel', role: 'dialog', 'aria-labelledby': 'trunkline-title', tabindex: '-1', hidden: true },
      h('div', { class: 'head' }, this.face, h('div', { class: 'head-text' }, this.title, this.line), h('div', { class: 'head-buttons' }, this.more, this.shut)),
      this.strip,
      this.log.element,
      this.foot,
      this.drop,
    )
    const { root, settings } = this.given
    const sheetOfStyle = new CSSStyleSheet()
    sheetOfStyle.replaceSync(STYLE)
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheetOfStyle]
    this.element.dataset.side = settings.side
    root.prepend(this.element)
    this.#name()
    this.#dress()
    this.visit.subscribe((said) => this.#changed(said))
    this.#listen()
    if (this.visit.begun) this.visit.connect()
    this.draw()
  }

  // --- what the loader asks for ---

  open() {
    this.element.hidden = false
    this.draw()
    this.log.toEnd()
    this.#seen()
    if (!matchMedia('(hover: none)').matches || this.#sheet) this.#focusFirst()
    else this.element.focus()
    if (this.visit.begun) this.visit.hurry()
  }

  hide() {
    const inside = this.given.root.activeElement
    this.element.hidden = true
    this.#closeMenu()
    if (inside) /** @type {HTMLElement | null} */ (this.given.root.querySelector('.bubble'))?.focus()
  }

  /** @param {import('./visit.js').Identity} who */
  identify(who) {
    this.visit.identify(who)
  }

  /** @param {string} locale */
  speak(locale) {
    this.language = languageOf(locale, this.settings.language)
    this.say = speaker(this.language)
    this.#name()
    this.composer.speak()
    this.log.forget()
    this.#sheet = null
    this.draw()
  }

  async reset() {
    this.#call?.end()
    await this.visit.reset()
    this.#sheet = null
    this.draw()
  }

  /** @param {string} text */
  send(text) {
    this.say_(text)
  }

  // --- what there is to see ---

  #name() {
    this.title.textContent = this.settings.title || this.say('chat')
    this.element.lang = this.language
    this.more.setAttribute('aria-label', this.say('menu'))
    this.shut.setAttribute('aria-label', this.say('close'))
    fill(this.drop, icon('clip'), this.say('drop'))
  }

  #dress() {
    const dark = matchMedia('(prefers-color-scheme: dark)')
    const dress = () => {
      const { theme, colour } = this.settings
      const isDark = theme === 'dark' || (theme === 'auto' && dark.matches)
      const brand = solid(colour)
      const ground = isDark ? '#181b22' : '#ffffff'
      const { style } = this.element
      this.element.dataset.theme = isDark ? 'dark' : 'light'
      style.setProperty('--brand', brand)
      style.setProperty('--on-brand', on(brand))
      style.setProperty('--brand-deep', on(brand) === '#ffffff' ? mixed(brand, '#000000', 0.22) : mixed(brand, '#ffffff', 0.2))
      const surface = mixed(ground, brand, isDark ? 0.16 : 0.09)
      style.setProperty('--brand-surface', surface)
      style.setProperty('--brand-text', readable(brand, surface))
    }
    dark.addEventListener('change', dress)
    dress()
  }

  draw() {
    const { visit, say, settings } = this
    const { picture } = visit
    const { stage } = picture
    const quiet = picture.messages.length + picture.outbox.length === 0
    this.#drawHead()
    this.#drawStrip()
    fill(
      this.log.hello,
      picture.more ? h('p', {}, say('earlier')) : null,
      !picture.more && h('h3', {}, settings.greeting),
    )
    this.log.element.classList.toggle('quiet', quiet)
    this.log.draw()
    if (!visit.begun && quiet && !this.#sheet) this.#firstSheet()
    if (visit.begun && this.#sheet?.dataset.what === 'form') this.#sheet = null
    const element = this.log.element
    if (this.#sheet) {
      if (this.#sheet.parentNode !== element) element.append(this.#sheet)
    } else element.querySelectorAll(':scope > .sheet, :scope > .thanks').forEach((one) => one.remove())
    this.#drawChips(quiet)
    const over = stage.at === 'ended' && !picture.outbox.length
    const asks = over && settings.rating && stage.interaction !== null && !visit.rated
    if (this.#sheet) fill(this.foot)
    else if (asks) this.#drawRating(/** @type {string} */ (stage.interaction))
    else if (!this.foot.contains(this.composer.element)) {
      this.#stars = ''
      fill(this.foot, this.composer.element)
      this.composer.speak()
    }
    this.composer.offer(Boolean(settings.person) && (stage.at === 'bot' || stage.at === 'idle') && !quiet, settings.call && this.#call === null && stage.at !== 'ended')
    this.given.unread(this.element.hidden || document.hidden ? visit.unread : 0)
  }

  #drawHead() {
    const { stage } = this.visit.picture
    const { say, settings } = this
    const agent = stage.at === 'agent' ? (stage.agent ?? say('agent')) : null
    fill(this.face, agent ? initials(agent) : initials(settings.title || say('chat')))
    this.face.classList.toggle('live', settings.open && this.visit.line !== 'lost')
    const told = {
      idle: settings.open ? settings.reply_time : say('closed'),
      bot: say('stage_bot'),
      waiting: say('stage_waiting'),
      agent: say('stage_agent', { name: agent ?? '' }),
      ended: say('stage_ended'),
    }[stage.at]
    if (this.line.textContent !== told) this.line.textContent = told
    this.line.hidden = !told
  }

  #drawStrip() {
    const { line, picture, begun } = this.visit
    const { say } = this
    /** @param {string} kind @param {...import('./dom.js').Child} what */
    const show = (kind, ...what) => {
      this.strip.dataset.kind = kind
      this.strip.hidden = false
      this.strip.style.display = ''
      fill(this.strip, ...what)
    }
    const place = picture.stage.place
    if (this.#call) this.#drawCall(show)
    else if (line === 'lost' || (!begun && picture.outbox.length && !navigator.onLine)) show('offline', h('i', { class: 'pulse' }), say('offline'))
    else if (picture.stage.at === 'waiting' && place !== null) show('waiting', h('i', { class: 'pulse' }), place === 1 ? say('next') : say('place', { n: place }))
    else {
      this.strip.hidden = true
      this.strip.style.display = 'none'
      fill(this.strip)
    }
  }

  /** @param {boolean} quiet */
  #drawChips(quiet) {
    const { settings, say } = this
    const { messages, outbox, stage } = this.visit.picture
    const lastOne = messages.at(-1)
    /** @type {import('./dom.js').Child[]} */
    const chips = []
    if (!this.#sheet && !outbox.length && lastOne && lastOne.from !== 'me' && stage.at !== 'ended') {
      for (const choice of lastOne.choices ?? []) {
        chips.push(h('button', { type: 'button', class: 'chip', onclick: () => this.#press(choice.title, { choice: choice.id }) }, choice.title))
      }
    }
    if (!this.#sheet && quiet) {
      for (const starter of settings.starters) chips.push(h('button', { type: 'button', class: 'chip', onclick: () => this.#press(starter) }, starter))
      if (settings.person) chips.push(h('button', { type: 'button', class: 'chip soft', onclick: () => this.askPerson() }, icon('person'), say('person')))
      if (settings.call && !this.#call) chips.push(h('button', { type: 'button', class: 'chip soft', onclick: () => this.call() }, icon('phone'), say('call')))
    }
    const signature = `${this.language}|${lastOne?.seq}|${chips.length}|${quiet}`
    if (this.chips.dataset.signature === signature && chips.length) return
    this.chips.dataset.signature = signature
    const follow = this.log.atEnd
    fill(this.chips, ...chips)
    if (chips.length) this.log.element.append(this.chips)
    else this.chips.remove()
    if (follow) this.log.toEnd()
  }

  /** @param {string} interaction */
  #drawRating(interaction) {
    if (this.#stars === interaction) return
    this.#stars = interaction
    const done = (/** @type {number} */ score, /** @type {string} */ comment) => {
      this.visit.rate(score, comment)
      fill(this.foot, h('div', { class: 'over', role: 'status' }, h('p', {}, this.say('rated')), this.#again()))
      this.#stars = interaction
      this.foot.querySelector('button')?.focus()
    }
    fill(this.foot, rating(this.say, done), h('div', { class: 'over' }, this.#again()))
  }

  #again() {
    const begin = () => {
      fill(this.foot, this.composer.element)
      this.composer.speak()
      this.composer.focus()
      this.visit.world.storage.setItem(`${this.visit.key}rated`, this.visit.picture.stage.interaction ?? '')
      this.draw()
    }
    return h('button', { type: 'button', class: 'again', onclick: begin }, this.say('again'))
  }

  // --- what is filled in ---

  #firstSheet() {
    const { settings } = this
    if (!settings.open) this.#offlineSheet()
    else if (this.#questions.length || settings.consent) this.#beginSheet()
  }

  /** What the site does not know already. */
  get #questions() {
    const { identity } = this.visit
    /** @type {{name: string, required: boolean}[]} */
    const all = this.settings.form
    return all.filter(({ name }) => !(name === 'name' && identity?.name) && !(name === 'email' && identity?.email))
  }

  #beginSheet() {
    const { settings, say } = this
    const made = sheet(
      say,
      { title: say('form'), text: '', button: say('start'), questions: this.#questions, values: {}, consent: settings.consent, privacy: settings.privacy_url, trap: false },
      async (values) => {
        await this.visit.begin({ form: values, consent: settings.consent?.version ?? '' })
        this.#sheet = null
        if (values.question) this.visit.say(values.question)
        this.draw()
        this.composer.focus()
      },
    )
    made.dataset.what = 'form'
    this.#sheet = made
  }

  #offlineSheet() {
    const { settings, say } = this
    const { identity } = this.visit
    const made = sheet(
      say,
      {
        title: say('closed'),
        text: say('closed_text'),
        button: say('leave'),
        questions: [
          { name: 'name', required: false },
          { name: 'email', required: true },
          { name: 'question', required: true },
        ],
        values: { name: identity?.name ?? '', email: identity?.email ?? '' },
        consent: settings.consent,
        privacy: settings.privacy_url,
        trap: true,
      },
      async (values, website) => {
        await this.visit.leaveMessage(values, website)
        const told = thanks(say('left', { email: values['email'] ?? '' }))
        this.#sheet?.replaceWith(told)
        this.#sheet = told
      },
    )
    made.dataset.what = 'closed'
    this.#sheet = made
  }

  #transcriptSheet() {
    const { say } = this
    const back = () => {
      this.#sheet = null
      this.draw()
      this.composer.focus()
    }
    const made = sheet(
      say,
      {
        title: say('transcript'),
        text: '',
        button: say('send'),
        questions: [{ name: 'email', required: true }],
        values: { email: this.visit.identity?.email ?? '' },
        consent: null,
        privacy: '',
        trap: false,
        cancel: back,
      },
      async (values) => {
        const email = values['email'] ?? ''
        if (!isMail(email)) return
        await this.visit.transcript(email)
        back()
        this.composer.tell(say('transcript_sent', { email }), true)
      },
    )
    this.#sheet = made
    this.draw()
    this.log.toEnd()
    made.querySelector('input')?.focus()
  }

  // --- what is done ---

  /** @param {string} text @param {{files?: FileCard[], choice?: string}} [more] */
  say_(text, more = {}) {
    this.visit.say(text, more)
    this.log.toEnd()
  }

  /** A button that is gone then: who uses a keyboard goes on where they write. @param {string} text @param {{choice?: string}} [more] */
  #press(text, more) {
    this.say_(text, more)
    if (!matchMedia('(hover: none)').matches) this.composer.focus()
  }

  askPerson() {
    this.#press(this.settings.person)
  }

  /**
   * @param {File} file @param {(share: number) => void} progress
   * @returns {{done: Promise<FileCard>, stop: () => void}}
   */
  upload(file, progress) {
    const request = new XMLHttpRequest()
    const done = (async () => {
      await this.visit.begin()
      return await new Promise((resolve, reject) => {
        request.open('POST', `${this.given.url}/files?name=${encodeURIComponent(file.name || 'image.png')}`)
        request.setRequestHeader('Authorization', `Bearer ${this.visit.token}`)
        request.setRequestHeader('Content-Type', file.type || 'application/octet-stream')
        request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0)
        request.onerror = request.ontimeout = request.onabort = () => reject(new Error(''))
        request.onload = () => (request.status === 201 ? resolve(JSON.parse(request.responseText)) : reject(new Error('')))
        request.timeout = 120_000
        request.send(file)
      })
    })()
    return { done: /** @type {Promise<FileCard>} */ (done), stop: () => request.abort() }
  }

  async call() {
    if (this.#call) return
    const { GuestCall } = await import('./call.js')
    if (this.#call) return
    const call = (this.#call = new GuestCall(this.given.url, this.given.settings.assets, this.given.base))
    this.#clock = setInterval(() => this.#drawStrip(), 1000)
    call.changed = () => this.#drawStrip()
    call.over = (fault) => {
      clearInterval(/** @type {number} */ (this.#clock))
      this.#call = null
      if (!this.foot.contains(this.composer.element)) fill(this.foot, this.composer.element)
      if (fault) this.composer.tell(this.say('call_failed', { reason: this.say(fault) }))
      this.draw()
    }
    this.draw()
    try {
      await this.visit.begin({ consent: this.settings.consent?.version ?? '' })
      await call.begin(() => this.visit.ask('POST', 'calls', {}))
    } catch (error) {
      call.fail(error instanceof RequestFailed && [409, 429].includes(error.status) ? 'call_busy' : 'call_lost')
    }
  }

  /** @param {(kind: string, ...what: import('./dom.js').Child[]) => void} show */
  #drawCall(show) {
    const call = /** @type {import('./call.js').GuestCall} */ (this.#call)
    const { say } = this
    const seconds = call.seconds
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
    const told = call.talking ? say('call_talks', { time }) : say('call_rings')
    const told_before = this.strip.querySelector('span')
    if (this.strip.dataset.kind === 'call' && this.strip.dataset.muted === String(call.muted) && told_before) {
      told_before.textContent = told
      return
    }
    this.strip.dataset.muted = String(call.muted)
    show(
      'call',
      h('i', { class: 'pulse' }),
      h('span', { 'aria-live': 'off' }, told),
      h('button', { type: 'button', 'aria-pressed': call.muted, 'aria-label': say(call.muted ? 'unmute' : 'mute'), onclick: () => call.mute() }, icon(call.muted ? 'mute' : 'mic')),
      h('button', { type: 'button', class: 'hang', 'aria-label': say('hang_up'), onclick: () => call.end() }, icon('hang')),
    )
  }

  // --- the menu ---

  #toggleMenu() {
    if (this.#menu) return this.#closeMenu()
    const { settings, say } = this
    const { stage } = this.visit.picture
    const item = (/** @type {Parameters<typeof icon>[0]} */ sign, /** @type {string} */ text, /** @type {() => void} */ act) =>
      h('button', { type: 'button', role: 'menuitem', onclick: () => (this.#closeMenu(), act()) }, icon(sign), text)
    const live = stage.interaction !== null && stage.at !== 'ended'
    const begun = this.visit.picture.messages.length > 0
    const items = [
      settings.call && !this.#call ? item('phone', say('call'), () => void this.call()) : null,
      settings.transcript && begun ? item('mail', say('transcript'), () => this.#transcriptSheet()) : null,
      item(this.#sounds ? 'quiet' : 'bell', say(this.#sounds ? 'sounds_off' : 'sounds_on'), () => this.#toggleSounds()),
      live ? item('end', say('end'), () => this.#askEnd()) : null,
    ]
    this.#menu = h('div', { class: 'menu', role: 'menu', 'aria-label': say('menu'), onkeydown: (/** @type {KeyboardEvent} */ event) => this.#menuKey(event) })
    fill(this.#menu, ...items)
    this.element.append(this.#menu)
    this.more.setAttribute('aria-expanded', 'true')
    this.#menu.querySelector('button')?.focus()
    return undefined
  }

  #closeMenu() {
    if (!this.#menu) return
    const back = this.#menu.contains(this.given.root.activeElement)
    this.#menu.remove()
    this.#menu = null
    this.more.setAttribute('aria-expanded', 'false')
    if (back) this.more.focus()
  }

  /** @param {KeyboardEvent} event */
  #menuKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined || !this.#menu) return
    event.preventDefault()
    const items = [...this.#menu.querySelectorAll('button')]
    const at = items.indexOf(/** @type {HTMLButtonElement} */ (this.given.root.activeElement))
    items[(at + step + items.length) % items.length]?.focus()
  }

  #askEnd() {
    const { say } = this
    const back = () => {
      fill(this.foot, this.composer.element)
      this.composer.focus()
    }
    const yes = h('button', { type: 'button', class: 'button', onclick: () => (this.visit.end(), back()) }, say('end'))
    fill(this.foot, h('div', { class: 'over', role: 'alertdialog', 'aria-label': say('end_sure') }, h('p', {}, say('end_sure')), h('div', { class: 'row' }, h('button', { type: 'button', class: 'button plain', onclick: back }, say('cancel')), yes)))
    yes.focus()
  }

  #toggleSounds() {
    this.#sounds = !this.#sounds
    this.remember('sounds', this.#sounds ? 'on' : 'off')
  }

  // --- what happens ---

  /** @param {any} said */
  #changed(said) {
    this.draw()
    if (said?.type === 'message' && said.message.from !== 'me' && said.message.seq > this.#heardBefore) {
      this.#heardBefore = said.message.seq
      this.given.emit('message', { id: said.message.id, from: said.message.from, text: said.message.text })
      if (this.element.hidden || document.hidden) this.#chime()
      else if (this.log.atEnd) this.log.toEnd()
    }
    this.#seen()
  }

  /** What is on the screen is read. */
  #seen() {
    if (!this.element.hidden && !document.hidden && this.visit.unread) this.visit.read()
  }

  #chime() {
    if (!this.#sounds || !navigator.userActivation?.hasBeenActive) return
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

  #listen() {
    addEventListener('online', () => this.visit.hurry())
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let quiet
    document.addEventListener('visibilitychange', () => {
      clearTimeout(quiet)
      if (document.hidden && !this.#call) {
        quiet = setTimeout(() => !this.visit.picture.outbox.length && this.visit.disconnect(), QUIET_AFTER)
        return
      }
      this.visit.hurry()
      this.draw()
      this.#seen()
    })
    const { element } = this
    element.addEventListener('keydown', (event) => this.#key(event))
    element.addEventListener('click', (event) => {
      if (this.#menu && !event.composedPath().includes(this.#menu) && !event.composedPath().includes(this.more)) this.#closeMenu()
    })
    // Keys of the page must not hear what is typed here.
    for (const kind of ['keydown', 'keypress', 'keyup']) element.addEventListener(kind, (event) => event.stopPropagation())
    let depth = 0
    const takes = (/** @type {DragEvent} */ event) => this.settings.files !== null && !this.#sheet && [...(event.dataTransfer?.types ?? [])].includes('Files')
    element.addEventListener('dragenter', (event) => {
      if (!takes(event)) return
      depth += 1
      this.drop.hidden = false
    })
    element.addEventListener('dragleave', (event) => {
      if (takes(event)) this.drop.hidden = (depth -= 1) <= 0
    })
    element.addEventListener('dragover', (event) => takes(event) && event.preventDefault())
    element.addEventListener('drop', (event) => {
      if (!takes(event)) return
      event.preventDefault()
      depth = 0
      this.drop.hidden = true
      this.composer.add([...(event.dataTransfer?.files ?? [])])
    })
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === 'Escape') {
      if (this.#menu) this.#closeMenu()
      else this.given.close()
    } else if (event.key === 'Tab' && matchMedia('(max-width: 480px)').matches) this.#stayInside(event)
  }

  /** The page behind is covered: it would be strange to go there. @param {KeyboardEvent} event */
  #stayInside(event) {
    const all = [.../** @type {NodeListOf<HTMLElement>} */ (this.element.querySelectorAll('button, input, textarea, a[href], [tabindex="0"]'))].filter(
      (one) => one.offsetParent !== null && !one.hasAttribute('disabled') && one.tabIndex >= 0,
    )
    const edge = event.shiftKey ? all[0] : all.at(-1)
    if (this.given.root.activeElement !== edge) return
    event.preventDefault()
    ;(event.shiftKey ? all.at(-1) : all[0])?.focus()
  }

  #focusFirst() {
    const field = this.#sheet?.querySelector('input, textarea')
    if (field instanceof HTMLElement) field.focus({ preventScroll: true })
    else if (this.foot.contains(this.composer.element)) this.composer.focus()
    else this.element.focus()
  }

  /** @param {string} name */
  remembered(name) {
    return this.storage.getItem(`trunkline:${this.given.account}:${name}`)
  }

  /** @param {string} name @param {string} value */
  remember(name, value) {
    this.storage.setItem(`trunkline:${this.given.account}:${name}`, value)
  }
}
