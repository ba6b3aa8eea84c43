// What forms offer to choose from: names of everything that is set up, asked for once and again after each change.

import { api } from '../core/api.js'
import { signal, useEffect } from '../core/ui.js'

/** @typedef {{value: string, label: string, card: any}} Choice */

/** @type {Record<string, {path: string, label: (item: any) => string, query?: Record<string, any>, id?: (item: any) => string}>} */
const SOURCES = {
  skills: { path: '/setup/skills', label: (item) => item.name },
  teams: { path: '/setup/teams', label: (item) => item.name },
  queues: { path: '/setup/queues', label: (item) => item.name },
  agents: { path: '/setup/agents', label: (item) => item.name },
  phones: { path: '/setup/phones', label: (item) => item.id },
  accounts: { path: '/setup/accounts', label: (item) => item.name },
  trunks: { path: '/setup/trunks', label: (item) => item.id },
  calendars: { path: '/setup/calendars', label: (item) => item.name },
  'wrap-up-codes': { path: '/setup/wrap-up-codes', label: (item) => item.name },
  flows: { path: '/flows', label: (item) => item.name ?? item.id },
}
const PAGE = 200

const known = signal(/** @type {Record<string, Choice[]>} */ ({}))
/** @type {Record<string, Promise<void>>} */
const asked = {}

/** @param {string} name */
async function ask(name) {
  const source = SOURCES[name]
  if (!source) throw new Error(`There is nothing to choose of ${name}.`)
  /** @type {any[]} */
  const items = []
  for (let page = 1; ; page += 1) {
    const answer = await api.get(source.path, source.path.startsWith('/setup/') ? { size: PAGE, page } : undefined)
    items.push(...answer.items)
    if (!answer.total || items.length >= answer.total) break
  }
  const choices = items.map((item) => ({ value: item.id, label: source.label(item), card: item }))
  known.value = { ...known.value, [name]: choices.sort((a, b) => a.label.localeCompare(b.label)) }
}

/** Of these lists; empty until the server has answered. @param {readonly string[]} names @returns {Record<string, Choice[]>} */
export function useChoices(names) {
  useEffect(() => {
    for (const name of names) asked[name] ??= ask(name).catch(() => void delete asked[name])
  }, [])
  return Object.fromEntries(names.map((name) => [name, known.value[name] ?? []]))
}

/** Something was changed: ask again when it is needed next, and now if it is shown. */
export function renewChoices() {
  for (const name of Object.keys(asked)) asked[name] = ask(name).catch(() => void delete asked[name])
}

/** What something is called. @param {readonly Choice[]} choices @param {string | null | undefined} id */
export const nameIn = (choices, id) => choices.find((choice) => choice.value === id)?.label ?? id ?? ''
