import type { Instant } from '../../core/base/instant.ts'
import { isBinaryAttribute } from './attributes.ts'
import { type DirectoryFailure, failureText, isPassing } from './directory-failure.ts'
import type { Dataset } from './datasets.ts'
import { EntryLdif, KeptNames } from './entry-ldif.ts'
import { allowedNames } from './kept-entry.ts'
import { ldifComment, ldifRecordText } from './ldif/ldif-writer.ts'
import { type MissingRange, furtherRanges } from './member-ranges.ts'
import { OutsideWatch } from './outside-members.ts'
import { searchPages } from './paged-search.ts'
import { rootValues } from './root-dse.ts'
import type { SearchControl } from './search-controls.ts'
import type { Opened } from './session.ts'
import { TokenSample } from './token-sample.ts'
import { visibleComment } from './visible-attributes.ts'
import type { WireAttribute } from './wire.ts'

export interface DatasetPlan {
  /** What its file is called, without the ending; left out: as the dataset. */
  readonly file?: string
  readonly dataset: Dataset
  readonly base: string
  readonly filter: string
  readonly attributes: readonly string[]
  readonly controls: readonly SearchControl[]
  readonly pageSize: number
  /** Set where this part of the server pages nothing, whatever the server lists: slapd's cn=config. */
  readonly unpaged?: boolean
  /** The moment from which recency counts. */
  readonly now: Instant
  /** State attributes that the reader is shown on some account. */
  readonly visible: readonly string[]
}

/** What one attempt at a dataset gave; grows while its stream is read. */
export interface Tally {
  pages: number
  records: number
  dropped: number
  redacted: number
  readonly references: string[]
  /** Lists whose ranges did not close. */
  readonly openRanges: string[]
  /** Groups that list somebody outside the base. */
  readonly outside: Set<string>
  /** Accounts of Active Directory that were drawn to be compared with what their controller says. */
  sampled: readonly string[]
  failure: DirectoryFailure | null
}

export function emptyTally(): Tally {
  return { pages: 0, records: 0, dropped: 0, redacted: 0, references: [], openRanges: [], outside: new Set(), sampled: [], failure: null }
}

/** Thrown out of the stream when the dataset should start again: what was written of it is thrown away. */
export class StartAgain extends Error {
  override readonly name = 'StartAgain'
  readonly failure: DirectoryFailure

  constructor(failure: DirectoryFailure) {
    super(failureText(failure))
    this.failure = failure
  }
}

/**
 * One dataset as LDIF, a page at a time: comments that say what was asked, the entries, the further ranges of long lists, and how it
 * ended. At most two pages are held.
 *
 * A failure that may pass throws `StartAgain`, unless this is the last attempt: then, as for every other failure, the stream ends and
 * `tally.failure` says why.
 */
export async function* datasetLdif(opened: Opened, plan: DatasetPlan, tally: Tally, isLastAttempt: boolean): AsyncGenerator<Uint8Array> {
  const names = new KeptNames(allowedNames(plan.attributes), plan.now)
  yield Buffer.from(opening(opened, plan), 'utf8')
  const { base, filter, attributes, controls, pageSize } = plan
  const watch =
    plan.dataset === 'groups' && opened.flavour === 'active-directory'
      ? new OutsideWatch(base, rootValues(opened.root, 'namingcontexts'))
      : null
  const sample = plan.dataset === 'users' && opened.flavour === 'active-directory' ? new TokenSample(plan.now) : null
  const pages = searchPages(
    opened.connection,
    { base, scope: 'sub', filter, attributes, controls },
    { size: pageSize, supported: opened.pagingSupported && plan.unpaged !== true },
    () => new EntryLdif(names, watch, sample),
  )
  const missing: MissingRange[] = []
  let step = await pages.next()
  while (step.done !== true) {
    const { entries, references } = step.value
    // The server works on the next page while this one is written.
    const next = pages.next()
    yield* entries.pieces()
    for (const reference of references) yield Buffer.from(ldifComment(`reference: ${reference}`), 'utf8')
    notePage(entries, references, tally)
    missing.push(...entries.missing)
    for (const dn of entries.outside) tally.outside.add(dn)
    step = await next
  }
  tally.sampled = sample?.names ?? []
  const end = step.value
  let failure = end.kind === 'failed' ? end.failure : null
  for (const range of failure === null ? missing : []) {
    failure = yield* rangeAnswers(opened, { ...range, controls }, tally, watch)
    if (failure !== null) break
  }
  if (failure !== null && isPassing(failure) && !isLastAttempt) throw new StartAgain(failure)
  tally.failure = failure
  yield Buffer.from(closing(failure, end.kind === 'failed' ? end.cookie : new Uint8Array()), 'utf8')
}

async function* rangeAnswers(
  opened: Opened,
  range: MissingRange,
  tally: Tally,
  watch: OutsideWatch | null,
): AsyncGenerator<Uint8Array, DirectoryFailure | null> {
  const answers = furtherRanges(opened.connection, range)
  let step = await answers.next()
  for (; step.done !== true; step = await answers.next()) {
    if (watch?.namesOutside([step.value]) === true) tally.outside.add(range.dn)
    yield Buffer.from(recordText(range.dn, [step.value]), 'utf8')
  }
  if (step.value.kind === 'open') tally.openRanges.push(step.value.reason)
  return step.value.kind === 'failed' ? step.value.failure : null
}

function notePage({ taken, dropped, redacted }: EntryLdif, references: readonly string[], tally: Tally): void {
  tally.pages += 1
  tally.records += taken
  tally.dropped += dropped
  tally.redacted += redacted
  tally.references.push(...references)
}

function recordText(dn: string, attributes: readonly WireAttribute[]): string {
  return ldifRecordText(dn, attributes, isBinaryAttribute)
}

function opening(opened: Opened, { dataset, base, filter, attributes, controls, pageSize, unpaged, visible }: DatasetPlan): string {
  const lines = [
    `gatehouse: ${dataset}`,
    `flavour: ${opened.flavour}`,
    `base: ${base}`,
    'scope: sub',
    `filter: ${filter}`,
    `attributes: ${attributes.join(' ')}`,
    ...(controls.length > 0 ? [`controls: ${controls.join(' ')}`] : []),
    unpaged === true
      ? 'not paged: this part of the server knows no pages'
      : opened.pagingSupported
        ? `page size: ${pageSize}`
        : 'not paged: the server does not list the control',
    `replaced: ${opened.flavour === '389-ds' || opened.flavour === 'freeipa' ? 'krbLastSuccessfulAuth' : 'lastLogonTimestamp and authTimestamp'} by gatehouseRecency`,
    ...(visible.length > 0 ? [visibleComment(visible)] : []),
  ]
  return `version: 1\n${lines.map(ldifComment).join('')}\n`
}

// The same lines that `ldapsearch` prints, so that a file tells by itself whether it is whole.
function closing(failure: DirectoryFailure | null, cookie: Uint8Array): string {
  if (failure === null) return ldifComment('pagedresults: cookie=') + ldifComment('result: 0')
  const result = failure.kind === 'result' ? `${failure.code} ${failure.says}` : failureText(failure)
  return ldifComment(`pagedresults: cookie=${Buffer.from(cookie).toString('base64')}`) + ldifComment(`result: ${result}`.trimEnd())
}
