import { dayIn } from '../../core/base/instant.ts'
import { sortedBy } from '../../core/base/order.ts'
import type { Earlier } from '../../core/findings/earlier.ts'
import { hasEffect } from '../../core/findings/exceptions.ts'
import type { AuditResult, ExceptionOutcome } from '../../core/model/audit-result.ts'

/** An exception that began to end, or stopped having an effect, since the run before. */
export interface ExceptionTurn {
  readonly id: string
  readonly turn: 'ending' | 'ended'
  /** As it stands tonight; null where the policy does not hold it any more. */
  readonly outcome: ExceptionOutcome | null
}

/**
 * Exceptions that turned since the run before, by id; each turn is told in one run only.
 *
 * A finding remembers its exception as it stood when it was last seen. One that was not re-checked remembers an old state, so of its
 * exception only the end of its last day is told, on the night after it.
 */
export function exceptionTurns(
  earlier: Earlier,
  { assessment, life, run }: Pick<AuditResult, 'assessment' | 'life' | 'run'>,
): readonly ExceptionTurn[] {
  const { previousRun } = earlier
  if (previousRun === null) return []
  const renamed = new Map(life.aliases.map(({ from, to }) => [from, to]))
  const tonight = new Map(assessment.findings.map((finding) => [finding.fingerprint, finding]))
  const outcomes = new Map(assessment.exceptions.map((outcome) => [outcome.id, outcome]))
  const turns = new Map<string, ExceptionTurn['turn']>()
  const before = dayIn(run.timeZone, previousRun.now)

  for (const { open, fingerprint, lastKnown } of earlier.lives) {
    const known = lastKnown.exception
    if (!open || known === null || !hasEffect(known.state)) continue
    const outcome = outcomes.get(known.id) ?? null
    const seen = tonight.get(renamed.get(fingerprint) ?? fingerprint)
    if (seen === undefined) {
      if (outcome?.state === 'expired' && before <= outcome.expires) turns.set(known.id, 'ended')
    } else if (seen.exception === null || !hasEffect(seen.exception.state)) {
      turns.set(known.id, 'ended')
    }
  }
  const knownBefore = new Map(
    earlier.lives.map((entry) => [renamed.get(entry.fingerprint) ?? entry.fingerprint, entry.lastKnown.exception]),
  )
  for (const { fingerprint, exception } of assessment.findings) {
    if (exception === null || exception.state !== 'ending' || turns.has(exception.id)) continue
    const known = knownBefore.get(fingerprint) ?? null
    if (known === null || known.id !== exception.id || known.state !== 'ending') turns.set(exception.id, 'ending')
  }
  return sortedBy(
    [...turns].map(([id, turn]) => ({ id, turn, outcome: outcomes.get(id) ?? null })),
    ({ id }) => id,
  )
}
