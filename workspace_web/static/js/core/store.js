// What this browser remembers for one user: sizes, filters, shortcuts. Never anything of a customer.

import { boot } from './boot.js'

/** @param {string} name */
const key = (name) => `trunkline:${boot.me?.user ?? ''}:${name}`

/**
 * @template T
 * @param {string} name
 * @param {T} otherwise when nothing is kept, or it cannot be read
 * @returns {T}
 */
export function remembered(name, otherwise) {
  try {
    const text = localStorage.getItem(key(name))
    return text === null ? otherwise : JSON.parse(text)
  } catch {
    return otherwise
  }
}

/** A full or forbidden store loses a convenience, no more. @param {string} name @param {unknown} value */
export function remember(name, value) {
  try {
    localStorage.setItem(key(name), JSON.stringify(value))
  } catch {
    // it works without
  }
}
