import type { Account, Group, MembershipKind } from '../../../src/core/model/account.ts'
import type { DatasetCoverage, Gap } from '../../../src/core/model/coverage.ts'
import {
  accountHandle,
  groupHandle,
  membershipHandle,
  type AccountHandle,
  type GroupHandle,
  type MembershipHandle,
} from '../../../src/core/model/handle.ts'
import type { Provenance } from '../../../src/core/model/provenance.ts'
import type { ResourceKind } from '../../../src/core/model/resource-kind.ts'
import type { Principal } from '../../../src/core/model/principal.ts'
import type { Found, Grant, Memberships, ObservedResource, Snapshot } from '../../../src/core/model/snapshot.ts'
import type { Instant } from '../../../src/core/base/instant.ts'
import type { AccessList } from '../../../src/core/model/access-control.ts'
import type { Control, Controlled, Trustee } from '../../../src/core/model/control.ts'
import { resolvedList } from '../../../src/core/snapshot/resolved-list.ts'
import { settingsOf } from '../../../src/core/snapshot/settings-of.ts'
import { controlIndex } from '../../../src/core/snapshot/control-index.ts'

/** Principals are written `ad:anna` for an account, `ad:staff` for a group: source and id; ids are names too. */
export interface SmallWorld {
  readonly accounts?: readonly string[]
  readonly groups?: readonly string[]
  readonly in?: readonly SmallEdge[]
  readonly resources?: readonly SmallResource[]
  /** Trustees as keys, or `@owner`, `@self`, `@nobody`, `@unread`, `@sometimes`. */
  readonly controls?: readonly SmallControl[]
  /** The group of all accounts. */
  readonly everybody?: string
  /** Groups that give no token. */
  readonly lists?: readonly string[]
  readonly gaps?: readonly Gap[]
  readonly datasets?: readonly string[]
  /** A second name, borne by several groups of a source. */
  readonly aliases?: Readonly<Record<string, readonly string[]>>
}

export interface SmallControl {
  /** A key, `files:share` for a resource, `directory:ad` for the head of a directory. */
  readonly on: string
  readonly lists: readonly AccessList<string>[]
  readonly record?: string
}

export interface SmallEdge {
  readonly member: string
  readonly group: string
  readonly kind?: MembershipKind
  /** Where it was stated, if not in the group's own record. */
  readonly stated?: Provenance
}

export interface SmallResource {
  readonly address: string
  readonly kind: ResourceKind
  readonly grants: readonly {
    readonly to: string
    readonly level: string
    readonly from?: string
    readonly until?: string
    readonly record?: string
  }[]
}

/** The `Snapshot` face over plain lists: slow, small, and independent of the columns. */
export function smallSnapshot(world: SmallWorld): Snapshot {
  const accounts = [...(world.accounts ?? [])].sort().map(asAccount)
  const groups = [...(world.groups ?? [])].sort().map((key) => ({ ...asGroup(key), grantsAccess: world.lists?.includes(key) !== true }))
  const keys = { accounts: accounts.map(keyOf), groups: groups.map(keyOf) }
  const resources = [...(world.resources ?? [])].sort((a, b) => (a.address < b.address ? -1 : 1)).map((it) => asResource(it, keys))
  const findGroup = (source: string, native: string): Found<GroupHandle> => {
    const named = world.aliases?.[`${source}:${native}`] ?? [`${source}:${native}`]
    const things = named
      .map((key) => keys.groups.indexOf(key))
      .filter((at) => at >= 0)
      .map(groupHandle)
    return found(things)
  }
  return {
    accounts,
    groups,
    memberships: plainMemberships(world.in ?? [], keys, groups),
    copies: { groups: new Map(), keptIn: new Map(), unresolved: new Set() },
    resources: new Map(resources.map((resource) => [resource.address, resource])),
    controls: controlIndex((world.controls ?? []).map((control) => asControl(control, keys, world.everybody ?? null))),
    settings: settingsOf([]),
    credentials: [],
    iam: new Map(),
    people: [],
    registers: { datasets: new Map(), training: new Map(), clearances: new Map(), approvals: new Map() },
    doubtfulJoins: [],
    coverage: (world.datasets ?? []).map(asCoverage),
    gaps: world.gaps ?? [],
    personOf: notHere,
    person: notHere,
    findPerson: notHere,
    findGroup,
    findAccount: (source, native) => found([keys.accounts.indexOf(`${source}:${native}`)].filter((at) => at >= 0).map(accountHandle)),
    gapsOf: (source, record) => (world.gaps ?? []).filter((gap) => gap.source === source && gap.record === record),
  }
}

export function accountIn(snapshot: Snapshot, key: string): AccountHandle {
  return accountHandle(snapshot.accounts.findIndex((account) => keyOf(account) === key))
}

export function groupIn(snapshot: Snapshot, key: string): GroupHandle {
  return groupHandle(snapshot.groups.findIndex((group) => keyOf(group) === key))
}

export function keyOf({ source, id }: Account | Group): string {
  return `${source}:${id}`
}

export function asAccount(key: string): Account {
  const { source, id } = parts(key)
  return {
    source,
    id,
    weakKey: false,
    label: id,
    displayName: null,
    isWorkload: false,
    state: 'enabled',
    endsAt: null,
    createdAt: null,
    recency: 'unknown',
    attributes: {},
    provenance: { source, dataset: 'users', file: 'users.ldif', record: id },
  }
}

