import assert from 'node:assert/strict'
import { test } from 'node:test'
import { duration, fmt, isoDuration, span, t, tn } from 'trunkline/core/i18n.js'

test('a sentence without a translation is itself, filled in', () => {
  assert.equal(t('Nobody translated {this}, {that}.', { this: 'me' }), 'Nobody translated me, {that}.')
})

test('a count has its own form', () => {
  assert.deepEqual(
    [0, 1, 2, 1200].map((n) => tn('{n} caller of {all}', '{n} callers of {all}', n, { all: 9 })),
    ['0 callers of 9', '1 caller of 9', '2 callers of 9', '1,200 callers of 9'],
  )
})

test('a span that was set is told in its largest whole unit', () => {
  const cases = { 20: '20 sec', 90: '90 sec', 60: '1 min', 5400: '90 min', 3600: '1 hr', 86400: '24 hr' }
  for (const [seconds, shown] of Object.entries(cases)) assert.equal(span(Number(seconds)), shown)
})

test('a duration has hours only when it has any, and never less than nothing', () => {
  const cases = { 0: '0:00', 7.9: '0:07', 59: '0:59', 60: '1:00', 760: '12:40', 3599: '59:59', 3600: '1:00:00', 93784: '26:03:04' }
  for (const [seconds, shown] of Object.entries(cases)) assert.equal(duration(Number(seconds)), shown)
  assert.equal(duration(-3), '0:00')
  assert.equal(isoDuration(3723), 'PT1H2M3S')
})

test('sizes are in the unit that people say', () => {
  assert.deepEqual([999, 1500, 48_256, 1_250_000].map(fmt.bytes), ['999 bytes', '1.5 kB', '48 kB', '1.3 MB'])
})

test('moments are shown in the language of the page', () => {
  assert.equal(fmt.date(1_800_000_000), 'Jan 15, 2027')
  assert.equal(fmt.percent(0.834), '83%')
  assert.equal(fmt.moment(1_800_000_000), fmt.dateTime(1_800_000_000))
  assert.equal(fmt.moment(Date.now() / 1000), fmt.time(Date.now() / 1000))
})
