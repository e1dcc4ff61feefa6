import { collectEach } from './collect-each.ts'
import type { Directory } from './collect-directory.ts'
import { collectList } from './collect-list.ts'
import { CALLS } from './datasets.ts'
import type { Night } from './night.ts'
import { administrativeUnit, application, channel } from './wire.ts'

/** What gives access beyond a group's own list: apps, where roles hold, what may be activated, channels. */
export async function collectAccess(night: Night, { groups, teams, servicePrincipals, named, whole }: Directory): Promise<void> {
  const apps = servicePrincipals.map((id) => ({ id }))
  // Group lists of v1.0 leave service principals out: each is asked where it belongs (E1).
  await collectEach(night, CALLS['service-principal-member-of'], apps, { prefix: 'member-of-', whole: whole.servicePrincipals })
  await collectEach(night, CALLS['service-principal-owners'], apps, { prefix: 'owners-', whole: whole.servicePrincipals })
  await collectEach(night, CALLS['app-roles-held'], apps, { prefix: 'held-', whole: whole.servicePrincipals })

  const units = await listed(night, CALLS.units, administrativeUnit)
  await collectEach(night, CALLS['unit-members'], units.ids, { prefix: 'members-', whole: units.whole })

  const asked = groups.map((id) => ({ id }))
  await collectEach(night, CALLS['pim-eligible'], asked, { prefix: 'eligible-', whole: whole.groups })
  await collectEach(night, CALLS['pim-assigned'], asked, { prefix: 'assigned-', whole: whole.groups })

  const applications = await listed(night, CALLS.applications, application)
  await collectEach(night, CALLS['application-owners'], applications.ids, { prefix: 'owners-', whole: applications.whole })
  await collectEach(night, CALLS['federated-credentials'], applications.ids, { prefix: 'federated-', whole: applications.whole })

  await collectChannels(night, teams, whole.groups)

  const counts = night.dataset('member-counts')
  if (!whole.groups) counts.lower('partial', 'not all groups are known', 'see the dataset `groups`')
  const lines: string[] = []
  for (const id of named) {
    const path = `/groups/${encodeURIComponent(id)}/transitiveMembers/$count`
    const counted = await night.counted(CALLS['member-counts'], path)
    if (counted.ok) lines.push(`${JSON.stringify({ id, transitiveMembers: counted.value })}\n`)
    else counts.lostObjects(CALLS['member-counts'], [counted.error])
  }
  if (lines.length > 0) await counts.writer.page('0001.ndjson', lines.join(''))
  counts.records = lines.length
}

async function collectChannels(night: Night, teams: readonly string[], whole: boolean): Promise<void> {
  const closed: { readonly id: string; readonly inner: string }[] = []
  const shared: { readonly id: string; readonly inner: string }[] = []
  night.dataset('channels')
  night.dataset('channel-members')
  const all = await collectEach(
    night,
    CALLS.channels,
    teams.map((id) => ({ id })),
    {
      prefix: '',
      whole,
      visit({ id }, records) {
        for (const record of records) {
          const parsed = channel.safeParse(record)
          if (!parsed.success) continue
          // A standard channel's members are the team's.
          if (parsed.data.membershipType === 'standard') continue
          closed.push({ id, inner: parsed.data.id })
          if (parsed.data.membershipType === 'shared') shared.push({ id, inner: parsed.data.id })
        }
      },
    },
  )
  await collectEach(night, CALLS['channel-members'], closed, { prefix: '', whole: all })
  await collectEach(night, CALLS['shared-with-teams'], shared, { prefix: 'shared-with-', whole: all })
}

async function listed(
  night: Night,
  call: Parameters<typeof collectList>[1],
  schema: typeof administrativeUnit | typeof application,
): Promise<{ readonly ids: readonly { readonly id: string }[]; readonly whole: boolean }> {
  const ids = new Set<string>()
  const whole = await collectList(night, call, {
    again: () => ids.clear(),
    visit(record) {
      const parsed = schema.safeParse(record)
      if (parsed.success) ids.add(parsed.data.id)
    },
  })
  return { ids: [...ids].sort().map((id) => ({ id })), whole }
}
