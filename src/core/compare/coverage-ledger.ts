import { epochMs, plusMs, type Instant } from '../base/instant.ts'
import { sortedBy } from '../base/order.ts'
import { type DatasetCoverage, type DatasetKey, type Gap, datasetId } from '../model/coverage.ts'
import type { Snapshot } from '../model/snapshot.ts'

/** A source of `gatehouse.yaml`, as the ledger needs to know it. */
export interface LedgerSource {
  readonly name: string
  readonly kind: string
  readonly readable: boolean
  /** Evidence older than this is a gap. */
  readonly maxAgeMs: number
}

export interface Ledger {
  /** Sorted by source, unit, dataset; states only ever lowered against what the manifests say. */
  readonly rows: readonly DatasetCoverage[]
  readonly byId: ReadonlyMap<string, DatasetCoverage>
  /** The snapshot's gaps and those that lowering added; sorted. */
  readonly gaps: readonly Gap[]
}

/** A source's clock may be this far ahead of the run's before its evidence is doubted. */
const toleratedSkewMs = 5 * 60_000

/**
 * Tonight's coverage ledger: what the manifests state, lowered by age, clock skew, records without identity, and shrinking.
 *
 * `lowered` holds rows that the shrink guard has already judged. A configured source without any evidence gets a row `failed`,
 * one of a kind that this version cannot read a row `skipped`: neither may look like a source that had nothing to say.
 */
export function coverageLedger(
  snapshot: Snapshot,
  sources: readonly LedgerSource[],
  now: Instant,
  lowered: { readonly rows: readonly DatasetCoverage[]; readonly gaps: readonly Gap[] },
): Ledger {
  const gaps: Gap[] = [...snapshot.gaps, ...lowered.gaps]
  const maxAge = new Map(sources.map(({ name, maxAgeMs }) => [name, maxAgeMs]))
  const nameless = gaps.filter(({ record }) => record === null)
  const stated = [...lowered.rows, ...unlisted(nameless, lowered.rows, now)]
  const namelessOf = Map.groupBy(nameless, rowOf(stated))
  const rows = stated.map((row): DatasetCoverage => {
    const reasons = [...row.reasons]
    // An incomplete row has its own reason already.
    for (const { code, reason } of namelessOf.get(row) ?? [])
      if (code !== 'dataset-incomplete' || row.state === 'complete') reasons.push(reason)
    const age = epochMs(now) - epochMs(row.asOf)
    const limit = maxAge.get(row.source) ?? Number.POSITIVE_INFINITY
    // What was not read at all has no age.
    const wasRead = row.state === 'complete' || row.state === 'partial'
    if (wasRead && age > limit) {
      const reason = `stale: ${hours(age)} old, allowed ${hours(limit)}`
      reasons.push(reason)
      gaps.push(datasetGap(row, 'dataset-stale', reason, 'read the source again, or raise `max_age`'))
    }
    if (wasRead && row.asOf > plusMs(now, toleratedSkewMs)) {
      const reason = `its time ${row.asOf} lies after the run's ${now}`
      reasons.push(reason)
      gaps.push(datasetGap(row, 'clock-skew', reason, 'set the clocks of the source and of this machine'))
    }
    if (row.state !== 'complete' && !gaps.some((gap) => gap.record === null && datasetId(gap) === datasetId(row))) {
      gaps.push(datasetGap(row, 'dataset-incomplete', row.reasons.join('; ') || `dataset is ${row.state}`, row.cure))
    }
    const distinct = [...new Set(reasons)]
    const state = row.state === 'complete' && distinct.length > 0 ? ('partial' as const) : row.state
    return { ...row, state, reasons: distinct }
  })
  const seen = new Set(rows.map(({ source }) => source))
  for (const { name, kind, readable } of sources) {
    if (seen.has(name)) continue
    const reason = readable ? 'no evidence of this source was found' : `this version cannot read sources of kind \`${kind}\``
    const cure = readable ? 'collect it' : 'accept a blind spot, or wait for a version that reads it'
    const key = { source: name, unit: name, dataset: readable ? wholeSource : kind }
    const row = unreadRow(key, readable ? 'failed' : 'skipped', reason, cure, now)
    rows.push(row)
    gaps.push(datasetGap(row, 'source-unreadable', reason, row.cure))
  }
  const sorted = sortedBy(rows, (row) => [row.source, row.unit, row.dataset])
  return {
    rows: sorted,
    byId: new Map(sorted.map((row) => [datasetId(row), row])),
    gaps: sortedBy(gaps, (gap) => [datasetId(gap), gap.record ?? '', gap.code, gap.reason, gap.at ?? '']),
  }
}

/** Rows for whole datasets that a gap names and no manifest lists: a gap must lower something, or it is said and not heard. */
function unlisted(nameless: readonly Gap[], rows: readonly DatasetCoverage[], now: Instant): readonly DatasetCoverage[] {
  const listed = new Set(rows.map(({ source, dataset }) => `${source}\n${dataset}`))
  const lost = nameless.filter(({ source, dataset }) => !listed.has(`${source}\n${dataset}`))
  return [...Map.groupBy(lost, datasetId).values()].flatMap(([gap]) =>
    gap === undefined ? [] : [unreadRow(gap, 'failed', gap.reason, gap.cure, now)],
  )
}

/** The row that a gap on a whole dataset lowers: its own; else, where its unit is not known, the first of that dataset. */
function rowOf(rows: readonly DatasetCoverage[]): (gap: Gap) => DatasetCoverage | undefined {
  const byId = new Map(rows.map((row) => [datasetId(row), row]))
  return (gap) => byId.get(datasetId(gap)) ?? rows.find(({ source, dataset }) => source === gap.source && dataset === gap.dataset)
}

function unreadRow(key: DatasetKey, state: 'failed' | 'skipped', reason: string, cure: string | null, at: Instant): DatasetCoverage {
  const { source, unit, dataset } = key
  const counts = { pages: 0, records: 0, total: null, reusedFrom: null }
  return { source, unit, dataset, state, reasons: [reason], cure, ...counts, startedAt: at, endedAt: at, asOf: at }
}

/** Is the row that of a configured source which left no evidence, so that not even its datasets are known? */
export function isWithoutEvidence({ dataset, state }: Pick<DatasetCoverage, 'dataset' | 'state'>): boolean {
  return dataset === wholeSource && state === 'failed'
}

/** Stands for all datasets of a source where none is known. */
const wholeSource = 'everything'

function datasetGap(row: DatasetCoverage, code: Gap['code'], reason: string, cure: string | null): Gap {
  return { source: row.source, unit: row.unit, dataset: row.dataset, code, record: null, reason, cure, at: null }
}

function hours(ms: number): string {
  const whole = Math.floor(ms / 3_600_000)
  return whole < 48 ? `${whole} hours` : `${Math.floor(whole / 24)} days`
}
