import { join } from 'node:path'
import type { Sha256 } from '../../core/base/hash.ts'
import { type ChainVerdict, walkChain } from '../../core/findings/chain.ts'
import { expectedParts } from '../../core/findings/retention/prune-record.ts'
import { type PartDigest, digestOfParts, resultDigest } from '../../core/findings/result-digest.ts'
import type { AuditResult } from '../../core/model/audit-result.ts'
import type { PublishedRun, Store } from '../../store/store.ts'
import { isDiskError, saysOf } from './disk-error.ts'
import type { PublicationFiles } from './publication-files.ts'
import { DIGESTS_FILE } from './publish.ts'
import { runFolder } from './run-folders.ts'

const LINKS_A_READ = 1000

/** Walks the whole chain of the store and names the first entry that does not fit. Never holds more than a part of it. */
export async function verifyStoredChain(store: Store, sha256: Sha256): Promise<ChainVerdict> {
  const walk = walkChain(sha256)
  let links = await store.chainLinks(0, LINKS_A_READ)
  while (links.length > 0) {
    for (const link of links) if (walk.step(link) !== null) return walk.verdict()
    links = await store.chainLinks(links.at(-1)?.entry.n ?? 0, LINKS_A_READ)
  }
  return walk.verdict()
}

/** Does the latest run's `result.json` say what the chain holds of it? Null, or what does not fit, in one line. */
export async function misfitOfLatest(store: Store, reportsFolder: string, files: PublicationFiles, sha256: Sha256): Promise<string | null> {
  const latest = await store.latestRun()
  return latest === null ? null : misfitOfRun(latest, [], { store, reportsFolder, files, sha256 })
}

export interface PublishedPlace {
  readonly store: Store
  readonly reportsFolder: string
  readonly files: PublicationFiles
  readonly sha256: Sha256
}

/**
 * Does the run's `result.json` say what the chain holds of it, but for the parts that prunes `emptied`? Null, or what does not fit.
 *
 * Each part is held against its own digest, so that the line can name the first part that was changed.
 */
export async function misfitOfRun(
  { id, sequence }: Pick<PublishedRun, 'id' | 'sequence'>,
  emptied: readonly PartDigest[],
  { store, reportsFolder, files, sha256 }: PublishedPlace,
): Promise<string | null> {
  const [link] = await store.chainLinks(sequence - 1, 1)
  const folder = runFolder(reportsFolder, id)
  try {
    const kept = JSON.parse(await files.readText(join(folder, DIGESTS_FILE))) as readonly PartDigest[]
    if (digestOfParts(kept, sha256) !== link?.entry.result) return `\`${DIGESTS_FILE}\` of run ${id} is not what the chain holds`
    const { publication: _place, ...result } = JSON.parse(await files.readText(join(folder, 'result.json'))) as AuditResult
    const found = new Map(resultDigest(result, sha256).parts.map(({ part, digest }) => [part, digest]))
    const changed = expectedParts(kept, emptied).find(({ part, digest }) => found.get(part) !== digest)
    if (changed !== undefined) return `\`${changed.part}\` in \`result.json\` of run ${id} is not what was published`
    const published = new Set(kept.map(({ part }) => part))
    const added = [...found.keys()].find((part) => !published.has(part))
    return added === undefined ? null : `\`${added}\` in \`result.json\` of run ${id} was not published`
  } catch (cause) {
    if (!(cause instanceof SyntaxError) && !(cause instanceof TypeError) && !isDiskError(cause)) throw cause
    return `the result of run ${id} cannot be read: ${saysOf(cause)}`
  }
}
