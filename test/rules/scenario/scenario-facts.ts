import type { Day, Instant } from '../../../src/core/base/instant.ts'
import { parseDay, parseInstant, plusMs } from '../../../src/core/base/instant.ts'
import type { Group } from '../../../src/core/model/account.ts'
import type { DatasetCoverage, DatasetState } from '../../../src/core/model/coverage.ts'
import { datasetId } from '../../../src/core/model/coverage.ts'
import type { FragmentSink } from '../../../src/core/model/fragment.ts'
import type { Provenance } from '../../../src/core/model/provenance.ts'
import { isResourceKind } from '../../../src/core/model/resource-kind.ts'
import type { RegisterName } from '../../../src/core/model/register.ts'
import type { ScenarioNight } from './scenario-night.ts'
import { settingBatches, settingSources } from './scenario-settings.ts'

/** One batch of facts, with the dataset that it was read from: `ad/users`. */
export interface Batch {
  readonly dataset: string
  emit(sink: FragmentSink): void
}

export const plainRegisters = ['hr', 'visitors', 'partners', 'training', 'clearances', 'approvals'] as const

/** Every fact of a night as a batch of its own, so that a test may shuffle or withhold them. Coverage is not among them. */
export function factBatches(night: ScenarioNight): readonly Batch[] {
  const all = [
    ...directoryBatches(night),
    ...controlBatches(night),
    ...grantBatches(night),
    ...doorBatches(night),
    ...settingBatches(night),
    ...registerBatches(night),
    ...gapBatches(night),
  ]
  return all.filter(({ dataset }) => !night.unlisted.includes(dataset))
}

/** The sources that hand over grants: whatever stands before the colon of a resource, and `files`. */
export function grantSources({ resources, unconfigured, unreadable, absent }: ScenarioNight): readonly string[] {
  const named = Object.keys(resources).map((address) => address.slice(0, address.indexOf(':')))
  const missing = new Set([...unconfigured, ...unreadable, ...absent])
  return [...new Set(['files', 'doors', ...named])].filter((source) => source !== 'ad' && !missing.has(source)).sort()
}

/** The ledger rows of a night: each dataset complete unless the night says otherwise. */
export function coverageOf(night: ScenarioNight): readonly DatasetCoverage[] {
  const missing = new Set([...night.unconfigured, ...night.unreadable, ...night.absent])
  const keys = [
    ...['users', 'groups', 'acl'].map((dataset) => ({ source: 'ad', unit: 'DC=northmoor,DC=example', dataset })),
    ...plainRegisters.map((name) => ({ source: name, unit: `${name}.csv`, dataset: name })),
    ...settingSources(night).flatMap((source) => ['policies', 'sharing', 'methods', 'entitlements', 'applications'].map((dataset) => ({ source, unit: source, dataset }))), // prettier-ignore
    ...grantSources(night).map((source) => ({ source, unit: `${source}.csv`, dataset: source === 'doors' ? 'doors' : 'grants' })),
  ].filter(({ source, dataset }) => !missing.has(source) && !night.unlisted.includes(`${source}/${dataset}`))
  const now = instant(night.now)
  const read = plusMs(now, -3_600_000)
  return keys.map((key): DatasetCoverage => {
    const state = stateOf(night, key.source, key.dataset)
    const asOf = night.as_of[key.source]
    return {
      ...key,
      state,
      reasons: state === 'complete' ? [] : [`the source answered: ${state}`],
      cure: state === 'complete' ? null : 'read it again',
      pages: 1,
      records: 1,
      total: null,
      startedAt: read,
      endedAt: read,
      asOf: asOf === undefined ? read : instant(asOf),
      reusedFrom: null,
    }
  })
}

export function instant(text: string): Instant {
  const parsed = parseInstant(text)
  if (parsed === null) throw new Error(`\`${text}\` is no instant`)
  return parsed
}

function stateOf({ incomplete }: ScenarioNight, source: string, dataset: string): DatasetState {
  return incomplete[`${source}/${dataset}`] ?? incomplete[source] ?? 'complete'
}

