// Files on their way into a message, with a server and a shelf in the hand of the test.

import assert from 'node:assert/strict'
import { test } from 'node:test'

const { Uploads } = await import('../../../workspace_web/static/widget/uploads.js')
const { RequestFailed } = await import('../../../workspace_web/static/widget/requests.js')

const RULE = { types: ['image/*', 'text/plain'], size: 100, most: 2 }
const file = (name, bytes = 10, type = 'text/plain') => Object.assign(new Blob(['x'.repeat(bytes)], { type }), { name })
const settled = () => new Promise((go) => setTimeout(go))

class Server {
  sent = []
  stopped = []
  kept = new Map()
  complaints = []
  names = 0

  open(rule = RULE) {
    const uploads = new Uploads({
      rule,
      id: () => `file-${(this.names += 1)}`,
      now: () => this.names,
      shelf: {
        put: async (kept) => void this.kept.set(kept.id, kept),
        drop: async (id) => void this.kept.delete(id),
        all: async () => [...this.kept.values()],
        clear: async () => this.kept.clear(),
      },
      send: async (content, name, progress) => {
        const going = { name, progress }
        const done = new Promise((resolve, reject) => Object.assign(going, { resolve, reject }))
        this.sent.push(going)
        return { done, stop: () => this.stopped.push(name) }
      },
    })
    uploads.complained = (complaint) => this.complaints.push(complaint)
    return uploads
  }

  async takes(name) {
    this.sent.findLast((one) => one.name === name).resolve({ id: `id of ${name}`, name })
    await settled()
  }

  async fails(name, status) {
    this.sent.findLast((one) => one.name === name).reject(new RequestFailed(status))
    await settled()
  }
}

test('what is not let in is said before a byte of it went anywhere', async () => {
  const server = new Server()
  const uploads = server.open()
  uploads.add([file('large.txt', 101), file('page.html', 10, 'text/html'), file('empty.txt', 0), file('a.txt'), file('b.png', 5, 'image/png'), file('c.txt')])
  await settled()
  assert.deepEqual(server.complaints, [
    { word: 'too_large', name: 'large.txt' },
    { word: 'wrong_type', name: 'page.html' },
    { word: 'empty_file', name: 'empty.txt' },
    { word: 'too_many', name: 'c.txt' },
  ])
  assert.deepEqual(server.sent.map((one) => one.name), ['a.txt', 'b.png'])
})

test('it goes with the message when it is there, and leaves the shelf', async () => {
  const server = new Server()
  const uploads = server.open()
  uploads.add([file('a.txt')])
  await settled()
  assert.equal(uploads.ready, false)
  server.sent[0].progress(0.5)
  assert.equal(uploads.list[0].share, 0.5)
  await server.takes('a.txt')
  assert.equal(uploads.ready, true)
  assert.deepEqual(uploads.take(), [{ id: 'id of a.txt', name: 'a.txt' }])
  assert.equal(server.kept.size, 0)
})

test('a reload in the middle sends it again, and what was there already is not sent twice', async () => {
  const server = new Server()
  const uploads = server.open()
  uploads.add([file('there.txt'), file('under way.txt')])
  await settled()
  await server.takes('there.txt')
  const again = server.open()
  await again.restore()
  assert.deepEqual(server.sent.map((one) => one.name), ['there.txt', 'under way.txt', 'under way.txt'])
  await server.takes('under way.txt')
  assert.deepEqual(again.take().map((card) => card.id), ['id of there.txt', 'id of under way.txt'])
})

test('what did not get through stays, to be tried again; what was refused goes', async () => {
  const server = new Server()
  const uploads = server.open()
  uploads.add([file('lost.txt'), file('bad.txt')])
  await settled()
  await server.fails('lost.txt', 0)
  await server.fails('bad.txt', 422)
  assert.deepEqual(uploads.list.map((one) => [one.name, one.state]), [['lost.txt', 'failed']])
  assert.deepEqual(server.complaints, [{ word: 'upload_failed', name: 'bad.txt' }])
  assert.equal(uploads.ready, false)
  uploads.again()
  await settled()
  await server.takes('lost.txt')
  assert.equal(uploads.ready, true)
})

test('what is taken away is stopped, and forgotten', async () => {
  const server = new Server()
  const uploads = server.open()
  uploads.add([file('a.txt')])
  await settled()
  uploads.remove(uploads.list[0].id)
  assert.deepEqual(server.stopped, ['a.txt'])
  assert.deepEqual([uploads.list.length, server.kept.size], [0, 0])
  await server.fails('a.txt', 0)
  assert.deepEqual([uploads.list.length, server.complaints.length], [0, 0])
})

test('where no files are taken nothing happens', async () => {
  const server = new Server()
  const uploads = server.open(null)
  uploads.add([file('a.txt')])
  await settled()
  assert.deepEqual(server.sent, [])
})
