import { speakingOf } from './actions.ts'
import { coversArn } from './arn.ts'
import { conditionHolds } from './condition.ts'
import { coversInside } from './covers-inside.ts'
import type { PolicyDocument, Statement } from '../../model/iam-document.ts'
import { FALSE, type Formula, TRUE, all, any, atom, not, truth } from './formula.ts'
import { type NamedAs, isExempt, namedAs } from './principal.ts'
import type { IamRequest } from './request.ts'
import { asPattern, substituted } from './variables.ts'

/** A statement that speaks of the request, and what must hold for it to apply. */
export interface Hit {
  readonly document: string
  /** Its position from 1, and its Sid where it has one. */
  readonly statement: string
  readonly effect: 'Allow' | 'Deny'
  readonly holds: Formula
  /** By what a resource policy names the caller; null in policies without principals. */
  readonly as: NamedAs | null
  /** Does it speak of every resource, or of all but a few? */
  readonly onEverything: boolean
}

/** A statement that speaks of an action on a resource, whoever asks. */
interface Speaking {
  readonly statement: Statement
  readonly named: Pick<Hit, 'document' | 'statement' | 'effect' | 'onEverything'>
  /** What must hold of the resource; null where a variable of the request tells. */
  readonly ofResource: Formula | null
  /** What it is to every caller; null where the request tells. */
  readonly hit: Hit | null
}

/** What was found before, for requests that have it in common. */
export interface Kept {
  /** Of one action on one resource: by document, which of its statements speak of it. */
  readonly speaking: Map<PolicyDocument, readonly Speaking[]>
  /** Of one caller and one context: what holds of the conditions of a statement. */
  readonly conditions: Map<Statement, Formula>
}

/** Statements of policies that hang on a principal, an account or an endpoint: whom they are about is decided before. */
export function hitsIn(documents: readonly PolicyDocument[], request: IamRequest, kept: Kept | null): readonly Hit[] {
  const hits: Hit[] = []
  for (const document of documents) {
    for (const speaking of speakingIn(document, request, kept)) {
      const hit = speaking.hit ?? hitOf(speaking, document, request, kept)
      if (hit !== null) hits.push(hit)
    }
  }
  return hits
}

/** Statements of a resource's own policy, a hit for each way in which the caller is named (rules 8 to 10, 25). */
export function hitsOnResource(
  document: PolicyDocument | null,
  request: IamRequest,
  hasBoundary: boolean,
  kept: Kept | null,
): readonly Hit[] {
  if (document === null) return []
  return speakingIn(document, request, kept).flatMap((speaking): readonly Hit[] => {
    const { statement } = speaking
    // Without a Principal a resource policy speaks of nobody.
    const names = statement.principal === null ? [] : namedAs(statement.principal, request.caller)
    if (statement.notPrincipal === null && names.length === 0) return []
    const hit = speaking.hit ?? hitOf(speaking, document, request, kept)
    if (hit === null) return []
    if (statement.notPrincipal !== null) {
      // A principal with a boundary is denied whoever is listed (rule 9).
      const exempt = statement.effect === 'Deny' && hasBoundary ? 'no' : isExempt(statement.notPrincipal, request.caller)
      const spoken = exempt === 'yes' ? FALSE : exempt === 'no' ? TRUE : atom(null, 'NotPrincipal that lists the account alone (disputed)')
      const both = all(hit.holds, spoken)
      return both.kind === 'false' ? [] : [{ ...hit, holds: both, as: 'everybody' }]
    }
    return names.map((as) => ({ ...hit, as }))
  })
}

export function allowsOf(hits: readonly Hit[], as: readonly (NamedAs | null)[] = [null]): Formula {
  return any(...hits.filter((hit) => hit.effect === 'Allow' && as.includes(hit.as)).map(({ holds }) => holds))
}

export function denies(hits: readonly Hit[]): Formula {
  return any(...hits.filter(({ effect }) => effect === 'Deny').map(({ holds }) => holds))
}

/** Those of the action, unless they surely say nothing of the resource. */
function speakingIn(document: PolicyDocument, request: IamRequest, kept: Kept | null): readonly Speaking[] {
  const known = kept?.speaking.get(document)
  if (known !== undefined) return known
  const made = speakingOf(document, request.action).flatMap((at): readonly Speaking[] => {
    const statement = document.statements[at]
    if (statement === undefined) return []
    const named = { ...nameOf(document, statement, at), effect: statement.effect }
    const ofResource = document.variables && hasVariable(statement) ? null : resourceHolds(document, statement, request)
    if (ofResource?.kind === 'false') return []
    const hit = ofResource === null || statement.condition.length > 0 ? null : { ...named, holds: ofResource, as: null }
    return [{ statement, named, ofResource, hit }]
  })
  kept?.speaking.set(document, made)
  return made
}

function hitOf({ statement, named, ofResource }: Speaking, document: PolicyDocument, request: IamRequest, kept: Kept | null): Hit | null {
  const conditions =
    kept?.conditions.get(statement) ?? conditionHolds(statement.condition, (key) => request.context(key), document.variables)
  kept?.conditions.set(statement, conditions)
  const holds = all(ofResource ?? resourceHolds(document, statement, request), conditions)
  return holds.kind === 'false' ? null : { ...named, holds, as: null }
}

/** May what its Resource covers depend on the request? */
function hasVariable({ resources, notResources }: Statement): boolean {
  return [resources ?? [], notResources ?? []].flat().some((text) => text.includes('${'))
}

/** What a request names, and by what variables are put in. */
type Named = Pick<IamRequest, 'resource' | 'inside' | 'context'>

/** No Resource in a trust or resource policy speaks of the resource that it hangs on (rule 25). */
export function resourceHolds(document: PolicyDocument, { resources, notResources }: Statement, request: Named): Formula {
  if (resources !== null) return any(...resources.map((pattern) => covers(document, pattern, request)))
  if (notResources !== null) return not(any(...notResources.map((pattern) => covers(document, pattern, request))))
  return TRUE
}

function covers(document: PolicyDocument, pattern: string, { resource, context, inside = false }: Named): Formula {
  // An action that names no resource needs `*` itself.
  if (resource === '*') return truth(pattern === '*')
  // Variables stand in the last part alone; one without a value makes the element cover nothing (rule 32).
  const put = substituted(pattern, context, document.variables)
  if (put.kind === 'unknown') return atom(put.key, `\`${resource}\` is \`${pattern}\``)
  if (put.kind === 'no-value') return FALSE
  const lastPart = (text: string): ReturnType<typeof asPattern> | null => {
    const last = substituted(text, context, document.variables)
    return last.kind === 'pieces' ? asPattern(last) : null
  }
  if (inside) {
    const part = coversInside(pattern, resource, lastPart)
    return part === 'part' ? atom('(resource)', `the name fits \`${pattern}\``) : truth(part === 'all')
  }
  const covered = coversArn(pattern, resource, lastPart)
  if (covered === 'disputed') return atom(null, `\`${pattern}\` covers \`${resource}\` across a colon (disputed)`)
  return truth(covered === 'yes')
}

function nameOf(
  { label }: PolicyDocument,
  { sid, resources, notResources }: Statement,
  at: number,
): Pick<Hit, 'document' | 'statement' | 'onEverything'> {
  const onEverything = notResources !== null || resources?.includes('*') === true
  return { document: label, statement: sid === null ? String(at + 1) : `${at + 1} (${sid})`, onEverything }
}
