import { basename } from 'node:path'
import type { Instant } from '../../core/base/instant.ts'
import { type FileSystem, diskFileSystem } from '../evidence/file-system.ts'
import type { Manifest } from '../evidence/manifest.ts'
import { type DatasetOutcome, type DatasetWriter, EvidenceWriteError, openEvidence } from '../evidence/open-evidence.ts'
import { ChangedWhileRead, tableCopy } from './copy-table.ts'
import { exportBeside } from '../evidence/export-beside.ts'
import { exportDoubts } from './export-doubts.ts'
import { surveyTable } from './survey-table.ts'
import { EXPORT_FILE } from '../evidence/export-file.ts'
import { TABLE_KIND, type TableSource } from './table-source.ts'

export interface CollectOptions {
  readonly toolVersion: string
  readonly clock: () => Instant
  /** The disk that both the table and the evidence stand on. */
  readonly files?: FileSystem
}

/**
 * Copies a table and its `export.yaml` into the evidence folder `folder`, with its declared columns only.
 *
 * A table that cannot be read, or that says more or less than was declared, is a `failed` dataset of which nothing is kept. Rejects
 * only when the evidence cannot be written.
 */
export async function collectTable(table: TableSource, folder: string, options: CollectOptions): Promise<Manifest> {
  const files = options.files ?? diskFileSystem
  const evidence = await openEvidence(folder, {
    source: { kind: TABLE_KIND, name: table.name },
    toolVersion: options.toolVersion,
    wanted: null,
    clock: options.clock,
    files,
  })
  const dataset = evidence.dataset(basename(table.file), table.register)
  dataset.finish(await copyTable(table, dataset, files))
  return evidence.close({ reader: 'file system' })
}

async function copyTable(table: TableSource, dataset: DatasetWriter, files: FileSystem): Promise<DatasetOutcome> {
  const name = basename(table.file)
  const found = await surveyTable(files, table.file, table.register)
  if (!found.ok) return { state: 'failed', reasons: [found.error.reason], cure: found.error.cure, records: 0 }
  const survey = found.value

  const exported = await exportBeside(files, table.file)
  try {
    if (exported.text !== null) await dataset.page(EXPORT_FILE, exported.text)
    await dataset.page(name, tableCopy(files, table.file, table.register, survey))
  } catch (cause) {
    const cure = failureCure(cause)
    if (cause instanceof EvidenceWriteError || cure === null) throw cause
    return { state: 'failed', reasons: [`${name}: ${cause instanceof Error ? cause.message : String(cause)}`], cure, records: 0 }
  }
  const lost = survey.isRewritten ? survey.unkeepable.map((row) => `${row}; without its undeclared cells it cannot be kept`) : []
  const reasons = [...exportDoubts(name, table.register, survey.rows, exported), ...lost]
  return {
    state: reasons.length === 0 ? 'complete' : 'partial',
    reasons,
    cure: reasons.length === 0 ? null : `mend the export; what \`${EXPORT_FILE}\` says stands in docs/sources/table.md`,
    records: survey.rows - lost.length,
    total: exported.value?.rows.get(name) ?? null,
    dropped: survey.dropped,
    redacted: survey.redacted,
    ...(exported.value === null ? {} : { asOf: exported.value.exportedAt }),
  }
}

/** Null for what is no failure of the table. */
function failureCure(cause: unknown): string | null {
  if (cause instanceof ChangedWhileRead) return 'let the export write another file, and rename it when it is whole'
  return cause instanceof Error && 'code' in cause ? 'see that this account can read the file' : null
}
