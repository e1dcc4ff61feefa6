import { coversAction } from './actions.ts'
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

/** Statements of policies that hang on a principal, an account or an endpoint: whom they are about is decided before. */
export function hitsIn(documents: readonly PolicyDocument[], request: IamRequest): readonly Hit[] {
  return documents.flatMap((document) =>
    document.statements.flatMap((statement, at): readonly Hit[] => {
      const holds = applies(document, statement, request)
      return holds.kind === 'false' ? [] : [{ ...nameOf(document, statement, at), effect: statement.effect, holds, as: null }]
    }),
  )
}

/** Statements of a resource's own policy, a hit for each way in which the caller is named (rules 8 to 10, 25). */
export function hitsOnResource(document: PolicyDocument | null, request: IamRequest, hasBoundary: boolean): readonly Hit[] {
  if (document === null) return []
  return document.statements.flatMap((statement, at): readonly Hit[] => {
    const holds = applies(document, statement, request)
    if (holds.kind === 'false') return []
    const base = { ...nameOf(document, statement, at), effect: statement.effect }
    if (statement.notPrincipal !== null) {
      // A principal with a boundary is denied whoever is listed (rule 9).
      const exempt = statement.effect === 'Deny' && hasBoundary ? 'no' : isExempt(statement.notPrincipal, request.caller)
      const spoken = exempt === 'yes' ? FALSE : exempt === 'no' ? TRUE : atom(null, 'NotPrincipal that lists the account alone (disputed)')
      const both = all(holds, spoken)
      return both.kind === 'false' ? [] : [{ ...base, holds: both, as: 'everybody' }]
    }
    // Without a Principal a resource policy speaks of nobody.
    if (statement.principal === null) return []
    return namedAs(statement.principal, request.caller).map((as) => ({ ...base, holds, as }))
  })
}

export function allowsOf(hits: readonly Hit[], as: readonly (NamedAs | null)[] = [null]): Formula {
  return any(...hits.filter((hit) => hit.effect === 'Allow' && as.includes(hit.as)).map(({ holds }) => holds))
}

export function denies(hits: readonly Hit[]): Formula {
  return any(...hits.filter(({ effect }) => effect === 'Deny').map(({ holds }) => holds))
}

/** Each level must allow (rules 2 and 3): one document inside it suffices. */
export function levelsAllow(levels: readonly (readonly PolicyDocument[])[], request: IamRequest): Formula {
  return all(...levels.map((documents) => allowsOf(hitsIn(documents, request))))
}

function applies(document: PolicyDocument, statement: Statement, request: IamRequest): Formula {
  const { actions, notActions } = statement
  const isOfAction =
    actions === null
      ? !(notActions ?? []).some((pattern) => coversAction(pattern, request.action))
      : actions.some((pattern) => coversAction(pattern, request.action))
  if (!isOfAction) return FALSE
  return all(
    ofResource(document, statement, request),
    conditionHolds(statement.condition, (key) => request.context(key), document.variables),
  )
}

/** No Resource in a trust or resource policy speaks of the resource that it hangs on (rule 25). */
function ofResource(document: PolicyDocument, { resources, notResources }: Statement, request: IamRequest): Formula {
  if (resources !== null) return any(...resources.map((pattern) => covers(document, pattern, request)))
  if (notResources !== null) return not(any(...notResources.map((pattern) => covers(document, pattern, request))))
  return TRUE
}

function covers(document: PolicyDocument, pattern: string, { resource, context, inside = false }: IamRequest): Formula {
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