function directoryBatches({ accounts, groups }: ScenarioNight): readonly Batch[] {
  const users = Object.entries(accounts).map(([login, account]): Batch => {
    const upn = account.upn === undefined ? (login.includes('@') ? login : `${login}@northmoor.example`) : account.upn
    const attributes = {
      ...(account.employee === undefined ? {} : { employeeid: [account.employee] }),
      ...(account.mail === undefined ? {} : { mail: [account.mail] }),
      ...(upn === null ? {} : { userprincipalname: [upn] }),
    }
    const fact = {
      account: {
        source: 'ad',
        id: `guid-${login}`,
        weakKey: false,
        label: login,
        displayName: account.name ?? null,
        isWorkload: account.workload ?? false,
        state: account.state,
        endsAt: account.ends === undefined ? null : instant(account.ends),
        createdAt: account.created === undefined ? null : instant(account.created),
        recency: account.recency,
        attributes,
        provenance: { source: 'ad', dataset: 'users', file: 'users.ldif', record: `guid-${login}` },
      },
      names: [`id:guid-${login}` as const, `name:${login}` as const],
    }
    return { dataset: 'ad/users', emit: (sink) => sink.accounts([fact]) }
  })
  const named = Object.entries(groups).flatMap(([name, stated]): readonly Batch[] => {
    const { members, takes } = Array.isArray(stated) ? { members: stated, takes: null } : stated
    const provenance = { source: 'ad', dataset: 'groups', file: 'groups.ldif', record: `guid-${name}` }
    const path = `CN=${name},OU=Groups,DC=northmoor,DC=example`
    const group = {
      source: 'ad',
      id: `guid-${name}`,
      weakKey: false,
      label: name,
      path,
      grantsAccess: true,
      breadth: breadthOf(takes),
      provenance,
    }
    return [
      { dataset: 'ad/groups', emit: (sink) => sink.groups([{ group, names: [`id:guid-${name}`, `name:${name}`] }]) },
      ...members.map((member): Batch => ({
        dataset: 'ad/groups',
        emit: (sink) => sink.memberships([{ source: 'ad', group: `name:${name}`, members: [`name:${member}`], kind: 'member', provenance }]), // prettier-ignore
      })),
    ]
  })
  return [...users, ...named]
}

/** What the directory's own rules say of each group: a group of which they say nothing was not read. */
function controlBatches({ groups, control }: ScenarioNight): readonly Batch[] {
  return Object.keys(groups).map((name): Batch => {
    const entries = Object.entries(control[name] ?? {}).map(([holder, right]) => ({
      effect: 'allow' as const,
      who: { name: `name:${holder}` as const },
      right,
      says: `by ${holder} write`,
    }))
    const provenance = { source: 'ad', dataset: 'acl', file: 'acl.ldif', record: `rules of ${name}` }
    const fact = { source: 'ad', object: { group: `name:${name}` as const }, trusteesOf: null, lists: [{ form: 'stated' as const, entries }], provenance } // prettier-ignore
    return { dataset: 'ad/acl', emit: (sink) => sink.controls([fact]) }
  })
}

function breadthOf(takes: 'everybody' | { readonly rule: string } | null): Group['breadth'] {
  if (takes === null) return { kind: 'named' }
  return takes === 'everybody' ? { kind: 'everybody' } : { kind: 'rule', rule: takes.rule }
}

/** As the reader of such a table makes them: the card holder is an account, the room a resource, the right a grant. */
function doorBatches(night: ScenarioNight): readonly Batch[] {
  if (night.doors.length === 0 || !grantSources(night).includes('doors')) return []
  const from = (record: string): Provenance => ({ source: 'doors', dataset: 'doors', file: 'doors.csv', record })
  const today = night.now.slice(0, 10)
  const rooms = [...new Set(night.doors.map(({ room }) => room))].filter((room) => night.resources[`doors:${room}`] === undefined)
  const holders = Map.groupBy(night.doors, ({ person }) => person)
  const resources = rooms.map((native) => ({ source: 'doors', native, kind: 'room' as const, label: native, provenance: from(native) }))
  const accounts = [...holders].map(([person, rows]) => {
    const isLive = rows.some((row) => (row.from ?? today) <= today && today <= (row.until ?? today))
    const state = isLive ? ('enabled' as const) : ('expired' as const)
    const account = { source: 'doors', id: person, weakKey: false, label: person, displayName: null, isWorkload: false, state, endsAt: null, createdAt: null, recency: 'unknown' as const, attributes: { person: [person] }, provenance: from(person) } // prettier-ignore
    return { account, names: [`id:${person}` as const] }
  })
  const grants = night.doors.map(({ person, room, level, from: begins, until }, index) => ({
    source: 'doors',
    resource: room,
    principal: { name: `id:${person}` as const },
    level,
    nativeRight: null,
    from: begins,
    until,
    provenance: from(`line ${index + 2}`),
  }))
  return [
    ...resources.map((resource): Batch => ({ dataset: 'doors/doors', emit: (sink) => sink.resources([resource]) })),
    ...accounts.map((account): Batch => ({ dataset: 'doors/doors', emit: (sink) => sink.accounts([account]) })),
    ...grants.map((grant): Batch => ({ dataset: 'doors/doors', emit: (sink) => sink.grants([grant]) })),
  ]
}

