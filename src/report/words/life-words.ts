import { assertNever } from '../../core/base/assert-never.ts'
import type { LifeState, ResolvedReason } from '../../core/model/audit-result.ts'
import type { ExceptionState } from '../../core/model/finding.ts'
import type { FindingView } from '../result-view.ts'
import type { DateWords } from './date-words.ts'

/** A short word for a tag. */
export function stateWords(state: LifeState): string {
  switch (state) {
    case 'new':
      return 'new'
    case 'first-observed':
      return 'first observed'
    case 'persisting':
      return 'still open'
    case 'worse':
      return 'worse'
    case 'better':
      return 'better'
    case 'reopened':
      return 'reopened'
    case 'not-rechecked':
      return 'not re-checked'
    case 'resolved':
      return 'resolved'
    default:
      return assertNever(state, 'life state')
  }
}

/** Where a finding stands in one clause: `still open; last checked 18 November`. */
export function lifeSentence({ life }: FindingView, dates: DateWords): string {
  if (life === null) return 'its earlier life is not recorded'
  const since = `first seen ${dates.dayOf(life.firstSeen)}`
  switch (life.state) {
    case 'new':
      return 'new tonight'
    case 'first-observed':
      return `first observed ${dates.dayOf(life.firstSeen)}: part of a baseline`
    case 'persisting':
      return `still open; ${since}`
    case 'worse':
      return `worse than at the last check; ${since}`
    case 'better':
      return `better than at the last check; ${since}`
    case 'reopened':
      return `reopened, ${life.timesReopened === 1 ? 'once' : `${life.timesReopened} times`} so far; ${since}`
    case 'not-rechecked':
      return `still open; last checked ${dates.dayOf(life.lastChecked)}`
    case 'resolved':
      return `resolved: ${resolvedWords(life.reason)}; ${since}`
    default:
      return assertNever(life.state, 'life state')
  }
}

export function resolvedWords(reason: ResolvedReason | null): string {
  switch (reason) {
    case 'access-removed':
      return 'the access was removed'
    case 'declared':
      return 'the access was declared'
    case 'condition-met':
      return 'the condition is now met'
    case 'subject-gone':
      return 'the subject no longer exists'
    case 'out-of-scope':
      return 'no longer audited; not counted as fixed'
    case null:
      return 'no reason recorded'
    default:
      return assertNever(reason, 'reason')
  }
}

/** `accepted until 5 December by the SIRO: …`; null where no exception speaks of the finding. */
export function exceptionSentence({ finding: { exception } }: FindingView, dates: DateWords): string | null {
  if (exception === null) return null
  const { id, state, until, by, reason } = exception
  switch (state) {
    case 'active':
      return `accepted until ${dates.day(until)} by ${roleWords(by)}: ${reason}`
    case 'ending':
      return `accepted until ${dates.day(until)} by ${roleWords(by)}: ${reason} (ends soon)`
    case 'expired':
      return `exception ${id} ended ${dates.day(until)}`
    case 'pending':
      return `exception ${id} has not begun: it has no effect yet`
    case 'unused':
      return `exception ${id} matched nothing in the last complete run`
    case 'not-assessed':
      return `exception ${id} could not be assessed`
    case 'defective':
      return `exception ${id} is defective: it has no effect`
    default:
      return assertNever(state, 'exception state')
  }
}

export function exceptionStateWords(state: ExceptionState): string {
  return state === 'not-assessed' ? 'not assessed' : state === 'ending' ? 'ends soon' : state
}

/** `the SIRO`, `the officer for export control`; anything else, such as a mail address, as it stands. */
export function roleWords(role: string): string {
  const office = /^officers[/.]([a-z-]+)$/u.exec(role)
  if (office !== null) return `the officer for ${(office[1] ?? '').replaceAll('-', ' ')}`
  return ROLES.get(role) ?? role
}

const ROLES: ReadonlyMap<string, string> = new Map([
  ['siro', 'the SIRO'],
  ['senior_lead', 'the senior lead'],
  ['senior-lead', 'the senior lead'],
  ['project-lead', 'the project lead'],
  ['lead', 'the project lead'],
])
