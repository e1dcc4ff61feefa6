import { type Result, failed, succeeded } from '../core/base/result.ts'

/** A cron expression of five fields, each as the values that fit, ascending; null = every value. */
export interface CronTimes {
  /** As it was written, single spaces. */
  readonly written: string
  readonly minutes: readonly number[] | null
  readonly hours: readonly number[] | null
  readonly daysOfMonth: readonly number[] | null
  readonly months: readonly number[] | null
  /** 0 = Sunday … 6. */
  readonly daysOfWeek: readonly number[] | null
}

const FIELDS = [
  { name: 'minute', from: 0, to: 59, words: [] },
  { name: 'hour', from: 0, to: 23, words: [] },
  { name: 'day of the month', from: 1, to: 31, words: [] },
  { name: 'month', from: 1, to: 12, words: ['', 'jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  { name: 'day of the week', from: 0, to: 7, words: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
] as const

type Field = (typeof FIELDS)[number]

/** Lists, ranges, steps, names of months and days; nothing that only some programs know, since three of them are to agree on it. */
export function parseCron(text: string): Result<CronTimes, string> {
  const parts = text.trim().split(/\s+/u)
  if (parts.length !== FIELDS.length) return failed(`expected five fields, found ${parts.length}`)
  const values: (readonly number[] | null)[] = []
  for (const [at, field] of FIELDS.entries()) {
    const parsed = fieldValues(parts[at] ?? '', field)
    if (!parsed.ok) return parsed
    values.push(parsed.value)
  }
  const [minutes = null, hours = null, daysOfMonth = null, months = null, week = null] = values
  // Sunday has two numbers.
  const daysOfWeek = week === null ? null : ascending(week.map((day) => day % 7))
  return succeeded({ written: parts.join(' '), minutes, hours, daysOfMonth, months, daysOfWeek })
}

function fieldValues(text: string, field: Field): Result<readonly number[] | null, string> {
  if (text === '*') return succeeded(null)
  const values: number[] = []
  for (const item of text.split(',')) {
    const parsed = itemValues(item, field)
    if (parsed === null) return failed(`expected a ${field.name} from ${field.from} to ${field.to}, found \`${text}\``)
    values.push(...parsed)
  }
  return succeeded(ascending(values))
}

/** `*`, `5`, `1-5`, each with `/step`; null for anything else. */
function itemValues(item: string, field: Field): readonly number[] | null {
  const match = /^(?:(\*)|([a-z]+|\d{1,2})(?:-([a-z]+|\d{1,2}))?)(?:\/(\d{1,2}))?$/iu.exec(item)
  if (match === null) return null
  const [, all, first, last, stepText] = match
  const step = stepText === undefined ? 1 : Number(stepText)
  const from = all === undefined ? numberOf(first ?? '', field) : field.from
  const open = all !== undefined || (last === undefined && stepText !== undefined)
  const to = open ? (field.to === 7 ? 6 : field.to) : last === undefined ? from : numberOf(last, field)
  if (from === null || to === null || from > to || step === 0) return null
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => from + at * step)
}

function numberOf(text: string, { from, to, words }: Field): number | null {
  const at = (words as readonly string[]).indexOf(text.toLowerCase())
  const value = /^\d+$/u.test(text) ? Number(text) : at
  return value >= from && value <= to ? value : null
}

function ascending(values: readonly number[]): readonly number[] {
  return [...new Set(values)].sort((a, b) => a - b)
}
