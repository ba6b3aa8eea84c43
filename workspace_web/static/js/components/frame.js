// What is around every page: the way to the others, my state, the lamp of the live stream, palette and help.

import { boot } from '../core/boot.js'
import { api, signedOut } from '../core/api.js'
import { action } from '../core/keys.js'
import { live } from '../core/live.js'
import { t } from '../core/i18n.js'
import { chooseTheme, theme } from '../core/preferences.js'
import { html, signal, useEffect, useLayoutEffect, useRef } from '../core/ui.js'
import { Banner } from './banner.js'
import { Button } from './button.js'
import { Dialogs } from './dialogs.js'
import { Icon } from './icon.js'
import { Menu } from './menu.js'
import { MyState } from './my-state.js'
import { Palette } from './palette.js'
import { Shape } from './state-mark.js'

/** What is open above the page. The palette is there at once: whoever types right after Ctrl K loses no letter. */
const open = signal(/** @type {null | 'palette' | 'help' | 'settings'} */ (null))
const parts = signal(/** @type {Record<string, any>} */ ({ palette: Palette }))

const LOADERS = {
  help: () => import('./help.js').then((module) => module.Help),
  settings: () => import('./settings.js').then((module) => module.Settings),
}

/** @param {keyof typeof LOADERS} name */
async function load(name) {
  const part = await LOADERS[name]()
  parts.value = { ...parts.value, [name]: part }
}

/** @param {'palette' | keyof typeof LOADERS} name */
async function show(name) {
  if (name !== 'palette' && !parts.value[name]) await load(name)
  open.value = name
}

/** As soon as there is nothing else to do. */
function loadAhead() {
  const idle = globalThis.requestIdleCallback ?? setTimeout
  idle(() => void Promise.all([load('help'), load('settings')]))
}

