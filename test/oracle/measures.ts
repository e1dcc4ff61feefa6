import type { AuditResult } from '../../src/core/model/audit-result.ts'
import type { MeasureName } from '../../src/core/model/measures.ts'

/** The number and the denominator of a measure, counted the long way from what the words of `reports.md` say. */
export function naiveMeasure(
  name: MeasureName,
  { assessment, life }: Pick<AuditResult, 'assessment' | 'life'>,
  today: string,
): readonly [number, number] {
  const above = assessment.projects.filter((project) => project.status.kind !== 'not-compared')
  const crown = above.filter((project) => project.crownJewel)
  const people = (projects: typeof above, standings: readonly string[]) => {
    const names: string[] = []
    for (const project of projects)
      for (const row of project.access)
        if (row.external && standings.includes(row.standing) && !names.includes(row.subject)) names.push(row.subject)
    return names.length
  }
  const everybody = ['excess', 'accepted', 'entitled', 'not-assessed']
  const known = (fingerprint: string) => assessment.findings.find((one) => one.fingerprint === fingerprint)
  const open = life.findings.filter((one) => one.state !== 'resolved').flatMap((one) => known(one.fingerprint) ?? one.lastKnown ?? [])
  const dueOf = (fingerprint: string) => life.findings.find((one) => one.fingerprint === fingerprint)?.due ?? null
  const accepted = (state: string | undefined) => state === 'active' || state === 'ending'
  const partners = [
    ...new Set(
      above.flatMap((project) =>
        project.access.filter((row) => row.relation.startsWith('partner')).flatMap((row) => row.organisation ?? []),
      ),
    ),
  ]
  const lacking = (rules: readonly string[]) =>
    partners.filter((partner) =>
      open.some((one) => rules.includes(one.rule.id) && (one.subject?.organisation ?? one.subject?.label) === partner),
    ).length
  switch (name) {
    case 'sources-on-time': {
      const names = [...new Set(assessment.coverage.map((row) => row.source))]
      return [
        names.filter((source) => assessment.coverage.every((row) => row.source !== source || row.state === 'complete')).length,
        names.length,
      ]
    }
    case 'crown-resources-seen': {
      const all = crown.flatMap((project) => project.resources)
      return [all.filter((one) => one.observed).length, all.length]
    }
    case 'affiliations-known':
      return [assessment.population.externals - assessment.population.unknownAffiliation, assessment.population.externals]
    case 'projects-answered':
      return [above.filter((project) => project.reasons.length === 0).length, above.length]
    case 'externals-without-entitlement':
      return [people(above, ['excess', 'accepted']), people(above, everybody)]
    case 'crown-externals-without-entitlement':
      return [people(crown, ['excess', 'accepted']), people(crown, everybody)]
    case 'access-after-end':
      return [
        open.filter((one) => ['EXP-01', 'EXP-02', 'EXP-06'].includes(one.rule.id)).length,
        open.filter((one) => one.excess || ['EXP-01', 'EXP-02', 'EXP-06'].includes(one.rule.id)).length,
      ]
    case 'findings-overdue': {
      const dated = open.filter((one) => dueOf(one.fingerprint) !== null && !accepted(one.exception?.state))
      return [dated.filter((one) => (dueOf(one.fingerprint) ?? '') < today).length, dated.length]
    }
    case 'partners-with-agreement':
      return [partners.length - lacking(['AGR-01', 'AGR-02', 'ACC-06']), partners.length]
    case 'partners-with-diligence':
      return [partners.length - lacking(['AGR-03']), partners.length]
    case 'externals-entitled':
      return [people(above, ['entitled']), people(above, everybody)]
  }
}
