import { dirname, join, relative } from 'node:path'
import type { DatasetState } from '../../core/model/coverage.ts'
import type { Instant } from '../../core/base/instant.ts'
import { distinctTexts, sortedBy } from '../../core/base/order.ts'
import { datasetFolder, safeName } from './evidence-path.ts'
import { type FileSystem, diskFileSystem } from './file-system.ts'
import { EVIDENCE_FORMAT, MANIFEST_FILE, type EvidenceFile, type Manifest, type ManifestDataset } from './manifest.ts'
import { type PageContent, writeStaged } from './staged-file.ts'

export interface EvidenceOptions {
  /** The source as `gatehouse.yaml` names it. */
  readonly source: { readonly kind: string; readonly name: string }
  readonly toolVersion: string
  /** SHA-256 of the wanted list; null if the source reads everything alike. */
  readonly wanted: string | null
  readonly clock: () => Instant
  readonly files?: FileSystem
}

/** How far a dataset was read; what is left out is none. */
export interface DatasetOutcome {
  readonly state: DatasetState
  /** In the system's own words; one at least unless `complete`. */
  readonly reasons?: readonly string[]
  readonly cure?: string | null
  readonly records: number
  readonly total?: number | null
  readonly dropped?: number
  readonly redacted?: number
  readonly reused?: { readonly run: string; readonly readAt: Instant } | null
  /** The moment whose state the records show, if the system says it; else the end of the read. */
  readonly asOf?: Instant
}

export interface DatasetWriter {
  /**
   * Saves one page, whole or not at all. `name` is a file name such as `0001.ldif`, used once.
   *
   * Rejects when the disk or `content` fails. After a failure of the disk the dataset is `failed`, whatever `finish` is told.
   */
  page(name: string, content: PageContent): Promise<void>
  /**
   * Takes back the pages of these names: the system says that they belong to a list that it no longer vouches for. The names are free
   * again.
   *
   * Rejects when the disk fails; then the dataset is `failed`.
   */
  restart(names: readonly string[]): Promise<void>
  finish(outcome: DatasetOutcome): void
}

export interface EvidenceWriter {
  dataset(unit: string, name: string): DatasetWriter
  /**
   * Writes the manifest, last of all. A dataset that was never finished is `failed` in it.
   *
   * Rejects when the disk fails: then the folder has no manifest, or a true one whose survival of a loss of power is not sure.
   */
  close(end: { readonly reader: string }): Promise<Manifest>
}

/** An evidence folder could not be written: the message names the file, `cause` is what the system said. */
export class EvidenceWriteError extends Error {
  override readonly name = 'EvidenceWriteError'
}

/**
 * Begins the evidence of one source and one run in `folder`, which must be empty or absent: two runs are never mixed.
 *
 * Until `close` there is no manifest, so that a crash at any moment leaves a folder that says it is unfinished.
 */
export async function openEvidence(folder: string, options: EvidenceOptions): Promise<EvidenceWriter> {
  const files = options.files ?? diskFileSystem
  const startedAt = options.clock()
  const begun: OpenDataset[] = []
  const used = new Set<string>()
  let closed = false

  await attempt(`begin \`${folder}\``, async () => {
    await files.makeFolder(folder)
    if ((await files.list(folder)).length > 0) throw new Error('the folder is not empty')
  })

  async function savePage(dataset: OpenDataset, name: string, content: PageContent): Promise<void> {
    if (closed || dataset.outcome !== null) throw new Error(`page \`${name}\` comes after the end of dataset \`${dataset.name}\``)
    const path = `${datasetFolder(dataset.unit, dataset.name)}/${safeName(name)}`
    if (used.has(path)) throw new Error(`page \`${path}\` is written twice`)
    used.add(path)
    const guarded = guardedContent(content)
    try {
      const written = await writeStaged(files, join(folder, path), guarded.content)
      dataset.files.push({ ...written, path: relative(folder, written.path) })
    } catch (cause) {
      used.delete(path)
      if (guarded.hasFailedWith(cause)) throw cause
      dataset.broken = `cannot write evidence \`${path}\`: ${messageOf(cause)}`
      throw new EvidenceWriteError(dataset.broken, { cause })
    }
  }

  async function takeBack(dataset: OpenDataset, names: readonly string[]): Promise<void> {
    if (closed || dataset.outcome !== null) throw new Error(`dataset \`${dataset.name}\` begins again after its end`)
    try {
      for (const name of names) {
        const path = `${datasetFolder(dataset.unit, dataset.name)}/${safeName(name)}`
        const position = dataset.files.findIndex((file) => file.path === path || file.path === `${path}.gz`)
        const file = dataset.files[position]
        if (file === undefined) continue
        await files.remove(join(folder, file.path))
        dataset.files.splice(position, 1)
        used.delete(path)
      }
    } catch (cause) {
      dataset.broken = `cannot take back evidence of \`${dataset.name}\`: ${messageOf(cause)}`
      throw new EvidenceWriteError(dataset.broken, { cause })
    }
  }

  return {
    dataset(unit, name) {
      if (closed) throw new Error(`dataset \`${name}\` comes after the manifest`)
      if (begun.some((other) => other.unit === unit && other.name === name)) throw new Error(`dataset \`${unit} ${name}\` is begun twice`)
      const dataset: OpenDataset = { unit, name, startedAt: options.clock(), files: [], broken: null, outcome: null }
      begun.push(dataset)
      return {
        page: async (page, content) => savePage(dataset, page, content),
        restart: async (names) => takeBack(dataset, names),
        finish(outcome) {
          if (dataset.outcome !== null) throw new Error(`dataset \`${name}\` is finished twice`)
          dataset.outcome = { ...outcome, endedAt: options.clock() }
        },
      }
    },
    async close({ reader }) {
      if (closed) throw new Error('evidence is closed twice')
      closed = true
      const endedAt = options.clock()
      const manifest: Manifest = {
        format: EVIDENCE_FORMAT,
        source: options.source,
        reader,
        tool: { name: 'gatehouse', version: options.toolVersion },
        wanted: options.wanted,
        startedAt,
        endedAt,
        datasets: sortedBy(
          begun.map((dataset) => manifestDataset(dataset, endedAt)),
          ({ unit, dataset }) => [unit, dataset],
        ),
      }
      await attempt(`write \`${join(folder, MANIFEST_FILE)}\``, async () => saveManifest(files, folder, manifest))
      return manifest
    },
  }
}

