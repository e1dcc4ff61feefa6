import type { Instant } from '../base/instant.ts'
import { distinctTexts } from '../base/order.ts'
import { type DatasetCoverage, type DatasetKey, type DatasetState, type Gap, datasetId } from '../model/coverage.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { isWithoutEvidence } from './coverage-ledger.ts'

/**
 * Rows for datasets that an earlier run named and that tonight's evidence no longer lists: `failed`, not absent, since a source
 * that forgets to mention something looks exactly like one that has nothing. They stay so until they are listed again: the second
 * night without them shows no more than the first.
 *
 * Asked by source and dataset, not by unit: a renamed export is not a lost one. Sources that are no longer configured are lost
 * coverage, which the life of findings reports.
 */
export function missingDatasets(
  tonight: readonly DatasetKey[],
  earlier: readonly (DatasetKey & { readonly state: DatasetState })[],
  configured: readonly string[],
  now: Instant,
): { readonly rows: readonly DatasetCoverage[]; readonly gaps: readonly Gap[] } {
  const listed = new Set(tonight.map(({ source, dataset }) => `${source}\n${dataset}`))
  const sources = new Set(configured)
  const lost = earlier.filter((row) => !isWithoutEvidence(row) && sources.has(row.source) && !listed.has(`${row.source}\n${row.dataset}`))
  const reason = 'an earlier run read this dataset, and the evidence no longer lists it'
  const cure = 'collect the source again and look into its log'
  return {
    rows: lost.map(({ source, unit, dataset }) => ({
      source,
      unit,
      dataset,
      state: 'failed',
      reasons: [reason],
      cure,
      pages: 0,
      records: 0,
      total: null,
      startedAt: now,
      endedAt: now,
      asOf: now,
      reusedFrom: null,
    })),
    gaps: lost.map(({ source, unit, dataset }) => ({
      source,
      unit,
      dataset,
      code: 'dataset-missing',
      record: null,
      reason,
      cure,
      at: null,
    })),
  }
}

/**
 * The snapshot with a row for each dataset that `rows` hold and its evidence does not list: an answer that would have rested on such a
 * dataset names it, and is not believed.
 */
export function withMissingRows(snapshot: Snapshot, rows: readonly DatasetCoverage[]): Snapshot {
  const listed = new Set(snapshot.coverage.map(datasetId))
  const missing = rows.filter((row) => !listed.has(datasetId(row)))
  return missing.length === 0 ? snapshot : { ...snapshot, coverage: [...snapshot.coverage, ...missing] }
}

/**
 * The snapshot with the units of earlier runs on the datasets of a source whose evidence could not be read at all: which units it has,
 * nobody says tonight, and a finding about one of them must not look as if it were about nothing any more.
 */
export function withEarlierUnits(snapshot: Snapshot, earlier: readonly DatasetKey[]): Snapshot {
  const unitsOf = ({ source, unit, dataset }: DatasetKey): readonly string[] => {
    if (unit !== '') return [unit]
    const known = earlier.filter((row) => row.source === source && row.dataset === dataset).map((row) => row.unit)
    return known.length === 0 ? [unit] : distinctTexts(known)
  }
  const placed = <Row extends DatasetKey>(rows: readonly Row[]): readonly Row[] =>
    rows.flatMap((row) => unitsOf(row).map((unit) => (unit === row.unit ? row : { ...row, unit })))
  const isUnplaced = snapshot.coverage.some(({ unit }) => unit === '')
  return isUnplaced ? { ...snapshot, coverage: placed(snapshot.coverage), gaps: placed(snapshot.gaps) } : snapshot
}
