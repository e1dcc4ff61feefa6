import type { Recency } from '../../core/model/account.ts'
import { answerOf } from './read-answers.ts'
import type { AwsDatasets } from './read-datasets.ts'
import { credentialReport } from './wire.ts'

/** When users and root users last signed in or used a key, by ARN, as buckets; accounts without a report are not in it. */
export async function readRecency(datasets: AwsDatasets): Promise<ReadonlyMap<string, Recency>> {
  const found = new Map<string, Recency>()
  for (const dataset of datasets.of('iam get-credential-report')) {
    const answer = await answerOf(dataset)
    const report = credentialReport.safeParse(answer.kind === 'read' ? answer.bodies[0]?.json : null)
    if (!report.success) continue
    for (const [arn, recency] of rowsIn(Buffer.from(report.data.Content, 'base64').toString('utf8'))) found.set(arn, recency)
  }
  return found
}

/** Columns are counted from the right: a user's name may hold a comma, and stands on the left of them all. */
function rowsIn(csv: string): readonly (readonly [string, Recency])[] {
  const [header = '', ...rows] = csv.split('\n')
  const columns = header.trim().split(',')
  return rows.flatMap((row) => {
    const cells = row.trim().split(',')
    if (cells.length < columns.length) return []
    const cellAt = (index: number): string => cells[cells.length - columns.length + index] ?? ''
    const uses = columns.flatMap((column, index) => (LAST_USED.test(column) ? [cellAt(index)] : []))
    return [[cellAt(columns.indexOf('arn')), latest(uses)] as const]
  })
}

const LAST_USED = /^(?:password_last_used|access_key_\d+_last_used_date)$/u
const LATEST_FIRST: readonly Recency[] = ['≤30', '31–90', '91–180', '>180']
/** No password or key, or none that was used since AWS keeps count. */
const NO_USE = /^(?:N\/A|no_information|not_supported)$/u

/** `unknown` where any of the times is: never taken for unused. */
function latest(uses: readonly string[]): Recency {
  const known = LATEST_FIRST.find((bucket) => uses.includes(bucket))
  const isAllKnown = uses.length > 0 && uses.every((use) => NO_USE.test(use) || LATEST_FIRST.some((bucket) => bucket === use))
  if (!isAllKnown) return known === '≤30' ? known : 'unknown'
  return known ?? 'never'
}