function grantBatches(night: ScenarioNight): readonly Batch[] {
  const readable = new Set(grantSources(night))
  return Object.entries(night.resources).flatMap(([address, { kind, granted, open }]): readonly Batch[] => {
    const source = address.slice(0, address.indexOf(':'))
    if (!readable.has(source)) return []
    const native = address.slice(source.length + 1)
    if (!isResourceKind(kind)) throw new Error(`\`${kind}\` is no kind of resource`)
    const dataset = source === 'doors' ? 'doors' : 'grants'
    const from = (record: string): Provenance => ({ source, dataset, file: `${source}.csv`, record })
    const resource = { source, native, kind, label: native, provenance: from(`resource ${native}`) }
    const grants = Object.entries(granted).flatMap(([principal, stated]) => [stated].flat().map((one) => ({ principal, one })))
    return [
      { dataset: `${source}/${dataset}`, emit: (sink) => sink.resources([resource]) },
      ...Object.entries(open).map(([object, { to, level, until }]): Batch => {
        const fact = { kind: 'open-access' as const, source, resource: native, object, to, level, says: object, until, provenance: from(`${native} ${object}`) } // prettier-ignore
        return { dataset: `${source}/${dataset}`, emit: (sink) => sink.settings([fact]) }
      }),
      ...grants.map(({ principal, one }): Batch => {
        const { level, right = null, from: begins = null, until = null } = typeof one === 'string' ? { level: one } : one
        const provenance = from(`${native} ${principal} ${level}`)
        const fact = { source, resource: native, principal: { address: `ad:${principal}` }, level, nativeRight: right, from: begins, until, provenance } // prettier-ignore
        return { dataset: `${source}/${dataset}`, emit: (sink) => sink.grants([fact]) }
      }),
    ]
  })
}

function registerBatches(night: ScenarioNight): readonly Batch[] {
  const missing = new Set([...night.unconfigured, ...night.unreadable, ...night.absent])
  const at = (name: RegisterName, index: number): Provenance => ({ source: name, dataset: name, file: `${name}.csv`, record: `line ${index + 2}` }) // prettier-ignore
  const dated = <Row extends { from: string | null; until: string | null }>(row: Row, name: RegisterName, index: number) => ({
    ...row,
    from: day(row.from),
    until: day(row.until),
    provenance: at(name, index),
  })
  const batches = [
    ...Object.entries(night.hr).map(([employeeId, { type, work_country, ...row }], index): Batch => {
      const full = { ...dated(row, 'hr', index), employeeId, employeeType: type, workCountry: work_country, reportsTo: null }
      return { dataset: 'hr/hr', emit: (sink) => sink.rows({ register: 'hr', rows: [full] }) }
    }),
    ...night.visitors.map(({ work_country, ...row }, index): Batch => {
      const full = { ...dated(row, 'visitors', index), workCountry: work_country, card: null }
      return { dataset: 'visitors/visitors', emit: (sink) => sink.rows({ register: 'visitors', rows: [full] }) }
    }),
    ...night.partners.map(({ work_country, ...row }, index): Batch => {
      const full = { ...dated(row, 'partners', index), workCountry: work_country }
      return { dataset: 'partners/partners', emit: (sink) => sink.rows({ register: 'partners', rows: [full] }) }
    }),
    ...night.training.map((row, index): Batch => {
      const full = dated(row, 'training', index)
      return { dataset: 'training/training', emit: (sink) => sink.rows({ register: 'training', rows: [full] }) }
    }),
    ...night.clearances.map(({ for: project, ...row }, index): Batch => {
      const full = { ...dated(row, 'clearances', index), project, reference: null }
      return { dataset: 'clearances/clearances', emit: (sink) => sink.rows({ register: 'clearances', rows: [full] }) }
    }),
    ...night.approvals.map((row, index): Batch => {
      const full = dated(row, 'approvals', index)
      return { dataset: 'approvals/approvals', emit: (sink) => sink.rows({ register: 'approvals', rows: [full] }) }
    }),
  ]
  return batches.filter(({ dataset }) => !missing.has(dataset.slice(0, dataset.indexOf('/'))))
}

function gapBatches(night: ScenarioNight): readonly Batch[] {
  const rows = coverageOf(night)
  return night.gaps.map(({ dataset: named, record, reason, code }): Batch => {
    const row = rows.find(({ source, dataset }) => `${source}/${dataset}` === named || source === named)
    if (row === undefined) throw new Error(`no dataset \`${named}\``)
    const { source, unit, dataset } = row
    const gap = { source, unit, dataset, code, record, reason, cure: null, at: null }
    return { dataset: datasetId({ source, unit, dataset }), emit: (sink) => sink.gaps([gap]) }
  })
}

function day(text: string | null): Day | null {
  if (text === null) return null
  const parsed = parseDay(text)
  if (parsed === null) throw new Error(`\`${text}\` is no day`)
  return parsed
}
