import type { DatasetCoverage, DatasetKey, DatasetState, Gap, GapCode } from '../../core/model/coverage.ts'
import type { ManifestDataset } from './manifest.ts'

export type IncompleteState = Exclude<DatasetState, 'complete'>

/** A gap as a reader states it: the evidence knows source, unit and dataset. */
export interface StatedGap {
  readonly code: GapCode
  /** Native id of what it touches; null touches the whole dataset, which becomes `partial`. */
  readonly record: string | null
  readonly reason: string
  readonly cure?: string | null
  /** File and line. */
  readonly at?: string | null
}

/** What is known about one dataset: begins with what the manifest states, and is only ever lowered. */
export interface DatasetLedger {
  readonly key: DatasetKey
  readonly stated: ManifestDataset
  gap(gap: StatedGap): void
  /** Says that one of the dataset's files is not what the manifest vouches for. */
  brokenFile(path: string, reason: string): void
  lower(state: IncompleteState, reason: string, cure: string | null): void
  coverage(): DatasetCoverage
  gaps(): readonly Gap[]
}

/** Higher is worse. `skipped` is worse than `partial`: it shows nothing at all. */
const RANK: Readonly<Record<DatasetState, number>> = { complete: 0, partial: 1, skipped: 2, denied: 3, failed: 4 }

export function openLedger(source: string, stated: ManifestDataset): DatasetLedger {
  const { unit, dataset } = stated
  const key: DatasetKey = { source, unit, dataset }
  const reasons = [...stated.reasons]
  const gaps: Gap[] = []
  const broken = new Set<string>()
  let state = stated.state
  let cure = stated.cure
  let unidentified = 0

  function lower(to: IncompleteState, reason: string, cureFor: string | null): void {
    if (RANK[to] > RANK[state]) state = to
    if (!reasons.includes(reason)) reasons.push(reason)
    cure ??= cureFor
  }

  function addGap({ code, record, reason, cure: cureFor = null, at = null }: StatedGap): void {
    gaps.push({ ...key, code, record, reason, cure: cureFor, at })
  }

  return {
    key,
    stated,
    lower,
    gap(gap) {
      addGap(gap)
      if (gap.record === null) unidentified++
    },
    brokenFile(path, reason) {
      broken.add(path)
      const said = `file \`${path}\` ${reason}`
      addGap({ code: 'dataset-incomplete', record: null, reason: said, cure: 'restore the evidence, or collect it again', at: path })
      const all = stated.files.every((file) => broken.has(file.path)) && stated.files.length > 0
      lower(all ? 'failed' : 'partial', said, 'restore the evidence, or collect it again')
    },
    coverage() {
      if (unidentified > 0) lower('partial', unidentifiedRecords(unidentified), null)
      return {
        ...key,
        state,
        reasons,
        cure,
        pages: stated.pages,
        records: stated.records,
        total: stated.total,
        startedAt: stated.startedAt,
        endedAt: stated.endedAt,
        asOf: stated.asOf,
        reusedFrom: stated.reused?.run ?? null,
      }
    },
    gaps: () => gaps,
  }
}

function unidentifiedRecords(count: number): string {
  return count === 1
    ? '1 record whose identity is not known could not be read'
    : `${count} records whose identity is not known could not be read`
}
