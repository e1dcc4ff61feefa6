import { fixedSeverity } from '../findings/severity.ts'
import type { Partner } from '../model/declared-partner.ts'
import { type Project, type SensitivityReason, effectiveSensitivity } from '../model/declared-project.ts'
import { hasConcern } from './diligence.ts'
import { plainFinding } from './plain-finding.ts'
import { rule } from './rule.ts'

/** High-risk work goes on, and nobody senior has put on record that it should. */
export const decisionMissing = rule(
  {
    id: 'GOV-05',
    name: 'decision-missing',
    title: 'High-risk work without a decision',
    severity: 'high',
    needs: [],
    remediation: 'decide, and record it',
    serves: ['TR-risk'],
  },
  ({ policy }) => {
    const concerning = policy.declared.partners.filter(({ dueDiligence }) => hasConcern(dueDiligence))
    return policy.declared.projects.flatMap((project) => {
      const risks = project.decision === null ? risksOf(project, concerning) : []
      if (risks.length === 0) return []
      return [
        plainFinding({
          identity: { family: 'declared-thing', thing: { kind: 'entry', section: 'projects', key: project.slug } },
          project: project.slug,
          projects: [project.slug],
          sensitivity: effectiveSensitivity(project),
          severity: fixedSeverity('high', 'high-risk work goes on without a decision'),
          sentence: `${project.title} goes on without a senior decision, although ${risks.join(', and ')}.`,
          detail: `${project.place.file}:${project.place.line} has no \`decision\``,
          remediation: 'let the senior lead decide whether and with which controls it goes on, and write `decision` into the policy',
          owner: policy.declared.institution.seniorLead.written,
        }),
      ]
    })
  },
)

const RISKS: Readonly<Partial<Record<SensitivityReason, string>>> = {
  defence: 'it has uses in defence',
  'dual-use': 'it is dual-use',
  'export-control': 'it is under export control',
}

/** `concerning`: the partners on whom due diligence has an open concern. */
function risksOf(project: Project, concerning: readonly Partner[]): readonly string[] {
  const declared = project.whySensitive.flatMap((reason) => RISKS[reason] ?? [])
  const controlled =
    project.exportControl !== null && !project.whySensitive.includes('export-control') ? ['it is under export control'] : []
  const concerns = concerning
    .filter((partner) => isParty(partner.slug, partner.agreements, project))
    .map(({ name }) => `due diligence on ${name} has an open concern`)
  return [...declared, ...controlled, ...concerns]
}

/** Party is who has an agreement about the project, in force or not, or is named in one of its lines. */
function isParty(
  slug: string,
  agreements: readonly { readonly covers: readonly string[] }[],
  { slug: project, entitled }: Project,
): boolean {
  return (
    agreements.some(({ covers }) => covers.includes(project)) || entitled.some(({ who }) => who.kind === 'partner' && who.partner === slug)
  )
}
