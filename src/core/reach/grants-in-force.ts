import type { Day } from '../base/instant.ts'
import type { AccountHandle, GroupHandle } from '../model/handle.ts'
import type { Grant, ObservedResource, Snapshot } from '../model/snapshot.ts'

export interface GrantOn {
  readonly resource: ObservedResource
  readonly grant: Grant
}

/** The grants in force, found by who holds them; by resource, then in the order of its grants. */
export interface GrantsByHolder {
  readonly ofAccount: ReadonlyMap<AccountHandle, readonly GrantOn[]>
  readonly ofGroup: ReadonlyMap<GroupHandle, readonly GrantOn[]>
}

/**
 * Does the grant hold on `today`? Both its days count.
 *
 * A text that is no day bounds nothing: a grant that cannot be dated is shown rather than hidden.
 */
export function isInForce({ from, until }: Grant, today: Day): boolean {
  return !(isDay(from) && today < from) && !(isDay(until) && until < today)
}

/** O(grants). */
export function grantsByHolder(snapshot: Snapshot, today: Day): GrantsByHolder {
  const ofAccount = new Map<AccountHandle, GrantOn[]>()
  const ofGroup = new Map<GroupHandle, GrantOn[]>()
  for (const resource of snapshot.resources.values()) {
    for (const grant of resource.grants) {
      if (!isInForce(grant, today)) continue
      if (grant.principal.kind === 'account') append(ofAccount, grant.principal.account, { resource, grant })
      else append(ofGroup, grant.principal.group, { resource, grant })
    }
  }
  return { ofAccount, ofGroup }
}

function append<Key>(lists: Map<Key, GrantOn[]>, key: Key, item: GrantOn): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}

function isDay(text: string | null): text is string {
  return text !== null && /^\d{4}-\d{2}-\d{2}$/u.test(text)
}
