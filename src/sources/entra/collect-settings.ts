import { collectEach } from './collect-each.ts'
import type { Directory } from './collect-directory.ts'
import { collectList, collectObject } from './collect-list.ts'
import { CALLS } from './datasets.ts'
import type { Night } from './night.ts'
import { withoutTimes } from './sign-in-bucket.ts'
import { crossTenantPartner, directoryObject } from './wire.ts'

/** What the tenant allows, and what describes accounts: nobody's access rests on it. */
export async function collectSettings(night: Night, { externals, whole }: Directory): Promise<void> {
  await collectEach(
    night,
    CALLS.sponsors,
    externals.map((id) => ({ id })),
    { prefix: '', whole: whole.users },
  )
  await collectList(night, CALLS['leave-dates'])
  await collectList(night, CALLS.deleted)

  await collectObject(night, CALLS['authorization-policy'], 'authorization.json')
  await collectObject(night, CALLS['cross-tenant-default'], 'cross-tenant-default.json')
  const partners: string[] = []
  const allPartners = await collectList(night, CALLS['cross-tenant-partners'], {
    prefix: 'cross-tenant-partners-',
    again: () => partners.splice(0),
    visit(record) {
      const parsed = crossTenantPartner.safeParse(record)
      if (parsed.success) partners.push(parsed.data.tenantId)
    },
  })
  await collectEach(
    night,
    CALLS['partner-synchronization'],
    partners.sort().map((id) => ({ id })),
    { prefix: 'partner-synchronization-', whole: allPartners },
  )
  await collectList(night, CALLS['named-locations'], { prefix: 'named-locations-' })
  await collectList(night, CALLS['conditional-access'], { prefix: 'conditional-access-' })
  await collectObject(night, CALLS.sharing, '0001.json')

  const organizations: string[] = []
  const allOrganizations = await collectList(night, CALLS['connected-organizations'], {
    prefix: 'connected-organizations-',
    again: () => organizations.splice(0),
    visit(record) {
      const parsed = directoryObject.safeParse(record)
      if (parsed.success) organizations.push(parsed.data.id)
    },
  })
  await collectEach(
    night,
    CALLS['internal-sponsors'],
    organizations.sort().map((id) => ({ id })),
    { prefix: 'internal-sponsors-', whole: allOrganizations },
  )
  await collectList(night, CALLS['package-assignments'], { prefix: 'assignments-' })

  await collectList(night, CALLS.methods)
  const change = (record: unknown): unknown => withoutTimes(record, night.now, night.dataset('recency'))
  // Guests first: at five questions in 10 s a large tenant takes longer than a dataset may.
  await collectList(night, CALLS['recency-of-guests'], { prefix: 'guests-', change })
  await collectList(night, CALLS.recency, { change })
}
