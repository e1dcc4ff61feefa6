import type { z } from 'zod'
import { sortedBy } from '../../core/base/order.ts'
import type { DatasetCoverage, Gap } from '../../core/model/coverage.ts'
import { type AwsDatasetName, type CallName, datasetName } from './calls.ts'
import { type Answer, answerOf } from './read-answers.ts'
import type { AwsDataset, AwsDatasets } from './read-datasets.ts'
import { cureFor } from './read-missing.ts'

/** Something that was listed or asked about. */
export interface Thing {
  readonly account: string
  readonly region: string
  /** As gaps name it. */
  readonly native: string
}

/** What one call says about one thing. `none`: there is none of what was asked for; `unread`: nobody knows. */
export type Said<Value> =
  | { readonly kind: 'read'; readonly value: Value; readonly dataset: AwsDataset; readonly file: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'unread' }

interface Asked extends AwsDatasetName {
  readonly unit: string
  readonly record: string
  /** Is it about this thing alone? What is asked of a whole account or region is there whether the thing was wanted or not. */
  readonly isOwn: boolean
}

/**
 * Reads what was asked about single resources, and keeps account of it: whatever is not known of one is a gap on that one.
 *
 * State worth a class: several resources rest on one answer, and how far an answer can be trusted is final only after all was read.
 */
export class Deep {
  readonly #datasets: AwsDatasets
  readonly #source: string
  readonly #answers = new Map<AwsDataset, Promise<Answer>>()
  readonly #asked: Asked[] = []
  readonly #further: Gap[] = []
  readonly #things = new Map<string, Thing>()

  constructor(datasets: AwsDatasets, source: string) {
    this.#datasets = datasets
    this.#source = source
  }

  /** The one object that a call about the thing answered. */
  async object<Schema extends z.ZodType>(
    thing: Thing,
    name: CallName,
    given: readonly string[],
    schema: Schema,
  ): Promise<Said<z.output<Schema>>> {
    const found = await this.#found(thing, name, given)
    if (found === null || found.answer.kind !== 'read') return { kind: found?.answer.kind === 'none' ? 'none' : 'unread' }
    const { dataset, answer } = found
    const [body] = answer.bodies
    const parsed = schema.safeParse(body?.json)
    if (parsed.success) return { kind: 'read', value: parsed.data, dataset, file: body?.file ?? '' }
    this.#malformed(
      dataset,
      `\`${name}\` answered what cannot be read: ${parsed.error.issues[0]?.path.join('.') ?? ''}`,
      body?.file ?? null,
    )
    return { kind: 'unread' }
  }

  /** The records of a list that a call about the thing answered; one that cannot be read makes the answer one that nobody knows whole. */
  async list<Schema extends z.ZodType>(
    thing: Thing,
    name: CallName,
    given: readonly string[],
    list: string,
    schema: Schema,
  ): Promise<Said<readonly z.output<Schema>[]>> {
    const found = await this.#found(thing, name, given)
    if (found === null || found.answer.kind !== 'read') return { kind: found?.answer.kind === 'none' ? 'none' : 'unread' }
    const { dataset, answer } = found
    const records = answer.bodies.flatMap(({ json, file }) => {
      const values = json[list]
      if (!Array.isArray(values)) this.#malformed(dataset, `\`${name}\` answered without the list \`${list}\``, file)
      return Array.isArray(values) ? values.map((value: unknown) => ({ value, file })) : []
    })
    const value = records.flatMap(({ value: record, file }) => {
      const parsed = schema.safeParse(record)
      if (!parsed.success) this.#malformed(dataset, `\`${name}\` answered a record that cannot be read`, file)
      return parsed.success ? [parsed.data] : []
    })
    return { kind: 'read', value, dataset, file: answer.bodies[0]?.file ?? '' }
  }

  /** The thing rests on an answer that is read elsewhere. */
  restsOn({ account, native }: Thing, name: CallName, region: string): void {
    this.#asked.push({ unit: account, record: native, region, name, arguments: [], isOwn: false })
  }

  /** What is not known of the thing for another reason. */
  note({ account, region, native }: Thing, name: CallName, given: readonly string[], reason: string, cure: string | null): void {
    const [dataset] = this.#datasets.with(name, given).filter(({ unit }) => unit === account)
    this.#further.push({
      source: this.#source,
      unit: account,
      dataset: dataset?.reader.dataset ?? datasetName({ region, name, arguments: given }),
      code: 'dataset-incomplete',
      record: native,
      reason,
      cure,
      at: null,
    })
  }

  /** What anything was asked about, itself alone. */
  things(): readonly Thing[] {
    return [...this.#things.values()]
  }

  /** Once everything was read and verified: gaps on resources, by what the ledger says of the answers that they rest on. */
  gaps(coverage: readonly DatasetCoverage[]): readonly Gap[] {
    const rows = new Map(coverage.map((row) => [`${row.unit} ${row.dataset}`, row]))
    const byRecord = Map.groupBy(this.#asked, ({ record }) => record)
    const found = [...byRecord.values()].flatMap((asked) => {
      const [first, ...others] = asked.filter(({ isOwn }) => isOwn)
      const isListedOnly = first !== undefined && [first, ...others].every((one) => !rows.has(keyOf(one)))
      if (!isListedOnly) return asked.flatMap((one) => this.#gapOn(one, rows.get(keyOf(one))) ?? [])
      const reason = `nothing was asked about it: \`${first.name}\`${others.length === 0 ? '' : ` and ${others.length} more calls`}`
      return [this.#gap(first, 'dataset-missing', reason, 'name it in a policy, and collect again')]
    })
    return sortedBy([...found, ...this.#further], ({ unit, dataset, record, reason }) => [unit, dataset, record ?? '', reason])
  }

  async #found(
    { account, region, native }: Thing,
    name: CallName,
    given: readonly string[],
  ): Promise<{ readonly dataset: AwsDataset; readonly answer: Answer } | null> {
    // prettier-ignore
    const there = this.#datasets.with(name, given).filter(({ unit }) => unit === account)
    // Names of buckets are the world's, all others those of a region.
    const isAnywhere = region === 'global' || name.startsWith('s3api ')
    const dataset = there.find((one) => one.region === region) ?? (isAnywhere ? there[0] : undefined)
    this.#asked.push({ unit: account, record: native, region: dataset?.region ?? region, name, arguments: given, isOwn: given.length > 0 })
    if (dataset === undefined) return null
    if (given.length > 0 && !this.#things.has(native)) this.#things.set(native, { account, region, native })
    const known = this.#answers.get(dataset) ?? answerOf(dataset)
    this.#answers.set(dataset, known)
    return { dataset, answer: await known }
  }

  #gapOn(asked: Asked, row: DatasetCoverage | undefined): Gap | null {
    if (row === undefined) return this.#gap(asked, 'dataset-missing', `\`${asked.name}\` was not asked about it`, cureFor(asked))
    if (row.state === 'complete') return null
    return this.#gap(asked, 'dataset-incomplete', `\`${asked.name}\`: ${row.reasons.join('; ')}`, row.cure ?? cureFor(asked))
  }

  #gap(asked: Asked, code: 'dataset-missing' | 'dataset-incomplete', reason: string, cure: string): Gap {
    return { source: this.#source, unit: asked.unit, dataset: datasetName(asked), code, record: asked.record, reason, cure, at: null }
  }

  #malformed({ reader }: AwsDataset, reason: string, at: string | null): void {
    reader.gap({ code: 'record-malformed', record: null, reason, at })
  }
}

function keyOf(asked: Asked): string {
  return `${asked.unit} ${datasetName(asked)}`
}
