// The API of our server: JSON in and out, problems as exceptions, a limit on every wait.

import { boot } from './boot.js'
import { confirmDialog, promptDialog, tellProblem } from './dialogs.js'
import { t, told } from './i18n.js'
import { signal } from './ui.js'

const PREFIX = '/api/v1'
const PATIENCE = 15_000 // milliseconds
const PATIENCE_WITH_FILES = 120_000
const OUTLIVES = 4000 // characters of a change that still arrives when the page goes; browsers take 64 kB of all together

/** @typedef {{at: string, message: string}} Part Where a request does not fit (`name`, `hours/0/from`), and why. */
/** @typedef {Record<string, string | number | boolean | null | undefined | readonly string[]>} Query */

/** What the server refused, or that it did not answer: then `status` is 0. */
export class Problem extends Error {
  /**
   * @param {number} status
   * @param {{type?: string, title?: string, detail?: string, errors?: {part: string, pointer: string, detail: string}[]}} document
   * @param {number | null} [retryAfter] seconds to wait
   */
  constructor(status, document, retryAfter = null) {
    super(told(document.detail || document.title || '') || t('The server answered with {status}.', { status }))
    this.name = 'Problem'
    this.status = status
    this.retryAfter = retryAfter
    /** The last word of the problem's address: `conflict`, `invalid`. */
    this.type = document.type?.split('/').pop() ?? ''
    this.title = document.title ?? ''
    this.detail = this.message
    /** @type {Part[]} */
    this.parts = (document.errors ?? []).map(({ pointer, detail }) => ({
      at: pointer.replace(/^\//, '').replaceAll('~1', '/').replaceAll('~0', '~'),
      message: told(detail),
    }))
  }
}

/** Whether the session ended under us: the frame then asks to sign in again. */
export const signedOut = signal(false)

/**
 * @param {string} path below /api/v1
 * @param {Query} [query] what is null, undefined or empty is left out
 */
export function url(path, query) {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === null || value === undefined || value === '') continue
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one))
  }
  const text = search.toString()
  return PREFIX + path + (text && `?${text}`)
}

/** @type {Promise<boolean> | null} */
let showing = null

/** Ask who they are until they say it rightly, or give up; once, however many requests wait for it. */
function showAgain() {
  showing ??= askWho().finally(() => (showing = null))
  return showing
}

async function askWho() {
  const account = await once('GET', url('/account'))
  const byProvider = account.password_changed_at === null && account.second_factor_since === null
  return byProvider ? askProvider() : askThem()
}

/** Who has nothing to show us shows it to their provider, in another tab: what they typed in this one stays. */
async function askProvider() {
  const leave = await confirmDialog({
    title: t('Show that it is you'),
    text: t('You sign in through your provider. Sign in there once more, in a tab that opens now.'),
    confirm: t('Sign in again'),
  })
  if (!leave) return false
  window.open('/sign-in/provider?again', '_blank', 'noopener')
  return confirmDialog({
    title: t('Show that it is you'),
    text: t('When you have signed in there, close that tab and go on here.'),
    confirm: t('Go on'),
  })
}

async function askThem() {
  for (;;) {
    const given = await promptDialog({
      title: t('Show that it is you'),
      text: t('This changes who may do what, or what is kept secret. So please say again who you are.'),
      label: t('Your password, or a code of your authenticator'),
      type: 'password',
      autocomplete: 'current-password',
      confirm: t('Go on'),
    })
    if (given === null) return false
    try {
      await once('POST', url('/session/shown'), /^\d{6}$/.test(given) ? { code: given } : { password: given })
      return true
    } catch (error) {
      tellProblem(error)
    }
  }
}

/**
 * One request; when the server wants to know again who asks, they are asked and it is sent anew.
 * @param {string} method
 * @param {string} address
 * @param {unknown} [body]
 * @param {AbortSignal} [abort]
 */
async function request(method, address, body, abort) {
  try {
    return await once(method, address, body, abort)
  } catch (error) {
    if (!(error instanceof Problem) || error.type !== 'show-again' || !(await showAgain())) throw error
    return once(method, address, body, abort)
  }
}

/**
 * @param {string} method
 * @param {string} address
 * @param {unknown} [body] a Blob or FormData goes as it is, everything else as JSON
 * @param {AbortSignal} [abort]
 * @returns {Promise<any>}
 */
async function once(method, address, body, abort) {
  const raw = body instanceof Blob || body instanceof FormData
  /** @type {Record<string, string>} */
  const headers = { Accept: 'application/json' }
  if (method !== 'GET' && boot.csrf) headers['X-CSRF-Token'] = boot.csrf
  if (body !== undefined && !raw) headers['Content-Type'] = 'application/json'
  const patience = AbortSignal.timeout(raw ? PATIENCE_WITH_FILES : PATIENCE)
  const sent = body === undefined || raw ? /** @type {any} */ (body) : JSON.stringify(body)
  let response
  try {
    response = await fetch(address, {
      method,
      headers,
      body: sent,
      keepalive: method !== 'GET' && !raw && (sent?.length ?? 0) < OUTLIVES,
      signal: abort ? AbortSignal.any([patience, abort]) : patience,
      cache: 'no-store',
      credentials: 'same-origin',
    })
  } catch (error) {
    if (abort?.aborted) throw error
    throw new Problem(0, { detail: t('The server does not answer. Check the network and try again.') })
  }
  const text = await response.text()
  const answer = text && response.headers.get('Content-Type')?.includes('json') ? JSON.parse(text) : null
  if (response.ok) return answer
  const problem = new Problem(response.status, answer ?? {}, Number(response.headers.get('Retry-After')) || null)
  if (problem.type === 'unauthenticated' && boot.me) signedOut.value = true
  throw problem
}

export const api = {
  url,
  /** @param {string} path @param {Query} [query] @param {AbortSignal} [abort] */
  get: (path, query, abort) => request('GET', url(path, query), undefined, abort),
  /** @param {string} path @param {unknown} [body] */
  post: (path, body) => request('POST', url(path), body),
  /** @param {string} path @param {unknown} [body] */
  put: (path, body) => request('PUT', url(path), body),
  /** @param {string} path @param {unknown} [body] */
  patch: (path, body) => request('PATCH', url(path), body),
  /** @param {string} path @param {unknown} [body] */
  delete: (path, body) => request('DELETE', url(path), body),
}
