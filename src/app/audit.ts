import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import type { Instant } from '../core/base/instant.ts'
import { distinctTexts } from '../core/base/order.ts'
import { life } from '../core/findings/life.ts'
import type { BoardPast } from '../core/findings/trend.ts'
import type { LifeInput } from '../core/findings/tonight.ts'
import type { AuditResult } from '../core/model/audit-result.ts'
import { sha256 } from '../sources/evidence/sha256.ts'
import type { Store } from '../store/store.ts'
import { boardPast } from './board-past.ts'
import { type Collected, anyAnswered, collect } from './collect.ts'
import { sendWaiting, undelivered } from './deliver.ts'
import { type EvaluateInput, type Evaluation, type Past, evaluate } from './evaluate.ts'
import { collectedRuns } from './evidence-folders.ts'
import { unreportedFailures } from './failed-runs.ts'
import { AUDIT, noteKilledRun } from './note-killed-run.ts'
import { openedStore } from './open-store.ts'
import { outboxMessages } from './outbox-messages.ts'
import { type Problem, problem } from './problem.ts'
import { type Checkpoint, noCheckpoint } from './publication/checkpoint.ts'
import { finishInterrupted } from './publication/finish-interrupted.ts'
import { thisMachine } from './publication/lock-machine.ts'
import { type PublicationFiles, diskPublicationFiles } from './publication/publication-files.ts'
import { type PublicationLock, takeLock } from './publication/publication-lock.ts'
import { type PublishInput, publish } from './publication/publish.ts'
import type { System } from './system.ts'
import { writeReports } from './write-reports.ts'

export interface AuditOptions {
  /** Collect live sources first; else evaluate what the newest collection left. */
  readonly collects: boolean
  /** Null: the clock after a collection, the end of the newest manifest otherwise. */
  readonly now: Instant | null
  readonly workers: number
  /** Where a test stops the process, or makes the disk fail. */
  readonly checkpoint?: Checkpoint
  readonly files?: PublicationFiles
}

export interface AuditRun {
  readonly result: AuditResult
  /** Where the reports lie; null where the result was only to be printed. */
  readonly reports: string | null
  /** What a reader should know about the publication, a line each. */
  readonly notices: readonly string[]
}

/**
 * One night: collect, evaluate, publish, report; or, without collecting, the evaluation of what is there.
 *
 * 1. Take the lock. 2. Finish what a crash left. 3. Collect. 4. Evaluate. 5. Publish in one transaction. 6. Send what waits in the
 * outbox. 7. Give the lock back.
 * Whatever fails leaves the last published run as it was.
 */
export async function runAudit(config: Config, options: AuditOptions, system: System): Promise<Result<AuditRun, Problem>> {
  const files = options.files ?? diskPublicationFiles
  const locked = await takeLock(join(config.reports, 'lock'), files, thisMachine, {
    doing: options.collects ? AUDIT : 'evaluate',
    watching: (line) => system.log({ level: 'warning', event: 'lock-abandoned', line }),
  })
  if (!locked.ok) {
    const { error } = locked
    return failed(error.kind === 'locked' ? problem(75, error.message, error.help) : problem(78, error.message))
  }
  const lock = locked.value
  if (lock.tookOver !== null) system.log({ level: 'warning', event: 'lock-taken-over', left: lock.tookOver })
  try {
    const store = await openedStore(config)
    if (!store.ok) return store
    try {
      return await withStore(store.value, lock, config, options, system, files)
    } finally {
      await store.value.close()
    }
  } finally {
    const left = await lock.release()
    if (left !== null) system.log({ level: 'warning', event: 'lock-not-removed', line: left })
  }
}

