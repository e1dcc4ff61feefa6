import type { Day, Instant } from '../../src/core/base/instant.ts'
import type { AuditResult } from '../../src/core/model/audit-result.ts'
import { MEASURE_NAMES, type Period } from '../../src/core/model/measures.ts'

/** Two earlier periods: the first by another version, both with everything read. */
export function withPeriods(result: AuditResult): AuditResult {
  const sources = [...new Set(result.assessment.coverage.map(({ source }) => source))].sort()
  const period = (begins: string, gatehouse: string): Period => ({
    begins: begins as Day,
    run: `run-${begins}`,
    now: `${begins}T02:00:00.000Z` as Instant,
    method: { gatehouse, sources },
    measures: MEASURE_NAMES.map((name) => ({
      name,
      count: name === 'sources-on-time' || name === 'projects-answered' ? 9 : 5,
      all: 9,
      unread: [],
    })),
  })
  const ask = { project: 'qsense', title: 'Quantum sensing', office: 'siro', risks: ['No agreement in force'], by: '2026-09-30' as Day }
  return {
    ...result,
    life: {
      ...result.life,
      periods: [period('2026-01-01', '0.0.9'), period('2026-07-01', result.run.gatehouse)],
      asked: [{ ask, findings: 4, open: 1, accepted: 1, resolved: 1, outOfScope: 1 }],
    },
  }
}
