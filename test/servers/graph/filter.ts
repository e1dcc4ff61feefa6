import { badRequest } from './refusal.ts'
import type { GraphObject, Json } from './tenant.ts'

export interface Condition {
  readonly property: string
  readonly operator: 'eq' | 'startswith'
  readonly value: string | number | boolean | null
}

const EQUALS = /^(\w+) eq (.+)$/
const STARTS_WITH = /^startswith\((\w+), ?'((?:[^']|'')*)'\)$/

/** `a eq 'x' and startswith(b,'y')`: all that the server understands of OData's filters. A quote within a text is doubled. */
export function readFilter(text: string): readonly Condition[] {
  return splitAtAnd(text).map((part): Condition => {
    const start = STARTS_WITH.exec(part)
    if (start !== null) return { property: start[1] ?? '', operator: 'startswith', value: unquoted(start[2] ?? '') }
    const equal = EQUALS.exec(part)
    if (equal !== null) return { property: equal[1] ?? '', operator: 'eq', value: literal(equal[2] ?? '', text) }
    throw badRequest(`Invalid filter clause: ${text}`)
  })
}

/** Whether an object meets all conditions. Texts are compared without regard to case, as the directory does. */
export function meets({ values }: GraphObject, conditions: readonly Condition[]): boolean {
  return conditions.every(({ property, operator, value }) => {
    const found = folded(values[property] ?? null)
    const asked = folded(value)
    return operator === 'eq' ? found === asked : typeof found === 'string' && typeof asked === 'string' && found.startsWith(asked)
  })
}

function folded(value: Json): Json {
  return typeof value === 'string' ? value.toLowerCase() : value
}

function splitAtAnd(text: string): readonly string[] {
  const parts: string[] = []
  let part = ''
  let quoted = false
  for (const word of text.split(/( and )/)) {
    if (word === ' and ' && !quoted) {
      parts.push(part)
      part = ''
      continue
    }
    part += word
    if ((word.split("'").length - 1) % 2 === 1) quoted = !quoted
  }
  return [...parts, part]
}

function literal(text: string, filter: string): Condition['value'] {
  if (text === 'true' || text === 'false') return text === 'true'
  if (text === 'null') return null
  if (/^-?\d+$/.test(text)) return Number(text)
  if (/^'(?:[^']|'')*'$/.test(text)) return unquoted(text.slice(1, -1))
  throw badRequest(`Invalid filter clause: ${filter}`)
}

function unquoted(text: string): string {
  return text.replaceAll("''", "'")
}
