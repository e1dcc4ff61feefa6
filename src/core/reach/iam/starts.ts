import type { AccessCondition } from '../../model/access-condition.ts'
import type { AccountHandle } from '../../model/handle.ts'
import { type IamEntitlement, type IamIdentity, type IamSystem, outsiderId } from '../../model/iam.ts'
import type { Principal } from '../../model/principal.ts'
import type { Provenance } from '../../model/provenance.ts'
import { openIssuers } from '../../model/shared-issuer.ts'
import { ACCOUNT_ACCESS, entitled } from './entitled.ts'
import { type Permitted, SystemDecisions, residualWords } from './system-decisions.ts'

/** All that is worked out about one source of AWS, each question once. */
export interface IamEvaluation {
  readonly system: IamSystem
  readonly decisions: SystemDecisions
  readonly starts: RoleStarts
}

export function iamEvaluation(system: IamSystem): IamEvaluation {
  const decisions = new SystemDecisions(system)
  return { system, decisions, starts: new RoleStarts(decisions, system) }
}

/** That somebody takes on a role, as a hop of a path. */
export interface AssumeHop {
  readonly from: Principal
  readonly role: AccountHandle
  readonly says: string
  readonly when: readonly AccessCondition[]
  readonly provenance: Provenance
}

/** Somebody who can act as a role, and the roles taken on one after the other until there; empty where the role itself is meant. */
export interface Start {
  readonly at: Principal
  readonly hops: readonly AssumeHop[]
}

/** All who can act as a role, and whose records that rests on. */
export interface Starts {
  readonly starts: readonly Start[]
  /** Numbers of the accounts whose identities were asked. */
  readonly accounts: ReadonlySet<string>
  /** ARNs of the roles on the ways, the one that is asked about included. */
  readonly roles: ReadonlySet<string>
}

/**
 * Finds who can act as a role: by an assignment in Identity Center, by its trust policy, or through another role, however long the chain.
 * Of several ways from one holder the shortest without a condition stands, else the shortest (rules 11 to 20).
 *
 * State worth a class: roles that many resources share are worked out once.
 */
export class RoleStarts {
  readonly #decisions: SystemDecisions
  readonly #system: IamSystem
  /** By role. */
  readonly #entitlements: ReadonlyMap<string, readonly IamEntitlement[]>
  readonly #known = new Map<string, Starts>()

  constructor(decisions: SystemDecisions, system: IamSystem) {
    this.#decisions = decisions
    this.#system = system
    this.#entitlements = Map.groupBy(system.entitlements ?? [], ({ role }) => role)
  }

  /** With `around`, on ways that lead through none of these roles; the role that is asked about is none of them. */
  of(role: IamIdentity, around: ReadonlySet<string> = NO_ROLES): Starts {
    const key = [role.arn, ...around].join('\n')
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const accounts = new Set<string>()
    const roles = new Set<string>()
    const found = new Map<string, Start>()
    // First the ways on which nothing is asked, then all: what holds without more stands before what holds on condition.
    for (const withConditions of [false, true]) this.#walk(role, withConditions, around, { found, accounts, roles })
    const made = { starts: [...found.values()], accounts, roles }
    this.#known.set(key, made)
    return made
  }

