import { join } from 'node:path'
import type { DatasetCoverage, DatasetKey, Gap, GapCode } from '../../core/model/coverage.ts'
import { type Instant, instantFromEpochMs } from '../../core/base/instant.ts'
import { sortedBy } from '../../core/base/order.ts'
import { readWhole } from './evidence-bytes.ts'
import { type DatasetLedger, type IncompleteState, type StatedGap, openLedger } from './dataset-ledger.ts'
import { type EvidencePage, evidencePage } from './evidence-page.ts'
import { type FileSystem, diskFileSystem } from './file-system.ts'
import { noteUnlistedFiles } from './unlisted-files.ts'
import { MANIFEST_FILE, type Manifest, type ManifestDataset, parseManifest } from './manifest.ts'
import { sha256OfBytes } from './sha256.ts'

export interface ReadOptions {
  /** The source's name in `gatehouse.yaml`; it wins over the name in a manifest that was recorded elsewhere. */
  readonly source: string
  /** Evidence of another kind of source is not read. */
  readonly kind: string
  /** Datasets that the source always has, of one unit or (null) of any: one that the manifest does not list is `failed`, not absent. */
  readonly expected: readonly { readonly unit: string | null; readonly dataset: string }[]
  readonly files?: FileSystem
}

export interface DatasetReader extends DatasetKey {
  /** As the manifest states it, before any file was looked at. */
  readonly stated: ManifestDataset
  /** The pages in the order in which they were read. Each may be consumed once; what is never consumed is verified by `finish`. */
  readonly pages: readonly EvidencePage[]
  gap(gap: StatedGap): void
  /** Lowers the state; a state is never raised. */
  lower(state: IncompleteState, reason: string, cure?: string | null): void
}

export interface EvidenceReader {
  /** Null where the run was never finished, or its manifest cannot be read. */
  readonly manifest: Manifest | null
  /** Of the manifest's bytes; what the chain and the run's id rest on. Null where there is none. */
  readonly manifestSha256: string | null
  /** Sorted by unit, then dataset. Empty without a manifest. */
  readonly datasets: readonly DatasetReader[]
  dataset(unit: string, dataset: string): DatasetReader | null
  /**
   * What may be said about the source once everything was read: verifies the files that nobody consumed, and hands over the
   * coverage and the gaps of all datasets. Call it once, last.
   */
  finish(): Promise<{ readonly coverage: readonly DatasetCoverage[]; readonly gaps: readonly Gap[] }>
}

/**
 * Opens one source's evidence of one run.
 *
 * Never fails for what the folder holds: a missing manifest, a file that is missing, changed or not listed lowers the datasets
 * that it touches and gives a gap that names it. Each file is verified against its hash while it streams; a state is therefore
 * final only after `finish`.
 */
export async function readEvidence(folder: string, options: ReadOptions): Promise<EvidenceReader> {
  const files = options.files ?? diskFileSystem
  const found = await findManifest(files, folder, options.kind)
  if (!found.ok) return unreadableEvidence(options, found.reason)
  const { manifest, manifestSha256 } = found

  const ledgers = manifest.datasets.map((stated) => openLedger(options.source, stated))
  const readers = sortedBy(
    ledgers.map((ledger) => datasetReader(files, folder, ledger)),
    ({ unit, dataset }) => [unit, dataset],
  )
  await noteUnlistedFiles(files, folder, ledgers)
  return {
    manifest,
    manifestSha256,
    datasets: readers,
    dataset: (unit, dataset) => readers.find((reader) => reader.unit === unit && reader.dataset === dataset) ?? null,
    async finish() {
      for (const reader of readers) for (const page of reader.pages) await page.verify()
      const absent = options.expected.filter(
        ({ unit, dataset }) => !manifest.datasets.some((listed) => listed.dataset === dataset && (unit === null || listed.unit === unit)),
      )
      const { coverage, gaps } = absentDatasets(
        options.source,
        absent,
        'dataset-missing',
        'the evidence does not list this dataset',
        manifest.endedAt,
      )
      return {
        coverage: sortedBy([...ledgers.map((ledger) => ledger.coverage()), ...coverage], ({ unit, dataset }) => [unit, dataset]),
        gaps: [...ledgers.flatMap((ledger) => ledger.gaps()), ...gaps],
      }
    },
  }
}

type FoundManifest =
  | { readonly ok: true; readonly manifest: Manifest; readonly manifestSha256: string }
  | { readonly ok: false; readonly reason: string }

async function findManifest(files: FileSystem, folder: string, kind: string): Promise<FoundManifest> {
  const path = join(folder, MANIFEST_FILE)
  try {
    const entry = await files.entry(path)
    if (entry === null) return { ok: false, reason: `no \`${MANIFEST_FILE}\`: the collection was not finished` }
    if (entry.kind !== 'file') return { ok: false, reason: `\`${MANIFEST_FILE}\` is not a plain file` }
    const bytes = await readWhole(files, path)
    const parsed = parseManifest(new TextDecoder().decode(bytes))
    if (!parsed.ok) return { ok: false, reason: parsed.error }
    if (parsed.value.source.kind !== kind)
      return { ok: false, reason: `evidence of kind \`${parsed.value.source.kind}\`, expected \`${kind}\`` }
    return { ok: true, manifest: parsed.value, manifestSha256: sha256OfBytes(bytes) }
  } catch (cause) {
    return { ok: false, reason: `\`${MANIFEST_FILE}\` cannot be read: ${cause instanceof Error ? cause.message : String(cause)}` }
  }
}

function datasetReader(files: FileSystem, folder: string, ledger: DatasetLedger): DatasetReader {
  return {
    ...ledger.key,
    stated: ledger.stated,
    pages: ledger.stated.files.map((file) => evidencePage(files, folder, file, ledger)),
    gap: (gap) => ledger.gap(gap),
    lower: (state, reason, cure) => ledger.lower(state, reason, cure ?? null),
  }
}

// Where the manifest says nothing, every dataset that the source ought to have is failed; without a list, one row stands for all.
function unreadableEvidence({ source, expected }: ReadOptions, reason: string): EvidenceReader {
  const datasets = expected.length > 0 ? expected : [{ unit: '', dataset: '*' }]
  return {
    manifest: null,
    manifestSha256: null,
    datasets: [],
    dataset: () => null,
    finish: async () => absentDatasets(source, datasets, 'source-unreadable', reason, instantFromEpochMs(0)),
  }
}

function absentDatasets(
  source: string,
  expected: ReadOptions['expected'],
  code: GapCode,
  reason: string,
  at: Instant,
): { readonly coverage: readonly DatasetCoverage[]; readonly gaps: readonly Gap[] } {
  const cure = 'run `gatehouse collect` again'
  const absent = expected.map(({ unit, dataset }) => ({ unit: unit ?? '', dataset }))
  return {
    coverage: absent.map(({ unit, dataset }) => ({
      source,
      unit,
      dataset,
      state: 'failed',
      reasons: [reason],
      cure,
      pages: 0,
      records: 0,
      total: null,
      startedAt: at,
      endedAt: at,
      asOf: at,
      reusedFrom: null,
    })),
    gaps: absent.map(({ unit, dataset }) => ({ source, unit, dataset, code, record: null, reason, cure, at: null })),
  }
}
