import type { ContextValue } from './request.ts'
import { type PatternPart, wildcards } from './wildcard.ts'

/** A value with its variables put in (rule 32): pieces as written, in which wildcards may stand, and literal ones. */
export type Substituted =
  | { readonly kind: 'pieces'; readonly pieces: readonly { readonly text: string; readonly literal: boolean }[] }
  /** A variable has no value and no default. */
  | { readonly kind: 'no-value' }
  | { readonly kind: 'unknown'; readonly key: string }

const ESCAPED: ReadonlySet<string> = new Set(['*', '?', '$'])

/** `known` is false for a policy of an older version, in which `${…}` is text like any other. */
export function substituted(text: string, context: (key: string) => ContextValue, known: boolean): Substituted {
  if (!known || !text.includes('${')) return { kind: 'pieces', pieces: [{ text, literal: false }] }
  const pieces: { text: string; literal: boolean }[] = []
  let from = 0
  for (const match of text.matchAll(/\$\{([^}]*)\}/gu)) {
    pieces.push({ text: text.slice(from, match.index), literal: false })
    from = match.index + match[0].length
    const name = match[1] ?? ''
    if (ESCAPED.has(name)) {
      pieces.push({ text: name, literal: true })
      continue
    }
    const [, key = name, fallback] = /^\s*([^,]+?)\s*(?:,\s*'([^']*)'\s*)?$/u.exec(name) ?? []
    const value = context(key)
    if (value.kind === 'unknown') return { kind: 'unknown', key }
    // A variable of several values is not allowed: it has none.
    const [only, ...others] = value.kind === 'values' ? value.values : []
    const put = only !== undefined && others.length === 0 ? only : fallback
    if (put === undefined) return { kind: 'no-value' }
    pieces.push({ text: put, literal: true })
  }
  pieces.push({ text: text.slice(from), literal: false })
  return { kind: 'pieces', pieces }
}

export function asText({ pieces }: Extract<Substituted, { kind: 'pieces' }>): string {
  return pieces.map(({ text }) => text).join('')
}

export function asPattern({ pieces }: Extract<Substituted, { kind: 'pieces' }>): readonly PatternPart[] {
  return pieces.flatMap(({ text, literal }): readonly PatternPart[] =>
    literal ? (text === '' ? [] : [{ kind: 'text', text }]) : wildcards(text),
  )
}
