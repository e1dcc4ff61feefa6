import type { DatasetCoverage, Gap } from '../model/coverage.ts'
import type { Account, Group } from '../model/account.ts'
import { type AccountHandle, type GroupHandle, accountHandle, groupHandle } from '../model/handle.ts'
import type { Name } from '../model/name.ts'
import type { Memberships } from '../model/snapshot.ts'
import { distinctTexts, sortedBy } from '../base/order.ts'
import type { Principal } from '../model/principal.ts'
import type { Finder } from './find-principal.ts'
import type { NamedRecord } from './sort-records.ts'

/** Accounts and groups that another source keeps, by the record there; those whose original no source shows are left out. */
export interface Copies {
  readonly accounts: ReadonlyMap<AccountHandle, AccountHandle>
  readonly groups: ReadonlyMap<GroupHandle, GroupHandle>
  /** As `SynchronisedCopies` has it. */
  readonly keptIn: ReadonlyMap<string, readonly string[]>
  readonly unresolved: ReadonlySet<string>
}

interface Records {
  readonly accounts: readonly NamedRecord<Account>[]
  readonly groups: readonly NamedRecord<Group>[]
}

/** O(accounts + groups), and O(sources) for each copy. */
export function copiesAmong({ accounts, groups }: Records, find: Finder, coverage: readonly DatasetCoverage[]): Copies {
  const copies = { accounts: new Map<AccountHandle, AccountHandle>(), groups: new Map<GroupHandle, GroupHandle>() }
  const keptIn = new Map<string, Set<string>>()
  const unresolved = new Set<string>()
  const lose = (source: string): void => {
    unresolved.add(source)
    keep(source, unreadDirectories(coverage, source))
  }
  const keep = (source: string, kept: readonly string[]): void => {
    const there = keptIn.get(source) ?? new Set()
    keptIn.set(source, there)
    for (const one of kept) there.add(one)
  }
  accounts.forEach(({ thing: { source }, copyOf }, at) => {
    if (copyOf === undefined) return
    const original = soleBearer(find, copyOf)
    const kept = original?.kind === 'account' ? accounts[original.account]?.thing.source : undefined
    if (original?.kind !== 'account' || kept === undefined || kept === source) return lose(source)
    copies.accounts.set(accountHandle(at), original.account)
    keep(source, [kept])
  })
  groups.forEach(({ thing: { source }, copyOf }, at) => {
    if (copyOf === undefined) return
    const original = soleBearer(find, copyOf)
    const kept = original?.kind === 'group' ? groups[original.group]?.thing.source : undefined
    if (original?.kind !== 'group' || kept === undefined || kept === source) return lose(source)
    copies.groups.set(groupHandle(at), original.group)
    keep(source, [kept])
  })
  return { ...copies, keptIn: new Map([...keptIn].map(([source, kept]) => [source, distinctTexts(kept)])), unresolved }
}

function soleBearer(find: Finder, name: Name): Principal | undefined {
  const bearers = find.bearing(name)
  return bearers.length === 1 ? bearers[0] : undefined
}

/** Directories that were not read whole, one of which may keep what no other shows. */
function unreadDirectories(coverage: readonly DatasetCoverage[], but: string): readonly string[] {
  return directories(
    coverage.filter(({ state }) => state !== 'complete'),
    but,
  )
}

/** By the dataset that each of them has; a source that broke before any was named may be one. */
function directories(coverage: readonly DatasetCoverage[], but: string): readonly string[] {
  return coverage.filter(({ source, dataset }) => source !== but && (dataset === 'groups' || dataset === 'users' || dataset === '')).map(({ source }) => source) // prettier-ignore
}

/**
 * Groups whose list in the copy is not the list that the directory keeps (`entra.md`, E11 and E12), each a gap on the copy: members that
 * have not come over yet, or not gone yet, and groups inside that are not synchronised at all. Somebody of the directory without an
 * account in the copy's source is in nothing there, and is no difference.
 *
 * A copy whose original no source shows is a gap too, where its domain is one that was read, or some directory was not read whole: there it
 * should be. So is an account, since whose it is the original says. Members by primary group, by POSIX list and of other domains need not come over. A copy that bears a gap already is not looked at. O(their members).
 */
