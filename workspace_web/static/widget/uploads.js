// Files on their way into a message: checked before they go, kept until they are sent, stopped or tried again.

/** @typedef {import('./picture.js').FileCard} FileCard */
/** @typedef {{types: string[], size: number, most: number}} Rule */
/** @typedef {{word: 'too_many' | 'too_large' | 'wrong_type' | 'empty_file' | 'upload_failed', name: string}} Complaint */
/**
 * @typedef {object} Coming `share`: of it that is there, 0 to 1.
 * @property {string} id @property {string} name @property {Blob} content @property {number} at
 * @property {FileCard | null} card @property {number} share @property {'coming' | 'there' | 'failed'} state @property {() => void} stop
 */
/**
 * @typedef {object} World
 * @property {Rule | null} rule null: no files are taken
 * @property {(content: Blob, name: string, progress: (share: number) => void) => Promise<{done: Promise<FileCard>, stop: () => void}>} send
 * @property {import('./shelf.js').Shelf} shelf @property {() => string} id @property {() => number} now
 */

/** Whether a content type is among those of a list such as image/*. @param {string} type @param {string[]} types */
export const fits = (type, types) =>
  types.some((known) => known === type || (known.endsWith('/*') && type.startsWith(known.slice(0, -1))))

export class Uploads {
  /** @type {Coming[]} */
  list = []
  changed = () => {}
  /** @type {(complaint: Complaint) => void} */
  complained = () => {}

  /** @param {World} world */
  constructor(world) {
    this.world = world
  }

  /** All that was chosen is there. */
  get ready() {
    return this.list.every((one) => one.state === 'there')
  }

  /** What this tab had before a reload. */
  async restore() {
    for (const { id, at, name, content, card } of await this.world.shelf.all()) {
      if (this.list.some((one) => one.id === id)) continue
      /** @type {Coming} */
      const coming = { id, at, name, content, card, share: card ? 1 : 0, state: card ? 'there' : 'coming', stop: () => {} }
      this.list.push(coming)
      if (!card) void this.#go(coming)
    }
    this.changed()
  }

  /** What is not let in is said at once, before a byte of it went anywhere. @param {(Blob & {name?: string})[]} files */
  add(files) {
    const { rule } = this.world
    if (rule === null) return
    for (const content of files) {
      const name = content.name || 'image.png'
      const wrong = this.#wrong(content, rule)
      if (wrong) {
        this.complained({ word: wrong, name })
        continue
      }
      /** @type {Coming} */
      const coming = { id: this.world.id(), at: this.world.now(), name, content, card: null, share: 0, state: 'coming', stop: () => {} }
      this.list.push(coming)
      void this.world.shelf.put(this.#kept(coming))
      void this.#go(coming)
    }
    this.changed()
  }

  /** @param {Blob} content @param {Rule} rule @returns {Complaint['word'] | null} */
  #wrong(content, rule) {
    if (this.list.length >= rule.most) return 'too_many'
    if (content.size > rule.size) return 'too_large'
    if (content.size === 0) return 'empty_file'
    return content.type && !fits(content.type, rule.types) ? 'wrong_type' : null
  }

  /** @param {Coming} coming */
  #kept({ id, at, name, content, card }) {
    return { id, at, name, content, card }
  }

  /** @param {Coming} coming */
  async #go(coming) {
    coming.state = 'coming'
    coming.share = 0
    let stopped = false
    coming.stop = () => (stopped = true)
    try {
      const { done, stop } = await this.world.send(coming.content, coming.name, (share) => {
        coming.share = share
        this.changed()
      })
      if (stopped) stop()
      coming.stop = stop
      coming.card = await done
      coming.state = 'there'
      if (this.list.includes(coming)) void this.world.shelf.put(this.#kept(coming))
    } catch (error) {
      if (!this.list.includes(coming)) return
      if (/** @type {{passes?: boolean}} */ (error).passes) coming.state = 'failed'
      else {
        this.remove(coming.id)
        this.complained({ word: 'upload_failed', name: coming.name })
      }
    }
    this.changed()
  }

  /** What did not get through, once more. */
  again() {
    for (const coming of this.list) if (coming.state === 'failed') void this.#go(coming)
    this.changed()
  }

  /** @param {string} id */
  remove(id) {
    const coming = this.list.find((one) => one.id === id)
    this.list = this.list.filter((one) => one !== coming)
    coming?.stop()
    void this.world.shelf.drop(id)
    this.changed()
  }

  /** For a message, which keeps them from now on. @returns {FileCard[]} */
  take() {
    const cards = this.list.flatMap(({ card }) => card ?? [])
    for (const { id } of this.list) void this.world.shelf.drop(id)
    this.list = []
    this.changed()
    return cards
  }

  /** Somebody else sits here. */
  clear() {
    for (const { stop } of this.list) stop()
    this.list = []
    void this.world.shelf.clear()
    this.changed()
  }
}
