// The widget's words, colours and links.

import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'

const folder = new URL('../../../workspace_web/static/widget/', import.meta.url)
const { TABLES, languageOf, speaker } = await import(new URL('strings.js', folder))
const { contrast, mixed, on, readable, solid } = await import(new URL('colours.js', folder))
const { pieces } = await import(new URL('links.js', folder))
const { fits } = await import(new URL('uploads.js', folder))

const holes = (sentence) => [...sentence.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).sort()

test('every language has every word, with the same holes', () => {
  for (const [language, table] of Object.entries(TABLES)) {
    assert.deepEqual(Object.keys(table).sort(), Object.keys(TABLES.en).sort(), language)
    for (const [word, sentence] of Object.entries(table)) {
      assert.ok(sentence.trim(), `${language}: ${word}`)
      assert.deepEqual(holes(sentence), holes(TABLES.en[word]), `${language}: ${word}`)
    }
  }
})

test('every word is used', () => {
  const sources = readdirSync(folder).filter((name) => name.endsWith('.js') && name !== 'strings.js')
  const all = sources.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n')
  const unused = Object.keys(TABLES.en).filter((word) => !all.includes(`'${word}'`))
  assert.deepEqual(unused, [])
})

test('the nearest language speaks', () => {
  assert.equal(languageOf('de-CH', 'en'), 'de')
  assert.equal(languageOf('fr', 'de'), 'de')
  assert.equal(languageOf('fr', 'it'), 'en')
  assert.equal(speaker('de')('place', { n: 3 }), 'Sie sind Nummer 3 in der Warteschlange')
})

test('whatever colour a site chooses can be read', () => {
  for (const colour of ['#4453d6', '#ffff00', '#ff7a00', '#000000', '#ffffff', '#7fb069', '#888888', '#00c2a8']) {
    const brand = solid(colour)
    assert.ok(contrast(brand, on(brand)) >= 4.5, colour)
    for (const ground of ['#ffffff', '#181b22', mixed('#ffffff', brand, 0.09), mixed('#181b22', brand, 0.16)]) {
      assert.ok(contrast(readable(brand, ground), ground) >= 4.5, `${colour} on ${ground}`)
    }
  }
})

test('links are found, and nothing else becomes one', () => {
  const hrefs = (text) => pieces(text).map((piece) => piece.href).filter(Boolean)
  assert.deepEqual(hrefs('See https://a.example/x?y=1, or write to me@b.example.'), ['https://a.example/x?y=1', 'mailto:me@b.example'])
  assert.deepEqual(hrefs('(https://a.example/w_(x))'), ['https://a.example/w_(x)'])
  assert.deepEqual(hrefs('javascript:alert(1) <b>no</b>'), [])
  for (const text of ['plain', 'https://a.example', 'a https://a.example b', '']) {
    assert.equal(pieces(text).map((piece) => piece.text).join(''), text)
  }
})

test('which files fit', () => {
  assert.ok(fits('image/png', ['image/*']))
  assert.ok(!fits('text/html', ['image/*', 'text/plain']))
})
