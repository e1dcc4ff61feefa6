import type { Proof } from '../model/access.ts'
import type { Memberships, Snapshot } from '../model/snapshot.ts'
import type { Passage } from './answer.ts'
import { Expansion } from './membership/expansion.ts'
import type { Route } from './routes.ts'

/** The routes with those of their ends alone that lead through none of `passage`. O(ends). */
export function routesAround(routes: readonly Route[], passage: Passage): readonly Route[] {
  return routes.map((route) => {
    const atAccounts = endsAround(route.atAccounts, (account) => passage.accounts.has(account), passage)
    const atGroups = endsAround(route.atGroups, (group) => passage.groups.has(group), passage)
    return { ...route, atAccounts, atGroups, groups: route.groups.filter((group) => atGroups.has(group)) }
  })
}

function endsAround<Key>(
  ends: ReadonlyMap<Key, readonly Proof[]>,
  isPassage: (key: Key) => boolean,
  passage: Passage,
): ReadonlyMap<Key, readonly Proof[]> {
  return new Map(
    [...ends].flatMap(([key, proofs]) => {
      const open = isPassage(key) ? [] : proofs.filter((proof) => !leadsThrough(proof, passage))
      return open.length === 0 ? [] : [[key, open] as const]
    }),
  )
}

/** Does one of the steps lead into a group of the passage, or is it one of its roles that is let through? */
function leadsThrough(proof: Proof, { groups, accounts }: Passage): boolean {
  return proof.some((step) => {
    if (step.kind === 'membership') return groups.has(step.group)
    const { principal } = step.kind === 'grant' ? step.grant : step.right
    return principal.kind === 'group' ? groups.has(principal.group) : accounts.has(principal.account)
  })
}

/** The memberships as they would be if nobody were in a group of the passage, and none of these in another. */
export interface WorldAround {
  readonly passage: Passage
  readonly memberships: Memberships
  readonly expansion: Expansion
}

/** O(groups + nestings). */
export function worldAround(passage: Passage, { memberships, accounts, groups }: Snapshot): WorldAround {
  const around = membershipsAround(memberships, passage)
  return { passage, memberships: around, expansion: new Expansion(around, accounts.length, groups.length) }
}

function membershipsAround(memberships: Memberships, { groups }: Passage): Memberships {
  return {
    count: memberships.count,
    forEachAccountOf(group, visit) {
      if (!groups.has(group)) memberships.forEachAccountOf(group, visit)
    },
    forEachGroupOf(group, visit) {
      if (groups.has(group)) return
      memberships.forEachGroupOf(group, (member, membership) => {
        if (!groups.has(member)) visit(member, membership)
      })
    },
    forEachGroupWithAccount(account, visit) {
      memberships.forEachGroupWithAccount(account, (group, membership) => {
        if (!groups.has(group)) visit(group, membership)
      })
    },
    forEachGroupWithGroup(member, visit) {
      if (groups.has(member)) return
      memberships.forEachGroupWithGroup(member, (group, membership) => {
        if (!groups.has(group)) visit(group, membership)
      })
    },
    kind: (membership) => memberships.kind(membership),
    provenance: (membership) => memberships.provenance(membership),
  }
}
