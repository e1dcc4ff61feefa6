import { dayInWords } from '../base/day-words.ts'
import type { Day } from '../base/instant.ts'
import { fixedSeverity } from '../findings/severity.ts'
import { isExternalKind } from '../model/affiliation-kind.ts'
import type { Agreement } from '../model/declared-partner.ts'
import type { DeclaredPolicy } from '../model/declared-policy.ts'
import { type EntitlementLine, type Project, effectiveSensitivity } from '../model/declared-project.ts'
import { compareSensitivity } from '../model/sensitivity.ts'
import { plainFinding } from './plain-finding.ts'
import { rule } from './rule.ts'

/** A line entitles externals without an end of its own, for longer than agreement or project last, or a whole department. */
export const entitlementTooBroad = rule(
  {
    id: 'POL-03',
    name: 'entitlement-too-broad',
    title: 'Entitlement open-ended or too broad',
    severity: 'medium',
    needs: [],
    remediation: 'narrow it',
    serves: ['TR-protect', 'AC-6'],
  },
  ({ policy }) => {
    const agreements = agreementIndex(policy.declared)
    return policy.declared.projects.flatMap((project) =>
      project.entitled.flatMap((line) => {
        const faults = faultsOf(line, project, agreements)
        if (faults.length === 0) return []
        return [
          plainFinding({
            identity: { family: 'declared-thing', thing: { kind: 'line', hash: policy.lineHash(project, line) } },
            project: project.slug,
            projects: [project.slug],
            sensitivity: effectiveSensitivity(project),
            severity: fixedSeverity('medium', 'an entitlement is too broad'),
            sentence: `A line of ${project.title} entitles more than it should: ${faults.join('; ')}.`,
            detail: `${line.place.file}:${line.place.line}, line ${line.index + 1} of \`entitled\`${line.why === null ? '' : ` (“${line.why}”)`}`,
            remediation: 'give the line an end of its own within agreement and project, or name the people who need it',
            owner: project.lead.written,
          }),
        ]
      }),
    )
  },
)

function faultsOf(line: EntitlementLine, project: Project, agreements: AgreementIndex): readonly string[] {
  const external = line.who.kind === 'partner' || (line.affiliations?.some(isExternalKind) ?? false)
  const agreedUntil = external ? lastDayAgreed(line, project, agreements) : null
  const wholeDepartment = line.who.kind === 'department' && compareSensitivity(effectiveSensitivity(project), 'sensitive') >= 0
  return [
    ...(external && line.ownUntil === null ? ['it names externals and has no end of its own'] : []),
    ...(agreedUntil !== null && line.until > agreedUntil
      ? [`it holds until ${dayInWords(line.until)}, the agreement only until ${dayInWords(agreedUntil)}`]
      : []),
    ...(line.ownUntil !== null && line.ownUntil > project.until
      ? [`it holds until ${dayInWords(line.ownUntil)}, the project only until ${dayInWords(project.until)}`]
      : []),
    ...(wholeDepartment ? ['it names a whole department'] : []),
  ]
}

/** The last day on which one of the agreements that the line rests on is in force; null where it rests on none that is known. */
function lastDayAgreed({ who, when }: EntitlementLine, { slug }: Project, agreements: AgreementIndex): Day | null {
  const named = when.flatMap((condition) => (condition.kind === 'agreement' ? [condition.id] : []))
  if (named.length > 0)
    return lastDay(
      named.flatMap((id) => agreements.byId.get(id) ?? []),
      (end, chosen) => end < chosen,
    )
  if (who.kind !== 'partner') return null
  // Every named agreement must hold; of those that a partner's line needs without naming them, one is enough.
  const meant = (agreements.byPartner.get(who.partner) ?? []).filter(({ type, covers }) => type !== 'nda' && covers.includes(slug))
  return lastDay(meant, (end, chosen) => end > chosen)
}

function lastDay(agreements: readonly Agreement[], isBetter: (end: Day, chosen: Day) => boolean): Day | null {
  return agreements.reduce<Day | null>((chosen, { until }) => (chosen === null || isBetter(until, chosen) ? until : chosen), null)
}

interface AgreementIndex {
  /** Ids are each partner's own: two partners may have one of the same name. */
  readonly byId: ReadonlyMap<string, readonly Agreement[]>
  readonly byPartner: ReadonlyMap<string, readonly Agreement[]>
}

function agreementIndex({ partners }: DeclaredPolicy): AgreementIndex {
  return {
    byId: Map.groupBy(
      partners.flatMap(({ agreements }) => agreements),
      ({ id }) => id,
    ),
    byPartner: new Map(partners.map(({ slug, agreements }) => [slug, agreements])),
  }
}
