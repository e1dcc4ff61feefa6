import { distinctTexts } from '../../core/base/order.ts'
import type { DatasetState } from '../../core/model/coverage.ts'
import type { DatasetOutcome, DatasetWriter } from '../evidence/open-evidence.ts'
import type { GraphFailure } from './client/failures.ts'
import type { GraphCall } from './datasets.ts'

const RANK: Readonly<Record<DatasetState, number>> = { complete: 0, partial: 1, skipped: 2, denied: 3, failed: 4 }
const SHOWN = 3

/** How far one dataset came. State worth a class: every call of the dataset adds to it, and its state only sinks. */
export class GraphDataset {
  readonly writer: DatasetWriter
  records = 0
  total: number | null = null
  dropped = 0
  redacted = 0
  #state: DatasetState = 'complete'
  #reasons: string[] = []
  #cure: string | null = null

  constructor(writer: DatasetWriter) {
    this.writer = writer
  }

  lower(state: Exclude<DatasetState, 'complete'>, reason: string, cure: string | null): void {
    if (RANK[state] > RANK[this.#state]) this.#state = state
    if (!this.#reasons.includes(reason)) this.#reasons.push(reason)
    this.#cure ??= cure
  }

  /** A whole list, or a whole kind of question, had no answer; `read` of it had come before. */
  lost(call: GraphCall, failure: GraphFailure, read: number): void {
    const { state, cure } = whatItMeans(failure, call)
    this.lower(read > 0 && state !== 'failed' ? 'partial' : state, `${call.path}: ${failure.reason}`, cure)
  }

  /** Single objects had no answer: each is a gap of its own, and the dataset is partial (E17). */
  lostObjects(call: GraphCall, failures: readonly GraphFailure[]): void {
    const [first] = failures
    if (first === undefined) return
    const kinds = distinctTexts(failures.map(({ reason }) => reason))
    const more = kinds.length > SHOWN ? ` and ${kinds.length - SHOWN} other reasons` : ''
    const said = `${call.path}: ${failures.length} objects without an answer: ${kinds.slice(0, SHOWN).join('; ')}${more}`
    this.lower('partial', said, whatItMeans(first, call).cure)
  }

  outcome(): DatasetOutcome {
    return {
      state: this.#state,
      reasons: this.#reasons,
      cure: this.#cure,
      records: this.records,
      total: this.total,
      dropped: this.dropped,
      redacted: this.redacted,
    }
  }
}

/** Codes by which Graph says that the tenant lacks a licence, which no permission cures. */
const LICENCE: ReadonlySet<string> = new Set([
  'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
  'Authentication_RequestFromUnsupportedUserRole',
  'AadPremiumLicenseRequired',
  'MissingLicense',
])

function whatItMeans(
  { kind, code }: GraphFailure,
  { permissions }: GraphCall,
): { readonly state: 'denied' | 'partial' | 'failed'; readonly cure: string } {
  if (LICENCE.has(code))
    return { state: 'denied', cure: 'the tenant needs a licence for it (Microsoft Entra ID P1 or P2); else accept the blind spot' }
  switch (kind) {
    case 'denied':
      return { state: 'denied', cure: `give the application \`${permissions[0] ?? ''}\` and consent to it: docs/sources/entra.md` }
    case 'throttled':
      return { state: 'partial', cure: 'raise `budget.share` or `budget.minutes`; what was left out is read first the next time' }
    case 'absent':
    case 'expired':
    case 'failed':
      return { state: 'failed', cure: 'collect again; if it stays, ask Microsoft with the request id in the evidence' }
  }
}
