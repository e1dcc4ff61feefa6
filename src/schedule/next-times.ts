import { Cron } from 'croner'
import { type Instant, clockIn, dayIn, epochMs, instantFromEpochMs, plusCalendar, startOfDay } from '../core/base/instant.ts'
import type { CronTimes } from './cron.ts'

/**
 * The next `count` times after `after`, on the clock of `zone`.
 *
 * A time that a change of the clock leaves out falls where the clock goes on, and one that it brings twice falls on its first: a nightly
 * job runs once every night.
 */
export function nextTimes(cron: CronTimes, zone: string, after: Instant, count: number): readonly Instant[] {
  const job = new Cron(cron.written, { timezone: zone, paused: true })
  const times: Instant[] = []
  let from = new Date(epochMs(after))
  while (times.length < count) {
    const next = job.nextRun(from)
    if (next === null) break
    times.push(instantFromEpochMs(next.getTime()))
    from = next
  }
  return times
}

const YEAR_DAYS = 370

/** The days of the coming year on which the clock never shows a time at which a run is due: systemd and Kubernetes leave such a run out. */
export function skippedDays(cron: CronTimes, zone: string, after: Instant): readonly string[] {
  const { hours, minutes } = cron
  if (hours === null) return []
  const first = dayIn(zone, after)
  const due = hours.flatMap((hour) => (minutes ?? [0]).map((minute) => `${pad(hour)}:${pad(minute)}`))
  return Array.from({ length: YEAR_DAYS }, (_, days) => plusCalendar(first, { days })).filter((day) => {
    const start = epochMs(startOfDay(day, zone))
    const end = epochMs(startOfDay(plusCalendar(day, { days: 1 }), zone))
    if (end - start >= 24 * HOUR_MS) return false
    const shown = new Set<string>()
    for (let at = start; at < end; at += MINUTE_MS) shown.add(clockIn(zone, instantFromEpochMs(at)).time)
    return due.some((time) => !shown.has(time))
  })
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