export function differingCopies(
  { accounts, groups }: Records,
  copies: Copies,
  memberships: Memberships,
  coverage: readonly DatasetCoverage[],
  gaps: readonly Gap[],
): readonly Gap[] {
  const touched = new Set(gaps.map(({ source, record }) => `${source}\n${record ?? ''}`))
  const copiesOf = { accounts: turned(copies.accounts), groups: turned(copies.groups) }
  const isMissed = missedBy(copies, { accounts, groups }, coverage)
  const lostAccounts = accounts.flatMap(({ thing, copyOf }, at) =>
    copyOf === undefined ||
    copies.accounts.has(accountHandle(at)) ||
    touched.has(`${thing.source}\n${thing.id}`) ||
    !isMissed(thing.source, copyOf)
      ? []
      : [{ thing, copyOf }],
  )
  const ofGroups = groups.flatMap(({ thing: group, copyOf }, at) => {
    if (copyOf === undefined || touched.has(`${group.source}\n${group.id}`) || membersUnread(coverage, group.source)) return []
    const original = copies.groups.get(groupHandle(at))
    if (original === undefined)
      return isMissed(group.source, copyOf)
        ? [gapOn(group, `its members are kept in a directory, and no source shows it there (\`${copyOf}\`)`)]
        : []
    const kept = groups[original]?.thing
    return differences(groupHandle(at), original, group.source).map((says) => gapOn(group, `\`${kept?.path ?? copyOf}\` of ${kept?.source ?? 'the directory'} keeps its members, ${says}`)) // prettier-ignore
  })

  return [...ofGroups, ...gapsOnAccounts(lostAccounts)]

  function differences(copy: GroupHandle, original: GroupHandle, source: string): readonly string[] {
    const here = membersOf(copy)
    const there = membersOf(original)
    const cloudOf = (account: AccountHandle): AccountHandle | undefined =>
      copiesOf.accounts.get(account)?.find((one) => accounts[one]?.thing.source === source)
    const cloudGroupOf = (group: GroupHandle): GroupHandle | undefined =>
      copiesOf.groups.get(group)?.find((one) => groups[one]?.thing.source === source)
    const late = there.listed.flatMap((account) => {
      const one = cloudOf(account)
      return one === undefined || here.accounts.has(one) ? [] : [accounts[account]!.thing.label]
    })
    const unsynchronised = [...there.groups].filter((group) => cloudGroupOf(group) === undefined).map((group) => groups[group]!.thing.path)
    const lateGroups = [...there.groups].flatMap((group) => {
      const one = cloudGroupOf(group)
      return one === undefined || here.groups.has(one) ? [] : [groups[group]!.thing.path]
    })
    const gone = [...here.accounts].flatMap((account) => {
      const kept = copies.accounts.get(account)
      return kept !== undefined && there.accounts.has(kept) ? [] : [accounts[account]!.thing.label]
    })
    const goneGroups = [...here.groups].flatMap((group) => {
      const kept = copies.groups.get(group)
      return kept !== undefined && there.groups.has(kept) ? [] : [groups[group]!.thing.path]
    })
    return [
      ...said('and the copy lacks', [...late, ...lateGroups]),
      ...said('with a group inside that is not synchronised:', unsynchronised),
      ...said('and only the copy has', [...gone, ...goneGroups]),
    ]
  }

  function membersOf(group: GroupHandle) {
    const found = { accounts: new Set<AccountHandle>(), groups: new Set<GroupHandle>(), listed: [] as AccountHandle[] }
    memberships.forEachAccountOf(group, (account, membership) => {
      found.accounts.add(account)
      if (memberships.kind(membership) === 'member') found.listed.push(account)
    })
    memberships.forEachGroupOf(group, (member) => void found.groups.add(member))
    return found
  }
}

/** Should some source show the original? Of a domain that was read, or while a directory is half read; else nobody was asked for it. */
function missedBy(
  copies: Copies,
  { accounts, groups }: Records,
  coverage: readonly DatasetCoverage[],
): (source: string, copyOf: Name) => boolean {
  if (copies.unresolved.size === 0) return () => false
  const read = new Set<string>()
  for (const records of [accounts, groups])
    for (const { names } of records) for (const name of names) if (name.startsWith('sid:')) read.add(domainOf(name))
  return (source, copyOf) => read.has(domainOf(copyOf)) || unreadDirectories(coverage, source).length > 0
}

function domainOf(name: Name): string {
  return name.slice(0, name.lastIndexOf('-'))
}

const NAMED = 1_000

/** Beyond a thousand one gap on their dataset stands for all: a page of the directory is missing, not an account. */
function gapsOnAccounts(lost: readonly { readonly thing: Account; readonly copyOf: Name }[]): readonly Gap[] {
  const cure = 'read the directory that holds it, and see that the reader is shown it'
  const gap = ({ source, provenance: { dataset } }: Account, record: string | null, reason: string): Gap => ({ source, unit: '', dataset, code: 'copy-differs', record, reason, cure, at: null }) // prettier-ignore
  // Each dataset for itself: the accounts of another tenant must not be lost behind those of the first.
  return [...Map.groupBy(lost, ({ thing: { source, provenance } }) => `${source}\n${provenance.dataset}`).values()].flatMap((some) => {
    const [first] = some
    if (first !== undefined && some.length > NAMED)
      return [gap(first.thing, null, `${some.length} accounts were made of ones in a directory, and no source shows those`)]
    return some.map(({ thing, copyOf }) =>
      gap(thing, thing.id, `it was made of an account in a directory, and no source shows that one (\`${copyOf}\`)`),
    )
  })
}

/** Where the list of members was refused or failed as a whole, that says it all. */
function membersUnread(coverage: readonly DatasetCoverage[], source: string): boolean {
  return coverage.some((row) => row.source === source && row.dataset === 'members' && (row.state === 'denied' || row.state === 'failed'))
}

function turned<Handle>(copies: ReadonlyMap<Handle, Handle>): ReadonlyMap<Handle, readonly Handle[]> {
  const of = new Map<Handle, Handle[]>()
  for (const [copy, original] of copies) of.set(original, [...(of.get(original) ?? []), copy])
  return of
}

const SHOWN = 5

function said(how: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return []
  const sorted = sortedBy(names, (name) => name).slice(0, SHOWN)
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ''
  return [`${how} ${sorted.map((name) => `\`${name}\``).join(', ')}${more}`]
}

function gapOn({ source, id, provenance: { dataset } }: Group, reason: string): Gap {
  const cure = 'let the synchronisation run, synchronise what is inside, and read both again; configure the directory as a source'
  return { source, unit: '', dataset, code: 'copy-differs', record: id, reason, cure, at: null }
}
