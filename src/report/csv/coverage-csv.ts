import type { GapRow, LedgerRow } from '../../core/model/audit-result.ts'
import type { ResultView } from '../result-view.ts'
import { COMMON_COLUMNS, commonCells, notAssessedRows, projectsNamed } from './common-columns.ts'
import { type Cell, csvLines } from './csv-text.ts'

const COLUMNS = [
  'source', 'unit', 'dataset', 'state', 'records', 'total', 'pages', 'started', 'ended', 'as_of', 'reused_from', 'gap', 'gap_code', 'record',
  'evidence_at', 'cure', 'reason',
] // prettier-ignore

/** A row a dataset, by source; then the gaps, the sources of which nothing was read, and the projects not assessed. */
export function coverageCsv(view: ResultView): Iterable<string> {
  const named = projectsNamed(view)
  const ledger = view.sources.flatMap((source) => view.ledgerOf.get(source) ?? [])
  const gaps = [...view.gapsOf.values()].flat()
  const unread = view.sources.filter((source) => !view.ledgerOf.has(source))
  return csvLines(
    [...COMMON_COLUMNS, ...COLUMNS],
    [
      ...ledger.map((row) => [...commonCells(view, 'dataset', named(row.projects)), ...datasetCells(row)]),
      ...gaps.map((gap) => [...commonCells(view, 'gap', named(gap.projects)), ...gapCells(gap)]),
      ...unread.map((source) => [
        ...commonCells(view, 'source not read', []),
        source,
        ...nulls(COLUMNS.length - 2),
        'the ledger has no dataset of this source',
      ]),
      ...notAssessedRows(view, COLUMNS.length),
    ],
  )
}

function datasetCells(row: LedgerRow): readonly Cell[] {
  const { source, unit, dataset, state, records, total, pages, startedAt, endedAt, asOf, reusedFrom, cure, reasons } = row
  return [source, unit, dataset, state, records, total, pages, startedAt, endedAt, asOf, reusedFrom, ...nulls(4), cure, reasons.join('; ')]
}

function gapCells({ source, unit, dataset, id, code, record, at, cure, reason }: GapRow): readonly Cell[] {
  return [source, unit, dataset, ...nulls(8), id, code, record, at, cure, reason]
}

function nulls(count: number): readonly null[] {
  return Array.from({ length: count }, () => null)
}
