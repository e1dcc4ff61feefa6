import type { Duration } from '../base/duration.ts'
import { type Instant, dayIn } from '../base/instant.ts'
import type { FindingLife, LifeState, ResolvedReason } from '../model/audit-result.ts'
import type { Ask, AskOutcome, Period } from '../model/measures.ts'
import { periodStart } from './board-period.ts'
import { hasEffect } from './exceptions.ts'
import type { Finding } from '../model/finding.ts'

/** What a published run leaves for the periods of a board. */
export interface KeptMeasures extends Omit<Period, 'begins'> {}

/** Something that was asked for, with how each of its findings stood after the last run. */
export interface KeptAsk extends Omit<Ask, 'findings'> {
  readonly findings: readonly { readonly fingerprint: string; readonly state: LifeState; readonly reason: ResolvedReason | null }[]
}

/** All that earlier runs say to a board. */
export interface BoardPast {
  readonly every: Duration
  /** Oldest first. */
  readonly kept: readonly KeptMeasures[]
  /** Of the last run of the period before tonight's; empty where there is none. */
  readonly asked: readonly KeptAsk[]
}

export const NO_BOARD_PAST: BoardPast = { every: { unit: 'months', count: 3 }, kept: [], asked: [] }

const PERIODS_SHOWN = 12

/** The periods before tonight's, oldest first, each as its last run left it: eleven at most, since tonight's is the twelfth. */
export function earlierPeriods({ every, kept }: Omit<BoardPast, 'asked'>, now: Instant, zone: string): readonly Period[] {
  const tonight = periodStart(dayIn(zone, now), every)
  const last = new Map<string, Period>()
  for (const one of kept) {
    const begins = periodStart(dayIn(zone, one.now), every)
    if (begins < tonight) last.set(begins, { begins, ...one })
  }
  return [...last.values()].slice(-(PERIODS_SHOWN - 1))
}

/**
 * What became of what was asked for, as of tonight. A finding that was not re-checked is open: it was not seen to be put right.
 *
 * `present`: tonight's findings, to tell which are accepted.
 */
export function askOutcomes(asked: readonly KeptAsk[], lives: readonly FindingLife[], present: readonly Finding[]): readonly AskOutcome[] {
  const tonight = new Map(lives.map((one) => [one.fingerprint, one]))
  const accepted = new Set(
    present.filter(({ exception }) => exception !== null && hasEffect(exception.state)).map(({ fingerprint }) => fingerprint),
  )
  return asked.map(({ findings, ...ask }) => {
    const outcomes = findings.map(({ fingerprint, state, reason }) => {
      const now = tonight.get(fingerprint) ?? { state, reason }
      if (now.state !== 'resolved') return accepted.has(fingerprint) ? 'accepted' : 'open'
      return now.reason === 'out-of-scope' ? 'outOfScope' : 'resolved'
    })
    const count = (what: (typeof outcomes)[number]) => outcomes.filter((one) => one === what).length
    return {
      ask,
      findings: findings.length,
      open: count('open'),
      accepted: count('accepted'),
      resolved: count('resolved'),
      outOfScope: count('outOfScope'),
    }
  })
}
