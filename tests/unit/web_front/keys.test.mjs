import assert from 'node:assert/strict'
import { test } from 'node:test'
import { action, actions, chooseKeys, forgetChosenKeys, keysOf, parse, pressed, written } from 'trunkline/core/keys.js'

const event = (key, more = {}) => ({ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more })

test('keys are written in one way', () => {
  const cases = {
    'Alt+a': 'Alt+A',
    'shift+MOD+k': 'Mod+Shift+K',
    '?': '?',
    escape: 'Escape',
    'Mod++': 'Mod+Plus',
    '+': 'Plus',
    'Mod+,': 'Mod+,',
    F10: 'F10',
  }
  for (const [text, one] of Object.entries(cases)) assert.equal(written(parse(text)), one, text)
})

test('what is no way to write keys is none', () => {
  for (const text of ['', 'Alt+', 'Super+A', 'Alt+Alt+A']) assert.equal(parse(text), null, text)
})

test('what is pressed is written the same way', () => {
  const cases = [
    [event('a', { altKey: true, code: 'KeyA' }), false, 'Alt+A'],
    [event('å', { altKey: true, code: 'KeyA' }), true, 'Alt+A'],
    [event('k', { ctrlKey: true }), false, 'Mod+K'],
    [event('k', { metaKey: true }), true, 'Mod+K'],
    [event('k', { ctrlKey: true }), true, 'Ctrl+K'],
    [event('?', { shiftKey: true }), false, '?'],
    [event('K', { shiftKey: true, ctrlKey: true }), false, 'Mod+Shift+K'],
    [event(' ', {}), false, 'Space'],
    [event('+', { ctrlKey: true, shiftKey: true }), false, 'Mod+Plus'],
    [event('Alt', { altKey: true }), false, null],
    [event('Escape'), false, 'Escape'],
    [event('F10', { shiftKey: true }), false, 'Shift+F10'],
    [event('z', { altKey: true, code: 'KeyY' }), false, 'Alt+Z'],
  ]
  for (const [what, mac, keys] of cases) assert.equal(pressed(what, mac), keys, JSON.stringify(what))
})

test('an action is known until it is taken away, and its keys are what the user chose', () => {
  const mute = { id: 'call.mute', title: 'Mute', keys: 'Alt+M', run() {} }
  const forget = action(mute)
  assert.deepEqual([...actions.value], [mute])
  chooseKeys('call.mute', 'Alt+X')
  assert.equal(keysOf(mute), 'Alt+X')
  chooseKeys('call.mute', '')
  assert.equal(keysOf(mute), '')
  chooseKeys('call.mute', null)
  assert.equal(keysOf(mute), 'Alt+M')
  chooseKeys('call.mute', 'Alt+X')
  forgetChosenKeys()
  assert.equal(keysOf(mute), 'Alt+M')
  forget()
  assert.deepEqual([...actions.value], [])
})

test('an action with keys that are none is a mistake of ours', () => {
  assert.throws(() => action({ id: 'x', title: 'X', keys: 'Hyper+X', run() {} }), /no keys/)
})
