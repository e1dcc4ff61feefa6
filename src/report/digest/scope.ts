import type { AuditResult } from '../../core/model/audit-result.ts'
import { datasetId } from '../../core/model/coverage.ts'
import type { Finding } from '../../core/model/finding.ts'

/** What one audience may be told. */
export interface DigestScope {
  /** Null: everything; else only what touches one of these projects. */
  readonly projects: readonly string[] | null
  /** May the message name people? */
  readonly names: boolean
  /** Address of the folder that holds `runs/`; null where the reports have none. */
  readonly baseUrl: string | null
}

/** The result with only what touches the projects of the scope: what is left out is another audience's. */
export function scopedResult(result: AuditResult, { projects }: Pick<DigestScope, 'projects'>): AuditResult {
  if (projects === null) return result
  const { assessment, life, run } = result
  const ours = new Set(projects)
  function touches(of: readonly string[]): boolean {
    return of.some((project) => ours.has(project))
  }
  function isOurs({ project, projects: all }: Finding): boolean {
    return touches(project === null ? all : [project])
  }
  // What touches several projects is told with no word of the others.
  function narrowed(finding: Finding): Finding {
    return { ...finding, projects: finding.projects.filter((project) => ours.has(project)) }
  }
  const findings = assessment.findings.filter(isOurs).map(narrowed)
  const raised = life.raised.filter(isOurs).map(narrowed)
  const seen = new Set([...findings, ...raised].map(({ fingerprint }) => fingerprint))
  const lives = life.findings
    .filter(({ fingerprint, lastKnown }) => seen.has(fingerprint) || (lastKnown !== null && isOurs(lastKnown)))
    .map((one) => (one.lastKnown === null ? one : { ...one, lastKnown: narrowed(one.lastKnown) }))
  const kept = new Set(lives.map(({ fingerprint }) => fingerprint))
  const coverage = assessment.coverage.filter((row) => touches(row.projects))
  const sources = new Set(coverage.map(({ source }) => source))
  const datasets = new Set(coverage.map(datasetId))
  return {
    ...result,
    run: { ...run, evidence: run.evidence.filter(({ source }) => sources.has(source)) },
    assessment: {
      ...assessment,
      coverage,
      gaps: assessment.gaps.filter((gap) => touches(gap.projects)),
      projects: assessment.projects.filter(({ id }) => ours.has(id)),
      findings,
      causes: [],
      exceptions: assessment.exceptions.filter(({ about }) => touches([about['project'] ?? ''])),
      rulesNotAssessed: assessment.rulesNotAssessed.filter((row) => touches(row.projects)),
      policyDiagnostics: [],
    },
    life: {
      ...life,
      lastComplete: life.lastComplete.filter(({ project }) => ours.has(project)),
      findings: lives,
      // A dataset that vanished from the ledger rests under no project any more: whoever may have rested on it is told.
      coverageLost: life.coverageLost.filter((id) => datasets.has(id) || !isListed(id, assessment.coverage)),
      coverageRegained: life.coverageRegained.filter((id) => datasets.has(id)),
      raised,
      held: life.held.filter((fingerprint) => kept.has(fingerprint)),
      acknowledgements: life.acknowledgements.filter(({ fingerprint }) => kept.has(fingerprint)),
    },
  }
}

function isListed(id: string, coverage: AuditResult['assessment']['coverage']): boolean {
  return coverage.some((row) => datasetId(row) === id)
}
