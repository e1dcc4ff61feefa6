import type { DatasetKey } from './coverage.ts'

/** Services whose answers say who there is, for every account of an organization alike. */
const OF_THE_ORGANIZATION: ReadonlySet<string> = new Set(['organizations', 'sso-admin', 'identitystore'])

/**
 * Does an answer about a resource of AWS rest on the dataset, `<region>/<service>/<call>[/<argument>]` with the account as its unit? What
 * is said of the whole organization, and of the identities of the accounts that are concerned. What is said of single resources bears on
 * each of them alone, and stands in gaps on them.
 */
export function bearsOnHolders({ unit, dataset }: Pick<DatasetKey, 'unit' | 'dataset'>, accounts: ReadonlySet<string>): boolean {
  const [, service, call] = dataset.split('/')
  // A source that left nothing, or broke as a whole.
  if (service === undefined || call === undefined) return true
  return OF_THE_ORGANIZATION.has(service) || (OF_AN_ACCOUNT.has(`${service} ${call}`) && accounts.has(unit))
}

/** What tells about every identity of an account, or about each of its buckets. */
const OF_AN_ACCOUNT: ReadonlySet<string> = new Set([
  'iam get-account-authorization-details',
  'iam get-policy',
  'iam get-policy-version',
  's3control get-public-access-block',
])

/** Does the dataset say who is in the groups of Identity Center? */
export function tellsMembers({ dataset }: Pick<DatasetKey, 'dataset'>): boolean {
  const [, service, call] = dataset.split('/')
  return service === undefined || call === undefined || service === 'identitystore'
}

/** The account that a file of AWS's evidence tells about: it lies in a folder of that name. */
export function unitOf(file: string): string {
  return file.slice(0, Math.max(0, file.indexOf('/')))
}
