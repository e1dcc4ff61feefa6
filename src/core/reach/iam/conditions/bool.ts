import { operator } from './operator.ts'

export const BOOL = {
  Bool: operator(false, false, (value, { text }) => {
    const [a, b] = [value.toLowerCase(), text.toLowerCase()]
    return isBoolean(a) && isBoolean(b) ? a === b : null
  }),
} as const

function isBoolean(text: string): boolean {
  return text === 'true' || text === 'false'
}
