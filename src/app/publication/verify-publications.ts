import { join } from 'node:path'
import type { Sha256 } from '../../core/base/hash.ts'
import { type ChainVerdict, walkChain } from '../../core/findings/chain.ts'
import { type PartDigest, digestOfParts, resultDigest } from '../../core/findings/result-digest.ts'
import type { AuditResult } from '../../core/model/audit-result.ts'
import type { Store } from '../../store/store.ts'
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

/**
 * Does the latest run's `result.json` say what the chain holds of it? Null, or what does not fit, in one line.
 *
 * Each part is held against its own digest, so that the line can name the first part that was changed.
 */
export async function misfitOfLatest(store: Store, reportsFolder: string, files: PublicationFiles, sha256: Sha256): Promise<string | null> {
  const latest = await store.latestRun()
  if (latest === null) return null
  const [link] = await store.chainLinks(latest.sequence - 1, 1)
  const folder = runFolder(reportsFolder, latest.id)
  try {
    const kept = JSON.parse(await files.readText(join(folder, DIGESTS_FILE))) as readonly PartDigest[]
    if (digestOfParts(kept, sha256) !== link?.entry.result) return `\`${DIGESTS_FILE}\` of run ${latest.id} is not what the chain holds`
    const { publication: _place, ...result } = JSON.parse(await files.readText(join(folder, 'result.json'))) as AuditResult
    const found = new Map(resultDigest(result, sha256).parts.map(({ part, digest }) => [part, digest]))
    const changed = kept.find(({ part, digest }) => found.get(part) !== digest)
    if (changed !== undefined) return `\`${changed.part}\` in \`result.json\` of run ${latest.id} is not what was published`
    const added = [...found.keys()].find((part) => !kept.some((one) => one.part === part))
    return added === undefined ? null : `\`${added}\` in \`result.json\` of run ${latest.id} was not published`
  } catch (cause) {
    if (!(cause instanceof SyntaxError) && !(cause instanceof TypeError) && !isDiskError(cause)) throw cause
    return `the result of run ${latest.id} cannot be read: ${saysOf(cause)}`
  }
}
