import type { DatasetCoverage } from '../../core/model/coverage.ts'
import { AWS_CALLS, parseDatasetName } from './calls.ts'
import { eachRecord } from './read-answers.ts'
import type { AwsDatasets } from './read-datasets.ts'
import { region } from './wire.ts'

/** Regions of one account in which there may be something. */
export interface AccountRegions {
  /** Sorted. */
  readonly on: readonly string[]
  /** Does the account's own list of its regions say so, read to its end? */
  readonly isKnown: boolean
  /** Those that are off; none where that is not known. */
  readonly off: ReadonlySet<string>
}

/** By account, for each of which anything was asked. A region that is off holds nothing; one that was asked all the same counts. */
export async function regionsOf(datasets: AwsDatasets): Promise<(account: string) => AccountRegions> {
  const asked = new Map<string, Set<string>>()
  const off = new Map<string, Set<string>>()
  const known = new Set<string>()
  const add = (to: Map<string, Set<string>>, account: string, one: string): void =>
    void to.set(account, (to.get(account) ?? new Set()).add(one))
  for (const { unit, region: at, name } of datasets.all) if (AWS_CALLS[name].scope === 'region') add(asked, unit, at)
  for (const dataset of datasets.of('account list-regions')) {
    const list = await eachRecord(dataset, region, ({ RegionName, RegionOptStatus }) =>
      add(RegionOptStatus === 'DISABLED' ? off : asked, dataset.unit, RegionName),
    )
    if (list.isAnswered && list.isWhole) known.add(dataset.unit)
  }
  return (account) => ({
    on: [...(asked.get(account) ?? [])].filter((one) => off.get(account)?.has(one) !== true).sort(),
    isKnown: known.has(account),
    off: (known.has(account) ? off.get(account) : null) ?? new Set(),
  })
}

/**
 * Coverage without the lists that were not asked for in a region that is off: there nobody has access to anything ("DisableRegion"), and nothing is
 * expected from it. Where the account's own list of its regions was not read to its end, they stay skipped.
 */
export function withoutRegionsOff(
  coverage: readonly DatasetCoverage[],
  regions: (account: string) => AccountRegions,
): readonly DatasetCoverage[] {
  return coverage.filter(({ unit, dataset, state }) => {
    const parsed = state === 'skipped' ? parseDatasetName(dataset) : null
    return parsed === null || AWS_CALLS[parsed.name].scope !== 'region' || !regions(unit).off.has(parsed.region)
  })
}
