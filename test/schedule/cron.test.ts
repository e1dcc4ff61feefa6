import { describe, expect, test } from 'vitest'
import { type Instant, dayIn } from '../../src/core/base/instant.ts'
import { type CronTimes, parseCron } from '../../src/schedule/cron.ts'
import { nextTimes, skippedDays } from '../../src/schedule/next-times.ts'
import { onCalendar } from '../../src/schedule/on-calendar.ts'

export function cron(text: string): CronTimes {
  const parsed = parseCron(text)
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value
}

describe('a cron expression', () => {
  test('is read field by field', () => {
    expect(cron('15 2 * * *')).toMatchObject({ minutes: [15], hours: [2], daysOfMonth: null, months: null, daysOfWeek: null })
    expect(cron('*/20  1-3,5 1 JAN,jun mon-fri')).toEqual({
      written: '*/20 1-3,5 1 JAN,jun mon-fri',
      minutes: [0, 20, 40],
      hours: [1, 2, 3, 5],
      daysOfMonth: [1],
      months: [1, 6],
      daysOfWeek: [1, 2, 3, 4, 5],
    })
    expect(cron('0 0 * * 7').daysOfWeek).toEqual([0])
    expect(cron('50/5 0 * * 5-7').minutes).toEqual([50, 55])
  })

  test.each([
    ['15 2 * *', 'expected five fields, found 4'],
    ['60 2 * * *', 'expected a minute from 0 to 59, found `60`'],
    ['0 24 * * *', 'expected a hour from 0 to 23, found `24`'],
    ['0 2 0 * *', 'expected a day of the month from 1 to 31, found `0`'],
    ['0 2 L * *', 'expected a day of the month from 1 to 31, found `L`'],
    ['0 2 * * 1#2', 'expected a day of the week from 0 to 7, found `1#2`'],
    ['0 5-2 * * *', 'expected a hour from 0 to 23, found `5-2`'],
    ['*/0 2 * * *', 'expected a minute from 0 to 59, found `*/0`'],
    ['0 2 * foo *', 'expected a month from 1 to 12, found `foo`'],
  ])('%s is refused, with what was expected', (text, error) => {
    expect(parseCron(text)).toEqual({ ok: false, error })
  })

  test.each([
    ['15 2 * * *', ['*-*-* 02:15:00 Europe/London']],
    ['0 1,13 * * mon-fri', ['Mon,Tue,Wed,Thu,Fri *-*-* 01,13:00:00 Europe/London']],
    ['30 4 1 * 0', ['*-*-01 04:30:00 Europe/London', 'Sun *-*-* 04:30:00 Europe/London']],
  ])('%s is said to systemd', (text, lines) => {
    expect(onCalendar(cron(text), 'Europe/London')).toEqual(lines)
  })
})

describe('a change of the clock', () => {
  const zones = ['Europe/London', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Kolkata', 'UTC']

  test.each(zones)('leaves one run for every day of two years in %s, whatever the hour', (zone) => {
    for (const hour of [0, 1, 2, 3]) {
      const times = nextTimes(cron(`30 ${hour} * * *`), zone, '2026-01-01T12:00:00.000Z' as Instant, 730)
      const days = times.map((time) => dayIn(zone, time))
      expect(new Set(days).size, `${hour}:30`).toBe(730)
      expect(times.every((time, at) => at === 0 || time > (times[at - 1] ?? ''))).toBe(true)
    }
  })

  test('falls an hour later where the clock leaves the time out, and on the first of two where it brings it twice', () => {
    const spring = nextTimes(cron('30 1 * * *'), 'Europe/London', '2026-03-28T12:00:00.000Z' as Instant, 2)
    // The clock goes from 01:00 to 02:00.
    expect(spring).toEqual(['2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z'])
    const autumn = nextTimes(cron('30 1 * * *'), 'Europe/London', '2026-10-24T12:00:00.000Z' as Instant, 2)
    expect(autumn).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z'])
  })

  test('is told where systemd and Kubernetes would leave the night out', () => {
    const now = '2026-11-26T12:00:00.000Z' as Instant
    expect(skippedDays(cron('30 1 * * *'), 'Europe/London', now)).toEqual(['2027-03-28'])
    expect(skippedDays(cron('15 2 * * *'), 'Europe/London', now)).toEqual([])
    expect(skippedDays(cron('15 2 * * *'), 'Europe/Berlin', now)).toEqual(['2027-03-28'])
    expect(skippedDays(cron('30 1 * * *'), 'UTC', now)).toEqual([])
  })
})
