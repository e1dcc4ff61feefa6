import { parseArn } from './arn.ts'
import { type PatternPart, fits, wildcards } from './wildcard.ts'

/**
 * Does a Resource element cover everything inside `arn` (every key of a bucket, every key below a prefix), a part of it, or nothing of it?
 * `arn` ends where the names inside begin: `arn:aws:s3:::bucket/`.
 */
export function coversInside(
  pattern: string,
  arn: string,
  lastPart: (text: string) => readonly PatternPart[] | null,
): 'all' | 'part' | 'none' {
  if (pattern === '*') return 'all'
  const given = parseArn(arn)
  const [prefix, ...parts] = pattern.split(':')
  if (given === null || prefix !== 'arn' || /[*?]/u.test(parts[1] ?? '')) return 'none'
  const heads = [given.partition, given.service, given.region, given.account]
  if (!heads.every((head, at) => fits(wildcards(parts[at] ?? '*'), head))) return 'none'
  const rest = parts.length > 4 ? lastPart(parts.slice(4).join(':')) : wildcards('*')
  if (rest === null) return 'none'
  const states = statesAfter(rest, given.rest)
  if (states.size === 0) return 'none'
  // Only a run at the very end takes whatever follows; a state that stands before it takes the empty name too, which is none.
  return states.has(rest.length - 1) && rest.at(-1)?.kind === 'run' ? 'all' : 'part'
}

/**
 * Where in the pattern one may stand when `text` was read; a state is the number of parts that are done, a run being done never. Literal
 * parts are taken apart, so that a text may end inside one: then the state is that of the part.
 */
function statesAfter(parts: readonly PatternPart[], text: string): ReadonlySet<number> {
  let states = withRuns(new Map([[key(0, 0), [0, 0] as const]]), parts)
  for (const character of text) {
    const next = new Map<string, readonly [number, number]>()
    for (const [part, offset] of states.values()) {
      const current = parts[part]
      if (current === undefined) continue
      const after = stepOver(current, part, offset, character)
      if (after !== null) next.set(key(...after), after)
    }
    states = withRuns(next, parts)
    if (states.size === 0) break
  }
  // A pattern that is read to its end covers this text alone, and nothing inside.
  return new Set([...states.values()].flatMap(([part]) => (part < parts.length ? [part] : [])))
}

/** Where one stands once the part has taken the character; null where it takes it not. */
function stepOver(current: PatternPart, part: number, offset: number, character: string): readonly [number, number] | null {
  if (current.kind === 'text') {
    if (current.text[offset] !== character) return null
    return offset + 1 === current.text.length ? [part + 1, 0] : [part, offset + 1]
  }
  return [current.kind === 'run' ? part : part + 1, 0]
}

type States = Map<string, readonly [number, number]>

/** A run may take nothing. */
function withRuns(states: States, parts: readonly PatternPart[]): States {
  for (const [part, offset] of states.values()) if (offset === 0 && parts[part]?.kind === 'run') states.set(key(part + 1, 0), [part + 1, 0])
  return states
}

function key(part: number, offset: number): string {
  return `${part} ${offset}`
}
