import type { z } from 'zod'
import type { DatasetCoverage, Gap } from '../../core/model/coverage.ts'
import { type AwsDatasetName, datasetName } from './calls.ts'
import { eachRecord } from './read-answers.ts'
import type { AwsDatasets } from './read-datasets.ts'
import { cureFor } from './read-missing.ts'
import type { AccountRegions } from './read-regions.ts'
import { accessGrantsInstance, lakePermission, plainText, resourceShare } from './wire-resources.ts'

/** Calls that say whether a route is used at all. */
export type PresenceCall =
  | 's3control list-access-grants-instances'
  | 'ram get-resource-shares'
  | 'lakeformation list-permissions'
  | 'eks list-clusters'

/** What is there of a route in an account, or what was not read of it; null where nothing is there. */
type Presence = Pick<Gap, 'dataset' | 'reason' | 'cure'> | null

/**
 * Counts what presence calls found, by account and region.
 *
 * State worth a class: how far an answer can be trusted is final only after all was read.
 */
export class Presences {
  readonly #found = new Map<string, number>()

  static async of(datasets: AwsDatasets): Promise<Presences> {
    const presences = new Presences()
    await presences.#count(datasets, 's3control list-access-grants-instances', accessGrantsInstance, () => true)
    // One that was deleted shares nothing, and is listed for some time.
    await presences.#count(datasets, 'ram get-resource-shares', resourceShare, ({ status }) => status !== 'DELETED')
    await presences.#count(
      datasets,
      'lakeformation list-permissions',
      lakePermission,
      (one) => one.Principal?.DataLakePrincipalIdentifier !== BY_IAM,
    )
    await presences.#count(datasets, 'eks list-clusters', plainText, () => true)
    return presences
  }

  async #count<Schema extends z.ZodType>(
    datasets: AwsDatasets,
    name: PresenceCall,
    schema: Schema,
    counts: (record: z.output<Schema>) => boolean,
  ): Promise<void> {
    for (const dataset of datasets.of(name)) {
      const key = `${dataset.unit} ${dataset.reader.dataset}`
      await eachRecord(dataset, schema, (record) => {
        if (counts(record)) this.#found.set(key, (this.#found.get(key) ?? 0) + 1)
      })
    }
  }

  /** What `name` says of the account; by what was found, else by what was not read. `rows`: the ledger, once all was read. */
  in(
    account: string,
    name: PresenceCall,
    { on, isKnown }: Pick<AccountRegions, 'on' | 'isKnown'>,
    rows: ReadonlyMap<string, DatasetCoverage>,
  ): Presence {
    const asked = on.map((region): AwsDatasetName => ({ region, name, arguments: [] }))
    const [first, ...others] = asked.filter((one) => (this.#found.get(keyOf(account, one)) ?? 0) > 0)
    if (first !== undefined) {
      const count = [first, ...others].reduce((sum, one) => sum + (this.#found.get(keyOf(account, one)) ?? 0), 0)
      const reason = `${count} found by \`${name}\` in ${placesOf(first, others)}, and not evaluated`
      return { dataset: datasetName(first), reason, cure: 'see whom it lets in, and accept the blind spot until a version evaluates it' }
    }
    const unread = asked.filter((one) => rows.get(keyOf(account, one))?.state !== 'complete')
    const [lost, ...more] = unread
    if (lost !== undefined) {
      const why = rows.get(keyOf(account, lost))?.reasons.join('; ') ?? 'it was not asked'
      const reason = `whether it is used was not read: \`${name}\` in ${placesOf(lost, more)}: ${why}`
      return { dataset: datasetName(lost), reason, cure: rows.get(keyOf(account, lost))?.cure ?? cureFor(lost) }
    }
    if (isKnown) return null
    const regions: AwsDatasetName = { region: 'global', name: 'account list-regions', arguments: [] }
    const reason = `whether it is used was not read: which regions the account has is not known`
    return { dataset: datasetName(regions), reason, cure: cureFor(regions) }
  }
}

/** Stands for whoever IAM lets in: nothing is granted beside it ("Default settings for Lake Formation"). */
const BY_IAM = 'IAM_ALLOWED_PRINCIPALS'

function keyOf(account: string, dataset: AwsDatasetName): string {
  return `${account} ${datasetName(dataset)}`
}

function placesOf({ region }: AwsDatasetName, others: readonly unknown[]): string {
  return others.length === 0 ? region : `${region} and ${others.length} more regions`
}

/** Rows by account and dataset. */
export function rowsOf(coverage: readonly DatasetCoverage[]): ReadonlyMap<string, DatasetCoverage> {
  return new Map(coverage.map((row) => [`${row.unit} ${row.dataset}`, row]))
}
