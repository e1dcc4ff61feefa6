import type { Step } from '../model/access.ts'
import type { GroupHandle } from '../model/handle.ts'
import type { Memberships } from '../model/snapshot.ts'

type Membership = Extract<Step, { kind: 'membership' }>

/**
 * How each group inside `outer` stands in it: the shortest chain of memberships from it outward, ties by the groups' handles; `outer`
 * itself by none. In order of distance. O(nestings inside).
 */
export function innerChains(outer: GroupHandle, memberships: Memberships): ReadonlyMap<GroupHandle, readonly Membership[]> {
  const chains = new Map<GroupHandle, readonly Membership[]>([[outer, []]])
  let layer: readonly GroupHandle[] = [outer]
  while (layer.length > 0) {
    const next: GroupHandle[] = []
    for (const group of layer) {
      const behind = chains.get(group) ?? []
      memberships.forEachGroupOf(group, (member, membership) => {
        if (chains.has(member)) return
        chains.set(member, [{ kind: 'membership', group, membership }, ...behind])
        next.push(member)
      })
    }
    layer = next.sort((a, b) => a - b)
  }
  return chains
}
