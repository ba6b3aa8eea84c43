import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fmt, t, tn, told } from 'trunkline/core/i18n.js'

test('German sentences, counts and numbers', () => {
  assert.equal(t('Available'), 'Verfügbar')
  assert.equal(tn('{n} entry', '{n} entries', 1), '1 Eintrag')
  assert.equal(tn('{n} entry', '{n} entries', 2500), '2.500 Einträge')
  assert.equal(fmt.date(1_800_000_000), '15.01.2027')
})

test('what the server says is in the language of the page, with the names in it', () => {
  assert.equal(told('This conversation is not recorded.'), 'Dieses Gespräch wird nicht aufgenommen.')
  assert.equal(told("There is no agent 'x'."), "Es gibt keinen Agenten 'x'.")
  assert.equal(told('There is no column a.b: there are c, d (e).'), 'Es gibt keine Spalte a.b: Es gibt c, d (e).')
  assert.equal(told('The customer has not written for 24 hours, and Shop {1} lets nothing else pass: use a template.'), 'Der Kunde hat seit 24 Stunden nicht geschrieben, und Shop {1} lässt nur Vorlagen durch: Nehmen Sie eine.')
  assert.equal(told('Nobody has translated this one.'), 'Nobody has translated this one.')
})