export function asGroup(key: string): Group {
  const { source, id } = parts(key)
  const provenance = { source, dataset: 'groups', file: 'groups.ldif', record: id }
  return { source, id, weakKey: false, label: id, path: `cn=${id}`, grantsAccess: true, breadth: { kind: 'named' }, provenance }
}

interface Keys {
  readonly accounts: readonly string[]
  readonly groups: readonly string[]
}

function plainMemberships(edges: readonly SmallEdge[], keys: Keys, groups: readonly Group[]): Memberships {
  const rows = edges
    .map(({ member, group, kind = 'member', stated }) => ({
      group: keys.groups.indexOf(group),
      account: keys.accounts.indexOf(member),
      member: keys.groups.indexOf(member),
      kind,
      provenance: stated ?? groups[keys.groups.indexOf(group)]!.provenance,
    }))
    .sort(
      (a, b) =>
        a.group - b.group ||
        Number(a.account < 0) - Number(b.account < 0) ||
        a.account - b.account ||
        a.member - b.member ||
        compare(a.kind, b.kind) ||
        compare(JSON.stringify(a.provenance), JSON.stringify(b.provenance)),
    )
  const each = (
    wanted: (row: (typeof rows)[number]) => boolean,
    visit: (row: (typeof rows)[number], at: MembershipHandle) => void,
  ): void => {
    for (const [at, row] of rows.entries()) if (wanted(row)) visit(row, membershipHandle(at))
  }
  return {
    count: rows.length,
    forEachAccountOf: (group, visit) =>
      each(
        (row) => row.group === group && row.account >= 0,
        (row, at) => visit(accountHandle(row.account), at),
      ),
    forEachGroupOf: (group, visit) =>
      each(
        (row) => row.group === group && row.member >= 0,
        (row, at) => visit(groupHandle(row.member), at),
      ),
    forEachGroupWithAccount: (account, visit) =>
      each(
        (row) => row.account === account,
        (row, at) => visit(groupHandle(row.group), at),
      ),
    forEachGroupWithGroup: (member, visit) =>
      each(
        (row) => row.member === member,
        (row, at) => visit(groupHandle(row.group), at),
      ),
    kind: (membership) => rows[membership]!.kind,
    provenance: (membership) => rows[membership]!.provenance,
  }
}

function asControl({ on, lists, record = on }: SmallControl, keys: Keys, everybody: string | null): Control {
  const { source, id } = parts(on)
  const group = everybody === null ? null : groupHandle(keys.groups.indexOf(everybody))
  const trustee = (key: string): Trustee => {
    if (key === '@owner' || key === '@self' || key === '@nobody') return { kind: key.slice(1) as 'owner' | 'self' | 'nobody' }
    if (key === '@unread') return { kind: 'unread', name: 'sid:S-1-5-21-9-9-9-1' }
    if (key === '@sometimes') return { kind: 'sometimes', everybody: group!, says: 'in some sessions' }
    return principalOf(key, keys)
  }
  return {
    on: controlled(on, keys) ?? (source === 'directory' ? { kind: 'directory', source: id } : { kind: 'resource', address: on }),
    part: null,
    lists: lists.map((list) => resolvedList(list, trustee)),
    everybody: group,
    provenance: { source: source === 'directory' ? id : source, dataset: 'control', file: 'control.ldif', record },
  }
}

function controlled(key: string, keys: Keys): Controlled | null {
  if (keys.accounts.includes(key)) return { kind: 'account', account: accountHandle(keys.accounts.indexOf(key)) }
  return keys.groups.includes(key) ? { kind: 'group', group: groupHandle(keys.groups.indexOf(key)) } : null
}

function principalOf(key: string, keys: Keys): Principal {
  return keys.accounts.includes(key)
    ? { kind: 'account', account: accountHandle(keys.accounts.indexOf(key)) }
    : { kind: 'group', group: groupHandle(keys.groups.indexOf(key)) }
}

function asResource({ address, kind, grants }: SmallResource, keys: Keys): ObservedResource {
  const { source, id } = parts(address)
  return {
    address,
    source,
    kind,
    label: id,
    provenance: { source, dataset: 'grants', file: 'grants.csv', record: id },
    grants: grants
      .map(({ to, level, from = null, until = null, record = 'line 2' }): Grant => {
        const provenance = { source, dataset: 'grants', file: 'grants.csv', record }
        return { principal: principalOf(to, keys), level, nativeRight: null, from, until, provenance }
      })
      .sort((a, b) => compare(order(a), order(b))),
  }
}

function order({ principal, level, provenance }: Grant): string {
  const handle = principal.kind === 'account' ? principal.account : principal.group
  return [principal.kind, String(handle).padStart(9, '0'), level, provenance.record].join('\n')
}

function asCoverage(text: string): DatasetCoverage {
  const [source = '', unit = '', dataset = ''] = text.split('/')
  const at = '2026-11-26T02:00:00.000Z' as Instant
  return {
    source,
    unit,
    dataset,
    state: 'complete',
    reasons: [],
    cure: null,
    pages: 1,
    records: 1,
    total: null,
    startedAt: at,
    endedAt: at,
    asOf: at,
    reusedFrom: null,
  }
}

function parts(key: string): { source: string; id: string } {
  const colon = key.indexOf(':')
  return { source: key.slice(0, colon), id: key.slice(colon + 1) }
}

function found<Thing>(things: readonly Thing[]): Found<Thing> {
  const [thing, ...others] = things
  if (thing === undefined) return { found: 'none' }
  return others.length === 0 ? { found: 'one', thing } : { found: 'several', things }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function notHere(): never {
  throw new Error('people stand in no small snapshot')
}
