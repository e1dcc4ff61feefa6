import { eachAnswer, parsedRecord } from './bodies.ts'
import type { FactBatches } from './fact-batches.ts'
import { ObjectGaps } from './object-gaps.ts'
import { groupId } from './read-groups.ts'
import type { TenantDataset } from './tenant-dataset.ts'
import type { Tenant } from './tenant.ts'
import { groupSchedule } from './wire.ts'

/**
 * Memberships and ownerships of groups that may be activated (Privileged Identity Management): access on condition to the group, and by
 * membership also to every group that it stands in and to their teams.
 */
export async function readEligible(dataset: TenantDataset | null, batches: FactBatches, tenant: Tenant): Promise<void> {
  if (dataset === null) return
  const gaps = new ObjectGaps(dataset, 'give the application what docs/sources/entra.md lists, and collect again')
  const answered = new Set<string>()
  await eachAnswer(dataset, 'eligible-', ({ id }, answer, { path }) => {
    answered.add(id)
    if (answer.kind === 'lost') return gaps.lost(groupId(id), 'who may become its member', answer, path)
    for (const record of answer.records) {
      const parsed = parsedRecord(dataset, groupSchedule, record, path)
      if (parsed === null) {
        gaps.note(groupId(id), 'an eligibility that cannot be read', path)
        continue
      }
      const isOwner = parsed.accessId === 'owner'
      for (const group of isOwner ? [id] : withParents(id, tenant)) grantOn(group, parsed.principalId, isOwner, parsed.endDateTime, path)
    }
  })
  for (const id of tenant.groups.keys())
    if (!answered.has(id)) gaps.note(groupId(id), 'the evidence has no answer about who may become its member', null)

  function grantOn(id: string, principal: string, isOwner: boolean, until: string | null, file: string): void {
    if (dataset === null) return
    const { source } = dataset
    const provenance = { source, dataset: dataset.dataset, file, record: groupId(id) }
    const seen = tenant.groups.get(id)
    const label = seen?.label ?? id
    batches.resource({ source, native: groupId(id), kind: 'group', label, provenance })
    const what = isOwner ? 'ownership' : 'membership'
    const plain = {
      source,
      principal: { name: `id:${principal}` as const },
      nativeRight: `eligible ${isOwner ? 'owner' : 'member'}`,
      from: null,
      until: until === null ? null : until.slice(0, 10),
      when: [{ code: 'activation', says: `if the ${what} of ${label} is activated` }],
      provenance,
    }
    batches.grant({ ...plain, resource: groupId(id), level: isOwner ? 'manage' : 'use' })
    if (seen?.isTeam === true) batches.grant({ ...plain, resource: `team/${id}`, level: isOwner ? 'manage' : 'write' })
  }
}

/** The group and all that it stands in, directly or through others. */
function withParents(id: string, { parents }: Tenant): readonly string[] {
  const seen = new Set([id])
  for (const one of seen) for (const parent of parents.get(one) ?? []) seen.add(parent)
  return [...seen]
}
