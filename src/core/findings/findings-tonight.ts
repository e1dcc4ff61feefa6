import type { AuditResult, ProjectAssessment } from '../model/audit-result.ts'
import type { Finding } from '../model/finding.ts'

/** Everything that was found tonight: what the night itself shows, then what the earlier runs add to it. */
export function findingsTonight({ assessment, life }: Pick<AuditResult, 'assessment' | 'life'>): readonly Finding[] {
  return [...assessment.findings, ...life.raised]
}

/**
 * The projects as they stand once the life of their findings is known: `none` is not said of one whose findings are still open only
 * because their closing is held.
 */
export function projectsTonight({ assessment, life }: Pick<AuditResult, 'assessment' | 'life'>): readonly ProjectAssessment[] {
  if (life.held.length === 0) return assessment.projects
  const held = new Set(life.held)
  const open = life.findings.flatMap(({ fingerprint, lastKnown }) => (held.has(fingerprint) && lastKnown !== null ? [lastKnown] : []))
  return assessment.projects.map((project) => {
    const count = open.filter(({ projects }) => projects.includes(project.id)).length
    if (count === 0 || (project.status.kind !== 'none' && project.status.kind !== 'none-in-what-was-read')) return project
    const says = `${count} ${count === 1 ? 'finding is' : 'findings are'} still open: closing them is held until a second complete run agrees`
    return { ...project, status: { kind: 'not-assessed' }, reasons: [...project.reasons, { says, gap: null, cure: null, blindSpot: null }] }
  })
}
