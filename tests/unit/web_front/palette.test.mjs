import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fit } from 'trunkline/components/palette.js'

test('every word has to be found, and the start of a word is better than its inside', () => {
  const titles = ['Transfer the call', 'Sign out', 'Call back', 'Recall a rule']
  const found = (typed) =>
    titles
      .filter((title) => fit(title, typed) !== null)
      .sort((a, b) => fit(b, typed) - fit(a, typed))
  assert.deepEqual(found('call'), ['Call back', 'Transfer the call', 'Recall a rule'])
  assert.deepEqual(found('the tra'), ['Transfer the call'])
  assert.deepEqual(found('xyz'), [])
  assert.deepEqual(found(''), titles)
})
