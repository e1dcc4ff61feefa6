import { epochMs, parseDay, parseInstant } from '../../../base/instant.ts'
import { type Operator, operator } from './operator.ts'

/** ISO 8601, a day alone too, or seconds since 1970 (rule 33). */
function momentIn(text: string): number | null {
  if (/^\d+(?:\.\d+)?$/u.test(text)) return Number(text) * 1_000
  const day = parseDay(text)
  const instant = parseInstant(day === null ? text : `${day}T00:00:00Z`)
  return instant === null ? null : epochMs(instant)
}

function compared(holds: (value: number, wanted: number) => boolean): Operator['matches'] {
  return (value, { text }) => {
    const [a, b] = [momentIn(value), momentIn(text)]
    return a === null || b === null ? null : holds(a, b)
  }
}

export const DATE = {
  DateEquals: operator(
    false,
    false,
    compared((a, b) => a === b),
  ),
  DateNotEquals: operator(
    true,
    false,
    compared((a, b) => a === b),
  ),
  DateLessThan: operator(
    false,
    false,
    compared((a, b) => a < b),
  ),
  DateLessThanEquals: operator(
    false,
    false,
    compared((a, b) => a <= b),
  ),
  DateGreaterThan: operator(
    false,
    false,
    compared((a, b) => a > b),
  ),
  DateGreaterThanEquals: operator(
    false,
    false,
    compared((a, b) => a >= b),
  ),
} as const
