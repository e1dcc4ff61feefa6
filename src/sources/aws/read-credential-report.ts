import { answerOf } from './read-answers.ts'
import type { AwsDataset, AwsDatasets } from './read-datasets.ts'
import { credentialReport } from './wire.ts'

/** One user, or the root user, of a credential report. */
export interface ReportRow {
  readonly dataset: AwsDataset
  readonly file: string
  readonly arn: string
  readonly columns: readonly string[]
  /** What stands in a column; null where the report has none of that name. */
  readonly cell: (column: string) => string | null
}

/** The rows of all reports that can be read, account by account. One that cannot is a gap of its dataset. */
export async function credentialRows(datasets: AwsDatasets): Promise<readonly ReportRow[]> {
  const rows: ReportRow[] = []
  for (const dataset of datasets.of('iam get-credential-report')) {
    const answer = await answerOf(dataset)
    const body = answer.kind === 'read' ? answer.bodies[0] : undefined
    if (body === undefined) continue
    const report = credentialReport.safeParse(body.json)
    const found = report.success ? rowsIn(Buffer.from(report.data.Content, 'base64').toString('utf8'), dataset, body.file) : null
    if (found !== null) rows.push(...found)
    else dataset.reader.gap({ code: 'record-malformed', record: null, reason: 'a credential report that cannot be read', at: body.file })
  }
  return rows
}

/** Columns are counted from the right: a user's name may hold a comma, and stands on the left of them all. Null for what is no report. */
function rowsIn(csv: string, dataset: AwsDataset, file: string): readonly ReportRow[] | null {
  const [header = '', ...lines] = csv.split('\n')
  const columns = header.trim().split(',')
  if (!columns.includes('arn')) return null
  return lines.flatMap((line): readonly ReportRow[] => {
    const cells = line.trim().split(',')
    if (cells.length < columns.length) return []
    const cell = (column: string): string | null => {
      const index = columns.indexOf(column)
      return index === -1 ? null : (cells[cells.length - columns.length + index] ?? '')
    }
    return [{ dataset, file, arn: cell('arn') ?? '', columns, cell }]
  })
}
