import type { AccessList, ControlFact } from '../model/access-control.ts'
import type { Account, Group } from '../model/account.ts'
import type { GrantFact, GroupFact } from '../model/fragment.ts'
import { type GroupHandle, accountHandle } from '../model/handle.ts'
import type { Name } from '../model/name.ts'
import { namedInList } from '../model/named-in-list.ts'
import type { Provenance } from '../model/provenance.ts'
import { compareKeys } from '../base/order.ts'
import type { Finder } from './find-principal.ts'
import type { MembershipColumns } from './membership-columns.ts'
import type { NamedRecord } from './sort-records.ts'
import { BUILTIN_USERS, wellKnownName } from './well-known-sids.ts'

/** Id of the broad group of a system without SIDs. */
const EVERYBODY = 'everybody'
const AUTHENTICATED_USERS: Name = 'sid:S-1-5-11'

/** Where something first spoke of everybody: its dataset is what the broad group rests on. */
type Place = Pick<Provenance, 'dataset' | 'file'>

interface Wanted {
  /** `sid:S-1-…` or `id:everybody`. */
  readonly names: Set<Name>
  place: Place
}

/**
 * The groups that take in every account of a system, each made only where something means it: `Everyone` as a member or in a list, the
 * others' permissions of a folder, a directory's `*`.
 *
 * One of each system holds all accounts, and the others hold that one, so that a million accounts are one million rows and not three.
 * State worth a class: they are asked for while records stream in, and made once all accounts are known.
 */
export class BroadGroups {
  readonly #wanted = new Map<string, Wanted>()
  readonly #servers = new Set<string>()
  /** By source, whose accounts it takes for its own: the directory behind a file server. */
  readonly #behind = new Map<string, Set<string>>()

  /** A member or trustee that may stand for many. */
  noteName(source: string, name: Name, place: Place): void {
    const known = wellKnownName(name)
    if (known?.kind === 'everybody' || known?.kind === 'sometimes') this.#want(source, name, place)
  }

  /** A grant to everybody of a system without SIDs. */
  noteGrant({ source, principal, provenance }: GrantFact): void {
    if ('name' in principal && principal.name === `id:${EVERYBODY}`) this.#want(source, principal.name, provenance)
  }

  noteControl({ source, object, trusteesOf, lists, provenance }: ControlFact): void {
    if ('resource' in object) this.#servers.add(source)
    for (const list of lists) {
      for (const name of namedInList(list)) this.#noteTrustee(source, name, provenance)
      if (meansEverybody(list)) this.#want(source, list.form === 'windows' ? AUTHENTICATED_USERS : `id:${EVERYBODY}`, provenance)
    }
    if (trusteesOf !== null) this.#behind.set(source, (this.#behind.get(source) ?? new Set()).add(trusteesOf))
  }

  /** The groups that are wanted and that no record of the source is already. */
  facts(groups: readonly NamedRecord<Group>[]): readonly NamedRecord<Group>[] {
    const taken = new Set(
      this.#wanted.size === 0
        ? []
        : groups.flatMap(({ thing, names }) => (this.#wanted.has(thing.source) ? names.map((name) => `${thing.source}\n${name}`) : [])),
    )
    return [...this.#wanted].flatMap(([source, { names, place }]) =>
      [...new Set([baseOf(names), ...names])]
        .filter((name) => !taken.has(`${source}\n${name}`))
        .map((name) => {
          const { group, names: its } = broadGroup(source, name, place)
          return { thing: group, names: its }
        }),
    )
  }

  /** Puts all accounts of each system into its broadest group, and that into the others. */
  addMembers(
    columns: MembershipColumns,
    accounts: readonly Account[],
    groups: readonly Group[],
    find: Finder,
    domains: ReadonlySet<string>,
  ): void {
    for (const [source, { names }] of this.#wanted) {
      const base = baseOf(names)
      const broadest = groupNamed(source, base, find)
      const provenance = broadest === null ? undefined : groups[broadest]?.provenance
      if (broadest === null || provenance === undefined) continue
      const forest = base === AUTHENTICATED_USERS
      accounts.forEach((account, at) => {
        const isOurs = account.source === source || this.#behind.get(source)?.has(account.source) === true
        // Domains meet by SID: whoever logs on in one is an authenticated user of the others. A file server's own logins are not.
        if (isOurs || (forest && domains.has(account.source) && !this.#servers.has(account.source)))
          columns.addAccount(broadest, accountHandle(at), 'dynamic', provenance)
      })
      for (const name of names) {
        const around = groupNamed(source, name, find)
        const its = around === null ? undefined : groups[around]?.provenance
        if (around !== null && around !== broadest && its !== undefined) columns.addGroup(around, broadest, 'dynamic', its)
      }
    }
  }

  #noteTrustee(source: string, name: Name, place: Place): void {
    const known = wellKnownName(name)
    if (known?.kind === 'everybody') this.#want(source, name, place)
    else if (known?.kind === 'sometimes' || name === `sid:${BUILTIN_USERS}`) this.#want(source, AUTHENTICATED_USERS, place)
  }

  #want(source: string, name: Name, { dataset, file }: Place): void {
    const place = { dataset, file }
    const there = this.#wanted.get(source)
    if (there === undefined) {
      this.#wanted.set(source, { names: new Set([name]), place })
      return
    }
    there.names.add(name)
    if (compareKeys([dataset, file], [there.place.dataset, there.place.file]) < 0) there.place = place
  }
}

/** The one that holds the accounts. */
function baseOf(names: ReadonlySet<Name>): Name {
  return [...names].some((name) => name.startsWith('sid:')) ? AUTHENTICATED_USERS : `id:${EVERYBODY}`
}

/** The broadest group of a source; null where nothing there means everybody. */
export function broadestGroup(source: string, find: Finder): GroupHandle | null {
  return groupNamed(source, AUTHENTICATED_USERS, find) ?? groupNamed(source, `id:${EVERYBODY}`, find)
}

function groupNamed(source: string, name: Name, find: Finder): GroupHandle | null {
  const [principal, ...others] = find.named(source, name)
  return principal?.kind === 'group' && others.length === 0 ? principal.group : null
}

function idOf(name: Name): string {
  return name.slice(name.indexOf(':') + 1)
}

function broadGroup(source: string, name: Name, place: Place): GroupFact {
  const id = idOf(name)
  const known = wellKnownName(name)
  const label = known?.kind === 'everybody' || known?.kind === 'sometimes' ? known.label : id
  const provenance = { source, ...place, record: id }
  const names = [...new Set<Name>([name, `id:${id}`])]
  return { group: { source, id, weakKey: false, label, path: id, grantsAccess: true, breadth: { kind: 'everybody' }, provenance }, names }
}

/** Does the list give something to everybody without naming a broad group? */
function meansEverybody(list: AccessList): boolean {
  switch (list.form) {
    case 'windows':
      return list.entries === null
    case 'posix':
      return list.entries.some(({ tag }) => tag === 'other')
    case 'nfs4':
      return list.entries.some(({ who }) => 'special' in who && who.special === 'everyone')
    case 'stated':
      return list.entries.some(({ who }) => 'special' in who)
  }
}
