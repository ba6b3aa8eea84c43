// One tab has the phone: told on a lock manager that keeps the browser's promises.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claim } from 'trunkline/softphone/tabs.js'

/** Web Locks, as far as one name goes: first come first served, `ifAvailable`, `steal`, `signal`. */
class Locks {
  #held = null
  #queue = []

  request(name, options, callback) {
    return new Promise((resolve, reject) => {
      const wanted = { callback, resolve, reject }
      if (options.steal) {
        this.#held?.reject(new DOMException('stolen', 'AbortError'))
        this.#grant(wanted)
      } else if (!this.#held) this.#grant(wanted)
      else if (options.ifAvailable) resolve(callback(null))
      else {
        this.#queue.push(wanted)
        options.signal?.addEventListener('abort', () => {
          this.#queue = this.#queue.filter((other) => other !== wanted)
          reject(new DOMException('aborted', 'AbortError'))
        })
      }
    })
  }

  #grant(wanted) {
    this.#held = wanted
    Promise.resolve(wanted.callback({})).then((value) => {
      wanted.resolve(value)
      if (this.#held !== wanted) return
      this.#held = null
      const next = this.#queue.shift()
      if (next) this.#grant(next)
    })
  }
}

/** Until all that follows has followed. */
const settled = () => new Promise((resolve) => setTimeout(resolve))

function tab(locks) {
  const places = []
  const claimed = claim('phone', (place) => places.push(place), locks)
  return { ...claimed, places, get now() { return places.at(-1) } }
}

test('the first tab has the phone, the second says that it is second', async () => {
  const locks = new Locks()
  const [first, second] = [tab(locks), tab(locks)]
  await settled()
  assert.deepEqual([first.places, second.places], [['first'], ['second']])
})

test('when the first one goes the next one has it', async () => {
  const locks = new Locks()
  const [first, second] = [tab(locks), tab(locks)]
  await settled()
  first.release()
  await settled()
  assert.deepEqual([first.now, second.now], ['first', 'first'])
})

test('the second takes over, and the first says that it is second', async () => {
  const locks = new Locks()
  const [first, second] = [tab(locks), tab(locks)]
  await settled()
  second.takeOver()
  await settled()
  assert.deepEqual([first.now, second.now], ['second', 'first'])
  first.takeOver()
  await settled()
  assert.deepEqual([first.now, second.now], ['first', 'second'])
})

test('who took over and goes leaves the phone to the other one', async () => {
  const locks = new Locks()
  const [first, second] = [tab(locks), tab(locks)]
  await settled()
  second.takeOver()
  await settled()
  second.release()
  await settled()
  assert.equal(first.now, 'first')
})

test('who gave it up before its turn never gets it', async () => {
  const locks = new Locks()
  const [first, second] = [tab(locks), tab(locks)]
  await settled()
  second.release()
  first.release()
  await settled()
  assert.deepEqual(second.places, ['second'])
})
