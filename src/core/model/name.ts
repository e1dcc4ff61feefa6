/**
 * Another way to name an account or a group inside its source, in one of the closed forms:
 * `id:<native id>`, `dn:<normalised DN>`, `sid:<S-1-…>`, `uid:<uid>`, `name:<case-folded cn or login>`.
 *
 * References between records are made with these; `assemble` resolves them once all records of the source are known.
 */
export type Name = `${'id' | 'dn' | 'sid' | 'uid' | 'name'}:${string}`

/** The name without its form: what the system itself writes. */
export function nameText(name: Name): string {
  return name.slice(name.indexOf(':') + 1)
}
