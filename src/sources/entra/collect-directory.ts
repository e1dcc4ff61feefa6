import { collectEach } from './collect-each.ts'
import { collectPowers } from './collect-powers.ts'
import { collectList, verifyTotal } from './collect-list.ts'
import { CALLS } from './datasets.ts'
import type { Night } from './night.ts'
import { type Wanted, WantedGroups } from './wanted.ts'
import { group, servicePrincipal, signsOfGuest } from './wire.ts'
import { hasSignOfGuest } from './guest-signs.ts'

/** What later questions are asked about; all by id, sorted. */
export interface Directory {
  readonly externals: readonly string[]
  /** In the order in which they are asked for. */
  readonly groups: readonly string[]
  readonly teams: readonly string[]
  /** Groups that a policy names. */
  readonly named: readonly string[]
  readonly servicePrincipals: readonly string[]
  /** Which of the lists behind them were read whole. */
  readonly whole: { readonly users: boolean; readonly groups: boolean; readonly servicePrincipals: boolean }
}

/** Who there is, and who is in what and owns it. */
export async function collectDirectory(
  night: Night,
  wanted: Wanted,
  reader: { readonly client: string; readonly roles: readonly string[] | null },
): Promise<Directory> {
  await collectList(night, CALLS.organization)
  // What the reader may do explains what it was not shown: an empty group whose members are hidden is no empty group.
  await night.dataset('organization').writer.page('reader.json', `${JSON.stringify(reader)}\n`)
  await night.dataset('organization').writer.page('wanted.json', `${JSON.stringify({ natives: wanted.natives })}\n`)

  const users = await night.counted(CALLS['users-count'], '/users/$count')
  if (users.ok) night.setUsers(users.value)
  const externals = new Set<string>()
  const seen = new Set<string>()
  const forgetUsers = (): void => [externals, seen].forEach((set) => set.clear())
  const allUsers = await collectList(night, CALLS.users, {
    again: forgetUsers,
    visit(record) {
      const parsed = signsOfGuest.safeParse(record)
      if (!parsed.success) return
      seen.add(parsed.data.id)
      if (hasSignOfGuest(parsed.data)) externals.add(parsed.data.id)
    },
  })
  if (allUsers) await verifyTotal(night, CALLS['users-count'], seen.size)

  const groups = new WantedGroups(wanted)
  const teams = new Set<string>()
  const seenGroups = new Set<string>()
  const allGroups = await collectList(night, CALLS.groups, {
    again() {
      groups.forget()
      teams.clear()
      seenGroups.clear()
    },
    visit(record) {
      const parsed = group.safeParse(record)
      if (!parsed.success || seenGroups.has(parsed.data.id)) return
      seenGroups.add(parsed.data.id)
      groups.see(parsed.data)
      if (parsed.data.resourceProvisioningOptions?.includes('Team') === true) teams.add(parsed.data.id)
    },
  })
  if (allGroups) await verifyTotal(night, CALLS['groups-count'], seenGroups.size)

  const servicePrincipals = new Set<string>()
  const allPrincipals = await collectList(night, CALLS['service-principals'], {
    again: () => servicePrincipals.clear(),
    visit(record) {
      const parsed = servicePrincipal.safeParse(record)
      if (parsed.success) servicePrincipals.add(parsed.data.id)
    },
  })

  const ordered = groups.inOrder(await collectPowers(night, [...servicePrincipals].sort(), allPrincipals))
  const asked = ordered.map((id) => ({ id }))
  await collectEach(night, CALLS['group-owners'], asked, { prefix: '', whole: allGroups })
  await collectEach(night, CALLS.members, asked, { prefix: '', whole: allGroups })
  return {
    externals: [...externals].sort(),
    groups: ordered,
    teams: [...teams].sort(),
    named: groups.named(),
    servicePrincipals: [...servicePrincipals].sort(),
    whole: { users: allUsers, groups: allGroups, servicePrincipals: allPrincipals },
  }
}
