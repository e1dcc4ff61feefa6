import { canonicalJson, type Json } from '../base/canonical-json.ts'
import { assertNever } from '../base/assert-never.ts'
import type { Proof, Step } from '../model/access.ts'
import { accountHandle, type AccountHandle } from '../model/handle.ts'
import type { Principal } from '../model/principal.ts'
import type { Grant, Snapshot } from '../model/snapshot.ts'
import { isDecided } from './iam/rights.ts'
import { type IamEvaluation, iamEvaluation } from './iam/starts.ts'
import { isGivenByRules } from './replay-control.ts'

/**
 * Does every hop of `proof`, begun at `account`, stand in the snapshot? Nothing follows a grant; an empty proof shows nothing.
 *
 * Each hop is looked up anew, with nothing taken from the engine that found it. O(memberships of the principals passed).
 */
export function replays(proof: Proof, account: AccountHandle, snapshot: Snapshot): boolean {
  let holder: Place | null = { kind: 'account', account }
  for (const step of proof) {
    if (holder === null) return false
    holder = afterStep(step, holder, account, snapshot)
    if (holder === NOT_THERE) return false
  }
  return proof.length > 0
}

/** Marks a hop that no record bears out; no principal is this object. */
const NOT_THERE: Principal = { kind: 'account', account: accountHandle(-1) }

/** Where a proof stands: at a principal, or at a directory, which is any group of it. */
type Place = Principal | { readonly kind: 'directory'; readonly source: string }

/** Where the hop leads: a group, nowhere further (null, after a grant), or `NOT_THERE`. */
function afterStep(step: Step, holder: Place, account: AccountHandle, snapshot: Snapshot): Place | null {
  switch (step.kind) {
    case 'membership':
      return isStated(step, holder, snapshot) ? { kind: 'group', group: step.group } : NOT_THERE
    case 'grant': {
      const grants = snapshot.resources.get(step.resource)?.grants ?? []
      const stands = samePrincipal(step.grant.principal, holder) && grants.some((grant) => sameGrant(grant, step.grant))
      return stands ? null : NOT_THERE
    }
    case 'control': {
      const { principal, on } = step.right
      const evaluation = evaluationOf(step.right.provenance.source, snapshot)
      if (evaluation !== null) {
        const kind = on.kind === 'resource' ? (snapshot.resources.get(on.address)?.kind ?? 'role') : 'role'
        if (!samePrincipal(principal, holder) || !isDecided(step.right, kind, evaluation)) return NOT_THERE
        // Whoever has taken on a role goes on as the role.
        return on.kind === 'account' ? on : null
      }
      if (!samePrincipal(principal, holder) || !isGivenByRules(step.right, account, snapshot)) return NOT_THERE
      // Whoever controls a group is as good as in it, and so in what it is nested in.
      return on.kind === 'group' || on.kind === 'directory' ? on : null
    }
    default:
      return assertNever(step)
  }
}

/** Decisions are dear: made anew once a snapshot, apart from the engine's. */
const evaluations = new WeakMap<object, IamEvaluation>()

function evaluationOf(source: string, { iam }: Snapshot): IamEvaluation | null {
  const system = iam.get(source)
  if (system === undefined) return null
  const known = evaluations.get(system) ?? iamEvaluation(system)
  evaluations.set(system, known)
  return known
}

function isStated(step: Extract<Step, { kind: 'membership' }>, holder: Place, { memberships, groups }: Snapshot): boolean {
  let stated = false
  const look = (group: number, membership: number): void => {
    if (group === step.group && membership === step.membership) stated = true
  }
  if (holder.kind === 'directory')
    memberships.forEachGroupOf(step.group, (member, membership) => {
      if (groups[member]?.source === holder.source) look(step.group, membership)
    })
  else if (holder.kind === 'account') memberships.forEachGroupWithAccount(holder.account, look)
  else memberships.forEachGroupWithGroup(holder.group, look)
  return stated
}

function samePrincipal(a: Principal, b: Place): boolean {
  return a.kind === 'account' ? b.kind === 'account' && a.account === b.account : b.kind === 'group' && a.group === b.group
}

/** By content: a snapshot made again from the same evidence has other objects. */
function sameGrant(a: Grant, b: Grant): boolean {
  return a === b || canonicalJson(plain(a)) === canonicalJson(plain(b))
}

function plain({ principal, provenance, when = [], ...fields }: Grant): Json {
  return { ...fields, when: when.map((condition) => ({ ...condition })), principal: { ...principal }, provenance: { ...provenance } }
}
