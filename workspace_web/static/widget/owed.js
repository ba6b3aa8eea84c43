// What the visitor did and the server has not said that it knows of: the end of a conversation, the mark for it. The browser
// keeps it, so that it goes out with the next line, or from the next page. Said twice, it is one.

/** @typedef {{type: 'end', interaction: string, at: number}} End */
/** @typedef {{type: 'rating', interaction: string, score: number, comment: string, at: number}} Rating */
/** @typedef {End | Rating} Deed `at`: milliseconds, as of a message */
/** @typedef {import('./visit.js').Storage} Storage */

export class Owed {
  /** @param {Storage} storage @param {string} key */
  constructor(storage, key) {
    this.storage = storage
    this.key = key
  }

  /** One of each type. @returns {Deed[]} */
  get all() {
    try {
      return JSON.parse(this.storage.getItem(this.key) ?? '[]')
    } catch {
      return []
    }
  }

  /** In place of the one before of its type. @param {Deed} deed */
  add(deed) {
    this.#keep([...this.all.filter((one) => one.type !== deed.type), deed])
  }

  /** The server has it, or will not have it. @param {string} type */
  done(type) {
    this.#keep(this.all.filter((one) => one.type !== type))
  }

  /** @param {Deed[]} deeds */
  #keep(deeds) {
    if (deeds.length) this.storage.setItem(this.key, JSON.stringify(deeds))
    else this.storage.removeItem(this.key)
  }
}
