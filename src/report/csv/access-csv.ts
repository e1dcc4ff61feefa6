import type { AccessRow } from '../../core/model/audit-result.ts'
import type { ResultView } from '../result-view.ts'
import { COMMON_COLUMNS, commonCells, notAssessedRows } from './common-columns.ts'
import { type Cell, csvLines } from './csv-text.ts'

const COLUMNS = [
  'subject', 'subject_key', 'relation', 'external', 'organisation', 'host', 'resource', 'level', 'standing', 'accounts', 'account_state',
  'last_use', 'until', 'finding', 'because',
] // prettier-ignore

/** A row an access, by project; then a row for each project not assessed, whatever was seen of it. */
export function accessCsv(view: ResultView): Iterable<string> {
  return csvLines([...COMMON_COLUMNS, ...COLUMNS], rowsOf(view))
}

function* rowsOf(view: ResultView): Generator<readonly Cell[], void> {
  for (const project of view.projects) for (const row of project.access) yield [...commonCells(view, 'access', [project]), ...cells(row)]
  yield* notAssessedRows(view, COLUMNS.length)
}

function cells(row: AccessRow): readonly Cell[] {
  return [
    row.label,
    row.subject,
    row.relation,
    row.external ? 'yes' : 'no',
    row.organisation,
    row.host,
    row.resource,
    row.level,
    row.standing,
    row.accounts.join('; '),
    row.accountState,
    row.recency,
    row.until,
    row.finding,
    row.because,
  ]
}
