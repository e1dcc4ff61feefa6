import { type Operator, operator } from './operator.ts'

function compared(holds: (value: number, wanted: number) => boolean): Operator['matches'] {
  return (value, { text }) => {
    const [a, b] = [numberIn(value), numberIn(text)]
    return a === null || b === null ? null : holds(a, b)
  }
}

function numberIn(text: string): number | null {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu.test(text) ? Number(text) : null
}

export const NUMERIC = {
  NumericEquals: operator(
    false,
    false,
    compared((a, b) => a === b),
  ),
  NumericNotEquals: operator(
    true,
    false,
    compared((a, b) => a === b),
  ),
  NumericLessThan: operator(
    false,
    false,
    compared((a, b) => a < b),
  ),
  NumericLessThanEquals: operator(
    false,
    false,
    compared((a, b) => a <= b),
  ),
  NumericGreaterThan: operator(
    false,
    false,
    compared((a, b) => a > b),
  ),
  NumericGreaterThanEquals: operator(
    false,
    false,
    compared((a, b) => a >= b),
  ),
} as const
