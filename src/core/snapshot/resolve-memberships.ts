import { type Account, type Group, MEMBERSHIP_KINDS } from '../model/account.ts'
import type { Gap } from '../model/coverage.ts'
import { accountHandle, groupHandle } from '../model/handle.ts'
import type { Memberships } from '../model/snapshot.ts'
import { distinctTexts } from '../base/order.ts'
import type { FragmentStore, Origin } from './fragment-store.ts'
import { MembershipColumns } from './membership-columns.ts'
import type { Finder } from './find-principal.ts'
import { MembersAbroad, NO_ACCOUNT } from './members-abroad.ts'
import { NOBODY, SEVERAL } from './name-table.ts'
import type { Provenance } from '../model/provenance.ts'

/** Names shown in one gap; the count is always whole. */
const shown = 5

/**
 * Binds the names of all pending memberships to accounts and groups.
 *
 * A member whom no record describes, or whom several do, is a gap on its group: somebody may be in it whom nobody sees. A group
 * that is itself unknown is a gap on the dataset. One gap a group and kind of trouble. O(memberships).
 *
 * `unresolved`: source and id of the accounts that stand for members of other domains.
 */
export function membershipsOf(
  store: FragmentStore,
  accounts: readonly Account[],
  groups: readonly Group[],
  find: Finder,
  domains: ReadonlySet<string>,
  unresolved: ReadonlySet<string>,
): { readonly columns: Memberships; readonly gaps: readonly Gap[] } {
  const columns = new MembershipColumns(accounts, groups)
  const troubles = new Map<string, Trouble>()
  const pending = {
    source: store.pending.source.values(),
    group: store.pending.group.values(),
    member: store.pending.member.values(),
    kind: store.pending.kind.values(),
    origin: store.pending.origin.values(),
  }
  const tables = store.sources.map((source) => store.namesOf(source))
  // One provenance object for all members that one record states: the columns then look it up once.
  const abroad = new MembersAbroad(find, accounts.length)
  let lastKey = ''
  let provenance: Provenance = { source: '', dataset: '', file: '', record: '' }

  for (let row = 0; row < pending.group.length; row++) {
    const table = tables[pending.source[row] ?? -1]
    const origin = store.origins[pending.origin[row] ?? -1]
    const kind = MEMBERSHIP_KINDS[pending.kind[row] ?? -1]
    if (table === undefined || origin === undefined || kind === undefined) throw new Error(`membership ${row} has no source`)
    const groupName = pending.group[row] ?? 0
    const memberName = pending.member[row] ?? 0
    const group = table.targetOf(groupName) - accounts.length
    if (group < 0) {
      note('unknown-group', origin, null, table.nameOf(groupName))
      continue
    }
    const record = groups[group]?.id ?? ''
    const own = table.targetOf(memberName)
    const member = own === NOBODY ? abroad.of(table.nameOf(memberName)) : own
    if (member === NO_ACCOUNT) continue
    if (member < 0) {
      const trouble = member === SEVERAL ? 'ambiguous' : kind === 'foreign' ? 'foreign' : 'dangling'
      note(trouble, origin, record, table.nameOf(memberName))
      continue
    }
    // Somebody is in the group, and it may be a group of many: the one is a member, the other stays a gap.
    const account = accounts[member]
    if (kind === 'foreign' && account !== undefined && unresolved.has(`${account.source}\n${account.id}`))
      note('foreign', origin, record, table.nameOf(memberName))
    // A primary group, or a login's own group number, is stated by the account's record; all else by the group's.
    const statedBy = kind === 'primary' && member < accounts.length ? (accounts[member]?.id ?? record) : record
    const key = `${pending.origin[row]}\n${statedBy}`
    if (key !== lastKey) {
      lastKey = key
      provenance = { ...origin, record: statedBy }
    }
    if (member < accounts.length) columns.addAccount(groupHandle(group), accountHandle(member), kind, provenance)
    else columns.addGroup(groupHandle(group), groupHandle(member - accounts.length), kind, provenance)
  }
  store.broad.addMembers(columns, accounts, groups, find, domains)
  return { columns: columns.build(), gaps: [...troubles.values()].map(asGap) }

  function note(kind: Trouble['kind'], origin: Origin, record: string | null, name: string): void {
    const key = `${kind}\n${origin.source}\n${origin.dataset}\n${record ?? ''}`
    const there = troubles.get(key)
    if (there === undefined) troubles.set(key, { kind, origin, record, names: new Set([name]) })
    else there.names.add(name)
  }
}

interface Trouble {
  readonly kind: 'dangling' | 'foreign' | 'ambiguous' | 'unknown-group'
  readonly origin: Origin
  readonly record: string | null
  readonly names: Set<string>
}

function asGap({ kind, origin, record, names }: Trouble): Gap {
  const sorted = distinctTexts(names)
  const list = sorted.slice(0, shown).map((name) => `\`${name}\``)
  const more = sorted.length > shown ? ` and ${sorted.length - shown} more` : ''
  const who = `${list.join(', ')}${more}`
  const base = { source: origin.source, unit: '', dataset: origin.dataset, at: null }
  switch (kind) {
    case 'dangling':
      return {
        ...base,
        code: 'reference-dangling',
        record,
        reason: `${sorted.length === 1 ? 'a member' : `${sorted.length} members`} whom no record describes: ${who}`,
        cure: 'read the base or the source that holds them, or remove the stale entry',
      }
    case 'foreign':
      return {
        ...base,
        code: 'reference-elsewhere',
        record,
        reason: `${sorted.length === 1 ? 'a member' : `${sorted.length} members`} of another domain, or standing for many: ${who}`,
        cure: 'configure the other domain as a source, or take the entry out',
      }
    case 'ambiguous':
      return {
        ...base,
        code: 'reference-ambiguous',
        record,
        reason: `${sorted.length === 1 ? 'a member name' : `${sorted.length} member names`} borne by several records: ${who}`,
        cure: 'make the name unique in the directory',
      }
    case 'unknown-group':
      return {
        ...base,
        code: 'reference-dangling',
        record: null,
        reason: `memberships of ${sorted.length === 1 ? 'a group' : `${sorted.length} groups`} that no record describes: ${who}`,
        cure: 'read the base that holds the group',
      }
  }
}
