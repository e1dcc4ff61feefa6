import type { DatasetKey } from './coverage.ts'
import { PROGRAM_DATASETS } from './setting-datasets.ts'

/** What AWS lists passwords and keys in, account by account, and the users who have them. */
const REPORT_OF_AWS = 'iam get-credential-report'
const USERS_OF_AWS = 'iam get-account-authorization-details'

/** Does the dataset stand for a source that shows credentials at all? */
export function showsCredentials({ dataset }: Pick<DatasetKey, 'dataset'>): boolean {
  return PROGRAM_DATASETS.has(dataset) || [REPORT_OF_AWS, USERS_OF_AWS].includes(callOfAws(dataset))
}

/** Of such a source: may a credential, or whose it is, stand in the dataset? Invitations stand with the users. */
export function bearsOnCredentials({ dataset }: Pick<DatasetKey, 'dataset'>): boolean {
  return showsCredentials({ dataset }) || dataset === 'users'
}

/** Accounts of AWS whose users were read, and whose report of credentials is not in the evidence at all. */
export function withoutReport<Row extends DatasetKey>(rows: readonly Row[]): readonly Row[] {
  const place = ({ source, unit }: DatasetKey): string => `${source}\n${unit}`
  const reported = new Set(rows.filter(({ dataset }) => callOfAws(dataset) === REPORT_OF_AWS).map(place))
  return rows.filter((row) => callOfAws(row.dataset) === USERS_OF_AWS && !reported.has(place(row)))
}

/** `<region>/<service>/<call>[/<argument>]`. */
function callOfAws(dataset: string): string {
  const [, service, call] = dataset.split('/')
  return `${service} ${call}`
}
