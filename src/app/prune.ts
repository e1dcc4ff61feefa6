import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { canonicalJson } from '../core/base/canonical-json.ts'
import type { Instant } from '../core/base/instant.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import { nextLink } from '../core/findings/chain.ts'
import { digestOf } from '../core/findings/result-digest.ts'
import type { PruneRecord } from '../core/findings/retention/prune-record.ts'
import { NO_LONGER_KEPT, findingWithoutPeople } from '../core/findings/retention/without-people.ts'
import { sha256 } from '../sources/evidence/sha256.ts'
import { type Store, StoreFailure } from '../store/store.ts'
import { noteKilledRun } from './note-killed-run.ts'
import { openedStore, storeIfThere } from './open-store.ts'
import { type Problem, problem } from './problem.ts'
import { isDiskError, saysOf } from './publication/disk-error.ts'
import { finishInterrupted } from './publication/finish-interrupted.ts'
import { thisMachine } from './publication/lock-machine.ts'
import { type PublicationFiles, diskPublicationFiles } from './publication/publication-files.ts'
import { type PublicationLock, takeLock } from './publication/publication-lock.ts'
import { runFolder } from './publication/run-folders.ts'
import { emptyInPlace } from './retention/emptied-result.ts'
import { type PrunePlan, isEmpty, prunePlan } from './retention/prune-plan.ts'
import { type KeptPrunes, keptPrunes, markDone, writeRecord } from './retention/prune-records.ts'
import { termText } from './retention/terms.ts'
import type { System } from './system.ts'
import { GATEHOUSE_VERSION } from './version.ts'

export interface PruneOptions {
  readonly dryRun: boolean
  /** Null: the clock. */
  readonly now: Instant | null
  /** Where a test makes the disk fail. */
  readonly files?: PublicationFiles
}

export interface Pruned {
  readonly dryRun: boolean
  readonly at: Instant
  readonly plan: PrunePlan
  /** The chain's entry about it; null where nothing was to be forgotten, or for a dry run. */
  readonly entry: { readonly n: number; readonly head: string } | null
  /** Earlier prunes that had been interrupted and are now carried out. */
  readonly finished: readonly number[]
}

/**
 * Forgets what is past its term: evidence, lists of access, people in findings resolved long ago.
 *
 * 1. Take the lock (else 75). 2. Finish what a crash left. 3. Look what is due. 4. Keep the record. 5. One transaction: store and
 * chain entry. 6. Bring the files in line. A crash before step 5 leaves all as it was; after it, the next prune does step 6.
 */
export async function prune(config: Config, options: PruneOptions, system: System): Promise<Result<Pruned, Problem>> {
  const at = options.now ?? system.clock()
  const files = options.files ?? diskPublicationFiles
  if (options.dryRun) return withTroublesTold(async () => dryRun(config, at, files))
  // What is forgotten does not come back: a slip in a date must not empty everything.
  if (at > system.clock()) return failed(problem(64, `${at} has not come yet`, 'look at it with `--dry-run`'))
  const locked = await takeLock(join(config.reports, 'lock'), files, thisMachine, {
    doing: 'prune',
    watching: (line) => system.log({ level: 'warning', event: 'lock-abandoned', line }),
  })
  if (!locked.ok) {
    const { error } = locked
    return failed(error.kind === 'locked' ? problem(75, error.message, error.help) : problem(78, error.message))
  }
  if (locked.value.tookOver !== null) system.log({ level: 'warning', event: 'lock-taken-over', left: locked.value.tookOver })
  try {
    const store = await openedStore(config)
    if (!store.ok) return store
    try {
      return await withTroublesTold(async () => pruned(config, store.value, locked.value, at, files, system))
    } finally {
      await store.value.close()
    }
  } finally {
    const left = await locked.value.release()
    if (left !== null) system.log({ level: 'warning', event: 'lock-not-removed', line: left })
  }
}

