import { join } from 'node:path'
import { readWhole } from '../evidence/evidence-bytes.ts'
import { type CsvRecord, csvRecords } from '../evidence/csv-records.ts'
import { exportBeside } from '../evidence/export-beside.ts'
import { EXPORT_FILE } from '../evidence/export-file.ts'
import { type FileSystem, diskFileSystem } from '../evidence/file-system.ts'
import { type DatasetOutcome, type DatasetWriter, EvidenceWriteError } from '../evidence/open-evidence.ts'
import { SITE_TABLES, type SiteTable, isSiteTable } from './site-export.ts'

const CURE = 'export the permissions of the sites again: docs/sources/entra.md, Sites'

/**
 * Takes an export of the permissions of sites in: `permissions.csv`, `links.csv` if it is there, and the `export.yaml` that counts them.
 *
 * Each file is read once and kept as it was. What does not fit what `export.yaml` says leaves the dataset `partial` or `failed`. Rejects
 * only when the evidence cannot be written.
 */
export async function collectSiteExport(folder: string, dataset: DatasetWriter, files: FileSystem = diskFileSystem): Promise<void> {
  dataset.finish(await copied(folder, dataset, files))
}

async function copied(folder: string, dataset: DatasetWriter, files: FileSystem): Promise<DatasetOutcome> {
  const failed = (reason: string): DatasetOutcome => ({ state: 'failed', reasons: [reason], cure: CURE, records: 0 })
  const exported = await exportBeside(files, join(folder, EXPORT_FILE))
  if (exported.value === null) return failed(exported.reason)
  const { rows, complete, exportedAt } = exported.value
  const unknown = [...rows.keys()].find((name) => !isSiteTable(name))
  if (unknown !== undefined) return failed(`\`${EXPORT_FILE}\` counts \`${unknown}\`, which is no table of an export of sites`)
  if (!rows.has('permissions.csv')) return failed(`\`${EXPORT_FILE}\` does not count the rows of \`permissions.csv\``)
  await dataset.page(EXPORT_FILE, exported.text)
  const doubts = complete ? [] : ['the export says that it is not complete']
  let records = 0
  for (const [name, total] of rows) {
    let bytes: Uint8Array
    try {
      bytes = await readWhole(files, join(folder, name))
    } catch (cause) {
      if (cause instanceof EvidenceWriteError) throw cause
      doubts.push(`\`${name}\` cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`)
      continue
    }
    const found = await tableIn(bytes, name as SiteTable)
    if (!found.ok) {
      doubts.push(`\`${name}\`: ${found.reason}`)
      continue
    }
    await dataset.page(name, bytes)
    records += found.rows.length
    if (found.rows.length !== total)
      doubts.push(`total-mismatch: \`${EXPORT_FILE}\` says ${total} rows of \`${name}\`, and it has ${found.rows.length}`)
  }
  const cure = doubts.length === 0 ? null : CURE
  return { state: doubts.length === 0 ? 'complete' : 'partial', reasons: doubts, cure, records, asOf: exportedAt }
}

/** The rows of a table whose header is the one that it must have; bad lines are rows too. */
export async function tableIn(
  bytes: Uint8Array,
  name: SiteTable,
): Promise<{ readonly ok: true; readonly rows: readonly CsvRecord[] } | { readonly ok: false; readonly reason: string }> {
  const rows: CsvRecord[] = []
  for await (const batch of csvRecords(inOnePiece(bytes))) rows.push(...batch)
  const [header, ...others] = rows
  const columns: readonly string[] = SITE_TABLES[name]
  const isRight =
    header?.kind === 'record' && header.cells.length === columns.length && header.cells.every((cell, at) => cell.trim() === columns[at])
  return isRight ? { ok: true, rows: others } : { ok: false, reason: `its header is not \`${columns.join(',')}\`` }
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
