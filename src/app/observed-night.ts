import { access } from 'node:fs/promises'
import type { Config } from '../config/config.ts'
import { type Instant, type Day, dayIn } from '../core/base/instant.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import { type Comparison, comparison } from '../core/compare/comparison.ts'
import { type Ledger, coverageLedger } from '../core/compare/coverage-ledger.ts'
import { withEarlierUnits, withMissingRows } from '../core/compare/missing-datasets.ts'
import type { DeclaredPolicy } from '../core/model/declared-policy.ts'
import type { Snapshot } from '../core/model/snapshot.ts'
import { pastOf } from './audit.ts'
import { type SeenBefore, guardedCoverage, ledgerSources } from './evaluate.ts'
import { collectedRuns } from './evidence-folders.ts'
import { loadedJoins } from './load-joins.ts'
import { openedStore } from './open-store.ts'
import { type Problem, problem } from './problem.ts'
import { hasCode } from './publication/disk-error.ts'
import { type AsksAttributes, snapshotOf } from './snapshot-of.ts'

/** The newest evidence, judged as an audit would judge it, with or without a policy. */
export interface ObservedNight {
  readonly snapshot: Snapshot
  readonly ledger: Ledger
  /** Null without a policy. */
  readonly context: Comparison | null
  readonly now: Instant
  /** Of the policy; UTC without one. */
  readonly zone: string
  readonly today: Day
}

/** Reads the newest evidence; `now` null is its end. `asked` are attributes that the caller wants to see beside those of joins and rules. */
export async function observedNight(
  config: Config,
  policy: DeclaredPolicy | null,
  now: Instant | null,
  asked: readonly AsksAttributes[],
): Promise<Result<ObservedNight, Problem>> {
  const joins = await loadedJoins(config)
  if (!joins.ok) return joins
  const past = await earlierNights(config)
  if (!past.ok) return past
  const run = (await collectedRuns(config)).at(-1) ?? null
  const { snapshot: saved, newest } = await snapshotOf(config, run, joins.value, 1, [...(policy?.affiliations ?? []), ...asked])
  const read = withEarlierUnits(saved, past.value.coverage)
  const at = now ?? newest
  if (at === null) return failed(problem(69, 'no source has evidence that could be asked', 'run `gatehouse collect`'))
  const zone = policy?.institution.timezone ?? 'UTC'
  const guarded = guardedCoverage(read, config, past.value, at, zone)
  const snapshot = withMissingRows(read, guarded.rows)
  const ledger = coverageLedger(snapshot, ledgerSources(config, at, zone), at, guarded)
  const context = policy === null ? null : comparison(snapshot, policy, ledger, at)
  return succeeded({ snapshot, ledger, context, now: at, zone, today: dayIn(zone, at) })
}

/** Is there something at `path`? What cannot even be looked at rejects. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch (cause) {
    if (hasCode(cause, 'ENOENT', 'ENOTDIR')) return false
    throw cause
  }
}

/** What earlier runs saw: a register that is gone tonight must not look like one that was never there. */
async function earlierNights(config: Config): Promise<Result<SeenBefore, Problem>> {
  const none: SeenBefore = { completeCounts: [], acceptedShrinks: [], coverage: [] }
  if (config.store.kind === 'sqlite' && !(await isThere(config.store.path))) return succeeded(none)
  const store = await openedStore(config)
  if (!store.ok) return store
  try {
    return succeeded(await pastOf(store.value))
  } finally {
    await store.value.close()
  }
}
