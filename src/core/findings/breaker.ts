import type { Day, Instant } from '../base/instant.ts'
import type { DatasetCoverage, DatasetKey, Gap } from '../model/coverage.ts'

/** How many records a dataset had when it was last read completely. */
export interface CompleteCount extends DatasetKey {
  readonly records: number
  readonly run: string
  readonly at: Instant
  /** The moment whose state that reading showed. */
  readonly asOf: Instant
}

/** A dataset is believed until it falls by more than both. */
export interface ShrinkThresholds {
  readonly percent: number
  readonly records: number
}

/** Closings of findings are believed until more than both; `closing-hold.ts`. */
export interface ClosingThresholds {
  readonly percent: number
  readonly findings: number
}

/** That a person vouched for a shrink: `gatehouse accept-shrink`. */
export interface AcceptedShrink {
  readonly source: string
  /** Null = every unit of the source. */
  readonly unit: string | null
  readonly dataset: string
  /** The count that was vouched for; null for a clean-up announced beforehand, whose outcome nobody can know. */
  readonly records: number | null
  /** The only day on which an announced clean-up counts; null = from now on. */
  readonly on: Day | null
  readonly by: string
  readonly reason: string
  readonly at: Instant
}

export interface BreakerInput {
  readonly coverage: readonly DatasetCoverage[]
  readonly lastComplete: readonly CompleteCount[]
  readonly accepted: readonly AcceptedShrink[]
  readonly now: Instant
  /** In the institution's zone. */
  readonly today: Day
  thresholds(source: string): ShrinkThresholds
}

/**
 * The coverage with every dataset lowered to `partial` that has shrunken implausibly or is older than when it was last read, and a gap
 * for each.
 *
 * A unit that was not there before is held against those of its dataset that are no longer listed: an export that comes under another
 * file name has not begun anew. The system's own total does not lift it: a reader that lost rights sees a smaller total too. Only a state that claims `complete`
 * is lowered; the order of the rows is kept. O(rows + counts + rows × accepted shrinks).
 */
export function withoutImplausibleShrinks(input: BreakerInput): {
  readonly coverage: readonly DatasetCoverage[]
  readonly gaps: readonly Gap[]
} {
  const before = lastCounts(input)
  const gaps: Gap[] = []
  const coverage = input.coverage.map((row): DatasetCoverage => {
    const last = before(row)
    if (row.state !== 'complete' || last === null) return row
    // Evaluating a night again that later ones have overtaken is no step back.
    if (row.asOf < last.asOf && last.at < input.now) {
      const lowered = older(row, last)
      gaps.push(lowered.gap)
      return lowered.row
    }
    const expected = expectedRecords(row, last, input)
    if (expected === null || !isImplausible(expected, row.records, input.thresholds(row.source))) return row
    const { source, unit, dataset } = row
    const reason = `implausible-shrink: ${row.records} records, after ${expected} in the last complete run`
    const cure = `find out why; if it is right: \`gatehouse accept-shrink ${source}/${dataset} --reason "…"\``
    gaps.push({ source, unit, dataset, code: 'implausible-shrink', record: null, reason, cure, at: null })
    return { ...row, state: 'partial', reasons: [...row.reasons, reason], cure: row.cure ?? cure }
  })
  return { coverage, gaps }
}

/** What was not there yet when tonight's evidence was saved is not gone: an older folder in place of tonight's looks like a removal. */
function older(row: DatasetCoverage, { asOf }: LastCount): { readonly row: DatasetCoverage; readonly gap: Gap } {
  const { source, unit, dataset } = row
  const reason = `its time ${row.asOf} lies before that of the last complete run, ${asOf}`
  const cure = 'find out why older evidence was read; collect the source again'
  return {
    row: { ...row, state: 'partial', reasons: [...row.reasons, reason], cure: row.cure ?? cure },
    gap: { source, unit, dataset, code: 'dataset-stale', record: null, reason, cure, at: null },
  }
}

type LastCount = Pick<CompleteCount, 'records' | 'at' | 'asOf'>

function lastCounts({ coverage, lastComplete }: BreakerInput): (row: DatasetKey) => LastCount | null {
  const before = new Map(lastComplete.map((count) => [keyOf(count), count]))
  const listed = new Set(coverage.map(keyOf))
  const gone = Map.groupBy(
    lastComplete.filter((count) => !listed.has(keyOf(count))),
    datasetOf,
  )
  return (row) => before.get(keyOf(row)) ?? together(gone.get(datasetOf(row)) ?? [])
}

function together(counts: readonly CompleteCount[]): LastCount | null {
  const [first, ...others] = counts
  if (first === undefined) return null
  return others.reduce<LastCount>(
    (sum, { records, at, asOf }) => ({
      records: sum.records + records,
      at: sum.at < at ? sum.at : at,
      asOf: sum.asOf < asOf ? sum.asOf : asOf,
    }),
    first,
  )
}

/** The count to compare with: what was vouched for since the last complete run, else that run's; null = anything is vouched for today. */
function expectedRecords(row: DatasetKey, last: LastCount, { accepted, today }: BreakerInput): number | null {
  const vouched = accepted.filter(
    ({ source, unit, dataset }) => source === row.source && dataset === row.dataset && (unit === null || unit === row.unit),
  )
  if (vouched.some(({ on }) => on === today)) return null
  const counts = vouched.flatMap(({ on, records, at }) => (on === null && records !== null && at > last.at ? [records] : []))
  return Math.min(last.records, ...counts)
}

function isImplausible(before: number, tonight: number, { percent, records }: ShrinkThresholds): boolean {
  const fell = before - tonight
  if (tonight === 0) return before > 0
  return fell > records && fell * 100 > before * percent
}

// Units and datasets may contain slashes, so that `datasetId` is for reading only.
function keyOf({ source, unit, dataset }: DatasetKey): string {
  return JSON.stringify([source, unit, dataset])
}

function datasetOf({ source, dataset }: DatasetKey): string {
  return JSON.stringify([source, dataset])
}
