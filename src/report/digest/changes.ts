import type { LifeState } from '../../core/model/audit-result.ts'
import { type FindingView, type ResultView, inState, isAccepted } from '../result-view.ts'
import type { ExceptionTurn } from './exception-turns.ts'
import type { Turns } from './turns.ts'

/** What a night brought, as far as one audience is told. */
export interface Changes {
  readonly begun: readonly FindingView[]
  readonly worse: readonly FindingView[]
  readonly reopened: readonly FindingView[]
  readonly resolved: readonly FindingView[]
  /** Resolved because nobody audits it any more: never counted as fixed. */
  readonly outOfScope: readonly FindingView[]
  /** A baseline. */
  readonly firstObserved: readonly FindingView[]
  readonly exceptions: readonly ExceptionTurn[]
  /** Datasets. */
  readonly lost: readonly string[]
  readonly regained: readonly string[]
  /** Projects. */
  readonly answerLost: readonly string[]
  readonly answerRegained: readonly string[]
  readonly isFirstRun: boolean
}

/** Accepted findings are outside the lists of what is new, worse or back. */
export function changesOf(view: ResultView, turns: Turns): Changes {
  const { life } = view.result
  function open(state: LifeState): readonly FindingView[] {
    return inState(view, state).filter((entry) => !isAccepted(entry))
  }
  return {
    begun: open('new'),
    worse: open('worse'),
    reopened: open('reopened'),
    resolved: view.resolved.filter(({ life: entry }) => entry?.reason !== 'out-of-scope'),
    outOfScope: view.resolved.filter(({ life: entry }) => entry?.reason === 'out-of-scope'),
    firstObserved: open('first-observed'),
    ...turns,
    lost: life.coverageLost,
    regained: life.coverageRegained,
    isFirstRun: life.firstRun,
  }
}

/** Is there anything to tell? A quiet night tells nothing: its heartbeat does. */
export function isChange({ isFirstRun, ...lists }: Changes): boolean {
  return isFirstRun || Object.values(lists).some((list) => list.length > 0)
}