async function withStore(
  store: Store,
  lock: PublicationLock,
  config: Config,
  options: AuditOptions,
  system: System,
  files: PublicationFiles,
): Promise<Result<AuditRun, Problem>> {
  const finished = await finishInterrupted({ lock, store, reportsFolder: config.reports, files })
  if (!finished.ok) return failed(problem(78, `a crash left a publication that cannot be finished: ${finished.error.message}`))
  for (const line of finished.value.done) system.log({ level: 'warning', event: 'publication-finished', line })
  for (const line of finished.value.troubles) system.log({ level: 'error', event: 'publication-unfinished', line })

  await noteKilledRun(store, lock, config, system)

  let { now } = options
  let run: string | null = (await collectedRuns(config)).at(-1) ?? null
  if (options.collects) {
    const collected = await collect(config, system)
    if (!anyAnswered(config, collected)) return failed(noneAnswered(collected.sources))
    run = collected.run
    now ??= system.clock()
  }

  const input = await evaluatedNight({ config, run, now, workers: options.workers, past: await pastOf(store) }, store, system)
  if (!input.ok) return input
  const published = await publish({
    ...input.value,
    lock,
    store,
    reportsFolder: config.reports,
    writeReports: (folder, whole) => writeReports(folder, whole, files),
    troubles: { undelivered: undelivered(await store.waitingMessages()), failedRuns: await unreportedFailures(config, system) },
    files,
    checkpoint: options.checkpoint ?? noCheckpoint,
    sha256,
  })
  if (!published.ok) return failed(problem(78, `nothing was published, the last run stands: ${published.error.message}`))
  const unsent = await sendWaiting(store, config, system)
  if (published.value.kind === 'print-only') {
    const { latest, result: whole } = published.value
    return succeeded({ result: whole, reports: null, notices: [`not newer than the published run ${latest.id}: printed only`, ...unsent] })
  }
  const { unplaced, folder, result: whole } = published.value
  return succeeded({ result: whole, reports: folder, notices: [...(unplaced === null ? [] : [unplaced]), ...unsent] })
}

/** Evaluates, and keeps of it what publication needs: the snapshot itself must not fill memory while reports are written. */
async function evaluatedNight(
  input: EvaluateInput,
  store: Store,
  system: System,
): Promise<Result<Pick<PublishInput, 'result' | 'assessed' | 'posts' | 'computeLife' | 'outbox'>, Problem>> {
  const evaluated = await evaluate(input)
  if (!evaluated.ok) return evaluated
  const { result, audit, policy } = evaluated.value
  const { now, timeZone } = result.run
  const board = await boardPast(store, policy.institution.reviews.board, now, timeZone)
  system.log({ level: 'info', event: 'evaluated', run: result.run.id, findings: result.assessment.findings.length })
  return succeeded({
    result,
    assessed: audit.assessed,
    posts: audit.posts,
    computeLife: lifeOnce(evaluated.value, input, board),
    outbox: (whole, earlier) => {
      const { rows, unaddressed } = outboxMessages(input.config, policy.institution, whole, earlier)
      if (unaddressed > 0) system.log({ level: 'warning', event: 'critical-unaddressed', run: whole.run.id, findings: unaddressed })
      return rows
    },
  })
}

function lifeOnce(evaluation: Evaluation, { config, past }: EvaluateInput, board: BoardPast): PublishInput['computeLife'] {
  let night: Evaluation | null = evaluation
  return (earlier) => {
    if (night === null) throw new Error('the life of a night is worked out once')
    const computed = life(earlier, lifeInput(night, config, past, board), sha256)
    night = null
    return computed
  }
}

export async function pastOf(store: Store): Promise<Past> {
  const earlier = await store.earlier([])
  const [completeCounts, acceptedShrinks] = [await store.completeCounts(), await store.acceptedShrinks()]
  return { completeCounts, acceptedShrinks, coverage: earlier.coverage, posts: await store.keptPosts() }
}

function lifeInput({ result, audit, policy }: Evaluation, { breaker }: Config, past: Past, board: BoardPast): LifeInput {
  const { id, now, timeZone } = result.run
  const { escalation } = policy.institution
  return {
    run: id,
    now,
    timeZone,
    assessment: result.assessment,
    tonight: audit.tonight,
    escalation,
    assessed: audit.assessed,
    closing: breaker.closing,
    acceptedShrinks: past.acceptedShrinks,
    board,
    raise: audit.raise,
  }
}

function noneAnswered(sources: Collected['sources']): Problem {
  const failures = sources.map(({ source, manifest, failure }) => {
    const reasons = distinctTexts(manifest?.datasets.flatMap((dataset) => dataset.reasons) ?? [])
    return `${source}: ${failure ?? (reasons.length === 0 ? 'nothing could be read' : reasons.join(', '))}`
  })
  return problem(69, `no source answered: ${failures.join('; ')}`, 'run `gatehouse doctor`')
}
