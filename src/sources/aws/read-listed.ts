import type { z } from 'zod'
import type { Provenance } from '../../core/model/provenance.ts'
import { eachRecord } from './read-answers.ts'
import type { CallName } from './calls.ts'
import { type AwsDataset, type AwsDatasets, isUsable, provenanceIn } from './read-datasets.ts'

/** A record of a list of resources, with the account and the region that were asked. */
export interface Listed<Record> {
  readonly account: string
  readonly region: string
  readonly record: Record
  readonly provenance: Provenance
}

/** All records of a list, of every account and region; `nativeOf` gives the id that provenance names. A record that cannot be read is a gap of the list. */
export async function listed<Schema extends z.ZodType>(
  datasets: AwsDatasets,
  name: CallName,
  schema: Schema,
  nativeOf: (record: z.output<Schema>, place: { readonly account: string; readonly region: string }) => string,
): Promise<readonly Listed<z.output<Schema>>[]> {
  const found: Listed<z.output<Schema>>[] = []
  for (const dataset of datasets.of(name)) {
    const place = { account: dataset.unit, region: dataset.region }
    await eachRecord(
      dataset,
      schema,
      (record, file) => void found.push({ ...place, record, provenance: provenanceIn(dataset, file, nativeOf(record, place)) }),
    )
  }
  return found
}

/**
 * What a call was asked about that no list shows, by account and first argument: a resource that was made in between, or whose list was not
 * read. Only where there was an answer: what is not there has none.
 */
export function unlisted(
  datasets: AwsDatasets,
  name: CallName,
  isListed: (account: string, argument: string) => boolean,
): readonly AwsDataset[] {
  const seen = new Set<string>()
  return datasets.of(name).filter(({ unit, region, arguments: [first = ''], reader }) => {
    const key = `${unit} ${region} ${first}`
    if (!isUsable(reader.stated.state) || isListed(unit, first) || seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** How a thing was called when it was asked about: the first of `candidates` that anything was asked by, else the first of all. */
export function askedAs(datasets: AwsDatasets, name: CallName, account: string, candidates: readonly [string, ...string[]]): string {
  const asked = candidates.find((candidate) => datasets.with(name, [candidate]).some(({ unit }) => unit === account))
  return asked ?? candidates[0]
}
