// Customers as this page knows them: fetched once, kept, and replaced by what is newer.

import { api } from '../../core/api.js'
import { t } from '../../core/i18n.js'
import { computed, signal } from '../../core/ui.js'
import { addressed } from '../../conversation/channels.js'

/** @typedef {import('../../types').WholeCustomer} WholeCustomer */
/** @typedef {import('../../types').CustomerCard} CustomerCard */
/** @typedef {import('../../types').CustomerChange} CustomerChange */
/** @typedef {import('@preact/signals').Signal<WholeCustomer | null>} Kept */

/** @type {Map<string, Kept>} */
const known = new Map()

/** Null until it was fetched. @param {string} id @returns {Kept} */
export function customer(id) {
  let found = known.get(id)
  if (!found) {
    known.set(id, (found = signal(null)))
    void fetchCustomer(id)
  }
  return found
}

/** @param {string} id */
export async function fetchCustomer(id) {
  try {
    const fresh = await api.get(`/customers/${encodeURIComponent(id)}`)
    const kept = known.get(id)
    if (kept) kept.value = fresh
  } catch (error) {
    known.delete(id) // the next who asks tries again
    console.warn('A customer is not to be had.', error)
  }
}

/** @param {string} id @param {CustomerChange} change */
export async function changeCustomer(id, change) {
  /** @type {CustomerCard} */
  const card = await api.patch(`/customers/${encodeURIComponent(id)}`, change)
  const kept = customer(id)
  if (kept.value) kept.value = { ...kept.value, ...card }
}

/** How somebody is called: by name, or else by what was dialled from. @param {string | null} id @param {string} caller */
export const nameOf = (id, caller) => (id && customer(id).value?.name) || addressed(caller)

/** Of an interaction: as we know them, as they call themselves there, or where they call or write from. @param {{customer: string | null, customer_name?: string, caller: string, medium: string}} card */
export const calledBy = (card) => nameOf(card.customer, card.customer_name || card.caller) || (card.medium === 'text' ? t('Somebody') : t('Number withheld'))

/** As a signal of the name, for titles and notifications. @param {string | null} id @param {string} caller */
export const named = (id, caller) => computed(() => nameOf(id, caller))
