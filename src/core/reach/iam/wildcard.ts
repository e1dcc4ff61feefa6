/** A piece of a pattern: literal text, or one that stands for any one character or any run of them. */
export type PatternPart = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'one' | 'run' }

/**
 * Does the whole text fit the pattern? Each part is tried where it can first stand, and a run is lengthened only when what follows does not
 * fit, so that the cost is O(parts × text) whatever the pattern.
 */
export function fits(parts: readonly PatternPart[], text: string): boolean {
  let at = 0
  let part = 0
  let resume: { readonly part: number; at: number } | null = null
  while (at < text.length || part < parts.length) {
    const current = parts[part]
    if (current?.kind === 'run') {
      resume = { part: part + 1, at }
      part += 1
    } else if (current?.kind === 'one' && at < text.length) {
      part += 1
      at += 1
    } else if (current?.kind === 'text' && text.startsWith(current.text, at)) {
      part += 1
      at += current.text.length
    } else if (resume !== null && resume.at < text.length) {
      resume.at += 1
      at = resume.at
      part = resume.part
    } else return false
  }
  return true
}

/** Patterns are few and asked for often; beyond so many they are read anew. */
const KEPT = 50_000
const known = new Map<string, readonly PatternPart[]>()

/** The parts of a pattern in which `*` and `?` are wildcards and nothing is escaped. */
export function wildcards(pattern: string): readonly PatternPart[] {
  const kept = known.get(pattern)
  if (kept !== undefined) return kept
  const made = (pattern.match(/\*+|\?|[^*?]+/gu) ?? []).map((piece): PatternPart => {
    if (piece.startsWith('*')) return { kind: 'run' }
    return piece === '?' ? { kind: 'one' } : { kind: 'text', text: piece }
  })
  if (known.size >= KEPT) known.clear()
  known.set(pattern, made)
  return made
}
