import { compareText, distinctTexts, sortedBy } from '../base/order.ts'
import { type DatasetKey, type Gap, datasetId } from '../model/coverage.ts'
import type { Ledger } from './coverage-ledger.ts'

/** Why an answer is not complete: one line, with the gap behind it. */
export interface Shortfall {
  readonly says: string
  readonly cure: string | null
  readonly gap: Gap | null
  /** The dataset, where a whole one is short; null for single records and conditions. */
  readonly dataset: DatasetKey | null
}

/**
 * What an answer rested on, noted while it is worked out: nobody lists it by hand (`findings.md`, A project rests on).
 *
 * State worth a class: every evaluator adds what it touched.
 */
export class Reliance {
  readonly #datasets = new Map<string, DatasetKey>()
  readonly #gaps = new Set<Gap>()
  readonly #shortfalls = new Map<string, Shortfall>()
  readonly #undecided = new Map<string, string[]>()

  onDatasets(datasets: Iterable<DatasetKey>): void {
    for (const { source, unit, dataset } of datasets) this.#datasets.set(datasetId({ source, unit, dataset }), { source, unit, dataset })
  }

  /** A gap on a whole dataset stands for it, whether a manifest lists it or not. */
  onGaps(gaps: Iterable<Gap>): void {
    for (const gap of gaps) {
      if (gap.record === null) this.onDatasets([gap])
      else this.#gaps.add(gap)
    }
  }

  /** Something missing that no dataset or record stands for: a resource that was not observed, a condition without a source. */
  onShortfall(says: string, cure: string | null = null): void {
    this.#shortfalls.set(says, { says, cure, gap: null, dataset: null })
  }

  /** An access that could not be decided; those with one reason are told together. */
  onUndecided(who: string, says: string): void {
    const there = this.#undecided.get(says)
    if (there === undefined) this.#undecided.set(says, [who])
    else there.push(who)
  }

  /** Ids of all datasets touched, sorted. */
  datasets(): readonly string[] {
    return [...this.#datasets.keys()].sort(compareText)
  }

  /** Everything that keeps the answer from being complete, sorted; empty = complete. */
  shortfalls(ledger: Ledger): readonly Shortfall[] {
    const all: Shortfall[] = [...this.#shortfalls.values()]
    for (const [says, people] of this.#undecided) {
      const distinct = distinctTexts(people)
      all.push({
        says: `${distinct.length === 1 ? distinct[0] : `${distinct.length} people`}: ${says}`,
        cure: null,
        gap: null,
        dataset: null,
      })
    }
    for (const [id, dataset] of this.#datasets) {
      const row = ledger.byId.get(id)
      if (row?.state === 'complete') continue
      const gap = ledger.gaps.find((candidate) => candidate.record === null && datasetId(candidate) === id) ?? null
      const reason = row === undefined ? 'no evidence of it was found' : row.reasons.join('; ') || row.state
      all.push({
        says: `${dataset.source}: ${dataset.dataset} was not read completely (${reason})`,
        cure: row?.cure ?? gap?.cure ?? null,
        gap,
        dataset,
      })
    }
    for (const gap of this.#gaps) {
      all.push({ says: `${gap.source}: ${gap.record}: ${gap.reason}`, cure: gap.cure, gap, dataset: null })
    }
    return sortedBy(all, ({ says }) => says)
  }
}
