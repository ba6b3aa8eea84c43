// Opening hours as a week of days, and back.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { daysOf, hoursOf, isOpen, minutesOf, painted, timeOf, weeklyOf } from 'trunkline/admin/week.js'

const OFFICE = [
  { days: ['mon', 'tue', 'wed', 'thu', 'fri'], opens: '08:00', closes: '17:30' },
  { days: ['sat'], opens: '09:00', closes: '12:00' },
]

test('times are read and written', () => {
  assert.deepEqual(['00:00', '8:30', '24:00', '24:01', '7', 'x'].map(minutesOf), [0, 510, 1440, null, null, null])
  assert.deepEqual([0, 510, 1440].map(timeOf), ['00:00', '08:30', '24:00'])
})

test('a week is read and written back as it was', () => {
  assert.deepEqual(weeklyOf(daysOf(OFFICE)), OFFICE)
  assert.equal(hoursOf(daysOf(OFFICE)), 50.5)
})

test('what goes past midnight goes on on the next day', () => {
  const days = daysOf([{ days: ['sun'], opens: '22:00', closes: '02:00' }])
  assert.deepEqual([days[6], days[0]], [[[1320, 1440]], [[0, 120]]])
  assert.ok(isOpen(days, 0, 119) && !isOpen(days, 0, 120))
})

test('hours that touch are one', () => {
  const days = daysOf([{ days: ['mon'], opens: '08:00', closes: '12:00' }, { days: ['mon'], opens: '11:00', closes: '13:00' }])
  assert.deepEqual(days[0], [[480, 780]])
})

test('painting opens, and painting over what is open closes', () => {
  const open = painted(daysOf([]), [0, 1], 480, 720, true)
  assert.deepEqual(weeklyOf(open), [{ days: ['mon', 'tue'], opens: '08:00', closes: '12:00' }])
  const lunch = painted(open, [0], 600, 630, false)
  assert.deepEqual(lunch[0], [[480, 600], [630, 720]])
  assert.deepEqual(lunch[1], [[480, 720]])
  assert.deepEqual(painted(lunch, [0, 1], 0, 1440, false).flat(), [])
})

test('what is half written is not painted', () => {
  assert.deepEqual(daysOf([{ days: ['mon'], opens: '8', closes: '12:00' }, { days: ['x'], opens: '08:00', closes: '12:00' }]).flat(), [])
})
