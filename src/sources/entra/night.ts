import { type Result, failed } from '../../core/base/result.ts'
import type { Instant } from '../../core/base/instant.ts'
import type { EvidenceWriter } from '../evidence/open-evidence.ts'
import type { GraphFailure } from './client/failures.ts'
import type { GraphReader, Manner } from './client/graph-reader.ts'
import { Bucket, type Pace, quotaOf } from './client/pace.ts'
import { Patience } from './client/patience.ts'
import { type EntraDataset, type GraphCall, type Limit } from './datasets.ts'
import type { Budget, Time } from './entra-source.ts'
import { GraphDataset } from './graph-dataset.ts'

/**
 * One read of one tenant: its datasets, the time each may take, and how fast each limit of the service lets us ask. State worth a
 * class: all calls share it.
 */
export class Night {
  readonly reader: GraphReader
  readonly now: Instant
  readonly #evidence: EvidenceWriter
  readonly #unit: string
  readonly #budget: Budget
  readonly #time: Time
  readonly #directory: Bucket
  readonly #paces: Readonly<Record<Limit, Pace>>
  readonly #open = new Map<EntraDataset, { readonly dataset: GraphDataset; readonly patience: Patience }>()

  constructor(
    reader: GraphReader,
    evidence: EvidenceWriter,
    { unit, budget, time, now }: { readonly unit: string; readonly budget: Budget; readonly time: Time; readonly now: Instant },
  ) {
    this.reader = reader
    this.now = now
    this.#evidence = evidence
    this.#unit = unit
    this.#budget = budget
    this.#time = time
    this.#directory = new Bucket(time, quotaOf(null) * budget.share)
    // Audit and report calls: 5 in 10 s; conditional access: 1 a second; both are Microsoft's own numbers, and we stay below.
    this.#paces = {
      directory: this.#directory,
      reports: new Bucket(time, 4),
      policies: new Bucket(time, 8),
      teams: new Bucket(time, 150 * budget.share),
      sharepoint: new Bucket(time, 20),
    }
  }

  /** A larger tenant has a larger quota. */
  setUsers(users: number): void {
    this.#directory.setLimit(quotaOf(users) * this.#budget.share)
  }

  dataset(name: EntraDataset): GraphDataset {
    return this.#opened(name).dataset
  }

  manner({ dataset, limit, units, eventual }: GraphCall): Manner {
    return { pace: this.#paces[limit], units, eventual, patience: this.#opened(dataset).patience }
  }

  /** Finishes every dataset that was begun. */
  finish(): void {
    for (const { dataset } of this.#open.values()) dataset.writer.finish(dataset.outcome())
  }

  /** A number that `/$count` states. */
  async counted(call: GraphCall, path: string): Promise<Result<number, GraphFailure>> {
    const answered = await this.reader.ask(path, 'count', this.manner(call))
    if (!answered.ok) return failed(answered.error)
    return { ok: true, value: answered.value.json as number }
  }

  async pause(ms: number): Promise<void> {
    await this.#time.sleep(ms)
  }

  #opened(name: EntraDataset): { readonly dataset: GraphDataset; readonly patience: Patience } {
    const there = this.#open.get(name)
    if (there !== undefined) return there
    const opened = {
      dataset: new GraphDataset(this.#evidence.dataset(this.#unit, name)),
      patience: new Patience(this.#time, this.#budget.minutes),
    }
    this.#open.set(name, opened)
    return opened
  }
}
