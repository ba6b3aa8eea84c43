// Where one is in the admin pages: /admin/queues/support is the section `queues` with `support` open.

import { computed, signal } from '../core/ui.js'

const path = signal(location.pathname)
addEventListener('popstate', () => (path.value = location.pathname))

/** @param {string} pathname @returns {{section: string, id: string | null}} */
export function placeOf(pathname) {
  if (pathname === '/health') return { section: 'health', id: null }
  const [, , section = '', ...rest] = pathname.split('/')
  return { section, id: rest.length ? decodeURIComponent(rest.join('/')) : null }
}

export const place = computed(() => placeOf(path.value))

/** The address of a section, or of one thing in it. @param {string} section @param {string} [id] */
export const addressOf = (section, id) =>
  section === 'health' ? '/health' : `/admin${section && `/${section}`}${id === undefined ? '' : `/${encodeURIComponent(id)}`}`

/** Go there without loading the page anew. @param {string} address */
export function go(address) {
  if (address === location.pathname) return
  history.pushState(null, '', address)
  path.value = location.pathname
  scrollTo(0, 0)
}

/** Links within the admin pages do not load the page anew. @param {MouseEvent} event */
export function follow(event) {
  const link = event.target instanceof Element ? event.target.closest('a') : null
  const plain = !event.defaultPrevented && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey
  if (!link || !plain || link.target || link.hasAttribute('download') || link.origin !== location.origin) return
  if (!/^\/(admin(\/|$)|health$)/.test(link.pathname)) return
  event.preventDefault()
  go(link.pathname)
}
