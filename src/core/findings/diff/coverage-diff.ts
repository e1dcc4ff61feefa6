import { distinctTexts } from '../../base/order.ts'
import type { LedgerRow } from '../../model/audit-result.ts'
import { datasetId } from '../../model/coverage.ts'
import type { RunDiff } from '../../model/run-diff.ts'
import { changedCoverage } from '../coverage-change.ts'

/** Datasets that were complete and are not, or no longer listed; that are complete again; and that were never listed before. */
export function differingCoverage(before: readonly LedgerRow[], now: readonly LedgerRow[]): RunDiff['coverage'] {
  const known = new Set(before.map(datasetId))
  return { ...changedCoverage(before, now), added: distinctTexts(now.map(datasetId).filter((id) => !known.has(id))) }
}
