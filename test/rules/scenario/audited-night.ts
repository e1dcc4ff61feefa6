import { stringify } from 'yaml'
import { type Audit, audit } from '../../../src/core/audit.ts'
import type { DatasetCoverage } from '../../../src/core/model/coverage.ts'
import { effectiveJoinKeys } from '../../../src/core/model/joins.ts'
import type { DeclaredPolicy } from '../../../src/core/model/declared-policy.ts'
import type { KnownSource, PolicyLoad } from '../../../src/core/model/policy-load.ts'
import type { KeptPost } from '../../../src/core/model/held-post.ts'
import type { Snapshot } from '../../../src/core/model/snapshot.ts'
import { loadPolicy } from '../../../src/core/policy/load-policy.ts'
import { assembler } from '../../../src/core/snapshot/assemble.ts'
import { sha256 } from '../../../src/sources/evidence/sha256.ts'
import { missingDatasets } from '../../../src/core/compare/missing-datasets.ts'
import { parseDay } from '../../../src/core/base/instant.ts'
import type { ScenarioNight } from './scenario-night.ts'
import { type Batch, coverageOf, factBatches, grantSources, instant, plainRegisters } from './scenario-facts.ts'

export interface AuditedNight {
  readonly night: ScenarioNight
  readonly load: PolicyLoad
  readonly policy: DeclaredPolicy
  readonly snapshot: Snapshot
  readonly audit: Audit
}

/** How a test may bend a night: another order, other coverage, batches withheld. */
export interface Bent {
  batches?(all: readonly Batch[]): readonly Batch[]
  coverage?(rows: readonly DatasetCoverage[]): readonly DatasetCoverage[]
  /** The ledger of the night before. */
  readonly earlier?: readonly DatasetCoverage[]
  /** What the nights before saw. */
  readonly posts?: readonly KeptPost[]
}

const hour = 3_600_000

/** Feeds the night's facts through the real assembler, its policy through the real loader, and audits. */
export function auditedNight(night: ScenarioNight, bent: Bent = {}, loaded: PolicyLoad = loadedPolicy(night)): AuditedNight {
  if (loaded.policy === null) throw new Error(`the policy does not load: ${JSON.stringify(loaded.diagnostics, null, 1)}`)
  const snapshot = snapshotOf(night, bent)
  const sources = knownSources(night).map(({ name, kind, readable }) => ({ name, kind, readable, maxAgeMs: 36 * hour }))
  const readable = sources.filter((source) => source.readable).map(({ name }) => name)
  const missing = missingDatasets(snapshot.coverage, bent.earlier ?? [], readable, instant(night.now))
  const guarded = { rows: [...snapshot.coverage, ...missing.rows], gaps: missing.gaps }
  const { policy } = loaded
  const audited = audit({
    snapshot,
    policy,
    load: loaded,
    sources,
    now: instant(night.now),
    guarded,
    posts: keptPosts(night, bent.posts ?? []),
    sha256,
  })
  return { night, load: loaded, policy, snapshot, audit: audited }
}

function loadedPolicy(night: ScenarioNight): PolicyLoad {
  return loadPolicy([{ path: 'policies/scenario.yaml', text: stringify(night.policy, { lineWidth: 0 }) }], { sources: knownSources(night) })
}

function snapshotOf(night: ScenarioNight, bent: Bent): Snapshot {
  const assembly = assembler()
  const batches = factBatches(night)
  for (const batch of bent.batches?.(batches) ?? batches) batch.emit(assembly.sink)
  const coverage = coverageOf(night)
  assembly.sink.coverage(bent.coverage?.(coverage) ?? coverage)
  const on = parseDay('2026-01-05')
  if (on === null) throw new Error('no such day')
  return assembly.finish({
    keys: effectiveJoinKeys(
      [],
      [
        { name: 'ad', kind: 'ldap' },
        { name: 'doors', kind: 'doors' },
      ],
    ),
    overrules: night.joins.map((join) => ({ ...join, by: 'priya.nair@northmoor.example', on })),
  })
}

function knownSources(night: ScenarioNight): readonly KnownSource[] {
  const { unconfigured, unreadable, absent } = night
  const tables = [
    ...plainRegisters.map((name) => ({ name, kind: 'table', register: name, readable: true })),
    ...grantSources({ ...night, absent: [] }).map((name) => ({ name, kind: 'table', register: name === 'doors' ? 'doors' : 'grants', readable: true })), // prettier-ignore
    ...absent.filter((name) => !plainRegisters.some((register) => register === name)).map((name) => ({ name, kind: 'table', register: 'grants', readable: true })), // prettier-ignore
  ]
  const byName = new Map<string, KnownSource>([
    ['ad', { name: 'ad', kind: 'ldap', register: null, readable: true }],
    ['cloud', { name: 'cloud', kind: 'entra', register: null, readable: true }],
    ...tables.map((source) => [source.name, source] as const),
    ...unreadable.map((name) => [name, { name, kind: name, register: null, readable: false }] as const),
  ])
  return [...byName.values()].filter(({ name }) => !unconfigured.includes(name))
}

function keptPosts({ held_posts }: ScenarioNight, before: readonly KeptPost[]): readonly KeptPost[] {
  const then = instant('2026-01-05T03:00:00Z')
  return [...held_posts.map((post) => ({ ...post, firstSeen: then, lastSeen: then })), ...before]
}
