import type { SearchFilter } from '../base/search-filter.ts'

/**
 * The rule of a dynamic group of Microsoft Entra as a filter: attributes without `user.` and in lower case; what no filter can say is
 * `beyond`. Null for what is no such rule, or nested deeper than anybody writes.
 *
 * Syntax and precedence: https://learn.microsoft.com/entra/identity/users/groups-dynamic-membership.
 */
export function dynamicRule(text: string): SearchFilter | null {
  const tokens = tokensOf(text)
  if (tokens === null) return null
  const read = alternatives(tokens, 0, 0)
  return read === null || read.next !== tokens.length ? null : read.filter
}

interface Read {
  readonly filter: SearchFilter
  readonly next: number
}

const DEEPEST = 50
// A back tick takes the meaning from the quote behind it.
const TOKEN = /\s*(?:([()[\],])|"((?:[^"`]|`.)*)"|'((?:[^'`]|`.)*)'|([^\s()[\],"']+))/suy

interface Token {
  /** `word`: an operator, a property, or a value that bears no quotes. */
  readonly kind: 'sign' | 'text' | 'word'
  readonly text: string
}

function tokensOf(text: string): readonly Token[] | null {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  const trimmed = text.trimEnd()
  while (TOKEN.lastIndex < trimmed.length) {
    const match = TOKEN.exec(trimmed)
    if (match === null) return null
    const [, sign, double, single, word] = match
    const quoted = double ?? single
    if (sign !== undefined) tokens.push({ kind: 'sign', text: sign })
    else if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.replaceAll(/`(.)/gsu, '$1') })
    else tokens.push({ kind: 'word', text: word ?? '' })
  }
  return tokens
}

function alternatives(tokens: readonly Token[], start: number, depth: number): Read | null {
  return joined(tokens, start, depth, 'or', (at) => joined(tokens, at, depth, 'and', (inner) => negated(tokens, inner, depth)))
}

function joined(
  tokens: readonly Token[],
  start: number,
  depth: number,
  kind: 'and' | 'or',
  partAt: (at: number) => Read | null,
): Read | null {
  if (depth > DEEPEST) return null
  const parts: SearchFilter[] = []
  for (let at = start; ; at++) {
    const part = partAt(at)
    if (part === null) return null
    parts.push(part.filter)
    at = part.next
    if (operatorAt(tokens, at) !== kind) return { filter: parts.length === 1 ? part.filter : { kind, parts }, next: at }
  }
}

function negated(tokens: readonly Token[], start: number, depth: number): Read | null {
  if (depth > DEEPEST) return null
  if (operatorAt(tokens, start) === 'not') {
    const part = negated(tokens, start + 1, depth + 1)
    return part === null ? null : { filter: { kind: 'not', part: part.filter }, next: part.next }
  }
  if (!isSign(tokens[start], '(')) return comparison(tokens, start)
  const inner = alternatives(tokens, start + 1, depth + 1)
  return inner !== null && isSign(tokens[inner.next], ')') ? { filter: inner.filter, next: inner.next + 1 } : null
}

function comparison(tokens: readonly Token[], start: number): Read | null {
  const [property, next] = [tokens[start], start + 2]
  const attribute = property?.kind === 'word' ? /^user\.(\w+(?:\.\w+)*)$/iu.exec(property.text)?.[1]?.toLowerCase() : undefined
  const operator = operatorAt(tokens, start + 1)
  if (attribute === undefined || operator === null) return null
  const values = valuesAt(tokens, next)
  if (values === null) return null
  const read = (filter: SearchFilter): Read => ({ filter, next: values.next })
  const equals = values.texts.map((text): SearchFilter => (text === null ? absent(attribute) : { kind: 'equal', attribute, value: text }))
  const any: SearchFilter = equals.length === 1 && equals[0] !== undefined ? equals[0] : { kind: 'or', parts: equals }
  switch (operator) {
    case 'eq':
    case 'in':
      return read(any)
    case 'ne':
    case 'notin':
      return read({ kind: 'not', part: any })
    default:
      return OTHERS.has(operator) ? read({ kind: 'beyond', attribute }) : null
  }
}

const OTHERS: ReadonlySet<string> = new Set(
  'startswith notstartswith endswith notendswith contains notcontains match notmatch any all le ge'.split(' '),
)

function absent(attribute: string): SearchFilter {
  return { kind: 'not', part: { kind: 'present', attribute } }
}

/** What stands behind an operator: a value, a list of them, or a condition on the parts of a property, which is stepped over. */
function valuesAt(tokens: readonly Token[], start: number): { readonly texts: readonly (string | null)[]; readonly next: number } | null {
  const first = tokens[start]
  if (first === undefined) return null
  if (isSign(first, '(')) {
    const end = closing(tokens, start)
    return end === null ? null : { texts: [], next: end + 1 }
  }
  if (!isSign(first, '[')) return first.kind === 'sign' ? null : { texts: [valueOf(first)], next: start + 1 }
  const texts: (string | null)[] = []
  for (let at = start + 1; ; at += 2) {
    const [value, behind] = [tokens[at], tokens[at + 1]]
    if (value === undefined || value.kind === 'sign') return null
    texts.push(valueOf(value))
    if (isSign(behind, ']')) return { texts, next: at + 2 }
    if (!isSign(behind, ',')) return null
  }
}

function closing(tokens: readonly Token[], start: number): number | null {
  let open = 0
  for (let at = start; at < tokens.length; at++) {
    if (isSign(tokens[at], '(')) open += 1
    if (isSign(tokens[at], ')')) open -= 1
    if (open === 0) return at
  }
  return null
}

/** Null for the property that has no value. */
function valueOf({ kind, text }: Token): string | null {
  return kind === 'word' && /^\$?null$/iu.test(text) ? null : text
}

/** With and without its hyphen, in any letter case. */
function operatorAt(tokens: readonly Token[], at: number): string | null {
  const token = tokens[at]
  return token?.kind === 'word' ? token.text.replace(/^-/u, '').toLowerCase() : null
}

function isSign(token: Token | undefined, sign: string): boolean {
  return token?.kind === 'sign' && token.text === sign
}
