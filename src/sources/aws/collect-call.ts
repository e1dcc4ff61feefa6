import type { Instant } from '../../core/base/instant.ts'
import type { DatasetState } from '../../core/model/coverage.ts'
import type { DatasetWriter, EvidenceWriter } from '../evidence/open-evidence.ts'
import type { AwsSource } from './aws-source.ts'
import { AWS_CALLS, type AwsCall, type AskedName, type CallName, datasetName } from './calls.ts'
import { ask } from './client/ask.ts'
import type { Page } from './client/plain.ts'
import type { Parameters } from './client/commands.ts'
import { type AwsFailure, REPEATED_TOKEN, saidBy } from './client/failure.ts'
import type { Session } from './client/session.ts'
import { kept } from './collect-drop.ts'
import { listAt } from './collect-fields.ts'
import { errorClass, stateOfError } from './error-class.ts'

/** What all steps of one run share. */
export interface Run {
  readonly source: AwsSource
  readonly evidence: EvidenceWriter
  readonly now: Instant
  readonly begun: Map<string, Promise<Collected>>
}

/** Who asks, and the account that is asked: the unit of the datasets. */
export interface Asker {
  readonly account: string
  readonly session: Session
}

/** One call as it is to be made, with the name that its dataset gets. */
export interface Call<Name extends AskedName = AskedName> {
  readonly name: Name
  readonly region: string
  readonly arguments: readonly string[]
  readonly parameters: Parameters<Name>
}

/** A call of any name. */
export type AnyCall = { readonly [Name in AskedName]: Call<Name> }[AskedName]

export interface CallOptions {
  /** Sees each answer before anything is left out; then none is kept in memory. */
  readonly visit?: (page: Page) => void
  /** Lists again, where AWS says that a thing is gone which it has just listed: is it still there? */
  readonly isStillThere?: () => Promise<boolean>
  /** What else keeps the dataset from being whole, known before it is asked. */
  readonly doubt?: string
}

export interface Collected {
  /** Was everything read that there is? Also where there is none. */
  readonly whole: boolean
  readonly pages: readonly Page[]
  readonly failure: AwsFailure | null
}

export const GLOBAL = 'global'

/**
 * Makes one call, with all its pages, into its dataset; resolves to what was read. A call that was made before in this run is not made
 * again. Rejects only when the evidence cannot be written.
 */
export async function collectCall<Name extends AskedName>(
  run: Run,
  asker: Asker,
  call: Call<Name>,
  options: CallOptions = {},
): Promise<Collected> {
  const dataset = datasetName(call)
  const key = `${asker.account} ${dataset}`
  const earlier = run.begun.get(key)
  if (earlier !== undefined) return earlier
  const collecting = madeCall(run, asker, call, dataset, options)
  run.begun.set(key, collecting)
  return collecting
}

async function madeCall<Name extends AskedName>(
  run: Run,
  { account, session }: Asker,
  call: Call<Name>,
  dataset: string,
  { visit, isStillThere, doubt }: CallOptions,
): Promise<Collected> {
  const writer = run.evidence.dataset(account, dataset)
  const region = call.region === GLOBAL ? run.source.homeRegion : call.region
  const answer = ask(session, region, call.name, call.parameters)
  const seen: Page[] = []
  const counts = { pages: 0, records: 0, dropped: 0, redacted: 0 }
  for (let event = await answer.next(); ; event = await answer.next()) {
    if (event.done === true) {
      const failure = event.value
      const whole = await finish(writer, call.name, counts, { failure, doubt, isStillThere })
      return { whole, pages: seen, failure }
    }
    if (visit === undefined) seen.push(event.value)
    else visit(event.value)
    const { page, dropped, redacted } = kept(call.name, event.value, run.now)
    counts.pages += 1
    counts.records += recordsIn(call.name, page)
    counts.dropped += dropped
    counts.redacted += redacted
    await writer.page(`${pageNumber(counts.pages)}.json`, `${JSON.stringify(page)}\n`)
  }
}

interface Ending {
  readonly failure: AwsFailure | null
  readonly doubt: string | undefined
  readonly isStillThere: (() => Promise<boolean>) | undefined
}

