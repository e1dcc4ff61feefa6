import { assertNever } from './assert-never.ts'

/** A search filter (RFC 4515) as it can be held against a record that was read. */
export type SearchFilter =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly SearchFilter[] }
  | { readonly kind: 'not'; readonly part: SearchFilter }
  /** Attributes in lower case, without options. */
  | { readonly kind: 'present'; readonly attribute: string }
  | { readonly kind: 'equal'; readonly attribute: string; readonly value: string }
  /** Pieces in their order; the first and the last are empty where anything may stand there. */
  | { readonly kind: 'pieces'; readonly attribute: string; readonly pieces: readonly string[] }
  | { readonly kind: 'order'; readonly attribute: string; readonly sign: '>=' | '<='; readonly value: string }
  /** A form that nobody decides here: another rule of matching, an approximation. */
  | { readonly kind: 'beyond'; readonly attribute: string }

/** Null where the text is no filter, or nested deeper than anybody writes. */
export function searchFilter(text: string): SearchFilter | null {
  const read = filterAt(text, 0, 0)
  return read === null || read.end !== text.length ? null : read.filter
}

/** Names of all attributes that the filter asks for. */
export function attributesIn(filter: SearchFilter): readonly string[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.parts.flatMap(attributesIn)
    case 'not':
      return attributesIn(filter.part)
    case 'present':
    case 'equal':
    case 'pieces':
    case 'order':
    case 'beyond':
      return [filter.attribute]
    default:
      return assertNever(filter, 'filter')
  }
}

interface Read {
  readonly filter: SearchFilter
  readonly end: number
}

const DEEPEST = 50

function filterAt(text: string, start: number, depth: number): Read | null {
  if (text[start] !== '(' || depth > DEEPEST) return null
  const sign = text[start + 1]
  if (sign === '&' || sign === '|') {
    const parts: SearchFilter[] = []
    let end = start + 2
    while (text[end] === '(') {
      const part = filterAt(text, end, depth + 1)
      if (part === null) return null
      parts.push(part.filter)
      end = part.end
    }
    return text[end] === ')' ? { filter: { kind: sign === '&' ? 'and' : 'or', parts }, end: end + 1 } : null
  }
  if (sign === '!') {
    const part = filterAt(text, start + 2, depth + 1)
    return part !== null && text[part.end] === ')' ? { filter: { kind: 'not', part: part.filter }, end: part.end + 1 } : null
  }
  const end = text.indexOf(')', start)
  const filter = end < 0 ? null : itemIn(text.slice(start + 1, end))
  return filter === null ? null : { filter, end: end + 1 }
}

function itemIn(item: string): SearchFilter | null {
  const match = /^([a-z][\w-]*|\d+(?:\.\d+)+)((?:;[\w-]+)*)(:[^=]*)?(=|>=|<=|~=)([^(]*)$/isu.exec(item)
  if (match === null) return null
  const [, name = '', options = '', rule, sign = '', written = ''] = match
  const attribute = name.toLowerCase()
  if (rule !== undefined || sign === '~=' || options !== '' || /^\d/u.test(name)) return { kind: 'beyond', attribute }
  if (sign === '=' && written === '*') return { kind: 'present', attribute }
  const pieces = written.split('*').map(unescaped)
  if (pieces.some((piece) => piece === null)) return null
  const [value = ''] = pieces
  if (sign === '=' && pieces.length > 1) return { kind: 'pieces', attribute, pieces: pieces.map((piece) => piece ?? '') }
  return sign === '='
    ? { kind: 'equal', attribute, value: value ?? '' }
    : { kind: 'order', attribute, sign: sign === '>=' ? '>=' : '<=', value: value ?? '' }
}

/** Bytes written as `\xx` are those of UTF-8 text; null where they are none. */
function unescaped(written: string): string | null {
  if (!written.includes('\\')) return written
  const bytes: number[] = []
  const encoder = new TextEncoder()
  for (const [piece] of written.matchAll(/\\[0-9a-f]{2}|\\|[^\\]+/gisu)) {
    if (piece === '\\') return null
    if (piece.startsWith('\\')) bytes.push(Number.parseInt(piece.slice(1), 16))
    else bytes.push(...encoder.encode(piece))
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes))
  } catch (cause) {
    if (cause instanceof TypeError) return null
    throw cause
  }
}