const signInAgain = () => {
  location.href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`
}

/** Ends the session and goes to the door, whatever the server says to it. */
async function signOut() {
  await api.delete('/session').catch(() => null)
  location.href = '/sign-in'
}

function knownEverywhere() {
  const group = t('Everywhere')
  const goes = boot.pages.map(({ name, title, path, icon }) =>
    action({ id: `go.${name}`, title: t('Go to: {page}', { page: title }), icon, group: t('Pages'), run: () => (location.href = path) }),
  )
  const dark = () => theme.value === 'dark' || (theme.value === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  const done = [
    ...goes,
    action({ id: 'palette', title: t('Find an action'), keys: 'Mod+K', icon: 'command', group, hidden: true, everywhere: true, run: () => show('palette') }),
    action({ id: 'help', title: t('Show all keys'), keys: '?', icon: 'keyboard', group, run: () => show('help') }),
    action({ id: 'settings', title: t('Settings of this browser'), keys: 'Mod+,', icon: 'settings', group, run: () => show('settings') }),
    action({ id: 'theme', title: t('Switch between light and dark'), icon: 'sun-moon', group, run: () => chooseTheme(dark() ? 'light' : 'dark') }),
  ]
  if (boot.me) done.push(action({ id: 'sign-out', title: t('Sign out'), icon: 'log-out', group, run: signOut }))
  return () => done.forEach((forget) => forget())
}

/** @param {import('../core/page.js').PageParts} props */
export function Frame({ main: Main, bare, status, live: isLive }) {
  useLayoutEffect(knownEverywhere, [])
  useEffect(loadAhead, [])
  const Above = open.value && parts.value[open.value]
  return html`
    ${!bare && html`<${Bar} status=${status} isLive=${isLive !== false} />`} <${Banners} isLive=${isLive !== false} />
    <main id="main" tabindex="-1"><${Main} /></main>
    ${Above && html`<${Above} onClose=${() => (open.value = null)} onSettings=${() => show('settings')} />`}
    <${Dialogs} />
  `
}

const MENU = 3 // the stage at which the pages are in a menu; components.css says what goes at each
const NARROWEST = 5

/** Give up words until all of the bar fits: how wide it is depends on the language, the role and the state. @param {HTMLElement} bar */
function fit(bar) {
  const nav = bar.querySelector('nav')
  const end = bar.querySelector('.ends')
  const edge = bar.getBoundingClientRect().right - parseFloat(getComputedStyle(bar).paddingInlineEnd)
  for (let stage = 0; nav && end && stage <= NARROWEST; stage++) {
    bar.dataset.stage = String(stage)
    const all = stage >= MENU || nav.scrollWidth <= nav.clientWidth
    if (all && Math.floor(end.getBoundingClientRect().right) <= edge) return
  }
}

/** @param {{status?: (props: {}) => any, isLive: boolean}} props */
function Bar({ status: Status, isLive }) {
  const bar = useRef(/** @type {HTMLElement | null} */ (null))
  useLayoutEffect(() => {
    const element = bar.current
    if (!element) return undefined
    const observer = new ResizeObserver(() => fit(element))
    for (const part of [element, ...element.querySelectorAll('nav, .ends')]) observer.observe(part)
    fit(element)
    void document.fonts.ready.then(() => fit(element))
    return () => observer.disconnect()
  }, [])
  return html`<a class="skip" href="#main">${t('Skip to the page')}</a>
    <header class="bar" ref=${bar}>
      <div class="bar-menu"><${Menu} button=${{ icon: 'menu', label: t('Pages'), kind: 'plain' }} choices=${pageChoices()} /></div>
      <a class="brand" href="/" aria-label=${t('Trunkline: start')}><${Logo} /><span>Trunkline</span></a>
      <nav aria-label=${t('Pages')}>
        ${boot.pages.map(
          ({ name, title, path, icon }) =>
            html`<a href=${path} aria-current=${isHere(path) ? 'page' : undefined} key=${name}><${Icon} name=${icon} />${title}</a>`,
        )}
      </nav>
      <div class="ends">
        ${Status && html`<${Status} />`} ${boot.me?.agent && html`<${MyState} agent=${boot.me.agent} />`}
        ${isLive && html`<${Lamp} />`}
        <${Button} class="find" icon="search" label=${t('Find an action')} small onClick=${() => show('palette')} aria-keyshortcuts="Control+K">
          <span>${t('Find')}</span><kbd>${'Ctrl K'}</kbd>
        <//>
        <${UserMenu} />
      </div>
    </header>`
}

/** @param {string} path */
const isHere = (path) => location.pathname === path || location.pathname.startsWith(`${path}/`)
const pageChoices = () => boot.pages.map(({ title, path, icon }) => ({ title, href: path, icon, keys: undefined }))

const Logo = () => html`<svg viewBox="0 0 32 32" aria-hidden="true">
  <rect width="32" height="32" rx="8" fill="var(--accent)" />
  <path d="M8 11h16M16 11v11" stroke="#fff" stroke-width="3" stroke-linecap="round" fill="none" />
  <circle cx="16" cy="22.5" r="2.5" fill="#fff" />
</svg>`

/** Whether what is shown is what is. */
function Lamp() {
  const looks = {
    live: { tone: 'good', shape: 'disc', word: t('Live'), title: t('Connected: what you see is what is.') },
    connecting: { tone: 'quiet', shape: 'ring', word: t('Connecting'), title: t('Connecting to the server.') },
    stale: { tone: 'bad', shape: 'cross', word: t('Not live'), title: t('The connection is lost: what you see may be old. We keep trying.') },
  }
  const look = looks[live.status.value]
  return html`<span class="lamp" role="status" title=${look.title}><${Shape} tone=${look.tone} shape=${look.shape} /><span>${look.word}</span></span>`
}

function UserMenu() {
  const me = boot.me
  if (!me) return html`<${Button} small href="/sign-in">${t('Sign in')}<//>`
  return html`<${Menu}
    button=${{ icon: 'circle-user', label: me.name, kind: 'plain', small: true }}
    choices=${[
      { title: me.name },
      { title: t('Find an action'), icon: 'search', keys: 'Mod+K', run: () => show('palette') },
      { title: t('My account'), icon: 'user-cog', href: '/account' },
      { title: t('Settings of this browser'), icon: 'settings', keys: 'Mod+,', run: () => show('settings') },
      { title: t('Show all keys'), icon: 'keyboard', keys: '?', run: () => show('help') },
      { line: true },
      { title: t('Sign out'), icon: 'log-out', run: signOut },
    ]}
  />`
}

/** @param {{isLive: boolean}} props */
function Banners({ isLive }) {
  return html`<div class="banners">
    ${signedOut.value &&
    html`<${Banner} tone="bad" actions=${html`<${Button} small onClick=${signInAgain}>${t('Sign in again')}<//>`}
      >${t('You are signed out. What you typed is still here: copy it, then sign in again.')}<//
    >`}
    ${isLive && live.status.value === 'stale' && !signedOut.value &&
    html`<${Banner} tone="warn" icon="wifi-off">${t('The connection to the server is lost. What you see may be old; we keep trying.')}<//>`}
    ${isLive && live.refused.value && html`<${Banner} tone="bad">${t('You may not see the live picture.')}<//>`}
  </div>`
}
