// The chat on a web site: <script async src="https://host/widget/loader.js" data-account="name"></script>
//
// This shows the button and knows `window.Trunkline`; everything else is loaded when somebody opens the chat, or comes back to
// one. docs/howto/web-chat.md says what a page can do with it.

;(() => {
  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript)
  const account = script?.dataset.account
  const before = /** @type {any} */ (window).Trunkline
  if (!script || !account || (before && !Array.isArray(before))) return

  const base = new URL(script.src).origin
  const url = `${base}/chat/${encodeURIComponent(account)}`
  const own = script.dataset
  const kept = `trunkline:${account}:`
  /** A strict browser keeps nothing for us. @param {'localStorage' | 'sessionStorage'} where @param {string} name */
  const stored = (where, name) => {
    try {
      return window[where].getItem(kept + name)
    } catch {
      return null
    }
  }
  /** @param {boolean} now */
  const keepOpen = (now) => {
    try {
      if (now) sessionStorage.setItem(`${kept}open`, '1')
      else sessionStorage.removeItem(`${kept}open`)
    } catch {
      // then it is closed after a reload
    }
  }

  const STYLE = `
    :host { all: initial !important; direction: ltr !important; position: fixed !important; inset: auto !important; z-index: 2147483000 !important;
      display: block !important; font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; color-scheme: light; }
    :host([hidden]) { display: none !important; }
    .bubble { all: unset; box-sizing: border-box; position: fixed; bottom: calc(20px + env(safe-area-inset-bottom, 0px)); width: 60px;
      height: 60px; border-radius: 50%; background: var(--brand); color: var(--on-brand); cursor: pointer; display: grid;
      place-items: center; box-shadow: 0 6px 20px rgb(16 20 40 / .22), 0 2px 6px rgb(16 20 40 / .16);
      transition: transform .18s cubic-bezier(.2, .8, .2, 1), box-shadow .18s; -webkit-tap-highlight-color: transparent; }
    .bubble[data-side="right"] { right: 20px } .bubble[data-side="left"] { left: 20px }
    .bubble:hover { transform: translateY(-2px) scale(1.03); box-shadow: 0 10px 28px rgb(16 20 40 / .26), 0 3px 8px rgb(16 20 40 / .18) }
    .bubble:active { transform: scale(.96) }
    .bubble:focus-visible { outline: 3px solid var(--brand); outline-offset: 3px; box-shadow: 0 0 0 3px #fff }
    .bubble svg { grid-area: 1/1; width: 28px; height: 28px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round;
      stroke-linejoin: round; transition: transform .22s, opacity .16s }
    .bubble[aria-expanded="true"] .talk, .bubble[aria-expanded="false"] .down { opacity: 0; transform: rotate(40deg) scale(.5) }
    .badge { position: absolute; top: -2px; right: -2px; min-width: 22px; height: 22px; padding: 0 6px; box-sizing: border-box;
      border-radius: 11px; background: #d0342c; color: #fff; font: 600 12px/22px system-ui, sans-serif; text-align: center;
      box-shadow: 0 0 0 2px #fff; font-variant-numeric: tabular-nums }
    .badge[hidden] { display: none }
    .bubble[data-side="left"] .badge { right: auto; left: -2px }
    @media (prefers-reduced-motion: reduce) { .bubble, .bubble svg { transition: none } }
    @media (max-width: 480px), (max-height: 560px) { .bubble[aria-expanded="true"] { display: none } }
    @media (forced-colors: active) { .bubble, .badge { border: 2px solid } }
    @media print { :host { display: none !important } }`

  /** @type {Record<string, Set<(detail: any) => void>>} */
  const listeners = {}
  /** @param {string} name @param {unknown} [detail] */
  const emit = (name, detail) => listeners[name]?.forEach((listener) => listener(detail))

  /** @type {any} */
  let settings = null
  /** @type {Promise<any> | null} */
  let panel = null
  /** @type {any} */
  let identity = null
  let locale = own.locale || document.documentElement.lang || navigator.language || ''
  let unread = 0
  let isOpen = false

  /** What the site calls its page, and what we made of it. */
  let [plain, counted] = [document.title, '']
  /** The number of unread messages stands before it. */
  const entitle = () => {
    if (own.title === 'none') return
    if (document.title !== counted) plain = document.title.replace(/^\(\d+\) /, '')
    if (!unread && document.title !== counted) return
    counted = unread ? `(${unread}) ${plain}` : plain
    document.title = counted
  }

  /** @param {string} markup */
  const svg = (markup) => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
    made.setAttribute('viewBox', '0 0 24 24')
    made.setAttribute('aria-hidden', 'true')
    const [name, path] = markup.split('|')
    made.setAttribute('class', name ?? '')
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'path')
    line.setAttribute('d', path ?? '')
    made.append(line)
    return made
  }

  class TrunklineChat extends HTMLElement {
    constructor() {
      super()
      const root = this.attachShadow({ mode: 'open' })
      const sheet = new CSSStyleSheet()
      sheet.replaceSync(STYLE)
      root.adoptedStyleSheets = [sheet]
      this.bubble = document.createElement('button')
      this.bubble.className = 'bubble'
      this.bubble.type = 'button'
      this.bubble.setAttribute('part', 'bubble')
      this.bubble.append(
        svg('talk|M12 3.5c-5 0-8.5 3.3-8.5 7.6 0 2.4 1.1 4.4 2.9 5.8-.1 1.2-.5 2.4-1.3 3.4 1.9-.1 3.5-.7 4.7-1.6.7.1 1.4.2 2.2.2 5 0 8.5-3.3 8.5-7.7S17 3.5 12 3.5Z'),
        svg('down|M6 9.5l6 6 6-6'),
      )
      this.badge = document.createElement('span')
      this.badge.className = 'badge'
      this.badge.setAttribute('aria-hidden', 'true')
      this.bubble.append(this.badge)
      this.bubble.addEventListener('click', () => api.toggle())
      // Who comes near it is about to press it.
      for (const kind of ['pointerenter', 'focus']) this.bubble.addEventListener(kind, () => void ready.then(load), { once: true })
      root.append(this.bubble)
    }

    /** As things are now. */
    show() {
      const german = locale.toLowerCase().startsWith('de')
      const words = german ? ['Chat öffnen', 'Chat schließen', 'ungelesen'] : ['Open chat', 'Close chat', 'unread']
      const told = isOpen ? words[1] : unread ? `${words[0]}, ${unread} ${words[2]}` : words[0]
      this.bubble.setAttribute('aria-label', told ?? '')
      this.bubble.setAttribute('aria-expanded', String(isOpen))
      this.bubble.dataset.side = own.side || settings?.side || 'right'
      this.badge.textContent = unread > 9 ? '9+' : String(unread)
      this.badge.hidden = unread === 0 || isOpen
      const colour = own.colour || settings?.colour || '#4453d6'
      const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2)
      this.style.setProperty('--brand', colour)
      this.style.setProperty('--on-brand', 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.3 ? '#14171d' : '#ffffff')
      this.bubble.style.display = own.launcher === 'none' ? 'none' : ''
    }
  }
  if (!customElements.get('trunkline-chat')) customElements.define('trunkline-chat', TrunklineChat)
  const element = /** @type {TrunklineChat} */ (document.createElement('trunkline-chat'))
  element.hidden = true

  /** What the chat itself is made of. */
  const load = () =>
    (panel ??= import(`${base}${settings.assets}panel.js`).then(({ Panel }) =>
      new Panel({
        base,
        url,
        account,
        settings: { ...settings, side: own.side || settings.side, colour: own.colour || settings.colour, theme: own.theme || settings.theme },
        root: element.shadowRoot,
        locale,
        identity,
        open: () => api.open(),
        close: () => api.close(),
        emit,
        unread: (/** @type {number} */ now) => {
          if (now !== unread) emit('unread', now)
          unread = now
          element.show()
          entitle()
        },
      }),
    ).catch((error) => {
      panel = null // the next press tries again
      throw error
    }))

  const api = {
    async open() {
      await ready
      if (isOpen) return
      isOpen = true
      keepOpen(true)
      element.show()
      try {
        ;(await load()).open()
        emit('open')
      } catch (error) {
        console.warn(error)
        isOpen = false
        element.show()
      }
    },
    async close() {
      if (!isOpen) return
      isOpen = false
      keepOpen(false)
      element.show()
      ;(await load()).hide()
      emit('close')
    },
    toggle: () => (isOpen ? api.close() : api.open()),
    /** @param {object} who id, email, name, hmac; or token: a JWT */
    async identify(who) {
      identity = who
      if (panel) (await panel).identify(who)
    },
    /** @param {string} tag such as de */
    async setLocale(tag) {
      locale = tag
      element.show()
      if (panel) (await panel).speak(tag)
    },
    async reset() {
      identity = null
      unread = 0
      entitle()
      await api.close()
      if (panel || stored('localStorage', 'token')) await ready.then(load).then((made) => made.reset())
      element.show()
    },
    /** @param {string} text to be sent as the visitor's own */
    async send(text) {
      await api.open()
      ;(await load()).send(text)
    },
    /** @param {string} name message, unread, open, close, ready @param {(detail: any) => void} listener */
    on(name, listener) {
      ;(listeners[name] ??= new Set()).add(listener)
      return () => listeners[name]?.delete(listener)
    },
    /** As with an array: what was put there before this was loaded, and after. @param {(trunkline: unknown) => void} action */
    push: (action) => action(api),
    /** @type {Promise<unknown>} */
    ready: Promise.resolve(),
  }

  // Somebody begins in another tab of theirs: this one shows the same.
  addEventListener('storage', ({ key, newValue }) => {
    if (key === `${kept}token` && newValue) void ready.then(load)
  })

  const ready = (async () => {
    const response = await fetch(`${url}/settings`, { credentials: 'omit' })
    if (!response.ok) throw new Error(`Trunkline: ${(await response.json().catch(() => ({}))).detail ?? response.status}`)
    settings = await response.json()
    if (!own.locale && !document.documentElement.lang) locale = navigator.language || settings.language
    if (document.readyState === 'loading') await new Promise((go) => document.addEventListener('DOMContentLoaded', go, { once: true }))
    document.body.append(element)
    element.hidden = false
    element.show()
    // Who was here before has perhaps got an answer since.
    if (stored('localStorage', 'token')) setTimeout(() => void load(), 300)
    if (stored('sessionStorage', 'open')) setTimeout(() => void api.open())
    emit('ready')
  })()
  ready.catch((error) => console.warn(error))
  api.ready = ready
  Object.assign(window, { Trunkline: api })
  if (Array.isArray(before)) before.forEach((action) => action(api))
  window.dispatchEvent(new CustomEvent('trunkline:ready', { detail: api }))
})()
