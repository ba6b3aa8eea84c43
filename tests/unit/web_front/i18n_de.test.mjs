import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fmt, t, tn, told } from 'trunkline/core/i18n.js'

test('German sentences, counts and numbers', () => {
  assert.equal(t('Available'), 'Verfügbar')
  assert.equal(tn('{n} entry', '{n} entries', 1), '1 Eintrag')
  assert.equal(tn('{n} entry', '{n} entries', 2500), '2.500 Einträge')
  assert.equal(fmt.date(1_800_000_000), '15.01.2027')
})

test('what the server says is in the language of the page, unless there is a name in it', () => {
  assert.equal(told('This conversation is not recorded.'), 'Dieses Gespräch wird nicht aufgenommen.')
  assert.equal(told("There is no agent 'x'."), "There is no agent 'x'.")
})
