import type { Instant } from '../../core/base/instant.ts'
import type { Sha256 } from '../../core/base/hash.ts'
import { type Result, failed, succeeded } from '../../core/base/result.ts'
import { type ChainHead, type ChainLink, nextLink } from '../../core/findings/chain.ts'
import type { AssessedThing, Earlier } from '../../core/findings/earlier.ts'
import { raisable } from '../../core/findings/life-of-process.ts'
import { type PartDigest, digestOf, resultDigest } from '../../core/findings/result-digest.ts'
import type { AuditResult, Life, PublicationRecord } from '../../core/model/audit-result.ts'
import type { SeenPosts } from '../../core/model/held-post.ts'
import type { Store } from '../../store/store.ts'
import type { Checkpoint } from './checkpoint.ts'
import { isDiskError, saysOf } from './disk-error.ts'
import { placeRun } from './place-run.ts'
import { type PublicationError, publicationError } from './publication-error.ts'
import type { PublicationFiles } from './publication-files.ts'
import type { PublicationLock } from './publication-lock.ts'
import { partialFolder, runFolder, syncTree } from './run-folders.ts'
import { writeReportFiles } from './write-files.ts'

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
  /** Who reached what in which post, for later runs to remember. */
  readonly posts: SeenPosts
  computeLife(earlier: Earlier): Life
  /** Writes every report of the run into `folder`, which exists and is empty. Failures of the disk reject. */
  writeReports(folder: string, result: AuditResult): Promise<void>
  /** What is to be sent once the run is published; kept with it in one transaction. */
  outbox(result: AuditResult, earlier: Earlier): readonly { readonly audience: string; readonly body: string }[]
  /** What went wrong around the runs before, for the reports to tell. */
  readonly troubles: Pick<PublicationRecord, 'undelivered' | 'failedRuns'>
  readonly files: PublicationFiles
  readonly checkpoint: Checkpoint
  readonly sha256: Sha256
}

export type Published =
  /** `unplaced`: committed, but the folder or `latest` could not be moved, and why; the next command does it. */
  | { readonly kind: 'published'; readonly result: AuditResult; readonly folder: string; readonly unplaced: string | null }
  /** Not newer than the latest published run: nothing was written, the result is to be printed. */
  | { readonly kind: 'print-only'; readonly result: AuditResult; readonly latest: { readonly id: string; readonly now: Instant } }

/**
 * Steps 4 to 6 of publication (`findings.md`), to be called while holding the lock.
 *
 * Until the commit a crash or a failure leaves the last run as it was; after it, `finishInterrupted` of the next command does what
 * is left.
 */
export async function publish(input: PublishInput): Promise<Result<Published, PublicationError>> {
  try {
    return await publishOrThrow(input)
  } catch (cause) {
    return failed(publicationError(cause, 'write the reports'))
  }
}

async function publishOrThrow(input: PublishInput): Promise<Result<Published, PublicationError>> {
  const { store, result: open, reportsFolder, files, checkpoint, sha256 } = input
  const { run } = open
  // 1. An older night gives a result, never a change of life.
  const latest = await store.latestRun()
  const earlier = await store.earlier([
    ...open.assessment.findings.map(({ fingerprint }) => fingerprint),
    ...raisable(open.assessment.findings, run.institution, sha256),
  ])
  const life = input.computeLife(earlier)
  if (latest !== null && run.now <= latest.now) {
    return succeeded({ kind: 'print-only', result: { ...open, life, publication: null }, latest: { id: latest.id, now: latest.now } })
  }
  // 2. The place in the chain comes before the reports, since each prints it.
  const { link, parts } = linkOf({ ...open, life }, await store.chainHead(), sha256)
  const result: AuditResult = {
    ...open,
    life,
    publication: { sequence: link.entry.n, previous: link.entry.prev, head: link.hash, ...input.troubles },
  }
  await checkpoint('life-computed')
  // 3. The reports, aside.
  const folder = runFolder(reportsFolder, run.id)
  if ((await files.entry(folder)) !== null)
    return failed({ kind: 'disk', message: `\`${folder}\` exists, but the store does not know that run: move it away` })
  await writeAside(input, result, parts)
  // 4. All that the next night needs, in one transaction.
  if (!(await input.lock.isHeld())) {
    await files.removeFolder(partialFolder(reportsFolder, run.id))
    return failed({ kind: 'lock-lost', message: 'another run took the lock over meanwhile: this one is not published' })
  }
  const outbox = input.outbox(result, earlier)
  const committed = await store.publish({ result, link, assessed: input.assessed, posts: input.posts, outbox, checkpoint })
  if (!committed.ok) return failed({ kind: 'head-moved', message: 'another run was published meanwhile: this one is not' })
  await checkpoint('committed')
  // 5. From here on the run is published, whatever happens.
  try {
    await placeRun(reportsFolder, run.id, files, checkpoint)
    return succeeded({ kind: 'published', result, folder, unplaced: null })
  } catch (cause) {
    if (!isDiskError(cause)) throw cause
    const unplaced = `the run is published, but its reports are not in their place yet: ${saysOf(cause)}`
    return succeeded({ kind: 'published', result, folder: partialFolder(reportsFolder, run.id), unplaced })
  }
}

async function writeAside(input: PublishInput, result: AuditResult, parts: readonly PartDigest[]): Promise<void> {
  const { reportsFolder, files, checkpoint } = input
  const partial = partialFolder(reportsFolder, result.run.id)
  try {
    await files.removeFolder(partial)
    await files.makeFolder(partial)
    await checkpoint('folder-made')
    await input.writeReports(partial, result)
    await writeReportFiles(partial, [{ path: DIGESTS_FILE, text: digestsText(parts) }], files)
    await checkpoint('reports-written')
    await syncTree(partial, files)
    await checkpoint('reports-synced')
  } catch (cause) {
    throw await withoutPartial(partial, files, cause)
  }
}

/** The digests that the result's hash in the chain is over; they stay when a prune empties what they are of. */
export const DIGESTS_FILE = 'digests.json'

function digestsText(parts: readonly PartDigest[]): string {
  return `[\n${parts.map((part) => ` ${JSON.stringify(part)}`).join(',\n')}\n]\n`
}

function linkOf(
  result: Omit<AuditResult, 'publication'>,
  head: ChainHead | null,
  sha256: Sha256,
): { readonly link: ChainLink; readonly parts: readonly PartDigest[] } {
  const { run, assessment } = result
  const { digest, parts } = resultDigest(result, sha256)
  const said = {
    kind: 'run',
    run: run.id,
    at: run.now,
    tool: run.gatehouse,
    evidence: run.evidence.map(({ source, manifestHash }) => ({ source, manifest: manifestHash })),
    policy: run.policyHash,
    config: run.configHash,
    coverage: digestOf(assessment.coverage, sha256),
    result: digest,
  } as const
  return { link: nextLink(head, said, sha256), parts }
}

// A full disk should not stay full of a run that never was; if even that fails, the next command removes it.
async function withoutPartial(partial: string, files: PublicationFiles, first: unknown): Promise<unknown> {
  if (!isDiskError(first)) return first
  try {
    await files.removeFolder(partial)
    return first
  } catch (second) {
    if (!isDiskError(second)) throw second
    return new AggregateError([first, second], `${saysOf(first)}; and \`${partial}\` could not be removed`, { cause: first })
  }
}
