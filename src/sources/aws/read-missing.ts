import type { Instant } from '../../core/base/instant.ts'
import { sortedBy } from '../../core/base/order.ts'
import type { DatasetCoverage, Gap } from '../../core/model/coverage.ts'
import { AWS_CALLS, type AwsDatasetName, datasetName } from './calls.ts'
import type { AwsDatasets } from './read-datasets.ts'

/** Rows of the ledger and gaps for datasets that no manifest lists. */
export interface Ledger {
  readonly coverage: readonly DatasetCoverage[]
  readonly gaps: readonly Gap[]
}

/**
 * Gathers the calls that should have been made and are in no manifest: each a `failed` row and a gap on the whole dataset.
 *
 * State worth a class: which calls are to be expected is learnt from the answers to others.
 */
export class Missing {
  readonly #datasets: AwsDatasets
  readonly #source: string
  readonly #found = new Map<string, { readonly unit: string; readonly dataset: AwsDatasetName }>()

  constructor(datasets: AwsDatasets, source: string) {
    this.#datasets = datasets
    this.#source = source
  }

  /** Is the call there, whoever was asked? If not, `unit` lacks it. */
  expect(unit: string, dataset: AwsDatasetName): boolean {
    const isThere = this.#datasets.with(dataset.name, dataset.arguments).length > 0
    if (!isThere) this.#found.set(`${unit} ${datasetName(dataset)}`, { unit, dataset })
    return isThere
  }

  /** As `expect`, of this one account alone. */
  expectOf(unit: string, dataset: AwsDatasetName): void {
    const isThere = this.#datasets.with(dataset.name, dataset.arguments).some((one) => one.unit === unit)
    if (!isThere) this.#found.set(`${unit} ${datasetName(dataset)}`, { unit, dataset })
  }

  ledger(at: Instant): Ledger {
    const rows = sortedBy(this.#found.entries(), ([key]) => key).map(([, row]) => row)
    return {
      coverage: rows.map(({ unit, dataset }) => ({
        source: this.#source,
        unit,
        dataset: datasetName(dataset),
        state: 'failed',
        reasons: [reasonFor(dataset)],
        cure: cureFor(dataset),
        pages: 0,
        records: 0,
        total: null,
        startedAt: at,
        endedAt: at,
        asOf: at,
        reusedFrom: null,
      })),
      gaps: rows.map(({ unit, dataset }) => ({
        source: this.#source,
        unit,
        dataset: datasetName(dataset),
        code: 'dataset-missing',
        record: null,
        reason: reasonFor(dataset),
        cure: cureFor(dataset),
        at: null,
      })),
    }
  }
}

function reasonFor({ name }: AwsDatasetName): string {
  return `\`${name}\` is not in the evidence`
}

export function cureFor({ name }: Pick<AwsDatasetName, 'name'>): string {
  return `allow the reader \`${AWS_CALLS[name].permission}\`, and collect again`
}