interface OpenDataset {
  readonly unit: string
  readonly name: string
  readonly startedAt: Instant
  readonly files: EvidenceFile[]
  /** Why its evidence is not whole; null while it is. */
  broken: string | null
  outcome: (DatasetOutcome & { readonly endedAt: Instant }) | null
}

function manifestDataset(dataset: OpenDataset, closedAt: Instant): ManifestDataset {
  const { unit, name, startedAt, files, broken, outcome } = dataset
  const failures = [...(broken === null ? [] : [broken]), ...(outcome === null ? ['the read was not finished'] : [])]
  const stated = outcome ?? { state: 'failed' as const, records: 0, endedAt: closedAt }
  const reasons = [...failures, ...(stated.reasons ?? [])]
  const state = failures.length > 0 ? 'failed' : stated.state
  return {
    unit,
    dataset: name,
    state,
    reasons: state === 'complete' || reasons.length > 0 ? reasons : [`${state}, and the system gave no reason`],
    cure: stated.cure ?? null,
    pages: files.length,
    records: stated.records,
    total: stated.total ?? null,
    dropped: stated.dropped ?? 0,
    redacted: stated.redacted ?? 0,
    reused: stated.reused ?? null,
    startedAt,
    endedAt: stated.endedAt,
    asOf: stated.asOf ?? stated.endedAt,
    files,
  }
}

// The names of the pages are made to last before the manifest that vouches for them gets its own.
async function saveManifest(files: FileSystem, folder: string, manifest: Manifest): Promise<void> {
  const pages = manifest.datasets.flatMap(({ files: listed }) => listed.map(({ path }) => path))
  for (const inner of distinctTexts(pages.flatMap(parentsInside))) await files.syncFolder(join(folder, inner))
  await writeStaged(files, join(folder, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`, 'as it is')
  await files.syncFolder(folder)
  await files.syncFolder(dirname(folder))
}

function parentsInside(path: string): readonly string[] {
  const parts = path.split('/')
  return parts.slice(1).map((_, end) => parts.slice(0, end + 1).join('/'))
}

/** The same content, remembering whether a failure came from it rather than from the disk. */
function guardedContent(content: PageContent): { readonly content: PageContent; hasFailedWith(cause: unknown): boolean } {
  if (typeof content === 'string' || content instanceof Uint8Array) return { content, hasFailedWith: () => false }
  const pieces = content
  let failure: { readonly cause: unknown } | null = null
  async function* watched(): AsyncGenerator<Uint8Array> {
    try {
      yield* pieces
    } catch (cause) {
      failure = { cause }
      throw cause
    }
  }
  return { content: watched(), hasFailedWith: (cause) => failure !== null && failure.cause === cause }
}

async function attempt(what: string, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (cause) {
    throw new EvidenceWriteError(`cannot ${what}: ${messageOf(cause)}`, { cause })
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