  #walk(role: IamIdentity, withConditions: boolean, around: ReadonlySet<string>, { found, accounts, roles }: Walked): void {
    const seen = new Set([role.arn, ...around])
    let layer: { readonly role: IamIdentity; readonly behind: readonly AssumeHop[] }[] = [{ role, behind: [] }]
    while (layer.length > 0) {
      const next: typeof layer = []
      for (const { role: at, behind } of layer) {
        roles.add(at.arn)
        for (const account of this.#decisions.accountsConcerned(at.account, this.#decisions.trustOf(at))) accounts.add(account)
        for (const { hop, asker } of this.into(at)) {
          if (hop.when.length > 0 && !withConditions) continue
          const hops = [hop, ...behind]
          const inner = asker?.identity?.what === 'role' ? asker.identity : null
          if (inner === null) keep(found, hop.from, hops)
          else if (!seen.has(inner.arn)) {
            seen.add(inner.arn)
            next.push({ role: inner, behind: hops })
          }
        }
        // What runs as the role acts as nobody else: a function, a machine, a pipeline.
        if (at.handle !== null && this.#runsForService(at, withConditions)) keep(found, { kind: 'account', account: at.handle }, behind)
      }
      layer = next
    }
  }

  /** Who can take on the role in one hop, by assignment first, then by entitlement, then by its trust policy. */
  into(role: IamIdentity): readonly { readonly hop: AssumeHop; readonly asker: Permitted['asker'] | null }[] {
    if (role.handle === null) return []
    const to = role.handle
    const assigned = this.#decisions.assignmentsOf(role).map(({ principal, permissionSet, account, provenance }) => ({
      hop: { from: principal, role: to, says: `permission set ${permissionSet} in ${account}`, when: [], provenance },
      asker: null,
    }))
    const byEntitlement = (this.#entitlements.get(role.arn) ?? []).flatMap((entitlement) => {
      const residual = entitled(this.#system, role, this.#decisions.trustOf(role), entitlement)
      if (residual.kind === 'false') return []
      const { principal, application, provenance } = entitlement
      const says = `entitlement of account access manager ${application.slice(application.lastIndexOf('/') + 1)}`
      return [{ hop: { from: principal, role: to, says, when: conditionsOf(residual), provenance }, asker: null }]
    })
    const trusted = this.#decisions
      .assumersOf(role)
      .filter(({ asker }) => asker.caller.kind !== 'service' && !isIdentityCenter(asker.caller))
      .map(({ asker, says, residual }) => ({
        hop: {
          from: { kind: 'account' as const, account: this.#anyoneBy(asker, role) ?? asker.handle },
          role: to,
          says,
          when: conditionsOf(residual),
          provenance: role.provenance,
        },
        asker,
      }))
    return [...assigned, ...byEntitlement, ...trusted]
  }

  /** The account that stands for every tenant of a shared issuer, where the trust lets in all of them; else null. */
  #anyoneBy({ caller }: Permitted['asker'], role: IamIdentity): AccountHandle | null {
    const trust = this.#decisions.trustOf(role)
    if (caller.kind !== 'federated' || trust === null || !openIssuers(trust).has(caller.provider)) return null
    return this.#system.outsider(outsiderId.anyoneBy(caller.provider))
  }

  /** People come through account access manager, and nothing runs there. */
  #runsForService(role: IamIdentity, withConditions: boolean): boolean {
    return this.#decisions
      .assumersOf(role)
      .some(
        ({ asker: { caller }, residual }) =>
          caller.kind === 'service' && caller.name !== ACCOUNT_ACCESS && (withConditions || residual.kind === 'true'),
      )
  }
}

const NO_ROLES: ReadonlySet<string> = new Set()

/** What a walk finds. */
interface Walked {
  readonly found: Map<string, Start>
  readonly accounts: Set<string>
  readonly roles: Set<string>
}

function keep(found: Map<string, Start>, at: Principal, hops: readonly AssumeHop[]): void {
  const key = at.kind === 'account' ? `account ${at.account}` : `group ${at.group}`
  if (!found.has(key)) found.set(key, { at, hops })
}

/** People come through it by their assignments, which are read for themselves. */
function isIdentityCenter(caller: Permitted['asker']['caller']): boolean {
  return caller.kind === 'federated' && /:saml-provider\/AWSSSO_[0-9a-f]+_DO_NOT_DELETE$/u.test(caller.provider)
}

/** What is left open of a decision, as a condition of the access; empty where nothing is. */
export function conditionsOf(residual: Permitted['residual']): readonly AccessCondition[] {
  return residual.kind === 'true' ? [] : [{ code: 'iam', says: residualWords(residual) }]
}
