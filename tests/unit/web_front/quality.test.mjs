// How well two people hear each other, from what the browser counts.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { qualityBetween, sampleOf } from 'trunkline/softphone/quality.js'

const at = (seconds, { received = seconds * 50, lost = 0, jitter = 0.005, rtt = 0.04 } = {}) => ({ at: seconds, received, lost, jitter, rtt })

test('an undisturbed call is clear', () => {
  const quality = qualityBetween(at(0), at(2))
  assert.equal(quality.level, 'good')
  assert.ok(quality.mos > 4.2)
})

for (const [what, after, level] of [
  ['two percent lost', at(2, { received: 98, lost: 2 }), 'good'],
  ['eight percent lost', at(2, { received: 92, lost: 8 }), 'fair'],
  ['a fifth lost', at(2, { received: 80, lost: 20 }), 'poor'],
  ['all lost', at(2, { received: 0, lost: 100 }), 'poor'],
  ['half a second of delay', at(2, { rtt: 0.8 }), 'poor'],
  ['a jitter of 60 ms', at(2, { jitter: 0.06 }), 'good'],
  ['a line without a round trip yet', at(2, { rtt: null }), 'good'],
]) {
  test(`${what}: ${level}`, () => assert.equal(qualityBetween(at(0), after).level, level))
}

test('what was lost before does not count again', () => {
  assert.equal(qualityBetween(at(10, { lost: 300 }), at(12, { lost: 300 })).loss, 0)
})

test('packets that came late after all make no negative loss', () => {
  assert.equal(qualityBetween(at(0, { lost: 5 }), at(2, { lost: 3 })).loss, 0)
})

test('no packet for some seconds is silence, not quality', () => {
  assert.equal(qualityBetween(at(10), at(14, { received: 500 })).level, 'silent')
  assert.notEqual(qualityBetween(at(10), at(11, { received: 500 })).level, 'silent')
})

test('a report is read wherever the browser puts things', () => {
  const report = [
    { type: 'codec' },
    { type: 'inbound-rtp', kind: 'video', packetsReceived: 7 },
    { type: 'inbound-rtp', kind: 'audio', packetsReceived: 500, packetsLost: 4, jitter: 0.003 },
    { type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.09 },
  ]
  assert.deepEqual(sampleOf(report, 12), { at: 12, received: 500, lost: 4, jitter: 0.003, rtt: 0.09 })
  report.push({ type: 'remote-inbound-rtp', roundTripTime: 0.05 })
  assert.equal(sampleOf(report, 12)?.rtt, 0.05)
})

test('before anything arrived there is nothing to say', () => assert.equal(sampleOf([], 0), null))
