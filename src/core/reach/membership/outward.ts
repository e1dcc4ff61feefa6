import type { AccountHandle, GroupHandle } from '../../model/handle.ts'
import type { Memberships } from '../../model/snapshot.ts'

/** Every group that `account` is in, directly or nested, with the fewest memberships that lead there. In order of distance; O(memberships outward). */
export function groupsOf(memberships: Memberships, account: AccountHandle): ReadonlyMap<GroupHandle, number> {
  const hopsTo = new Map<GroupHandle, number>()
  let hops = 1
  let next: GroupHandle[] = []
  const reach = (group: GroupHandle): void => {
    if (hopsTo.has(group)) return
    hopsTo.set(group, hops)
    next.push(group)
  }
  memberships.forEachGroupWithAccount(account, reach)
  while (next.length > 0) {
    const layer = next
    next = []
    hops++
    for (const group of layer) memberships.forEachGroupWithGroup(group, reach)
  }
  return hopsTo
}
