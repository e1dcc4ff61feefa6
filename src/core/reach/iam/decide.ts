import { parseArn } from './arn.ts'
import { FALSE, type Formula, TRUE, all, any, atom, not, textOf } from './formula.ts'
import { accountOfCaller } from './principal.ts'
import type { IamRequest, Policies } from './request.ts'
import { type Hit, type Kept, allowsOf, denies, hitsIn, hitsOnResource } from './statements.ts'

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
  const weighing = new Weighing(request, policies)
  const { residual } = weighing
  const verdict = residual.kind === 'true' ? 'allowed' : residual.kind === 'false' ? 'denied' : 'conditional'
  return { verdict, residual, statements: weighing.statements(), missing: weighing.missing() }
}

/**
 * One request, weighed by as many policies as its answer needs.
 *
 * State worth a class: each family is looked through once, and only when something depends on it.
 */
export class Weighing {
  readonly #request: IamRequest
  readonly #kept: Kept | null
  readonly #policies: Policies
  readonly #hits: Partial<Record<Family, readonly Hit[]>> = {}
  readonly residual: Formula

  /** `kept` holds what other requests have in common with this one; null = nothing is kept. */
  constructor(request: IamRequest, policies: Policies, kept: Kept | null = null) {
    this.#kept = kept
    this.#request = request
    this.#policies = policies
    this.residual = this.#weigh()
  }

  /** Those that speak of the request, denying ones first, by family and document. */
  statements(): Decision['statements'] {
    if (isWhoOneIs(this.#request.action)) return []
    const every = FAMILIES.flatMap((family) => this.#of(family).map((hit) => ({ ...hit, family })))
    return [...every.filter(({ effect }) => effect === 'Deny'), ...every.filter(({ effect }) => effect === 'Allow')]
  }

  missing(): readonly Family[] {
    if (this.#request.caller.kind === 'root' || this.residual.kind === 'true') return []
    return MISSED.filter((family) => this.#allowed(family).kind === 'false')
  }

  #weigh(): Formula {
    // Nobody can be kept from asking who they are (rule 41).
    if (isWhoOneIs(this.#request.action)) return TRUE
    const own = { I: this.#allowed('identity'), B: this.#allowed('boundary'), S: this.#allowed('session') }
    const through = letThrough(this.#request, this.#policies, this.#of('resource'), own)
    if (through.kind === 'false') return FALSE
    const guardrails = GUARDRAILS.map((family) => this.#allowed(family))
    const denied = any(...FAMILIES.map((family) => denies(this.#of(family))))
    return all(through, ...guardrails, not(denied))
  }

  /** What the family allows; all where there is none of it. */
  #allowed(family: Family): Formula {
    const { boundary, session, resource, endpoint } = this.#policies
    switch (family) {
      case 'identity':
        return allowsOf(this.#of(family))
      case 'boundary':
        return boundary === null ? TRUE : allowsOf(this.#of(family))
      case 'session':
        return session === null ? TRUE : allowsOf(this.#of(family))
      case 'scp':
        return this.#levelsAllow(this.#scp())
      case 'rcp':
        return this.#levelsAllow(this.#rcp())
      case 'endpoint':
        return endpoint === null ? TRUE : allowsOf(this.#of(family))
      case 'resource':
        return resource === null ? TRUE : any(...this.#of(family).flatMap(({ effect, holds }) => (effect === 'Allow' ? [holds] : [])))
    }
  }

  #of(family: Family): readonly Hit[] {
    const known = this.#hits[family]
    if (known !== undefined) return known
    const made = this.#sought(family)
    this.#hits[family] = made
    return made
  }

  /** The root user has neither identity policies nor a boundary (rule 7). */
  #sought(family: Family): readonly Hit[] {
    const { identity, boundary, session, resource, endpoint } = this.#policies
    const isRoot = this.#request.caller.kind === 'root'
    switch (family) {
      case 'identity':
        return isRoot ? [] : hitsIn(identity, this.#request, this.#kept)
      case 'boundary':
        return isRoot || boundary === null ? [] : hitsIn([boundary], this.#request, this.#kept)
      case 'session':
        return isRoot ? [] : hitsIn(session ?? [], this.#request, this.#kept)
      case 'resource':
        return hitsOnResource(resource, this.#request, boundary !== null, this.#kept)
      case 'scp':
        return hitsIn((this.#scp() ?? []).flat(), this.#request, this.#kept)
      case 'rcp':
        return hitsIn((this.#rcp() ?? []).flat(), this.#request, this.#kept)
      case 'endpoint':
        return endpoint === null ? [] : hitsIn([endpoint], this.#request, this.#kept)
    }
  }

  /** Each level must allow (rules 2 and 3): one document inside it suffices. */
  #levelsAllow(levels: Policies['scp']): Formula {
    return levels === null ? TRUE : all(...levels.map((documents) => allowsOf(hitsIn(documents, this.#request, this.#kept))))
  }

  #scp(): Policies['scp'] {
    return bindsScp(this.#request) ? this.#policies.scp : null
  }

  #rcp(): Policies['rcp'] {
    return bindsRcp(this.#request) ? this.#policies.rcp : null
  }
}

const FAMILIES: readonly Family[] = ['identity', 'boundary', 'session', 'resource', 'scp', 'rcp', 'endpoint']
const GUARDRAILS: readonly Family[] = ['scp', 'rcp', 'endpoint']
const MISSED: readonly Family[] = ['identity', 'boundary', 'session', 'scp', 'rcp', 'endpoint', 'resource']

function isWhoOneIs(action: string): boolean {
  return action.toLowerCase() === 'sts:getcalleridentity'
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

export function residualText({ residual }: Decision): string {
  return textOf(residual)
}
