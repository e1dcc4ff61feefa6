import { parseResourceAddress } from '../model/resource-address.ts'
import type { DatasetCoverage, Gap } from '../model/coverage.ts'
import { datasetId } from '../model/coverage.ts'
import type { FragmentSink } from '../model/fragment.ts'
import type { AccountHandle } from '../model/handle.ts'
import type { JoinKey, JoinOverrule } from '../model/joins.ts'
import type { Person, SubjectKey } from '../model/person.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { sortedBy } from '../base/order.ts'
import { copiesAmong, differingCopies } from './copies.ts'
import { credentialsOf } from './credentials-of.ts'
import { iamOf } from './iam-of.ts'
import { foreignPrincipals } from './foreign-principals.ts'
import { FragmentStore } from './fragment-store.ts'
import { joinPeople } from './join-people.ts'
import type { NameTable } from './name-table.ts'
import { controlIndex } from './control-index.ts'
import { domainsAmong } from './domains.ts'
import { type RulesAsked, unreadControls } from './unread-controls.ts'
import { controlsOf } from './resolve-controls.ts'
import { sortRecords } from './sort-records.ts'
import { registersOf } from './registers.ts'
import { settingsOf } from './settings-of.ts'
import { membershipsOf } from './resolve-memberships.ts'
import { type Finder, finder } from './find-principal.ts'
import { resourcesOf } from './resolve-grants.ts'

export interface Assembler {
  readonly sink: FragmentSink
  /** Call once, when every source has been read. */
  finish(joins: { readonly keys: readonly JoinKey[]; readonly overrules: readonly JoinOverrule[] }): Snapshot
}

/**
 * Builds one snapshot out of the fragments of all sources.
 *
 * 1. Collect records, interning every name. 2. Sort accounts and groups, which gives the handles. 3. Bind names. 4. Resolve
 * memberships and grants; what names nobody, or several, is a gap on the group or resource. 5. Join people. The order in which
 * batches arrive shows nowhere. O(records × log records).
 */
export function assembler(rulesAsked: RulesAsked = 'where-listed'): Assembler {
  const store = new FragmentStore()
  return { sink: store.sink, finish: ({ keys, overrules }) => assembled(store, keys, overrules, rulesAsked) }
}

