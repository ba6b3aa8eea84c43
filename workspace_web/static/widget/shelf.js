// Where files lie that were chosen and not sent yet: in the browser's own database, so that a reload does not lose them.
//
// Each tab has its own; what nobody came back for is thrown away after a day. A browser that keeps nothing for us (a strict
// one) has an empty shelf: then a file has to be chosen again.

/** @typedef {{id: string, at: number, name: string, content: Blob, card: import('./picture.js').FileCard | null}} Kept */
/** @typedef {{put: (kept: Kept) => Promise<void>, drop: (id: string) => Promise<void>, all: () => Promise<Kept[]>, clear: () => Promise<void>}} Shelf */

const KEPT_FOR = 24 * 3600_000 // milliseconds
const MOST = 60 << 20 // bytes of all tabs

/** @template T @param {IDBRequest<T>} asked @returns {Promise<T>} */
const answered = (asked) =>
  new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result)
    asked.onerror = () => reject(asked.error)
  })

/** The name of this tab, for as long as it lives. @param {string} account @param {() => string} id */
function tabOf(account, id) {
  const key = `trunkline:${account}:tab`
  const known = sessionStorage.getItem(key)
  if (known) return known
  const made = id()
  sessionStorage.setItem(key, made)
  return made
}

/** @param {string} account @param {() => number} now @param {() => string} id @returns {Shelf} */
export function shelf(account, now, id) {
  /** @type {Promise<{database: IDBDatabase, tab: string}> | undefined} */
  let opening
  const open = () =>
    (opening ??= (async () => {
      const tab = tabOf(account, id)
      const asked = indexedDB.open(`trunkline:${account}`, 1)
      asked.onupgradeneeded = () => asked.result.createObjectStore('files', { keyPath: 'id' })
      return { database: await answered(asked), tab }
    })())
  /** @template T @param {IDBTransactionMode} mode @param {(store: IDBObjectStore, tab: string) => Promise<T>} act @param {T} otherwise */
  const within = async (mode, act, otherwise) => {
    try {
      const { database, tab } = await open()
      return await act(database.transaction('files', mode).objectStore('files'), tab)
    } catch {
      return otherwise
    }
  }
  return {
    put: (kept) =>
      within(
        'readwrite',
        async (store, tab) => {
          /** @type {Kept[]} */
          const there = await answered(store.getAll())
          const others = there.filter((one) => one.id !== kept.id)
          if (others.reduce((sum, one) => sum + one.content.size, kept.content.size) <= MOST) await answered(store.put({ ...kept, tab }))
        },
        undefined,
      ),
    drop: (id) => within('readwrite', async (store) => void (await answered(store.delete(id))), undefined),
    all: () =>
      within(
        'readwrite',
        async (store, tab) => {
          /** @type {(Kept & {tab: string})[]} */
          const there = await answered(store.getAll())
          for (const old of there.filter((one) => now() - one.at >= KEPT_FOR)) store.delete(old.id)
          return there.filter((one) => one.tab === tab && now() - one.at < KEPT_FOR).sort((one, other) => one.at - other.at)
        },
        /** @type {Kept[]} */ ([]),
      ),
    clear: () => within('readwrite', async (store) => void (await answered(store.clear())), undefined),
  }
}
