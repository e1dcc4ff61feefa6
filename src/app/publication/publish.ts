import type { Instant } from '../../core/base/instant.ts'
import type { Sha256 } from '../../core/base/hash.ts'
import type { Result } from '../../core/base/result.ts'
import type { AssessedThing, Earlier } from '../../core/findings/earlier.ts'
import type { AuditResult, Life } from '../../core/model/audit-result.ts'
import type { Store } from '../../store/store.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { PublicationFiles } from './publication-files.ts'
import type { PublicationLock } from './publication-lock.ts'

/** A result whose life and place in the chain are still open. */
export type OpenResult = Omit<AuditResult, 'life' | 'publication'>

export interface PublishInput {
  /** Taken before evaluation began (`takeLock`); given back by who took it. */
  readonly lock: PublicationLock
  readonly store: Store
  /** Holds `runs/<id>/` and `latest`. */
  readonly reportsFolder: string
  readonly result: OpenResult
  /** What was assessed tonight (`assessedTonight`), so that later firsts can be told. */
  readonly assessed: readonly AssessedThing[]
  computeLife(earlier: Earlier): Life
  /** Writes every report of the run into `folder`, which exists and is empty. Failures of the disk reject. */
  writeReports(folder: string, result: AuditResult): Promise<void>
  readonly outbox: readonly { readonly audience: string; readonly body: string }[]
  readonly files: PublicationFiles
  readonly checkpoint: Checkpoint
  readonly sha256: Sha256
}

export type Published =
  /** `unplaced`: committed, but the folder or `latest` could not be moved, and why; the next command does it. */
  | { readonly kind: 'published'; readonly result: AuditResult; readonly folder: string; readonly unplaced: string | null }
  /** Not newer than the latest published run: nothing was written, the result is to be printed. */
  | { readonly kind: 'print-only'; readonly result: AuditResult; readonly latest: { readonly id: string; readonly now: Instant } }

/** Nothing was published, and the last run stands as it was. */
export interface PublicationError {
  readonly kind: 'disk' | 'store' | 'head-moved'
  /** One line, lower case: what failed, at which step. */
  readonly message: string
}

/** Steps 4 to 7 of publication (`findings.md`), to be called while holding the lock. */
export async function publish(input: PublishInput): Promise<Result<Published, PublicationError>> {
  throw new Error(`not written yet: ${input.reportsFolder}`)
}
