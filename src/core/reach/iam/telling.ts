import type { ConditionTerm, PolicyDocument, Statement } from '../../model/iam-document.ts'
import { conditionHolds } from './condition.ts'
import { textOf } from './formula.ts'
import type { ContextValue } from './request.ts'
import { tellsApart } from './system-context.ts'

/** A statement that may come out otherwise for one user, or role, of an account than for another. */
export interface Telling {
  readonly document: PolicyDocument
  readonly statement: Statement
  /** Conditions that ask for nothing but who asks. */
  readonly byCaller: readonly ConditionTerm[]
  /** Conditions that join who asks to something else, such as a tag of the user to one of the resource. */
  readonly joined: readonly ConditionTerm[]
  /** Does its Resource hold a variable that tells who asks? */
  readonly byResource: boolean
}

const known = new WeakMap<PolicyDocument, readonly Telling[]>()

/** In the document's order. O(text) the first time. */
export function tellingIn(document: PolicyDocument): readonly Telling[] {
  const kept = known.get(document)
  if (kept !== undefined) return kept
  const made = document.statements.flatMap((statement): readonly Telling[] => {
    const told = statement.condition.map((term) => ({ term, keys: keysOf(term) })).filter(({ keys }) => keys.some((key) => tellsApart(key)))
    const byCaller = told.flatMap(({ term, keys }) => (keys.every((key) => tellsApart(key)) ? [term] : []))
    const joined = told.flatMap(({ term, keys }) => (keys.every((key) => tellsApart(key)) ? [] : [term]))
    const byResource = [statement.resources ?? [], statement.notResources ?? []].flat().some((text) => variablesIn(text).some(tellsApart))
    return told.length > 0 || byResource ? [{ document, statement, byCaller, joined, byResource }] : []
  })
  known.set(document, made)
  return made
}

/** How these conditions come out, in words: equal words are equal outcomes. */
export function outcome(
  terms: readonly ConditionTerm[],
  { variables }: PolicyDocument,
  context: (key: string) => ContextValue,
): readonly string[] {
  return terms.map((term) => textOf(conditionHolds([term], context, variables)))
}

/** The key of a condition, and those of the variables in its values. */
function keysOf({ key, values }: ConditionTerm): readonly string[] {
  return [key, ...values.flatMap((value) => variablesIn(value))]
}

function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(/\$\{\s*([^,}]*[^,}\s])/gu)].flatMap(([, key]) => key ?? [])
}
