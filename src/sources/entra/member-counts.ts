import { filesOf, parsedBody } from './bodies.ts'
import { groupId } from './read-groups.ts'
import type { TenantDataset } from './tenant-dataset.ts'
import type { Tenant } from './tenant.ts'
import { memberCount } from './wire.ts'

/** How many members Graph counts in a group through all levels, for the groups that guard something. */
export async function readMemberCounts(dataset: TenantDataset | null): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  if (dataset === null) return counts
  for (const page of filesOf(dataset, '', 'ndjson')) {
    dataset.found.paths.add(page.path)
    for await (const line of page.lines()) {
      dataset.found.records += 1
      const parsed = memberCount.safeParse(parsedBody(dataset, line, page.path))
      if (parsed.success) counts.set(parsed.data.id, parsed.data.transitiveMembers)
      else dataset.gap({ code: 'record-malformed', record: null, reason: 'a line that is no count of members', at: page.path })
    }
  }
  return counts
}

/**
 * Holds what was read against what Graph counts (E6): a count that is above is a gap on the group, with both numbers. One below proves
 * nothing: the count comes from an index that lags. O(members inside the counted groups).
 */
export function compareMemberCounts(dataset: TenantDataset | null, counts: ReadonlyMap<string, number>, tenant: Tenant): void {
  if (dataset === null) return
  for (const [id, counted] of counts) {
    const inside = new Set<string>()
    const waiting = [id]
    for (const group of waiting)
      for (const member of tenant.direct.get(group) ?? []) {
        if (inside.has(member)) continue
        inside.add(member)
        if (tenant.direct.has(member)) waiting.push(member)
      }
    if (counted > inside.size)
      dataset.gap({
        code: 'dataset-incomplete',
        record: groupId(id),
        reason: `the system counts ${counted} members through all levels, and ${inside.size} were read`,
        cure: 'collect again; if it stays, see who may not be shown to the reader',
      })
  }
}
