import type { AccountState } from '../../core/model/account.ts'
import type { Name } from '../../core/model/fragment.ts'
import type { AccountRecord, GroupRecord } from './export-record.ts'
import { type PosixNames, ROOT, posixGroupKey, posixUserKey } from './posix/posix-names.ts'
import type { ServerFacts } from './server-facts.ts'

/**
 * The accounts and groups that the server itself keeps, and who is in its groups.
 *
 * A member without a SID, or whom nobody shows, is a gap on the group. POSIX accounts and groups of the directory are none of the
 * server's: they are looked up in the directory.
 */
export function addLocalPrincipals(
  facts: ServerFacts,
  records: { readonly accounts: readonly AccountRecord[]; readonly groups: readonly (GroupRecord & { readonly line: number })[] },
  names: PosixNames,
): void {
  const numbers = new Set(records.groups.map(({ gid }) => gid))
  for (const account of records.accounts) if (account.local && account.uid !== ROOT) addAccount(facts, account, numbers)
  for (const group of records.groups) if (group.local) addGroup(facts, group, names)
}

/** A primary group that no access list mentions is not in the export, and lets nobody in. */
function addAccount(facts: ServerFacts, account: AccountRecord, groups: ReadonlySet<number | undefined>): void {
  const key = account.sid ?? (account.uid === undefined ? null : posixUserKey(account.uid))
  if (key === null) return
  const id = facts.names.nativeId(key)
  const provenance = facts.provenance(id)
  facts.accounts.push({
    account: {
      source: facts.source,
      id,
      weakKey: false,
      label: `${facts.names.server}\\${account.name}`,
      displayName: null,
      isWorkload: false,
      state: stateOf(account.enabled),
      endsAt: null,
      createdAt: null,
      recency: 'unknown',
      attributes: { name: [account.name] },
      provenance,
    },
    names: [`id:${id}`, ...sidName(account.sid, facts), `name:${facts.names.server}\\${account.name.toLowerCase()}`],
  })
  if (account.uid !== undefined && account.gid !== undefined && groups.has(account.gid))
    facts.memberships.push({
      source: facts.source,
      group: `id:${facts.names.nativeId(posixGroupKey(account.gid))}`,
      members: [`id:${id}`],
      kind: 'primary',
      provenance,
    })
}

function addGroup(facts: ServerFacts, group: GroupRecord & { readonly line: number }, names: PosixNames): void {
  const key = group.sid ?? (group.gid === undefined ? null : posixGroupKey(group.gid))
  if (key === null) return facts.gap(null, `group \`${group.name}\` has neither a SID nor a number`, group.line)
  const id = facts.names.nativeId(key)
  const provenance = facts.provenance(id)
  facts.groups.push({
    group: {
      source: facts.source,
      id,
      weakKey: false,
      label: group.name,
      path: `${facts.names.server}\\${group.name}`,
      grantsAccess: true,
      breadth: { kind: 'named' },
      provenance,
    },
    names: [`id:${id}`, ...sidName(group.sid, facts), `name:${facts.names.server}\\${group.name.toLowerCase()}`],
  })
  const members = { member: [] as Name[], foreign: [] as Name[] }
  for (const member of group.members) {
    if (member.sid !== undefined) members[facts.names.isLocal(member.sid) ? 'member' : 'foreign'].push(facts.names.ofSid(member.sid))
    else if (group.gid !== undefined) members.member.push(names.userCalled(member.name))
    else facts.gap([id], `the member \`${member.name}\` has no SID`, group.line, 'export it again; is the member still there?')
  }
  for (const kind of ['member', 'foreign'] as const)
    if (members[kind].length > 0)
      facts.memberships.push({ source: facts.source, group: `id:${id}`, members: members[kind], kind, provenance })
}

/** The SID of what a machine keeps is the machine's alone, unless it is one that every machine has. */
function sidName(sid: string | undefined, facts: ServerFacts): readonly Name[] {
  return sid === undefined || (facts.names.isLocal(sid) && sid.startsWith('S-1-5-32-')) ? [] : [`sid:${sid}`]
}

function stateOf(enabled: boolean | null): AccountState {
  return enabled === null ? 'unknown' : enabled ? 'enabled' : 'disabled'
}
