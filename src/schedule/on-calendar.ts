import type { CronTimes } from './cron.ts'

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const

/**
 * The same times as `OnCalendar=` of systemd, which names its zone itself; `systemd.time(7)`.
 *
 * Where cron restricts both days it means *either*, and systemd *both*: then there are two lines.
 */
export function onCalendar(cron: CronTimes, zone: string): readonly string[] {
  const { daysOfMonth, daysOfWeek } = cron
  const isEither = daysOfMonth !== null && daysOfWeek !== null
  return isEither ? [line(cron, daysOfMonth, null, zone), line(cron, null, daysOfWeek, zone)] : [line(cron, daysOfMonth, daysOfWeek, zone)]
}

function line({ minutes, hours, months }: CronTimes, days: readonly number[] | null, week: readonly number[] | null, zone: string): string {
  const weekdays = week === null ? '' : `${week.map((day) => WEEKDAYS[day] ?? '').join(',')} `
  return `${weekdays}*-${listed(months)}-${listed(days)} ${listed(hours)}:${listed(minutes)}:00 ${zone}`
}

function listed(values: readonly number[] | null): string {
  return values === null ? '*' : values.map((value) => String(value).padStart(2, '0')).join(',')
}
