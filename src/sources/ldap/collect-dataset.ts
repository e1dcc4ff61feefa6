import type { Instant } from '../../core/base/instant.ts'
import { distinctTexts } from '../../core/base/order.ts'
import type { DatasetState } from '../../core/model/coverage.ts'
import type { DatasetOutcome, DatasetWriter } from '../evidence/open-evidence.ts'
import { type DatasetPlan, StartAgain, type Tally, datasetLdif, emptyTally } from './dataset-ldif.ts'
import { type DirectoryFailure, isPassing, stateAfter } from './directory-failure.ts'
import { isOutsideDomain } from './references.ts'
import { ATTEMPTS, type DirectorySession } from './session.ts'

/** How far a dataset came; may be lowered until it is written into the manifest. */
export class DatasetLog {
  readonly #reasons: string[] = []
  #state: DatasetState = 'complete'
  #cure: string | null = null
  #tally: Tally = emptyTally()
  #asOf: Instant | null = null
  total: number | null = null

  get records(): number {
    return this.#tally.records
  }

  /** Groups that list somebody outside the base. */
  get outside(): readonly string[] {
    return [...this.#tally.outside]
  }

  /** Accounts that were drawn to be compared with what their controller says. */
  get sampled(): readonly string[] {
    return this.#tally.sampled
  }

  get isComplete(): boolean {
    return this.#state === 'complete'
  }

  lower(state: Exclude<DatasetState, 'complete'>, reason: string, cure: string | null): void {
    if (this.#state === 'complete') this.#state = state
    this.#reasons.push(reason)
    this.#cure ??= cure
  }

  read(tally: Tally, asOf: Instant): void {
    this.#tally = tally
    this.#asOf = asOf
  }

  outcome(): DatasetOutcome {
    const { records, dropped, redacted } = this.#tally
    return {
      state: this.#state,
      reasons: distinctTexts(this.#reasons),
      cure: this.#cure,
      records,
      total: this.total,
      dropped,
      redacted,
      ...(this.#asOf === null ? {} : { asOf: this.#asOf }),
    }
  }
}

/**
 * Reads one dataset into the evidence. After a failure that may pass it starts again from the first page on a new connection, at most
 * twice; what the last attempt gave is kept, and the dataset says that it is not whole.
 *
 * Rejects only when the evidence cannot be written.
 */
export async function collectDataset(
  session: DirectorySession,
  plan: DatasetPlan,
  writer: DatasetWriter,
  clock: () => Instant,
): Promise<DatasetLog> {
  const log = new DatasetLog()
  for (let attempt = 1; ; attempt++) {
    const isLast = attempt === ATTEMPTS
    const tally = emptyTally()
    const failure = await attemptDataset(session, plan, writer, tally, isLast)
    if (failure !== null && failure.kind !== 'result') await session.drop()
    if (failure !== null && isPassing(failure) && !isLast) {
      await session.waitBefore(attempt + 1)
      continue
    }
    log.read(tally, clock())
    if (failure !== null) {
      const { state, reason, cure } = stateAfter(failure, tally.pages > 0)
      log.lower(state, isPassing(failure) ? `${reason}, ${ATTEMPTS} times` : reason, cure)
    }
    noteTally(log, tally, plan.base)
    return log
  }
}

async function attemptDataset(
  session: DirectorySession,
  plan: DatasetPlan,
  writer: DatasetWriter,
  tally: Tally,
  isLast: boolean,
): Promise<DirectoryFailure | null> {
  const opened = await session.opened()
  if (!opened.ok) return opened.error
  try {
    await writer.page(`${plan.file ?? plan.dataset}.ldif`, datasetLdif(opened.value, plan, tally, isLast))
    return tally.failure
  } catch (cause) {
    if (cause instanceof StartAgain) return cause.failure
    throw cause
  }
}

function noteTally(log: DatasetLog, tally: Tally, base: string): void {
  for (const reason of tally.openRanges)
    log.lower('partial', reason, 'read again; the group changed, or the server does not send all its members')
  for (const reference of distinctTexts(tally.references))
    if (!isOutsideDomain(reference, base))
      log.lower(
        'partial',
        `continuation reference to ${reference}, which is not followed`,
        'read the server that it names as a source of its own',
      )
}
