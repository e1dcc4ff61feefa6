import type { Decision } from './decide.ts'
import { type Formula, all, any, textOf } from './formula.ts'

/** That a request is let through, and on what it depends. */
export interface Decided {
  /** In AWS's words: ``s3:GetObject by policy `LabRead`, statement 1``. */
  readonly says: string
  readonly residual: Exclude<Formula, { readonly kind: 'false' }>
}

/** What was decided, if more holds as well, and by what way; null where that never is. */
export function given(found: Decided | null, more: Formula, by: string | null = null): Decided | null {
  if (found === null) return null
  const residual = all(found.residual, more)
  return residual.kind === 'false' ? null : { says: by === null ? found.says : `${found.says}, through ${by}`, residual }
}

/**
 * Any one of several actions gives a level: without more if one does, else on what any of them asks, in the words of the first. Asks no further
 * once nothing is left open.
 */
export function joined(found: Iterable<Decided | null>): Decided | null {
  const some: Decided[] = []
  for (const one of found) {
    if (one?.residual.kind === 'true') return one
    if (one !== null) some.push(one)
  }
  const [first] = some
  if (first === undefined) return null
  const residual = any(...some.map((one) => one.residual))
  return residual.kind === 'false' ? null : { says: first.says, residual }
}

/** The first way that holds without more, beyond which none is asked; else every one that asks for something else than those before it. */
export function waysThatCount(found: Iterable<Decided | null>): readonly Decided[] {
  const some = new Map<string, Decided>()
  for (const one of found) {
    if (one === null) continue
    if (one.residual.kind === 'true') return [one]
    const text = textOf(one.residual)
    if (!some.has(text)) some.set(text, one)
  }
  return [...some.values()]
}

/**
 * By which statement an action is let through. Of somebody outside the own policies are not known: what the resource says lets them in. Of a
 * statement about more than the one resource it says so.
 */
export function wordsFor(action: string, statements: Decision['statements'], isOutside: boolean): string {
  const allowing = statements.filter(({ effect, family }) => effect === 'Allow' && (family === 'identity' || family === 'resource'))
  const deciding = isOutside ? (allowing.find(({ family }) => family === 'resource') ?? allowing[0]) : allowing[0]
  if (deciding === undefined) return action
  const wide = deciding.family === 'identity' && deciding.onEverything ? ', on everything there' : ''
  return `${action} by ${deciding.document}, statement ${deciding.statement}${wide}`
}
