import { eachRecord } from './bodies.ts'
import { CALLS } from './datasets.ts'
import type { FactBatches } from './fact-batches.ts'
import { MissingProperties } from './missing-properties.ts'
import { groupFact, groupId, isTeam } from './read-groups.ts'
import type { TenantDataset } from './tenant-dataset.ts'
import type { Tenant } from './tenant.ts'
import { group } from './wire.ts'

/** Groups of every kind, Microsoft 365 groups among them (E20); one that is a team is a team as well. */
export async function readGroups(dataset: TenantDataset | null, batches: FactBatches, tenant: Tenant): Promise<void> {
  if (dataset === null) return
  const missing = new MissingProperties(CALLS.groups.keeps)
  await eachRecord(dataset, '', group, (record, page, raw) => {
    missing.see(raw)
    if (tenant.groups.has(record.id)) return
    const provenance = { source: dataset.source, dataset: dataset.dataset, file: page.path, record: groupId(record.id) }
    const fact = groupFact(record, provenance)
    batches.group(fact)
    const team = isTeam(record)
    tenant.groups.set(record.id, {
      label: fact.group.label,
      isTeam: team,
      isHidden: record.visibility === 'HiddenMembership',
      form: record.groupTypes?.includes('Unified') === true ? 'unified' : 'security',
      isForRoles: record.isAssignableToRole === true,
      isRestricted: record.isManagementRestricted === true,
    })
    if (team) {
      const native = `team/${record.id}`
      const { source } = dataset
      batches.resource({ source, native, kind: 'team', label: fact.group.label, provenance })
      batches.grant({
        source,
        resource: native,
        principal: { name: `id:${record.id}` },
        level: 'write',
        nativeRight: 'member of the team',
        from: null,
        until: null,
        provenance,
      })
    }
    if (record.membershipRuleProcessingState?.toLowerCase() === 'paused')
      dataset.gap({
        code: 'dataset-stale',
        record: groupId(record.id),
        reason: 'its membership rule is paused: who fits it now is not known',
        cure: 'let the rule run, or make the group an assigned one',
        at: page.path,
      })
  })
  missing.note(dataset)
}