function assembled(store: FragmentStore, keys: readonly JoinKey[], overrules: readonly JoinOverrule[], rulesAsked: RulesAsked): Snapshot {
  const gaps: Gap[] = [...store.gaps]
  const foreign = foreignPrincipals(store, store.accounts, store.groups)
  store.accounts.push(...foreign)
  const accountRecords = sortRecords(store.accounts)
  store.groups.push(...store.broad.facts(store.groups))
  const groupRecords = sortRecords(store.groups)
  gaps.push(...accountRecords.gaps, ...groupRecords.gaps)
  const accounts = accountRecords.sorted.map(({ thing }) => thing)
  const groups = groupRecords.sorted.map(({ thing }) => thing)

  // Principals are numbered accounts first, then groups: one number space for all that a name can mean.
  accountRecords.sorted.forEach(({ thing, names }, position) => bindAll(store.namesOf(thing.source), names, position))
  groupRecords.sorted.forEach(({ thing, names }, position) => bindAll(store.namesOf(thing.source), names, accounts.length + position))

  const find = finder(store.tables, accounts.length)
  const domains = domainsAmong(accountRecords.sorted, groupRecords.sorted)
  const memberships = membershipsOf(
    store,
    accounts,
    groups,
    find,
    domains,
    new Set(foreign.map(({ thing }) => `${thing.source}\n${thing.id}`)),
  )
  gaps.push(...memberships.gaps)

  const records = { accounts: accountRecords.sorted, groups: groupRecords.sorted }
  const copies = copiesAmong(records, find, store.coverage)
  gaps.push(...differingCopies(records, copies, memberships.columns, store.coverage, gaps))

  // Names and records are bound: what stays is what questions need.
  store.release()
  const resources = resourcesOf(store, find, gaps)
  const credentials = credentialsOf(store.credentials, find, gaps)
  const iam = iamOf(store.iam, find, gaps)
  const controls = controlsOf(store.controls, { groups, memberships: memberships.columns, resources, find }, gaps)

  const overruled = new Map<AccountHandle, JoinOverrule>()
  for (const overrule of overrules) applyOverrule(overrule, find, overruled, gaps)
  const joined = joinPeople(accounts, store.peopleRows(), keys, { overrules: overruled, originals: copies.accounts })
  gaps.push(...joined.gaps)

  const rules = controlIndex(controls)
  const coverage = sortedBy(store.coverage, (row) => [row.source, row.unit, row.dataset])
  gaps.push(...unreadControls(groups, rules, coverage, domains, rulesAsked))
  const units = Map.groupBy(coverage, (row) => `${row.source}\n${row.dataset}`)
  const placed = gaps.flatMap((gap) => placedGaps(gap, units.get(`${gap.source}\n${gap.dataset}`) ?? []))
  const sortedGaps = sortedBy(placed, (gap) => [datasetId(gap), gap.record ?? '', gap.code, gap.reason, gap.at ?? ''])
  const gapsByRecord = Map.groupBy(
    sortedGaps.filter(({ record }) => record !== null),
    ({ source, record }) => `${source}\n${record}`,
  )

  return {
    accounts,
    groups,
    memberships: memberships.columns,
    copies: { groups: copies.groups, keptIn: copies.keptIn, unresolved: copies.unresolved },
    resources,
    controls: rules,
    settings: settingsOf(store.settings),
    credentials,
    iam,
    people: joined.people,
    registers: registersOf(store, coverage, joined),
    doubtfulJoins: joined.doubtful,
    coverage,
    gaps: sortedGaps,
    personOf(account) {
      const person = joined.people[joined.personOfAccount[account] ?? -1]
      if (person === undefined) throw new Error(`account ${account} belongs to nobody`)
      return person
    },
    person: (key) => personWithKey(joined.people, key),
    findPerson: (reference) => joined.find(reference),
    findGroup: (source, native) => find.group(source, native),
    findAccount: (source, native) => find.account(source, native),
    gapsOf: (source, record) => gapsByRecord.get(`${source}\n${record}`) ?? [],
  }
}

/** Binary search: people are sorted by key, and a map of them all would be one more for a question that is seldom asked. */
function personWithKey(people: readonly Person[], key: SubjectKey): Person | null {
  let low = 0
  let high = people.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (people[middle]!.key < key) low = middle + 1
    else high = middle
  }
  const found = people[low]
  return found?.key === key ? found : null
}

/** A reference knows no unit: where the dataset has several, the gap may stand in any of them, so a whole one stands in all. */
function placedGaps(gap: Gap, rows: readonly DatasetCoverage[]): readonly Gap[] {
  const [first] = rows
  if (gap.unit !== '' || first === undefined) return [gap]
  const touched = gap.record === null ? rows : [first]
  return touched.map(({ unit }) => ({ ...gap, unit }))
}

function bindAll(table: NameTable, names: readonly Parameters<NameTable['bind']>[0][], principal: number): void {
  for (const name of names) table.bind(name, principal)
}

function applyOverrule(overrule: JoinOverrule, find: Finder, into: Map<AccountHandle, JoinOverrule>, gaps: Gap[]): void {
  const address = parseResourceAddress(overrule.account)
  const hit = address === null ? { found: 'none' as const } : find.account(address.source, address.native)
  if (hit.found === 'one') return void into.set(hit.thing, overrule)
  gaps.push({
    source: address?.source ?? '',
    unit: '',
    dataset: 'joins',
    code: hit.found === 'none' ? 'reference-dangling' : 'reference-ambiguous',
    record: overrule.account,
    reason: `the joins file overrules \`${overrule.account}\`, which ${hit.found === 'none' ? 'no source shows' : 'names several accounts'}`,
    cure: 'correct the entry, or take it out',
    at: null,
  })
}
