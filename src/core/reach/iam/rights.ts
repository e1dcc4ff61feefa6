import type { AccessCondition } from '../../model/access-condition.ts'
import type { ControlRight } from '../../model/access.ts'
import type { IamTargetFact } from '../../model/iam.ts'
import type { Principal } from '../../model/principal.ts'
import type { ResourceKind } from '../../model/resource-kind.ts'
import { type AssumeHop, type IamEvaluation, conditionsOf } from './starts.ts'
import type { Permitted } from './system-decisions.ts'

/** The right by which one takes on a role: a hop of a path. */
export function assumeRight({ from, role, says, when, provenance }: AssumeHop): ControlRight {
  return { on: { kind: 'account', account: role }, principal: from, level: 'use', nativeRight: says, when, provenance }
}

/** The right on the resource at `address` by which `principal` is let through. */
export function decidedRight(
  { level, says, residual }: Permitted,
  principal: Principal,
  address: string,
  { provenance }: IamTargetFact,
): ControlRight {
  return { on: { kind: 'resource', address }, principal, level, nativeRight: says, when: conditionsOf(residual), provenance }
}

/** Does AWS decide so, asked once more: the principal takes on the role, or is let through to the resource of that kind? */
export function isDecided(right: ControlRight, kind: ResourceKind, { system, decisions, starts }: IamEvaluation): boolean {
  const { on, principal } = right
  if (on.kind === 'account') {
    const role = [...system.identities.values()].find(({ handle }) => handle === on.account)
    return role?.what === 'role' && starts.into(role).some(({ hop }) => sameRight(assumeRight(hop), right))
  }
  if (on.kind !== 'resource') return false
  const target = system.targets.get(on.address.slice(system.source.length + 1))
  if (target === undefined || principal.kind !== 'account') return false
  return decisions
    .holdersOf(target, kind)
    .some((one) => one.asker.handle === principal.account && sameRight(decidedRight(one, principal, on.address, target), right))
}

function sameRight(a: ControlRight, b: ControlRight): boolean {
  return (
    samePrincipal(a.principal, b.principal) &&
    a.level === b.level &&
    a.nativeRight === b.nativeRight &&
    sameConditions(a.when, b.when) &&
    a.provenance.file === b.provenance.file &&
    a.provenance.record === b.provenance.record
  )
}

function samePrincipal(a: Principal, b: Principal): boolean {
  return a.kind === 'account' ? b.kind === 'account' && a.account === b.account : b.kind === 'group' && a.group === b.group
}

function sameConditions(a: readonly AccessCondition[], b: readonly AccessCondition[]): boolean {
  return a.length === b.length && a.every(({ code, says }, at) => b[at]?.code === code && b[at].says === says)
}
