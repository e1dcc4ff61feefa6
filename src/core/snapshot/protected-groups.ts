import type { Group } from '../model/account.ts'
import type { GroupHandle } from '../model/handle.ts'
import type { Memberships } from '../model/snapshot.ts'
import type { Finder } from './find-principal.ts'

/** Built-in groups that Active Directory protects: Administrators, the operators, Replicator (MS-ADTS 3.1.1.6.1.2). */
const BUILTIN = [544, 548, 549, 550, 551, 552]
/** Those of the domain: Domain Admins, Domain Controllers, Schema, Enterprise, Read-only Controllers, Key and Enterprise Key Admins. */
const OF_DOMAIN = [512, 516, 518, 519, 521, 526, 527]

interface Directory {
  readonly find: Finder
  readonly memberships: Memberships
  readonly groups: readonly Group[]
}

/** The groups of `source` whose rules AdminSDHolder of `domain` replaces within the hour: the protected ones, and all that are nested in them. Ascending. */
export function protectedGroups(source: string, domain: string, { find, memberships, groups }: Directory): readonly GroupHandle[] {
  const sids = [...BUILTIN.map((rid) => `S-1-5-32-${rid}`), ...OF_DOMAIN.map((rid) => `${domain}-${rid}`)]
  const found = new Set<GroupHandle>()
  const waiting = sids.flatMap((sid) =>
    find.named(source, `sid:${sid}`).flatMap((principal) => (principal.kind === 'group' ? [principal.group] : [])),
  )
  for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
    // A group of another domain has that domain's holder.
    if (found.has(group) || groups[group]?.source !== source) continue
    found.add(group)
    memberships.forEachGroupOf(group, (member) => waiting.push(member))
  }
  return [...found].sort((a, b) => a - b)
}
