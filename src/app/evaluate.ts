import type { Config } from '../config/config.ts'
import { type Audit, audit } from '../core/audit.ts'
import { canonicalJson } from '../core/base/canonical-json.ts'
import { type Instant, dayIn } from '../core/base/instant.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import type { LedgerSource } from '../core/compare/coverage-ledger.ts'
import { missingDatasets, withEarlierUnits } from '../core/compare/missing-datasets.ts'
import { type AcceptedShrink, type CompleteCount, withoutImplausibleShrinks } from '../core/findings/breaker.ts'
import type { Earlier } from '../core/findings/earlier.ts'
import type { DeclaredPolicy } from '../core/model/declared-policy.ts'
import type { KeptPost } from '../core/model/held-post.ts'
import type { Snapshot } from '../core/model/snapshot.ts'
import { sha256 } from '../sources/evidence/sha256.ts'
import { loadedJoins } from './load-joins.ts'
import { loadedPolicy } from './load-policy.ts'
import { maxAgeMs } from './max-age.ts'
import { type Problem, problem } from './problem.ts'
import type { OpenResult } from './publication/publish.ts'
import { snapshotOf } from './snapshot-of.ts'
import { GATEHOUSE_VERSION } from './version.ts'

export interface EvaluateInput {
  readonly config: Config
  /** The collected run that live sources are read from; null where all are recorded. */
  readonly run: string | null
  /** Null: the end of the newest manifest. */
  readonly now: Instant | null
  readonly workers: number
  readonly past: Past
}

/** What earlier runs know that an assessment depends on. */
export interface Past {
  readonly completeCounts: readonly CompleteCount[]
  readonly acceptedShrinks: readonly AcceptedShrink[]
  readonly coverage: Earlier['coverage']
  readonly posts: readonly KeptPost[]
}

/** What judging coverage needs of them. */
export type SeenBefore = Pick<Past, 'completeCounts' | 'acceptedShrinks' | 'coverage'>

export interface Evaluation {
  readonly result: OpenResult
  readonly audit: Audit
  readonly policy: DeclaredPolicy
  readonly snapshot: Snapshot
}

/** Evaluates saved evidence: the same evidence, policy, configuration and `now` give the same assessment, byte for byte. */
export async function evaluate({ config, run, now, workers, past }: EvaluateInput): Promise<Result<Evaluation, Problem>> {
  // The policy and the evidence do not know one another until they are bound: both are read at once.
  const loading = loadedPolicy(config)
  const joins = await loadedJoins(config)
  const affiliations = async () => (await loading).load.policy?.affiliations ?? []
  const reading = joins.ok ? snapshotOf(config, run, joins.value, workers, affiliations) : null
  const [{ load, hash: policyHash }, read] = await Promise.all([loading, reading])
  if (load.policy === null) {
    const errors = load.diagnostics.filter(({ level }) => level === 'error')
    return failed(
      problem(78, 'the policy cannot be used; nothing was evaluated, evidence is kept', 'mend it and run `gatehouse evaluate`', errors),
    )
  }
  if (!joins.ok) return joins
  if (read === null) throw new Error('evidence is read once the joins are known')
  const { evidence, newest } = read
  const snapshot = withEarlierUnits(read.snapshot, past.coverage)
  const at = now ?? newest
  if (at === null) {
    return failed(problem(69, 'no source has evidence that could be evaluated', 'run `gatehouse collect`, or see `gatehouse doctor`'))
  }
  const { policy } = load
  const zone = policy.institution.timezone
  const guarded = guardedCoverage(snapshot, config, past, at, zone)
  const audited = audit({ snapshot, policy, load, sources: ledgerSources(config, at, zone), now: at, guarded, posts: past.posts, sha256 })
  const result: OpenResult = {
    schemaVersion: '1.0',
    run: {
      id: runId(at, evidence),
      now: at,
      institution: policy.institution.name,
      timeZone: zone,
      gatehouse: GATEHOUSE_VERSION,
      timeZoneData: process.versions['tz'] ?? 'unknown',
      policyHash,
      configHash: sha256(canonicalJson(config.decided)),
      joinsHash: joins.value.hash,
      evidence,
    },
    assessment: audited.assessment,
  }
  return succeeded({ result, audit: audited, policy, snapshot })
}

/** Tonight's coverage, lowered where something that was once read is gone, or shrank beyond belief. */
export function guardedCoverage(snapshot: Snapshot, config: Config, past: SeenBefore, now: Instant, zone: string) {
  const { breaker, sources } = config
  const missing = missingDatasets(
    snapshot.coverage,
    past.coverage,
    sources.filter(({ readable }) => readable).map(({ name }) => name),
    now,
  )
  const { coverage, gaps } = withoutImplausibleShrinks({
    coverage: [...snapshot.coverage, ...missing.rows],
    lastComplete: past.completeCounts,
    accepted: past.acceptedShrinks,
    now,
    today: dayIn(zone, now),
    thresholds: (source) => breaker.shrinkBySource[source] ?? breaker.shrink,
  })
  return { rows: coverage, gaps: [...missing.gaps, ...gaps] }
}

export function ledgerSources(config: Config, now: Instant, zone: string): readonly LedgerSource[] {
  return config.sources.map(({ name, kind, readable }) => ({ name, kind, readable, maxAgeMs: maxAgeMs(config, name, now, zone) }))
}

/** From `now` and the manifest hashes: `2026-11-14T0300Z-3f9a1c`. */
function runId(now: Instant, evidence: OpenResult['run']['evidence']): string {
  const hash = sha256(canonicalJson({ now, manifests: evidence.map(({ source, manifestHash }) => [source, manifestHash]) }))
  return `${now.slice(0, 10)}T${now.slice(11, 13)}${now.slice(14, 16)}Z-${hash.slice(0, 8)}`
}
