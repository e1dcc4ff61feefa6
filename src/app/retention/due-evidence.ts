import { join, sep } from 'node:path'
import type { Config } from '../../config/config.ts'
import type { Instant } from '../../core/base/instant.ts'
import { sortedBy } from '../../core/base/order.ts'
import type { DeletedEvidence } from '../../core/findings/retention/prune-record.ts'
import { MANIFEST_FILE } from '../../sources/evidence/manifest.ts'
import { sha256 } from '../../sources/evidence/sha256.ts'
import type { Store } from '../../store/store.ts'
import { collectedRuns } from '../evidence-folders.ts'
import { hasCode, isDiskError } from '../publication/disk-error.ts'
import type { PublicationFiles } from '../publication/publication-files.ts'
import { runFolder } from '../publication/run-folders.ts'
import { resultIn } from './emptied-result.ts'

export interface DueEvidence {
  /** Older than the term, and nothing rests on it. By run. */
  readonly due: readonly DeletedEvidence[]
  /** Older than the term and kept all the same, with the reason. */
  readonly kept: readonly { readonly run: string; readonly because: string }[]
}

/**
 * The collected evidence that is past its term.
 *
 * INVARIANT: never the newest, and never what the latest published run rests on, or the latest full answer about a project: else
 * nothing could be evaluated again, and no answer could be shown to be true.
 */
export async function dueEvidence(config: Config, store: Store, before: Instant, files: PublicationFiles): Promise<DueEvidence> {
  const runs = await collectedRuns(config)
  const past = runs.filter((run) => startOf(run) < before)
  const needed = past.length === 0 ? new Map<string, string>() : await neededManifests(config, store, files)
  const due: DeletedEvidence[] = []
  const kept: { run: string; because: string }[] = []
  for (const run of past) {
    const folder = join(config.evidence, run)
    const sources = await manifestsIn(folder, files)
    const because = run === runs.at(-1) ? 'it is the newest' : (readFrom(config, folder) ?? neededFor(sources, needed))
    if (because === null) due.push({ run, sources })
    else kept.push({ run, because })
  }
  return { due, kept }
}

/** `20261126T021400Z` → the moment. */
function startOf(run: string): Instant {
  const [year, month, day, hour, minute, second] = [0, 4, 6, 9, 11, 13].map((at, index) => run.slice(at, at + (index === 0 ? 4 : 2)))
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z` as Instant
}

/** Hash of a manifest → why it is needed. */
async function neededManifests(config: Config, store: Store, files: PublicationFiles): Promise<ReadonlyMap<string, string>> {
  const needed = new Map<string, string>()
  const { previousRun: latest, lastComplete } = await store.earlier([])
  const audited = latest === null ? null : await projectsOf(runFolder(config.reports, latest.id), files)
  const answers = Map.groupBy(
    lastComplete.filter(({ project }) => audited?.has(project) ?? true),
    ({ run }) => run,
  )
  for (const run of await store.runs(ALL)) {
    const projects = answers.get(run.id)?.map(({ project }) => project) ?? []
    const isLatest = run.id === latest?.id
    if (!isLatest && projects.length === 0) continue
    const because = isLatest
      ? `the latest published run rests on it`
      : `run ${run.id} rests on it, the latest full answer about ${some(projects)}`
    const [link] = await store.chainLinks(run.sequence - 1, 1)
    for (const { manifest } of link?.entry.evidence ?? []) if (manifest !== null) needed.set(manifest, because)
  }
  return needed
}

/** The projects that are still audited; null where the result cannot be read, and then every answer counts. */
async function projectsOf(folder: string, files: PublicationFiles): Promise<ReadonlySet<string> | null> {
  try {
    return new Set((await resultIn(folder, files)).assessment.projects.map(({ id }) => id))
  } catch (cause) {
    if (!(cause instanceof SyntaxError) && !isDiskError(cause)) throw cause
    return null
  }
}

const ALL = Number.MAX_SAFE_INTEGER

function some(projects: readonly string[]): string {
  const first = projects.slice(0, 3).map((project) => `\`${project}\``)
  return projects.length > first.length ? `${first.join(', ')} and ${projects.length - first.length} more` : first.join(', ')
}

function neededFor(sources: DeletedEvidence['sources'], needed: ReadonlyMap<string, string>): string | null {
  for (const { manifest } of sources) {
    const because = manifest === null ? undefined : needed.get(manifest)
    if (because !== undefined) return because
  }
  return null
}

/** A source may be configured to read a collected run as recorded evidence. */
function readFrom({ sources }: Config, folder: string): string | null {
  const reader = sources.find(
    (source) =>
      source.readable && source.from.kind === 'recorded' && (source.from.folder === folder || source.from.folder.startsWith(folder + sep)),
  )
  return reader === undefined ? null : `the source \`${reader.name}\` reads it`
}

/** The sources of a collected run; one without a manifest was never finished. A failure of the disk rejects. */
async function manifestsIn(folder: string, files: PublicationFiles): Promise<DeletedEvidence['sources']> {
  const found: { source: string; manifest: string | null }[] = []
  for (const source of await files.list(folder)) found.push({ source, manifest: await hashIn(join(folder, source, MANIFEST_FILE), files) })
  return sortedBy(found, ({ source }) => source)
}

async function hashIn(path: string, files: PublicationFiles): Promise<string | null> {
  try {
    return sha256(await files.readText(path))
  } catch (cause) {
    if (hasCode(cause, 'ENOENT', 'ENOTDIR')) return null
    throw cause
  }
}
