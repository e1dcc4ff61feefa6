import { caseIgnored } from '../../core/base/distinguished-name.ts'
import { type AnswerAbout, type ObjectAnswer, eachAnswer, parsedRecord } from './bodies.ts'
import type { FactBatches } from './fact-batches.ts'
import { compareMemberCounts, readMemberCounts } from './member-counts.ts'
import { ObjectGaps } from './object-gaps.ts'
import { groupId } from './read-groups.ts'
import type { TenantDataset } from './tenant-dataset.ts'
import type { Tenant } from './tenant.ts'
import { directoryObject } from './wire.ts'

const CURE = 'give the application what docs/sources/entra.md lists, or more of the night (`budget`), and collect again'

/** Direct members of every group. A group without an answer, whose members are hidden, or of which Graph counts more, is a gap on it. */
export async function readMembers(
  dataset: TenantDataset | null,
  countsOf: TenantDataset | null,
  batches: FactBatches,
  tenant: Tenant,
): Promise<void> {
  const counted = await readMemberCounts(countsOf)
  if (dataset === null) return
  const counts = new Map<string, number>()
  await eachGroup(dataset, tenant, 'members', ({ id }, records, file) => {
    let members = 0
    const direct = counted.size === 0 ? null : (tenant.direct.get(id) ?? [])
    if (direct !== null) tenant.direct.set(id, direct)
    for (const record of records) {
      members += 1
      const parsed = parsedRecord(dataset, directoryObject, record, file)
      if (parsed !== null) direct?.push(parsed.id)
      if (parsed !== null) tenant.sponsorGroups.get(id)?.push(parsed.id)
      if (parsed === null) dataset.gap({ code: 'record-malformed', record: groupId(id), reason: 'a member without an id', at: file })
      // Contacts sign in nowhere, and a device is nobody.
      else if (parsed['@odata.type'] === '#microsoft.graph.group') {
        tenant.parents.set(parsed.id, [...(tenant.parents.get(parsed.id) ?? []), id])
        batches.member(`id:${id}`, `id:${parsed.id}`, 'member', { dataset: dataset.dataset, file })
      } else if (!PASSIVE.has(parsed['@odata.type'] ?? ''))
        batches.member(`id:${id}`, `id:${parsed.id}`, 'member', { dataset: dataset.dataset, file })
    }
    counts.set(id, (counts.get(id) ?? 0) + members)
  })
  compareMemberCounts(countsOf, counted, tenant)
  const mayReadHidden = tenant.roles?.includes('Member.Read.Hidden') === true
  for (const [id, { isHidden }] of tenant.groups)
    if (isHidden && !mayReadHidden && (counts.get(id) ?? 0) === 0)
      dataset.gap({
        code: 'dataset-incomplete',
        record: groupId(id),
        reason: 'its members are hidden, and the list that came is empty',
        cure: 'give the application `Member.Read.Hidden`',
      })
}

const PASSIVE: ReadonlySet<string> = new Set(['#microsoft.graph.orgContact', '#microsoft.graph.device'])

/** Who owns a group may say who is in it. */
export async function readOwners(dataset: TenantDataset | null, batches: FactBatches, tenant: Tenant): Promise<void> {
  if (dataset === null) return
  const described = new Set<string>()
  await eachGroup(dataset, tenant, 'owners', ({ id }, records, file) => {
    const seen = tenant.groups.get(id)
    for (const record of records) {
      const parsed = parsedRecord(dataset, directoryObject, record, file)
      if (parsed === null) {
        dataset.gap({ code: 'record-malformed', record: groupId(id), reason: 'an owner without an id', at: file })
        continue
      }
      const { source } = dataset
      const provenance = { source, dataset: dataset.dataset, file, record: groupId(id) }
      const label = seen?.label ?? id
      if (!described.has(id)) batches.resource({ source, native: groupId(id), kind: 'group', label, provenance })
      described.add(id)
      for (const called of [id, caseIgnored(label)]) tenant.siteOwners.get(called)?.push(parsed.id)
      const natives = seen?.isTeam === true ? [groupId(id), `team/${id}`] : [groupId(id)]
      for (const resource of natives)
        batches.grant({
          source,
          resource,
          principal: { name: `id:${parsed.id}` },
          level: 'manage',
          nativeRight: 'owner',
          from: null,
          until: null,
          provenance,
        })
    }
  })
}

/** Programs in groups, from their own side: v1.0 leaves them out of the group's list (E1). */
export async function readProgramMembers(dataset: TenantDataset | null, batches: FactBatches, tenant: Tenant): Promise<void> {
  if (dataset === null) return
  const answered = new Set<string>()
  await eachAnswer(dataset, 'member-of-', ({ id }, answer, { path }) => {
    answered.add(id)
    if (answer.kind === 'lost') return noteLostProgram(dataset, id, answer, path)
    for (const record of answer.records) {
      const parsed = parsedRecord(dataset, directoryObject, record, path)
      // Roles and units come along; a group is what the list of groups has.
      const isGroup = parsed !== null && (parsed['@odata.type'] ?? '#microsoft.graph.group') === '#microsoft.graph.group'
      if (parsed !== null && (isGroup || tenant.groups.has(parsed.id)))
        batches.member(`id:${parsed.id}`, `id:${id}`, 'member', { dataset: dataset.dataset, file: path })
    }
  })
  const unanswered = { kind: 'lost', gone: false, unasked: false, reason: 'the evidence has no answer' } as const
  for (const id of tenant.programs.keys()) if (!answered.has(id)) noteLostProgram(dataset, id, unanswered, null)
}

/** In which groups it is, is unknown: any group may lack it. */
function noteLostProgram(
  dataset: TenantDataset,
  id: string,
  { reason, gone }: Extract<ObjectAnswer, { kind: 'lost' }>,
  at: string | null,
): void {
  if (gone || dataset.stated.state === 'denied' || dataset.stated.state === 'failed') return
  dataset.lower('partial', `in which groups some programs are, is not known: ${reason}`, CURE)
  dataset.gap({ code: 'dataset-incomplete', record: id, reason: `in which groups it is, ${reason}`, cure: CURE, at })
}

/** Visits the whole answers about groups; what is missing is a gap on the group, also where there is no answer at all. */
async function eachGroup(
  dataset: TenantDataset,
  tenant: Tenant,
  what: 'members' | 'owners',
  visit: (about: AnswerAbout, records: readonly unknown[], file: string) => void,
): Promise<void> {
  const gaps = new ObjectGaps(dataset, CURE)
  const answered = new Set<string>()
  await eachAnswer(dataset, '', (about, answer, { path }) => {
    answered.add(about.id)
    if (answer.kind === 'records') visit(about, answer.records, path)
    else gaps.lost(groupId(about.id), `its ${what}`, answer, path)
  })
  for (const id of tenant.groups.keys()) if (!answered.has(id)) gaps.note(groupId(id), `the evidence has no answer about its ${what}`, null)
}
