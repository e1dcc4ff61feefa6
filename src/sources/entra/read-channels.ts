import { caseIgnored } from '../../core/base/distinguished-name.ts'
import { eachAnswer, parsedRecord } from './bodies.ts'
import type { FactBatches } from './fact-batches.ts'
import { ObjectGaps } from './object-gaps.ts'
import { foreignId, foreignPersonFact } from './read-users.ts'
import type { TenantDataset } from './tenant-dataset.ts'
import type { Tenant } from './tenant.ts'
import { channel, channelMember } from './wire.ts'

const CURE = 'give the application `Channel.ReadBasic.All` and `ChannelMember.Read.All`, and collect again'

/**
 * Who is in private and shared channels: access to the team beside its group, also of people of other tenants who have no account here.
 * Channels that another tenant shares with ours are theirs.
 */
export async function readChannels(
  channels: TenantDataset | null,
  members: TenantDataset | null,
  batches: FactBatches,
  tenant: Tenant,
): Promise<void> {
  const theirs = new Set<string>()
  const types = new Map<string, string>()
  if (channels !== null) {
    const gaps = new ObjectGaps(channels, CURE)
    const answered = new Set<string>()
    await eachAnswer(channels, '', ({ id }, answer, { path }) => {
      answered.add(id)
      if (answer.kind === 'lost') return gaps.lost(teamId(id), 'its channels', answer, path)
      for (const record of answer.records) {
        const parsed = parsedRecord(channels, channel, record, path)
        if (parsed === null) continue
        types.set(`${id}\n${parsed.id}`, parsed.membershipType ?? 'unknown')
        if (typeof parsed.tenantId === 'string' && tenant.id !== null && parsed.tenantId !== tenant.id) theirs.add(`${id}\n${parsed.id}`)
      }
    })
    for (const [id, { isTeam }] of tenant.groups)
      if (isTeam && !answered.has(id)) gaps.note(teamId(id), 'the evidence has no answer about its channels', null)
  }
  if (members === null) return
  await readChannelMembers(members, batches, tenant, theirs, types)
}

async function readChannelMembers(
  dataset: TenantDataset,
  batches: FactBatches,
  tenant: Tenant,
  theirs: ReadonlySet<string>,
  types: ReadonlyMap<string, string>,
): Promise<void> {
  const gaps = new ObjectGaps(dataset, CURE)
  const foreign = new Set<string>()
  const answered = new Set<string>()
  await eachAnswer(dataset, '', ({ id, inner }, answer, { path }) => {
    const key = `${id}\n${inner ?? ''}`
    answered.add(key)
    if (theirs.has(key)) return
    if (answer.kind === 'lost') return gaps.lost(teamId(id), 'the members of one of its channels', answer, path)
    const kind = types.get(key) ?? 'private'
    const provenance = { source: dataset.source, dataset: dataset.dataset, file: path, record: inner ?? id }
    for (const record of answer.records) {
      const member = parsedRecord(dataset, channelMember, record, path)
      if (member === null || typeof member.userId !== 'string') {
        gaps.note(teamId(id), `a member of a ${kind} channel whom nobody can tell`, path)
        continue
      }
      const isForeign = typeof member.tenantId === 'string' && tenant.id !== null && member.tenantId !== tenant.id
      const account = isForeign ? foreignId({ tenant: String(member.tenantId), user: member.userId }) : member.userId
      if (isForeign && !foreign.has(account)) {
        foreign.add(account)
        const { userId, displayName } = member
        const home = String(member.tenantId)
        const guestClass = tenant.serviceProviders.has(home) ? 'serviceProvider' : 'b2bDirectConnectUser'
        const sign = `channel member of tenant ${home}`
        batches.account(foreignPersonFact({ tenant: home, user: userId, displayName: displayName ?? null, guestClass, sign }, provenance))
      }
      const isOwner = member.roles?.includes('owner') === true
      tenant.siteChannels.get(caseIgnored(`channel/${id}/${inner ?? ''}`))?.push({ account, isOwner })
      batches.grant({
        source: dataset.source,
        resource: teamId(id),
        principal: { name: `id:${account}` },
        level: isOwner ? 'manage' : 'write',
        nativeRight: `${isOwner ? 'owner' : 'member'} of a ${kind} channel`,
        from: null,
        until: null,
        provenance,
      })
    }
  })
  for (const [key, kind] of types) {
    const [id = ''] = key.split('\n')
    if (kind !== 'standard' && !theirs.has(key) && !answered.has(key))
      gaps.note(teamId(id), `the evidence has no answer about the members of a ${kind} channel`, null)
  }
}

function teamId(id: string): string {
  return `team/${id}`
}
