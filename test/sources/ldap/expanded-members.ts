import { MEMBERSHIP_KINDS } from '../../../src/core/model/account.ts'
import type { FragmentSink, MembershipFact, Name } from '../../../src/core/model/fragment.ts'

/** A `members` of a sink that hands over one fact for all memberships of one group and kind that follow one another. */
export function expandedMembers(take: (fact: MembershipFact) => void): FragmentSink['members'] {
  const names: Name[] = []
  return ({ source, dataset, file, names: further, groups, members, kinds }) => {
    names.push(...further)
    let row = 0
    while (row < groups.length) {
      const [group, kind] = [groups[row], kinds[row]]
      const those: Name[] = []
      for (; row < groups.length && groups[row] === group && kinds[row] === kind; row++) those.push(names[members[row]!]!)
      take({
        source,
        group: names[group!]!,
        members: those,
        kind: MEMBERSHIP_KINDS[kind!]!,
        provenance: { source, dataset, file, record: '' },
      })
    }
  }
}
