import type { Config } from '../../config/config.ts'
import { type Instant, dayIn } from '../../core/base/instant.ts'
import { distinctTexts } from '../../core/base/order.ts'
import type { EmptiedRun } from '../../core/findings/retention/prune-record.ts'
import type { AuditResult } from '../../core/model/audit-result.ts'
import { sha256 } from '../../sources/evidence/sha256.ts'
import type { PublishedRun, ResolvedFinding, Store } from '../../store/store.ts'
import { isDiskError, saysOf } from '../publication/disk-error.ts'
import type { PublicationFiles } from '../publication/publication-files.ts'
import { runFolder } from '../publication/run-folders.ts'
import { misfitOfRun } from '../publication/verify-publications.ts'
import { type DueEvidence, dueEvidence } from './due-evidence.ts'
import { emptiedRun, publishedParts, resultIn } from './emptied-result.ts'
import type { KeptPrunes } from './prune-records.ts'
import { type Thresholds, thresholdsAt } from './terms.ts'

/** What is past its term. */
export interface PrunePlan {
  readonly thresholds: Thresholds
  readonly evidence: DueEvidence
  readonly runs: readonly EmptiedRun[]
  /** Fingerprints, as the store has them. */
  readonly findings: readonly string[]
  readonly messages: number
  /** What could not be looked at, a line each; it stays as it is. */
  readonly troubles: readonly string[]
}

/** Looks, and changes nothing. The latest published run is left whole: it is what readers are shown. */
export async function prunePlan(
  config: Config,
  store: Store,
  earlier: KeptPrunes,
  at: Instant,
  files: PublicationFiles,
): Promise<PrunePlan> {
  const thresholds = thresholdsAt(at, config.retention)
  const resolved = (await store.resolvedFindings()).filter(({ resolvedAt }) => resolvedAt < thresholds.people)
  const due = new Map(resolved.map((finding) => [finding.fingerprint, finding]))
  const troubles: string[] = [...earlier.troubles]
  const runs: EmptiedRun[] = []
  const [latest, ...older] = await store.runs(Number.MAX_SAFE_INTEGER)
  if (latest !== undefined)
    for (const run of older.toReversed()) {
      const before = earlier.emptied.get(run.id) ?? null
      if (!mayBeDue(run, before, thresholds, resolved)) continue
      // Reports that somebody took away have nothing left to lose.
      if ((await files.entry(runFolder(config.reports, run.id))) === null) continue
      const looked = await lookedAt(run, before, { config, store, thresholds, due, files })
      if (typeof looked === 'string') troubles.push(`run ${run.id} is left as it is: ${looked}`)
      else if (!isSame(looked, before)) runs.push(looked)
    }
  const emptied = emptiedAt(earlier)
  // One that came back and was resolved again is known by name again.
  const isNamed = ({ fingerprint, resolvedAt }: ResolvedFinding) => (emptied.get(fingerprint) ?? resolvedAt) <= resolvedAt
  return {
    thresholds,
    evidence: await dueEvidence(config, store, thresholds.evidence, files),
    runs,
    findings: distinctTexts(resolved.filter(isNamed).map(({ fingerprint }) => fingerprint)),
    messages: await store.settledMessages(thresholds.access),
    troubles,
  }
}

export function isEmpty({ evidence, runs, findings, messages }: PrunePlan): boolean {
  return evidence.due.length === 0 && runs.length === 0 && findings.length === 0 && messages === 0
}

/** Could there be something due in the result? Asked of what the store knows, since results are long. */
function mayBeDue(run: PublishedRun, before: EmptiedRun | null, thresholds: Thresholds, resolved: readonly ResolvedFinding[]): boolean {
  if (run.now < thresholds.access && before?.access !== true) return true
  if (run.now < thresholds.people && before?.rest !== true) return true
  const left = before?.exceptionsLeftUntil ?? null
  if (left !== null && left < dayIn('UTC', thresholds.people) && run.now < thresholds.people) return true
  const done = new Set(before?.findings)
  return resolved.some(({ fingerprint, firstSeen, resolvedAt }) => firstSeen <= run.now && run.now <= resolvedAt && !done.has(fingerprint))
}

function isSame(now: EmptiedRun, before: EmptiedRun | null): boolean {
  if (before === null) return now.emptied.length === 0 && !now.access
  const of = ({ access, rest, findings, emptied }: EmptiedRun) => JSON.stringify([access, rest, findings, emptied])
  return of(now) === of(before)
}

/** By fingerprint: when the store last forgot whom it was about. */
function emptiedAt({ prunes }: KeptPrunes): ReadonlyMap<string, Instant> {
  return new Map(prunes.flatMap(({ record }) => record.findings.map((fingerprint) => [fingerprint, record.at] as const)))
}

interface Looking {
  readonly config: Config
  readonly store: Store
  readonly thresholds: Thresholds
  readonly due: ReadonlyMap<string, ResolvedFinding>
  readonly files: PublicationFiles
}

/** What the run's result is to lose, or why it cannot be touched: emptying what was changed would hide the change. */
async function lookedAt(run: PublishedRun, before: EmptiedRun | null, looking: Looking): Promise<EmptiedRun | string> {
  const { config, store, thresholds, due, files } = looking
  const misfit = await misfitOfRun(run, before?.emptied ?? [], { store, reportsFolder: config.reports, files, sha256 })
  if (misfit !== null) return misfit
  try {
    const folder = runFolder(config.reports, run.id)
    const result = await resultIn(folder, files)
    const rest = run.now < thresholds.people || before?.rest === true
    return emptiedRun(result, await publishedParts(folder, files), {
      run: run.id,
      access: run.now < thresholds.access || before?.access === true,
      rest,
      findings: distinctTexts([...(before?.findings ?? []), ...(await dueIn(result, due, store))]),
      exceptionsEndedBefore: rest ? dayIn('UTC', thresholds.people) : null,
    })
  } catch (cause) {
    if (!isDiskError(cause)) throw cause
    return saysOf(cause)
  }
}

/** A finding may go by an older fingerprint in an older result. */
async function dueIn({ assessment, life }: AuditResult, due: ReadonlyMap<string, unknown>, store: Store): Promise<readonly string[]> {
  const told = [...assessment.findings, ...life.raised, ...life.findings].map(({ fingerprint }) => fingerprint)
  const found: string[] = []
  for (const fingerprint of distinctTexts(told))
    if (due.has(fingerprint) || due.has(await store.currentFingerprint(fingerprint))) found.push(fingerprint)
  return found
}
