import assert from 'node:assert/strict'
import { test } from 'node:test'
import { browserOf, inside } from 'trunkline/account/places.js'

const HERE = 'https://centre.example'

test('ASVS 5.0, 3.7.2: who signs in goes on to a page of ours', () => {
  for (const path of ['/', '/account', '/flows/menu?version=3#node', '/admin/users?q=a%20b']) assert.equal(inside(path, HERE), path)
})

test('and to no other site, whatever the link says', () => {
  const elsewhere = [
    null, '', 'account', 'https://evil.example/', '//evil.example', '///evil.example', '/\\evil.example', '\\\\evil.example',
    '/\t/evil.example', '/\n/evil.example', 'javascript:alert(1)', ' //evil.example', '/.//evil.example', '/x/..//evil.example',
  ]
  for (const wanted of elsewhere) assert.equal(inside(wanted, HERE), '/', String(wanted))
})

test('browsers by their names', () => {
  const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36'
  assert.equal(browserOf(chrome), 'Chrome on Linux')
  assert.equal(browserOf(chrome.replace('X11; Linux x86_64', 'Windows NT 10.0') + ' Edg/143.0.0.0'), 'Edge on Windows')
  assert.equal(browserOf('Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0'), 'Firefox on macOS')
  assert.equal(browserOf('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18 Safari/604'), 'Safari on iOS')
  assert.equal(browserOf('curl/8.0'), 'curl/8.0')
  assert.equal(browserOf(''), 'Unknown browser')
})
