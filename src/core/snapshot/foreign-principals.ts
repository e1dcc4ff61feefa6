import { MEMBERSHIP_KINDS, type Account, type Group } from '../model/account.ts'
import type { Name } from '../model/name.ts'
import { compareKeys } from '../base/order.ts'
import type { FragmentStore, Origin } from './fragment-store.ts'
import type { NamedRecord } from './sort-records.ts'

/**
 * Accounts that stand for members of other domains whom no source shows: somebody is in the group, and is as external as can be
 * until a source says who it is. That it may be a group of many stays a gap on the group that lists it.
 *
 * Ids are SIDs; one that several sources list is one account, of the first of them. O(memberships) and, where there are such members, O(names of all records).
 */
export function foreignPrincipals(
  store: FragmentStore,
  ...records: readonly (readonly NamedRecord<Account | Group>[])[]
): readonly NamedRecord<Account>[] {
  const wanted = membersByForeignSid(store)
  if (wanted.size === 0) return []
  for (const some of records) for (const { names } of some) for (const name of names) wanted.delete(name)
  return [...wanted].map(([name, place]) => principal(name, place))
}

/** SIDs of domains among the foreign members, and where each is listed first. */
function membersByForeignSid(store: FragmentStore): Map<Name, Origin> {
  const { member, kind, source, origin } = store.pending
  const [members, kinds, sources, origins] = [member.values(), kind.values(), source.values(), origin.values()]
  const foreign = MEMBERSHIP_KINDS.indexOf('foreign')
  const found = new Map<Name, Origin>()
  for (let row = 0; row < members.length; row++) {
    const place = store.origins[origins[row]!]
    const from = store.sources[sources[row]!]
    if (kinds[row] !== foreign || place === undefined || from === undefined) continue
    const name = store.namesOf(from).nameOf(members[row]!)
    if (!OF_A_DOMAIN.test(name)) continue
    const there = found.get(name)
    if (there === undefined || compareKeys(keyOf(place), keyOf(there)) < 0) found.set(name, place)
  }
  return found
}

function keyOf({ source, dataset, file }: Origin): readonly string[] {
  return [source, dataset, file]
}

/** The claims that a controller states (S-1-5-21-0-0-0-…) are of no domain. */
const OF_A_DOMAIN = /^sid:S-1-5-21-(?!0-0-0-)/u

function principal(name: Name, { source, dataset, file }: Origin): NamedRecord<Account> {
  const sid = name.slice('sid:'.length)
  return {
    thing: {
      source,
      id: sid,
      weakKey: false,
      label: sid,
      displayName: null,
      isWorkload: false,
      state: 'unknown',
      endsAt: null,
      createdAt: null,
      recency: 'unknown',
      attributes: { objectsid: [sid] },
      provenance: { source, dataset, file, record: sid },
    },
    names: [`id:${sid}`, name],
  }
}
