import type { ExceptionOutcome } from '../model/audit-result.ts'
import type { DeclaredPolicy } from '../model/declared-policy.ts'
import type { Completeness } from '../rules/completeness.ts'
import type { ExceptionFacts } from '../rules/facts.ts'

/** Before exceptions were judged. */
export const NO_EXCEPTIONS: ExceptionFacts = { judged: [], staffIsKnown: false }

export function exceptionFacts(
  outcomes: readonly ExceptionOutcome[],
  { exceptions }: DeclaredPolicy,
  completeness: Completeness,
): ExceptionFacts {
  const byId = new Map(exceptions.map((exception) => [exception.id, exception]))
  return {
    judged: outcomes.flatMap((outcome) => {
      const exception = byId.get(outcome.id)
      return exception === undefined ? [] : [{ exception, outcome }]
    }),
    staffIsKnown: completeness.institution('hr') === null,
  }
}
