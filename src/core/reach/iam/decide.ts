import { parseArn } from './arn.ts'
import { FALSE, type Formula, TRUE, all, any, atom, not, textOf } from './formula.ts'
import { accountOfCaller } from './principal.ts'
import type { IamRequest, Policies } from './request.ts'
import { type Hit, allowsOf, denies, hitsIn, hitsOnResource, levelsAllow } from './statements.ts'

export interface Decision {
  readonly verdict: 'allowed' | 'denied' | 'conditional'
  /** What it depends on; `always` and `never` where it depends on nothing. */
  readonly residual: Formula
  /** Statements that speak of the request, denying ones first, by family and document. */
  readonly statements: readonly (Hit & { readonly family: Family })[]
  /** Families without which it would be another: an allow that is missing. */
  readonly missing: readonly Family[]
}

export type Family = 'identity' | 'boundary' | 'session' | 'resource' | 'scp' | 'rcp' | 'endpoint'

/**
 * Decides one request by every policy that bears on it ("Policy evaluation logic"): an explicit Deny in any family wins; else the caller's own
 * policies and the resource's must let it through as the two accounts ask for, within the boundary, the session, and every level of both
 * organizations. O(statements × their patterns).
 */
export function decide(request: IamRequest, policies: Policies): Decision {
  const { caller } = request
  // Nobody can be kept from asking who they are (rule 41).
  if (request.action.toLowerCase() === 'sts:getcalleridentity') return { verdict: 'allowed', residual: TRUE, statements: [], missing: [] }
  const hits = hitsByFamily(request, policies)
  const I = allowsOf(hits.identity)
  const B = policies.boundary === null ? TRUE : allowsOf(hits.boundary)
  const S = policies.session === null ? TRUE : allowsOf(hits.session)
  const scp = bindsScp(request) && policies.scp !== null ? levelsAllow(policies.scp, request) : TRUE
  const rcp = bindsRcp(request) && policies.rcp !== null ? levelsAllow(policies.rcp, request) : TRUE
  const endpoint = policies.endpoint === null ? TRUE : allowsOf(hits.endpoint)
  const denied = any(
    ...(Object.entries(hits) as [Family, readonly Hit[]][])
      .filter(([family]) => (family !== 'scp' || bindsScp(request)) && (family !== 'rcp' || bindsRcp(request)))
      .map(([, some]) => denies(some)),
  )
  const through = letThrough(request, policies, hits.resource, { I, B, S })
  const residual = all(through, scp, rcp, endpoint, not(denied))
  const families: readonly (readonly [Family, Formula])[] = [
    ['identity', I],
    ['boundary', B],
    ['session', S],
    ['scp', scp],
    ['rcp', rcp],
    ['endpoint', endpoint],
    [
      'resource',
      policies.resource === null ? TRUE : any(...hits.resource.filter(({ effect }) => effect === 'Allow').map(({ holds }) => holds)),
    ],
  ]
  return {
    verdict: residual.kind === 'true' ? 'allowed' : residual.kind === 'false' ? 'denied' : 'conditional',
    residual,
    statements: spoken(hits),
    missing:
      caller.kind === 'root' || residual.kind === 'true'
        ? []
        : families.flatMap(([family, formula]) => (formula.kind === 'false' ? [family] : [])),
  }
}

type Hits = Readonly<Record<Family, readonly Hit[]>>

function hitsByFamily(request: IamRequest, policies: Policies): Hits {
  const isRoot = request.caller.kind === 'root'
  return {
    identity: isRoot ? [] : hitsIn(policies.identity, request),
    boundary: isRoot || policies.boundary === null ? [] : hitsIn([policies.boundary], request),
    session: isRoot ? [] : hitsIn(policies.session ?? [], request),
    resource: hitsOnResource(policies.resource, request, policies.boundary !== null),
    scp: hitsIn((policies.scp ?? []).flat(), request),
    rcp: hitsIn((policies.rcp ?? []).flat(), request),
    endpoint: policies.endpoint === null ? [] : hitsIn([policies.endpoint], request),
  }
}

