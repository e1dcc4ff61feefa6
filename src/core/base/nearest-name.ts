import { distance } from 'fastest-levenshtein'
import { compareText } from './order.ts'

/** The one of `names` closest to `written`, if at most two letters away; ties go to the first by code unit. */
export function nearestName(written: string, names: Iterable<string>): string | null {
  let best: { readonly name: string; readonly away: number } | null = null
  for (const name of [...names].sort(compareText)) {
    const away = distance(written, name)
    if (away <= 2 && away < name.length && (best === null || away < best.away)) best = { name, away }
  }
  return best === null ? null : best.name
}

/** The help for a name that is not known: the nearest one, else all that are allowed, else null. */
export function nameHelp(written: string, names: Iterable<string>): string | null {
  const known = [...names].sort(compareText)
  const near = nearestName(written, known)
  if (near !== null) return `did you mean \`${near}\`?`
  return known.length === 0 ? null : `allowed: ${known.map((name) => `\`${name}\``).join(', ')}`
}
