import type { PolicyDocument, Statement } from '../../model/iam-document.ts'
import { speaksOf } from './may-allow.ts'
import { fits, wildcards } from './wildcard.ts'

/**
 * Does an Action element cover an action (rule 22)? Letter case means nothing; `*` and `?` stand anywhere behind the service's own prefix. An
 * element that is empty, padded or holds a comma covers nothing, since no action is called so.
 */
export function coversAction(pattern: string, action: string): boolean {
  if (pattern === '*') return true
  const [service, name] = pattern.toLowerCase().split(':', 2)
  const [ofService, called] = action.toLowerCase().split(':', 2)
  if (service === undefined || name === undefined || service !== ofService || called === undefined) return false
  return fits(wildcards(name), called)
}

const known = new WeakMap<PolicyDocument, Map<string, readonly number[]>>()
const NONE: readonly number[] = []

/** Positions of the statements that speak of an action, whatever they say of it. O(patterns) the first time. */
export function speakingOf(document: PolicyDocument, action: string): readonly number[] {
  const ofDocument = known.get(document) ?? new Map<string, readonly number[]>()
  known.set(document, ofDocument)
  const kept = ofDocument.get(action)
  if (kept !== undefined) return kept
  const [service = ''] = action.toLowerCase().split(':', 1)
  const found = document.statements.flatMap((statement, at) => (speaksOf(statement, service) && isOfAction(statement, action) ? [at] : []))
  const made = found.length === 0 ? NONE : found
  ofDocument.set(action, made)
  return made
}

interface AskedAction {
  readonly action: string
  readonly on: string
}

/** The first of those actions of which the same statements speak: what is decided of one is decided of all (aws.md, part 5). */
export function distinctActions<Asked extends AskedAction>(
  actions: readonly Asked[],
  documents: readonly PolicyDocument[],
): readonly Asked[] {
  if (actions.length < 2) return actions
  const speaking = documents.flatMap((document) => {
    const found = speakingOfEach(document, actions)
    return found === null ? [] : [found]
  })
  const seen = new Set<string>()
  return actions.filter(({ on }, at) => {
    let key = on
    for (const each of speaking) key += `;${each[at]}`
    const isNew = !seen.has(key)
    seen.add(key)
    return isNew
  })
}

const knownOfEach = new WeakMap<PolicyDocument, Map<readonly AskedAction[], readonly string[] | null>>()

/** Of each action the statements that speak of it, as text; null where none speaks of any. */
function speakingOfEach(document: PolicyDocument, actions: readonly AskedAction[]): readonly string[] | null {
  const ofDocument = knownOfEach.get(document) ?? new Map<readonly AskedAction[], readonly string[] | null>()
  knownOfEach.set(document, ofDocument)
  const kept = ofDocument.get(actions)
  if (kept !== undefined) return kept
  const found = actions.map(({ action }) => speakingOf(document, action).join())
  const made = found.every((text) => text === '') ? null : found
  ofDocument.set(actions, made)
  return made
}

function isOfAction({ actions, notActions }: Statement, action: string): boolean {
  return actions === null
    ? !(notActions ?? []).some((pattern) => coversAction(pattern, action))
    : actions.some((pattern) => coversAction(pattern, action))
}
