import type { Recency } from '../../core/model/account.ts'
import type { ReportRow } from './read-credential-report.ts'

/** When users and root users last signed in or used a key, by ARN, as buckets; accounts without a report are not in it. */
export function recencyIn(rows: readonly ReportRow[]): ReadonlyMap<string, Recency> {
  return new Map(rows.map(({ arn, columns, cell }) => [arn, latestUse(columns.flatMap((column) => (LAST_USED.test(column) ? [cell(column) ?? ''] : [])))])) // prettier-ignore
}

const LAST_USED = /^(?:password_last_used|access_key_\d+_last_used_date)$/u
const LATEST_FIRST: readonly Recency[] = ['≤30', '31–90', '91–180', '>180']
/** No password or key, or none that was used since AWS keeps count. */
const NO_USE = /^(?:N\/A|no_information|not_supported)$/u

/** `unknown` where any of the times is: never taken for unused. */
export function latestUse(uses: readonly string[]): Recency {
  const known = LATEST_FIRST.find((bucket) => uses.includes(bucket))
  const isAllKnown = uses.length > 0 && uses.every((use) => NO_USE.test(use) || LATEST_FIRST.some((bucket) => bucket === use))
  if (!isAllKnown) return known === '≤30' ? known : 'unknown'
  return known ?? 'never'
}
