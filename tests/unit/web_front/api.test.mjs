// The API of the pages over a network in the hand of the test.

import assert from 'node:assert/strict'
import { test } from 'node:test'

const boot = { me: { user: 'u1', name: 'Anna', role: 'admin', scopes: [], agent: null }, csrf: 'secret', now: 1000, locale: 'en', locales: {}, params: {}, pages: [] }
globalThis.document = { getElementById: () => ({ textContent: JSON.stringify(boot) }) }
const sent = []
let answers = []
globalThis.fetch = async (address, options) => {
  sent.push({ address, ...options })
  const answer = answers.shift()
  if (!answer) throw new TypeError('nobody answers')
  const [status, body] = answer
  return new Response(status === 204 ? null : JSON.stringify(body), {
    status,
    headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' },
  })
}
const { api, Problem, signedOut } = await import('trunkline/core/api.js')
const { asked } = await import('trunkline/core/dialogs.js')
const type = (name) => `/api/v1/problems/${name}`

test('an address has its query, without what is empty', () => {
  assert.equal(api.url('/queues', { q: 'a b', page: 2, sort: '', team: null, state: ['x', 'y'] }), '/api/v1/queues?q=a+b&page=2&state=x&state=y')
})

test('what changes something carries the token of the page, what looks does not', async () => {
  answers = [[200, { id: 1 }], [204]]
  assert.deepEqual(await api.get('/me'), { id: 1 })
  assert.equal(await api.put('/me/state', { state: 'away' }), null)
  assert.equal(sent.at(-2).headers['X-CSRF-Token'], undefined)
  assert.equal(sent.at(-1).headers['X-CSRF-Token'], 'secret')
  assert.equal(sent.at(-1).body, '{"state":"away"}')
})

test('a problem says what is wrong, and where', async () => {
  answers = [[422, { type: type('invalid'), title: 'It does not fit', detail: 'See errors.', errors: [{ part: 'body', pointer: '/hours/0/a~1b', detail: 'Too late.' }] }]]
  const problem = await api.post('/calendars', {}).catch((error) => error)
  assert.ok(problem instanceof Problem)
  assert.deepEqual([problem.status, problem.type, problem.detail, problem.parts], [422, 'invalid', 'See errors.', [{ at: 'hours/0/a/b', message: 'Too late.' }]])
})

test('no answer is a problem too', async () => {
  answers = []
  const problem = await api.get('/me').catch((error) => error)
  assert.deepEqual([problem.status, problem.type], [0, ''])
})

test('only a session that is over signs out', async () => {
  answers = [[401, { type: type('sign-in-failed') }]]
  await api.post('/session/shown', {}).catch(() => null)
  assert.equal(signedOut.value, false)
  answers = [[401, { type: type('unauthenticated') }]]
  await api.get('/me').catch(() => null)
  assert.equal(signedOut.value, true)
})

test('who has to show again who they are is asked once, until it is right, and all goes on', async () => {
  const again = [403, { type: type('show-again'), detail: 'Show it.' }]
  answers = [again, again, [200, { password_changed_at: 1, second_factor_since: null }], [401, { type: type('sign-in-failed'), detail: 'Wrong.' }], [200, {}], [204], [204]]
  const both = Promise.all([api.post('/users', { name: 'x' }), api.delete('/users/1')])
  const next = async () => {
    while (!asked.value) await new Promise((resolve) => setImmediate(resolve))
    return asked.value
  }
  ;(await next()).answer('wrong password')
  ;(await next()).answer('123456')
  assert.deepEqual(await both, [null, null])
  const shown = sent.filter(({ address }) => address.endsWith('/session/shown')).slice(-2)
  assert.deepEqual(shown.map(({ body }) => body), ['{"password":"wrong password"}', '{"code":"123456"}'])
})

test('who would rather not is not asked again, and gets the refusal', async () => {
  answers = [[403, { type: type('show-again'), detail: 'Show it.' }], [200, { password_changed_at: 1, second_factor_since: null }]]
  const refused = api.post('/users', {}).catch((error) => error)
  while (!asked.value) await new Promise((resolve) => setImmediate(resolve))
  asked.value.answer(null)
  assert.equal((await refused).type, 'show-again')
})

test('who has no password shows it to their provider, in another tab', async () => {
  const opened = []
  globalThis.window = { open: (address) => opened.push(address) }
  answers = [[403, { type: type('show-again'), detail: 'Show it.' }], [200, { password_changed_at: null, second_factor_since: null }], [204]]
  const done = api.delete('/users/1')
  const next = async () => {
    while (!asked.value) await new Promise((resolve) => setImmediate(resolve))
    return asked.value
  }
  ;(await next()).answer(true)
  ;(await next()).answer(true)
  assert.equal(await done, null)
  assert.deepEqual(opened, ['/sign-in/provider?again'])
})
