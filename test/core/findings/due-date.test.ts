import { describe, expect, test } from 'vitest'
import { dueDay, movedDueDay } from '../../../src/core/findings/due-date.ts'
import type { SeverityClass } from '../../../src/core/model/finding.ts'
import { ESCALATION, day, instant } from './build-finding.ts'

const TERMS = { escalation: ESCALATION, timeZone: 'Europe/London' }

describe('due = first seen + the term of the severity, in days of the institution', () => {
  test.each<readonly [string, SeverityClass, string, string | null]>([
    ['hours end on the day that they reach', 'critical', '2026-11-01T21:30:00Z', '2026-11-02'],
    ['hours within the day', 'critical', '2026-11-01T02:00:00Z', '2026-11-01'],
    ['days', 'high', '2026-11-01T02:00:00Z', '2026-11-03'],
    ['the day begins by the wall clock, not by UTC', 'high', '2026-06-30T23:30:00Z', '2026-07-03'],
    ['ninety days', 'low', '2026-11-01T02:00:00Z', '2027-01-30'],
    ['a notice asks for nothing', 'notice', '2026-11-01T02:00:00Z', null],
  ])('%s', (_, severity, since, expected) => {
    expect(dueDay(instant(since), severity, TERMS)).toBe(expected)
  })
})

describe('a due date', () => {
  const firstSeen = instant('2026-11-01T02:00:00Z')
  const now = instant('2026-11-10T02:00:00Z')
  test('never slips because a finding got worse', () => {
    expect(movedDueDay(day('2026-11-11'), 'worse', { firstSeen, now, severity: 'high' }, TERMS)).toBe('2026-11-11')
  })
  test('begins tonight for a notice that became a finding', () => {
    expect(movedDueDay(null, 'worse', { firstSeen, now, severity: 'high' }, TERMS)).toBe('2026-11-12')
  })
  test('is given its new term when the finding got better', () => {
    expect(movedDueDay(day('2026-11-03'), 'better', { firstSeen, now, severity: 'medium' }, TERMS)).toBe('2026-11-15')
  })
  test('stays while nothing moves', () => {
    expect(movedDueDay(day('2026-11-03'), 'same', { firstSeen, now, severity: 'medium' }, TERMS)).toBe('2026-11-03')
  })
})
