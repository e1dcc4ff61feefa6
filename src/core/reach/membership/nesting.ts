import { groupHandle, type GroupHandle } from '../../model/handle.ts'
import type { Memberships } from '../../model/snapshot.ts'

/** Which groups stand directly in which, without the accounts: the graph that expansion walks. */
export interface Nesting {
  readonly groups: number
  /** Groups directly in group g: `members[offsets[g]]` … `members[offsets[g + 1]]`, ascending, each once. */
  readonly offsets: Uint32Array
  readonly members: Uint32Array
}

/** O(groups + memberships between groups). */
export function nestingOf(memberships: Memberships, groups: number): Nesting {
  const offsets = new Uint32Array(groups + 1)
  const members: number[] = []
  for (let group = 0; group < groups; group++) {
    const start = members.length
    memberships.forEachGroupOf(groupHandle(group), (member) => {
      // Two records may state one membership; they stand side by side.
      if (members.length === start || members.at(-1) !== member) members.push(member)
    })
    offsets[group + 1] = members.length
  }
  return { groups, offsets, members: Uint32Array.from(members) }
}

export function forEachNested({ offsets, members }: Nesting, group: GroupHandle, visit: (member: GroupHandle) => void): void {
  for (let at = offsets[group]!; at < offsets[group + 1]!; at++) visit(groupHandle(members[at]!))
}
