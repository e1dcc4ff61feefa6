import type { Earlier } from '../../core/findings/earlier.ts'
import type { AuditResult } from '../../core/model/audit-result.ts'
import { type ExceptionTurn, exceptionTurns } from './exception-turns.ts'

/** What turned since the run before and cannot be read from the result alone; each is told in one run only. */
export interface Turns {
  readonly exceptions: readonly ExceptionTurn[]
  /** Projects answered in full by the run before, and not tonight: also by a gap that leaves every dataset complete. Sorted. */
  readonly answerLost: readonly string[]
  /** The other way round. Sorted. */
  readonly answerRegained: readonly string[]
}

export function turnsSince(earlier: Earlier, result: AuditResult): Turns {
  const { previousRun, lastComplete, everAssessed } = earlier
  if (previousRun === null) return { exceptions: [], answerLost: [], answerRegained: [] }
  const before = answeredBy(previousRun.id, lastComplete)
  const tonight = answeredBy(result.run.id, result.life.lastComplete)
  const known = new Set(everAssessed.flatMap(({ kind, name }) => (kind === 'project' ? [name] : [])))
  const projects = result.assessment.projects.filter(({ status }) => status.kind !== 'not-compared').map(({ id }) => id)
  return {
    exceptions: exceptionTurns(earlier, result),
    answerLost: projects.filter((id) => before.has(id) && !tonight.has(id)).sort(),
    // What was never assessed before is new, not regained.
    answerRegained: projects.filter((id) => known.has(id) && !before.has(id) && tonight.has(id)).sort(),
  }
}

function answeredBy(run: string, lastComplete: AuditResult['life']['lastComplete']): ReadonlySet<string> {
  return new Set(lastComplete.flatMap((last) => (last.run === run ? [last.project] : [])))
}
