import { collectEach } from './collect-each.ts'
import { collectList } from './collect-list.ts'
import { CALLS } from './datasets.ts'
import type { Night } from './night.ts'
import { appRoleAssignment, roleAssignment } from './wire.ts'

/**
 * Who holds a role, or may, and who holds a right of an application: asked before the groups, whose members and owners are asked for in
 * the order of what they open. Resolves to the ids of the holders.
 */
export async function collectPowers(night: Night, servicePrincipals: readonly string[], whole: boolean): Promise<ReadonlySet<string>> {
  const holders = new Set<string>()
  const visit = (record: unknown): void => {
    const holder = roleAssignment.safeParse(record).data ?? appRoleAssignment.safeParse(record).data
    if (holder !== undefined) holders.add(holder.principalId)
  }
  await collectList(night, CALLS['role-definitions'], { prefix: 'definitions-' })
  await collectList(night, CALLS['role-assignments'], { prefix: 'assignments-', visit })
  await collectList(night, CALLS['role-assigned'], { prefix: 'assigned-', visit })
  await collectList(night, CALLS['role-eligible'], { prefix: 'eligible-', visit })
  const apps = servicePrincipals.map((id) => ({ id }))
  await collectEach(night, CALLS['app-role-holders'], apps, { prefix: 'holders-', whole, visit: (_, records) => records.forEach(visit) })
  return holders
}
