// What a visit needs of the browser; a browser that keeps nothing for us (a strict one) keeps it for this page.

/** @typedef {import('./visit.js').World} World */

/** @returns {import('./visit.js').Storage} */
export function keeper() {
  try {
    localStorage.setItem('trunkline:', '1')
    localStorage.removeItem('trunkline:')
    return localStorage
  } catch {
    /** @type {Map<string, string>} */
    const kept = new Map()
    return {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    }
  }
}

export function id() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** What a page of the site's is called, without the number of unread messages. */
const title = () => document.title.replace(/^\(\d+\) /, '').slice(0, 200)

/** @param {string} url @param {string} account @param {() => string} language @param {boolean} tells what is looked at @returns {World} */
export const world = (url, account, language, tells) => ({
  url,
  storage: keeper(),
  channel: /** @type {import('./visit.js').Channel} */ (/** @type {unknown} */ (new BroadcastChannel(`trunkline:${account}`))),
  socket: (where) => new WebSocket(where),
  fetch: (...given) => fetch(...given),
  now: () => Date.now(),
  id,
  later: (action, milliseconds) => setTimeout(action, milliseconds),
  never: (timer) => clearTimeout(timer),
  // Without what stands behind `?` and `#`: that may be somebody's secret.
  page: () => (tells ? { page: (location.origin + location.pathname).slice(0, 1000), title: title() } : { page: '', title: '' }),
  language,
  chance: Math.random,
})