async function dryRun(config: Config, at: Instant, files: PublicationFiles): Promise<Result<Pruned, Problem>> {
  const store = await storeIfThere(config)
  if (!store.ok) return store
  if (store.value === null) return failed(problem(69, 'nothing was published yet, so there is nothing to forget', 'run `gatehouse audit`'))
  try {
    const plan = await prunePlan(config, store.value, await keptPrunes(store.value, config.reports, files, sha256), at, files)
    return succeeded({ dryRun: true, at, plan, entry: null, finished: [] })
  } finally {
    await store.value.close()
  }
}

async function pruned(
  config: Config,
  store: Store,
  lock: PublicationLock,
  at: Instant,
  files: PublicationFiles,
  system: System,
): Promise<Result<Pruned, Problem>> {
  const reportsFolder = config.reports
  const left = await finishInterrupted({ lock, store, reportsFolder, files })
  if (!left.ok) return failed(problem(78, `a crash left a publication that cannot be finished: ${left.error.message}`))
  for (const line of left.value.done) system.log({ level: 'warning', event: 'publication-finished', line })
  for (const line of left.value.troubles) system.log({ level: 'error', event: 'publication-unfinished', line })
  await noteKilledRun(store, lock, config, system)
  const earlier = await keptPrunes(store, reportsFolder, files, sha256)
  const finished = await finishPrunes(config, earlier, files)
  for (const n of finished) system.log({ level: 'warning', event: 'prune-finished', entry: n })

  const plan = await prunePlan(config, store, earlier, at, files)
  if (isEmpty(plan)) return succeeded({ dryRun: false, at, plan, entry: null, finished })
  const record = recordOf(config, plan, at)
  const link = nextLink(
    await store.chainHead(),
    {
      kind: 'prune',
      run: null,
      at,
      tool: GATEHOUSE_VERSION,
      evidence: [],
      policy: null,
      config: sha256(canonicalJson(config.decided)),
      coverage: null,
      result: digestOf(record, sha256),
    },
    sha256,
  )
  const { n } = link.entry
  await writeRecord(n, record, reportsFolder, files)
  if (!(await lock.isHeld())) return failed(problem(75, 'another run took the lock over meanwhile: nothing was forgotten'))
  const { findings, thresholds } = plan
  const emptying = { findings, emptied: findingWithoutPeople, inPlace: NO_LONGER_KEPT, messagesBefore: thresholds.access }
  const committed = await store.prune(emptying, link)
  if (!committed.ok) return failed(problem(75, 'another run was published meanwhile: nothing was forgotten', 'run it again'))
  await carryOut(config, n, record, files)
  return succeeded({ dryRun: false, at, plan, entry: { n, head: link.hash }, finished })
}

function recordOf({ retention }: Config, { evidence, runs, findings, messages }: PrunePlan, at: Instant): PruneRecord {
  const terms = { evidence: termText(retention.evidence), access: termText(retention.access), people: termText(retention.people) }
  return { format: 1, at, terms, evidence: evidence.due, runs, findings, messages }
}

/** What a crash kept earlier prunes from doing; and files of prunes that never came about are removed. */
async function finishPrunes(config: Config, { prunes, strays }: KeptPrunes, files: PublicationFiles): Promise<readonly number[]> {
  for (const path of strays) await files.remove(path)
  const open = prunes.filter(({ isDone }) => !isDone)
  for (const { n, record } of open) await carryOut(config, n, record, files)
  return open.map(({ n }) => n)
}

/** Step 6; doing it again does nothing more. A run whose folder is gone has nothing to lose. */
async function carryOut(config: Config, n: number, record: PruneRecord, files: PublicationFiles): Promise<void> {
  for (const run of record.runs) {
    const folder = runFolder(config.reports, run.run)
    if ((await files.entry(folder)) !== null) await emptyInPlace(folder, run, files)
  }
  for (const { run } of record.evidence) await files.removeFolder(join(config.evidence, run))
  await markDone(n, config.reports, files)
}

async function withTroublesTold<Value>(act: () => Promise<Result<Value, Problem>>): Promise<Result<Value, Problem>> {
  try {
    return await act()
  } catch (cause) {
    if (!(cause instanceof StoreFailure) && !isDiskError(cause)) throw cause
    return failed(
      problem(78, `pruning was not finished: ${saysOf(cause)}`, 'see that the disk has room and may be written, and run it again'),
    )
  }
}
