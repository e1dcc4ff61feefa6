import type { DatasetState } from '../../core/model/coverage.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import type { DatasetReader, EvidenceReader } from '../evidence/read-evidence.ts'
import { type AwsDatasetName, type CallName, parseDatasetName } from './calls.ts'

/** A dataset of AWS, its name taken apart. */
export interface AwsDataset extends AwsDatasetName {
  readonly reader: DatasetReader
  /** The account that was asked. */
  readonly unit: string
}

/** What evidence there is, by call. Which account an organization was asked of, or in which region, makes no difference to the answer. */
export class AwsDatasets {
  readonly all: readonly AwsDataset[]
  readonly #byCall: ReadonlyMap<CallName, readonly AwsDataset[]>
  readonly #byArguments: ReadonlyMap<string, readonly AwsDataset[]>

  constructor({ datasets }: Pick<EvidenceReader, 'datasets'>) {
    this.all = datasets.flatMap((reader): readonly AwsDataset[] => {
      const parsed = parseDatasetName(reader.dataset)
      if (parsed !== null) return [{ ...parsed, reader, unit: reader.unit }]
      if (reader.stated.files.length > 0)
        reader.gap({ code: 'dataset-incomplete', record: null, reason: 'this version does not read what this call answers' })
      return []
    })
    this.#byCall = Map.groupBy(this.all, ({ name }) => name)
    this.#byArguments = Map.groupBy(this.all, ({ name, arguments: given }) => argumentsKey(name, given))
  }

  /** Sorted by account, then name. */
  of(name: CallName): readonly AwsDataset[] {
    return this.#byCall.get(name) ?? []
  }

  /** As `of`, of the call with these arguments. */
  with(name: CallName, given: readonly string[]): readonly AwsDataset[] {
    return this.#byArguments.get(argumentsKey(name, given)) ?? []
  }
}

function argumentsKey(name: CallName, given: readonly string[]): string {
  return JSON.stringify([name, ...given])
}

/** Was everything read that the call answers, as far as the manifest says? */
export function isWhole({ reader }: AwsDataset): boolean {
  return reader.stated.state === 'complete'
}

/** Pages of a dataset that vouches for none of them are not read. */
export function isUsable(state: DatasetState): boolean {
  return state === 'complete' || state === 'partial'
}

export function provenanceIn({ reader }: AwsDataset, file: string, record: string): Provenance {
  return { source: reader.source, dataset: reader.dataset, file, record }
}
