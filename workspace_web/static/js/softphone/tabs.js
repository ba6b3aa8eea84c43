// One tab has the phone. Browsers keep the lock for us: it is free the moment its tab is closed, reloaded or crashed.

/** @typedef {'waiting' | 'first' | 'second'} Place */

/**
 * Claim the phone for this tab: `first` has it, `second` has not, and gets it when the first one goes.
 * @param {string} name of the lock
 * @param {(place: Place) => void} tell each time that it changes
 * @param {LockManager} [locks]
 */
export function claim(name, tell, locks = navigator.locks) {
  /** Ends our hold of the lock. @type {(() => void) | null} */
  let letGo = null
  /** Ends our wait for it. @type {AbortController | null} */
  let queue = null
  let given = false

  /** @param {LockOptions} options */
  function ask(options) {
    let had = false
    const over = () => {
      if (had) lost()
    }
    const got = (/** @type {Lock | null} */ lock) => {
      if (!lock) return wait()
      had = true
      return hold()
    }
    locks.request(name, options, got).then(over, over)
  }

  function hold() {
    queue = null
    if (given) return undefined
    tell('first')
    return new Promise((/** @type {(value: void) => void} */ resolve) => (letGo = () => resolve()))
  }

  /** Somebody took the lock from us, or we let go of it. */
  function lost() {
    letGo = null
    wait()
  }

  function wait() {
    if (given) return
    tell('second')
    queue = new AbortController()
    ask({ signal: queue.signal })
  }

  ask({ ifAvailable: true })

  return {
    /** Have it here, whoever has it now. */
    takeOver() {
      queue?.abort()
      ask({ steal: true })
    },
    /** Let others have it. */
    release() {
      given = true
      queue?.abort()
      letGo?.()
    },
  }
}