/** Of the caller's organization: neither service-linked roles nor who has no account here (rule 3); the case leaves out the management account. */
function bindsScp({ caller }: IamRequest): boolean {
  return accountOfCaller(caller) !== null && !(caller.kind === 'role-session' && caller.serviceLinked)
}

/** Services whose resources are bound by resource control policies, of those that have levels here (rule 2). */
const WITH_RCP: ReadonlySet<string> = new Set(['s3', 'sts', 'kms', 'secretsmanager', 'dynamodb', 'ecr', 'sqs'])

function bindsRcp({ caller, action }: IamRequest): boolean {
  const [service = ''] = action.toLowerCase().split(':', 1)
  if (caller.kind === 'role-session' && caller.serviceLinked) return false
  return WITH_RCP.has(service) && action.toLowerCase() !== 'kms:retiregrant'
}

interface Own {
  readonly I: Formula
  readonly B: Formula
  readonly S: Formula
}

/** What lets the request through before guardrails and denies: rules 4 to 7, 11 to 13, 15, 36. */
function letThrough(request: IamRequest, policies: Policies, onResource: readonly Hit[], { I, B, S }: Own): Formula {
  const { caller, action, resource, resourceAccount } = request
  const R = (...as: readonly Exclude<Hit['as'], null>[]): Formula => allowsOf(onResource, as)
  const everyway = R('user', 'role', 'session', 'federated-session', 'user-of-session', 'everybody')
  const service = action.toLowerCase().split(':', 1)[0]
  const isTrust = service === 'sts' && /^sts:(?:assumerole|tagsession|setsourceidentity|setcontext)/iu.test(action)
  if (caller.kind === 'service') return R('service', 'everybody')
  if (caller.kind === 'federated') return R('provider', 'everybody')
  if (caller.kind === 'anonymous') return R('everybody')
  const own = accountOfCaller(caller)
  const same = resourceAccount === null || own === resourceAccount
  if (caller.kind === 'root') {
    // Its own account's: everything but what a policy must give (rule 7).
    if (same) return service === 'kms' || isTrust ? R('account', 'everybody') : TRUE
    return R('account', 'everybody')
  }
  if (partitionOf(caller) !== (parseArn(resource)?.partition ?? partitionOf(caller))) return FALSE
  const mine = all(I, B, S)
  if (!same) return all(mine, any(everyway, R('account')))
  const named = any(
    R('user', 'federated-session', 'everybody'),
    all(R('role', 'user-of-session'), B, S),
    // Whether a session policy still limits a session that is named itself, the pages differ.
    policies.session === null || S.kind === 'true'
      ? R('session')
      : all(R('session'), any(S, atom(null, 'a session policy does not limit a session that is named itself (disputed)'))),
  )
  // The boundary of the caller limits taking on a role, also where the trust names the user (rule 13).
  if (isTrust) return any(all(named, B, S), all(mine, R('account')))
  if (service === 'kms') return any(named, all(mine, R('account')))
  return any(mine, named)
}

function partitionOf(caller: IamRequest['caller']): string {
  const arn =
    caller.kind === 'user'
      ? caller.arn
      : caller.kind === 'role-session'
        ? caller.roleArn
        : caller.kind === 'federated-session'
          ? caller.userArn
          : ''
  return parseArn(arn)?.partition ?? 'aws'
}

const FAMILIES: readonly Family[] = ['identity', 'boundary', 'session', 'resource', 'scp', 'rcp', 'endpoint']

function spoken(hits: Hits): Decision['statements'] {
  const every = FAMILIES.flatMap((family) => hits[family].map((hit) => ({ ...hit, family })))
  return [...every.filter(({ effect }) => effect === 'Deny'), ...every.filter(({ effect }) => effect === 'Allow')]
}

export function residualText({ residual }: Decision): string {
  return textOf(residual)
}
