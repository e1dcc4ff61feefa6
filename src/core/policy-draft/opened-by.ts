import type { Day } from '../base/instant.ts'
import { sortedBy } from '../base/order.ts'
import type { GroupHandle } from '../model/handle.ts'
import type { ObservedResource, Snapshot } from '../model/snapshot.ts'
import { grantsByHolder } from '../reach/grants-in-force.ts'
import type { DraftResource } from './draft-targets.ts'
import { slugOf, unused } from './yaml-words.ts'

/** What the groups among `resources` open, themselves or through groups that they are nested in, and that is not among them; by address. */
export function openedBy(resources: readonly DraftResource[], snapshot: Snapshot, today: Day): readonly DraftResource[] {
  const { ofGroup } = grantsByHolder(snapshot, today)
  const named = new Set(resources.map(({ address }) => address))
  const opened = new Map<string, ObservedResource>()
  for (const group of withOuter(
    resources.flatMap((one) => one.group ?? []),
    snapshot,
  )) {
    for (const { resource } of ofGroup.get(group) ?? []) if (!named.has(resource.address)) opened.set(resource.address, resource)
  }
  const taken = new Set(resources.map(({ slug }) => slug))
  return sortedBy(opened.values(), ({ address }) => address).map(({ address, kind, label }) => ({
    slug: unused(slugOf(label), taken),
    kind,
    address,
    group: null,
  }))
}

function withOuter(groups: readonly GroupHandle[], { memberships }: Snapshot): ReadonlySet<GroupHandle> {
  // A set is walked in the order of insertion, also over what is added on the way: cycles end by themselves.
  const all = new Set(groups)
  for (const group of all) memberships.forEachGroupWithGroup(group, (outer) => all.add(outer))
  return all
}
