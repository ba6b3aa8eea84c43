// What the page knows before it asks: who it is for and how they like it. The server writes it into the HTML.

/** @typedef {import('../types').Boot} Boot */

/** @type {Boot} */
const NOBODY = {
  me: null,
  csrf: null,
  version: '',
  now: Date.now() / 1000,
  locale: 'en',
  locales: { en: 'English' },
  theme: 'system',
  density: 'comfortable',
  page: '',
  params: {},
  pages: [],
}

/** @returns {Boot} */
function read() {
  const element = globalThis.document?.getElementById('boot')
  return element ? JSON.parse(element.textContent || '{}') : NOBODY
}

export const boot = read()

/** Whether the one who looks may do `scope`, such as `queues:write`. @param {string} scope */
export const may = (scope) => boot.me?.scopes.includes(scope) ?? false
