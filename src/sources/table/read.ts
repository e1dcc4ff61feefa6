import { basename } from 'node:path'
import { dayIn } from '../../core/base/instant.ts'
import type { FragmentSink } from '../../core/model/fragment.ts'
import type { RegisterName } from '../../core/model/register.ts'
import type { EvidencePage } from '../evidence/evidence-page.ts'
import type { FileSystem } from '../evidence/file-system.ts'
import type { Manifest } from '../evidence/manifest.ts'
import { type DatasetReader, readEvidence } from '../evidence/read-evidence.ts'
import { type AccessRows, doorRows, grantRows } from './access-rows.ts'
import { type CsvRecord, csvRecords } from '../evidence/csv-records.ts'
import type { ExportBeside } from '../evidence/export-beside.ts'
import { NO_PROOF, exportDoubts } from './export-doubts.ts'
import { EXPORT_FILE, type ExportFile, readExport } from '../evidence/export-file.ts'
import { REGISTER_COLUMNS } from './register-columns.ts'
import { type TableRow, isPlainRegister, registerRows } from './register-rows.ts'
import { resourceList } from './resource-list.ts'
import { rowCells } from './row-cells.ts'
import { type TableHeader, fittingCells, tableHeader } from './table-header.ts'
import { TABLE_KIND } from './table-source.ts'

/**
 * Reads the evidence of a table into `sink`, a batch at a time, with its coverage and gaps.
 *
 * A bad row is a gap that names its line, and whom or what it is about if that can be read; it never stops the others. Resolves
 * to the manifest and its hash, or nulls where the evidence has none.
 */
export async function readTable(
  folder: string,
  table: { readonly name: string; readonly register: RegisterName },
  sink: FragmentSink,
  files?: FileSystem,
): Promise<{ readonly manifest: Manifest | null; readonly manifestSha256: string | null }> {
  const evidence = await readEvidence(folder, {
    source: table.name,
    kind: TABLE_KIND,
    expected: [{ unit: null, dataset: table.register }],
    ...(files === undefined ? {} : { files }),
  })
  for (const dataset of evidence.datasets) if (dataset.dataset === table.register) await readDataset(dataset, table.register, sink)
  const { coverage, gaps } = await evidence.finish()
  sink.coverage(coverage)
  sink.gaps(gaps)
  return { manifest: evidence.manifest, manifestSha256: evidence.manifestSha256 }
}

async function readDataset(dataset: DatasetReader, register: RegisterName, sink: FragmentSink): Promise<void> {
  const exportPage = dataset.pages.find(({ path }) => nameOf(path) === EXPORT_FILE)
  const tables = dataset.pages.filter((page) => page !== exportPage)
  const exported = exportPage === undefined ? withoutExport : await exportOf(exportPage)
  let read = 0
  for (const page of tables) {
    const rows = await readPage(page, dataset, register, exported.value, sink)
    doubt(dataset, exportDoubts(nameOf(page.path), register, rows, exported))
    read += rows
  }
  const { state, records } = dataset.stated
  if (tables.length === 0 && (state === 'complete' || state === 'partial')) dataset.lower('failed', 'the evidence holds no table')
  if (read !== records) dataset.lower('partial', `total-mismatch: the manifest says ${records} rows, and ${read} were read`)
}

// What the manifest says was proven at the time is proven again from the evidence itself.
function doubt(dataset: DatasetReader, doubts: readonly string[]): void {
  const alreadySaid = dataset.stated.reasons.some((reason) => reason.startsWith(NO_PROOF))
  for (const reason of doubts) if (!(alreadySaid && reason.startsWith(NO_PROOF))) dataset.lower('partial', reason)
}

const withoutExport: ExportBeside = { text: null, value: null, reason: `there is no \`${EXPORT_FILE}\`` }

async function exportOf(page: EvidencePage): Promise<ExportBeside> {
  const lines: string[] = []
  for await (const line of page.lines()) lines.push(line)
  const text = lines.join('\n')
  const read = readExport(text)
  return read.ok ? { text, value: read.value } : { text, value: null, reason: read.reason }
}

/** Resolves to the number of rows, bad ones counted too. */
async function readPage(
  page: EvidencePage,
  dataset: DatasetReader,
  register: RegisterName,
  exported: ExportFile | null,
  sink: FragmentSink,
): Promise<number> {
  const access = accessRows(page, dataset, register, exported)
  let header: TableHeader | null = null
  let rows = 0
  for await (const batch of csvRecords(page.bytes())) {
    let records = batch
    if (header === null) {
      const checked = tableHeader(batch[0] ?? null, register)
      if (!checked.ok) {
        dataset.lower('failed', `${page.path}:${checked.error.line}: ${checked.error.reason}`, checked.error.cure)
        return 0
      }
      header = checked.value
      records = batch.slice(1)
    }
    rows += records.length
    readRecords(records, header, { page, dataset, register, access, sink })
  }
  if (header === null) dataset.lower('failed', `${page.path}: the table has no header`)
  if (access !== null) {
    sink.accounts(access.accounts())
    sink.resources(access.resources())
    for (const { resource, reason, cure, at } of access.gaps) dataset.gap({ code: 'record-malformed', record: resource, reason, cure, at })
  }
  return rows
}

interface Target {
  readonly page: EvidencePage
  readonly dataset: DatasetReader
  readonly register: RegisterName
  readonly access: AccessRows | null
  readonly sink: FragmentSink
}

function readRecords(records: readonly CsvRecord[], header: TableHeader, target: Target): void {
  const { page, dataset, register, access, sink } = target
  const rows: TableRow[] = []
  for (const record of records) {
    const at = `${page.path}:${record.line}`
    const { cells, reason } = fittingCells(record, header)
    // Which cell is whose cannot be told, so that nobody can be named.
    if (cells === null) dataset.gap({ code: 'record-malformed', record: null, reason, at })
    else {
      const provenance = { source: dataset.source, dataset: dataset.dataset, file: page.path, record: `line ${record.line}` }
      rows.push({ cells: rowCells(header, cells), provenance })
    }
  }
  if (isPlainRegister(register)) sink.rows(registerRows(register, rows))
  else if (access !== null) sink.grants(rows.flatMap(({ cells, provenance }) => access.row(cells, provenance) ?? []))
  for (const { cells, provenance } of rows)
    if (cells.problems.length > 0)
      dataset.gap({
        code: 'record-malformed',
        record: cells.text(REGISTER_COLUMNS[register].key) || null,
        reason: cells.problems.join('; '),
        cure: 'mend the row in the system that it comes from',
        at: `${page.path}:${provenance.record.replace('line ', '')}`,
      })
}

function accessRows(page: EvidencePage, dataset: DatasetReader, register: RegisterName, exported: ExportFile | null): AccessRows | null {
  if (isPlainRegister(register)) return null
  const covered = exported?.resources(nameOf(page.path)) ?? null
  const provenance = { source: dataset.source, dataset: dataset.dataset, file: page.path, record: EXPORT_FILE }
  if (register === 'grants') return grantRows(dataset.source, resourceList(dataset.source, covered, null, provenance))
  const dated = exported ?? { day: dayIn('UTC', dataset.stated.asOf), offset: 'Z' }
  const rooms = covered?.filter(({ kind }) => kind === null || kind === 'room') ?? null
  return doorRows(dataset.source, dated, resourceList(dataset.source, rooms, 'room', provenance))
}

function nameOf(path: string): string {
  return basename(path.endsWith('.gz') ? path.slice(0, -'.gz'.length) : path)
}
