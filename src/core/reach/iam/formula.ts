/** Something that no record decides: it depends on the request, or the vendor's own pages differ about it. */
export interface Atom {
  /** The context key that would decide it, in lower case; null where nothing in a request does. */
  readonly key: string | null
  /** In words, for a reader: `aws:SourceIp is in 10.0.0.0/8`. */
  readonly says: string
}

/**
 * A truth in Kleene's logic, with what it still depends on: what is decided is `true` or `false`, and all else is kept, simplified where that
 * costs nothing. Equal atoms are told by their words.
 */
export type Formula =
  | { readonly kind: 'true' }
  | { readonly kind: 'false' }
  | { readonly kind: 'atom'; readonly atom: Atom }
  | { readonly kind: 'not'; readonly of: Formula }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Formula[] }

export const TRUE: Formula = { kind: 'true' }
export const FALSE: Formula = { kind: 'false' }

export function truth(value: boolean): Formula {
  return value ? TRUE : FALSE
}

export function atom(key: string | null, says: string): Formula {
  return { kind: 'atom', atom: { key: key === null ? null : key.toLowerCase(), says } }
}

export function not(formula: Formula): Formula {
  switch (formula.kind) {
    case 'true':
      return FALSE
    case 'false':
      return TRUE
    case 'not':
      return formula.of
    case 'atom':
    case 'all':
    case 'any':
      return { kind: 'not', of: formula }
  }
}

export function all(...formulas: readonly Formula[]): Formula {
  return joined('all', formulas)
}

export function any(...formulas: readonly Formula[]): Formula {
  return joined('any', formulas)
}

function joined(kind: 'all' | 'any', formulas: readonly Formula[]): Formula {
  const [neutral, decisive] = kind === 'all' ? [TRUE, FALSE] : [FALSE, TRUE]
  const open = formulas.filter((formula) => formula.kind !== neutral.kind)
  if (open.length < 2) return open[0] ?? neutral
  if (open.some((formula) => formula.kind === decisive.kind)) return decisive
  const parts = new Map<string, Formula>()
  for (const formula of open) {
    for (const part of formula.kind === kind ? formula.of : [formula]) parts.set(textOf(part), part)
  }
  const [first, ...others] = parts.values()
  if (first === undefined) return neutral
  return others.length === 0 ? first : { kind, of: [first, ...others] }
}

/** The formula in words, the same for equal formulas. */
export function textOf(formula: Formula): string {
  switch (formula.kind) {
    case 'true':
      return 'always'
    case 'false':
      return 'never'
    case 'atom':
      return formula.atom.says
    case 'not':
      return `not (${textOf(formula.of)})`
    case 'all':
    case 'any':
      return formula.of.map((part) => (part.kind === 'all' || part.kind === 'any' ? `(${textOf(part)})` : textOf(part))).join(formula.kind === 'all' ? ' and ' : ' or ') // prettier-ignore
  }
}
