import { distinctTexts } from '../base/order.ts'
import { type DatasetKey, type DatasetState, datasetId } from '../model/coverage.ts'

type StatedRow = DatasetKey & { readonly state: DatasetState }

/** Datasets that were read completely before and are not tonight, and the other way round. */
export interface CoverageChange {
  readonly lost: readonly string[]
  readonly regained: readonly string[]
}

/** A dataset that is no longer listed is lost: a source taken out of the configuration is lost coverage too. Sorted. */
export function changedCoverage(before: readonly StatedRow[], tonight: readonly StatedRow[]): CoverageChange {
  const completeBefore = completeOnes(before)
  const completeTonight = completeOnes(tonight)
  const known = new Set(before.map(datasetId))
  return {
    lost: distinctTexts(completeBefore).filter((id) => !completeTonight.has(id)),
    // What was never listed before is new, not regained.
    regained: distinctTexts(completeTonight).filter((id) => known.has(id) && !completeBefore.has(id)),
  }
}

function completeOnes(rows: readonly StatedRow[]): ReadonlySet<string> {
  return new Set(rows.filter(({ state }) => state === 'complete').map(datasetId))
}
