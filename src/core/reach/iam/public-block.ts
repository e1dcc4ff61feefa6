import { accountOfCaller, isCanonical } from './principal.ts'
import { FALSE, type Formula, TRUE, atom } from './formula.ts'
import type { Publicness } from './public-statement.ts'
import type { Caller } from './request.ts'

/**
 * What must hold for a caller to pass RestrictPublicBuckets on something of `owner` whose policy counts as public (rule 37): services and who is of
 * the owner's account always do; nobody else does, however the policy names them. Of who owns the access point that they come by, `pointOwner`,
 * the page says both, that they pass and that all access across accounts is held off.
 */
export function passesPublicBlock(caller: Caller, publicness: Publicness, owner: string, pointOwner: string | null): Formula {
  const account = isCanonical(caller) ? null : accountOfCaller(caller)
  if (publicness === 'no' || caller.kind === 'service' || account === owner) return TRUE
  if (publicness === 'disputed') return atom(null, 'RestrictPublicBuckets does not take the policy for public (disputed)')
  if (account !== null && account === pointOwner) return atom(null, 'RestrictPublicBuckets lets pass who owns the access point (disputed)')
  // Of access across accounts it holds off what a policy gives; whether a list of its own still gives it, the page leaves open.
  return isCanonical(caller) ? atom(null, 'RestrictPublicBuckets leaves access control lists alone (disputed)') : FALSE
}
