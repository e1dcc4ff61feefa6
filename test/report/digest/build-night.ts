import { type Earlier, NOTHING_EARLIER } from '../../../src/core/findings/earlier.ts'
import type { AuditResult } from '../../../src/core/model/audit-result.ts'
import type { Turns } from '../../../src/report/digest/turns.ts'
import { quietFirstNight, sampleResult } from '../sample-result.ts'

export const NO_TURNS: Turns = { exceptions: [], answerLost: [], answerRegained: [] }
export const ALL = { projects: null, names: false, baseUrl: 'https://gatehouse.northmoor.example/' } as const

/** A night on which everything was read and nothing moved; not the first. */
export function quietNight(): AuditResult {
  const base = quietFirstNight()
  return { ...base, life: { ...base.life, firstRun: false, previousRun: { id: 'run-1', now: base.run.now } } }
}

/** What the run before left behind, as far as turns ask for it. */
export function earlierTo(result: AuditResult, changes: Partial<Earlier> = {}): Earlier {
  return { ...NOTHING_EARLIER, previousRun: result.life.previousRun, ...changes }
}

export { sampleResult }
