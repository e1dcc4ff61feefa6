import { join } from 'node:path'
import type { Result } from '../../../src/core/base/result.ts'
import { life } from '../../../src/core/findings/life.ts'
import { type Checkpoint, noCheckpoint } from '../../../src/app/publication/checkpoint.ts'
import { type Finished, finishInterrupted } from '../../../src/app/publication/finish-interrupted.ts'
import type { PublicationError } from '../../../src/app/publication/publication-error.ts'
import { type PublicationFiles, diskPublicationFiles } from '../../../src/app/publication/publication-files.ts'
import { type LockError, takeLock } from '../../../src/app/publication/publication-lock.ts'
import { type Published, publish } from '../../../src/app/publication/publish.ts'
import { writeReportFiles } from '../../../src/app/publication/write-files.ts'
import { resultJson } from '../../../src/report/json/result-json.ts'
import { openSqliteStore } from '../../../src/store/sqlite-store.ts'
import { buildFinding, night, person, sha256 } from '../../core/findings/build-finding.ts'
import { lifeInput } from '../../core/findings/nights.ts'
import { resultOf } from '../../store/build-publication.ts'

export interface NightOptions {
  readonly folder: string
  /** Of November 2026. */
  readonly night: number
  readonly files?: PublicationFiles
  readonly checkpoint?: Checkpoint
}

export interface NightOutcome {
  readonly tookOver: string | null
  readonly finished: Result<Finished, PublicationError>
  readonly published: Result<Published, PublicationError>
}

export function storePath(folder: string): string {
  return join(folder, 'gatehouse.db')
}

export function lockPath(folder: string): string {
  return join(folder, 'gatehouse.lock')
}

export function reportsFolder(folder: string): string {
  return join(folder, 'reports')
}

/** Publishes a tiny result as the nightly job does: lock, finish what was interrupted, publish, unlock. */
export async function publishNight(options: NightOptions): Promise<Result<NightOutcome, LockError>> {
  const { folder, night: number, files = diskPublicationFiles, checkpoint = noCheckpoint } = options
  const lock = await takeLock(lockPath(folder), files)
  if (!lock.ok) return lock
  await checkpoint('locked')
  try {
    const store = await openSqliteStore(storePath(folder))
    if (!store.ok) throw new Error(store.error.message)
    const reports = reportsFolder(folder)
    try {
      const finished = await finishInterrupted({ lock: lock.value, store: store.value, reportsFolder: reports, files })
      const input = lifeInput({ run: `run-${number}`, now: night(number), findings: findingsOf(number) })
      const published = await publish({
        lock: lock.value,
        store: store.value,
        reportsFolder: reports,
        result: resultOf(input),
        assessed: input.assessed,
        posts: { held: [], settled: [], declared: [] },
        computeLife: (earlier) => life(earlier, input, sha256),
        writeReports: async (target, result) => {
          await writeReportFiles(target, resultJson(result), files)
          await writeReportFiles(target, [{ path: 'security/index.html', text: `<p>${result.publication?.head ?? ''}</p>` }], files)
        },
        outbox: () => [{ audience: 'security', body: 'hello' }],
        troubles: { undelivered: [], failedRuns: [] },
        files,
        checkpoint,
        sha256,
      })
      return { ok: true, value: { tookOver: lock.value.tookOver, finished, published } }
    } finally {
      await store.value.close()
    }
  } finally {
    await lock.value.release()
    await checkpoint('unlocked')
  }
}

// One finding stays, one comes and goes.
function findingsOf(number: number) {
  const passing = number % 2 === 0 ? [buildFinding({ subject: person('employee:E2000') })] : []
  return [buildFinding(), ...passing]
}