/** Writes the error, where the last answer was one, and says how far the dataset came. */
async function finish(
  writer: DatasetWriter,
  name: CallName,
  counts: { readonly pages: number; readonly records: number; readonly dropped: number; readonly redacted: number },
  { failure, doubt, isStillThere }: Ending,
): Promise<boolean> {
  const { pages, ...counted } = counts
  if (failure === null) {
    writer.finish(doubt === undefined ? { state: 'complete', ...counted } : { state: 'partial', reasons: [doubt], ...counted })
    return doubt === undefined
  }
  if (failure.status !== null) await writer.page(`${pageNumber(pages + 1)}.error.json`, errorText(failure, failure.status))
  const isGone = failure.status !== null && pages === 0 && errorClass(name, failure.code) === 'gone' && isStillThere !== undefined
  if (isGone && !(await isStillThere())) {
    writer.finish({ state: 'complete', ...counted })
    return true
  }
  const state = stateAfter(name, failure, pages)
  if (state === 'complete') {
    writer.finish({ state, ...counted })
    return true
  }
  const said = `${spoken(name)}: ${saidBy(failure)}`
  const reasons = [isGone ? `${said}; and yet it is listed` : said, ...(doubt === undefined ? [] : [doubt])]
  writer.finish({ state, reasons, cure: cureFor(AWS_CALLS[name], failure, state), ...counted })
  return false
}

function stateAfter(name: CallName, failure: AwsFailure, pages: number): DatasetState {
  // A list that leads in a circle vouches for none of its pages.
  if (failure.code === REPEATED_TOKEN) return 'failed'
  if (pages > 0) return 'partial'
  return failure.status === null ? stateOfRefusal(failure) : stateOfError(name, failure.code)
}

/** Says of datasets that they were not asked for, in the words of what stood in the way. */
export function loseCalls(
  run: Run,
  account: string,
  calls: readonly { readonly name: CallName; readonly region: string; readonly arguments: readonly string[] }[],
  loss: { readonly state: Exclude<DatasetState, 'complete'>; readonly reason: string; readonly cure: string | null },
): void {
  for (const call of calls) {
    const dataset = datasetName(call)
    const key = `${account} ${dataset}`
    if (run.begun.has(key)) continue
    run.begun.set(key, Promise.resolve({ whole: false, pages: [], failure: null }))
    run.evidence.dataset(account, dataset).finish({ state: loss.state, reasons: [loss.reason], cure: loss.cure, records: 0 })
  }
}

/** The state of what a session that could not begin was to read. */
export function stateOfRefusal({ code }: AwsFailure): 'denied' | 'failed' {
  return errorClass('sts get-caller-identity', code) === 'denied' ? 'denied' : 'failed'
}

function cureFor({ permission }: Pick<AwsCall, 'permission'>, failure: AwsFailure, state: DatasetState): string {
  if (state !== 'denied') return 'collect again; if it stays, ask AWS with the words of the error'
  return /service control policy/iu.test(failure.message)
    ? `a service control policy keeps the reader from \`${permission}\`: exempt its role, or accept the blind spot`
    : `allow the reader's role \`${permission}\`: docs/sources/aws.md`
}

function spoken(name: CallName): string {
  const { service, call } = AWS_CALLS[name]
  return `${service} ${call}`
}

function errorText({ code, message }: AwsFailure, status: number): string {
  return `${JSON.stringify({ Error: { Code: code, Message: message }, HTTPStatusCode: status })}\n`
}

function pageNumber(number: number): string {
  return String(number).padStart(4, '0')
}

/** Lists in an answer that has several. */
const LISTS: Partial<Readonly<Record<CallName, readonly string[]>>> = {
  'iam get-account-authorization-details': ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'],
}

function recordsIn(name: CallName, page: Page): number {
  const list = AWS_CALLS[name].list
  const lists = LISTS[name] ?? (list === null ? null : [list])
  return lists === null ? 1 : lists.reduce((sum, one) => sum + listAt(page, one).length, 0)
}
