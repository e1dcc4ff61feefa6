import { type PatternPart, fits } from '../wildcard.ts'
import { type Operator, operator } from './operator.ts'

/** Six parts one by one, in which a wildcard never crosses one of the first five colons (rule 31). */
const like: Operator['matches'] = (value, { pattern }) => {
  const [parts, given] = [atColons(pattern), value.split(':')]
  if (given.length < 6 || parts.length < 6) return null
  const heads = given.slice(0, 5)
  const rest = given.slice(5).join(':')
  return heads.every((head, at) => fits(parts[at] ?? [], head)) && fits(parts[5] ?? [], rest)
}

/** A pattern taken apart at its first five colons. */
function atColons(pattern: readonly PatternPart[]): readonly (readonly PatternPart[])[] {
  const parts: PatternPart[][] = [[]]
  for (const part of pattern) {
    if (part.kind !== 'text') {
      parts.at(-1)?.push(part)
      continue
    }
    let text = part.text
    while (parts.length < 6 && text.includes(':')) {
      const colon = text.indexOf(':')
      if (colon > 0) parts.at(-1)?.push({ kind: 'text', text: text.slice(0, colon) })
      parts.push([])
      text = text.slice(colon + 1)
    }
    if (text !== '') parts.at(-1)?.push({ kind: 'text', text })
  }
  return parts
}

export const ARN = {
  ArnEquals: operator(false, true, like),
  ArnLike: operator(false, true, like),
  ArnNotEquals: operator(true, true, like),
  ArnNotLike: operator(true, true, like),
} as const
