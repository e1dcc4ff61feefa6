import type { Day } from '../base/instant.ts'
import { type Bound, type SeverityFacts, oneClassUp, raised, scoredSeverity } from '../findings/severity.ts'
import { declarers, governingSensitivity } from '../compare/declarers.ts'
import type { Project, Resource } from '../model/declared-project.ts'
import { type Sensitivity, compareSensitivity } from '../model/sensitivity.ts'
import type { ComparedAccess } from '../compare/compared-project.ts'
import type { EvaluatedPart } from '../compare/evaluated-part.ts'
import type { DescribedAccess, Facts } from './facts.ts'
import type { FindingDraft } from './rule.ts'
import { levelVerb, whatOf, who } from './access-words.ts'
import { familyParts } from './speaks.ts'

/** Legal conditions are high wherever they fail; an agreement too, from sensitive up. `rules.md`, Catalogue and floors. */
export function partFloors(parts: readonly EvaluatedPart[], sensitivity: Sensitivity): readonly Bound[] {
  const strict = compareSensitivity(sensitivity, 'sensitive') >= 0
  return parts.flatMap(({ rule }): readonly Bound[] => {
    switch (rule) {
      case 'CLR-01':
      case 'CLR-02':
      case 'CLR-03':
      case 'CLR-04':
      case 'AGR-04':
        return [{ what: 'legal condition unmet', to: 'high' }]
      case 'AGR-02':
        return [{ what: 'agreement does not cover this', to: 'high' }]
      case 'AGR-01':
        return strict ? [{ what: 'no agreement in force from sensitive up', to: 'high' }] : []
      default:
        return []
    }
  })
}

/** The latest day on which a reason for the access ended. */
function lastEndOf(parts: readonly EvaluatedPart[]): Day | null {
  return parts.reduce<Day | null>((last, { endedOn }) => (endedOn !== null && (last === null || endedOn > last) ? endedOn : last), null)
}

export function sensitivityOf({ resource }: ComparedAccess, project: Project, policy: Facts['policy']): Sensitivity {
  return resourceSensitivity(resource, project, policy)
}

/** Where several projects share a resource, the highest of theirs governs (`policy-language.md`, Meaning 12). */
export function resourceSensitivity(resource: Resource, project: Project, { declared }: Facts['policy']): Sensitivity {
  return governingSensitivity(declarers(project, resource, declared))
}

export function severityFacts(
  access: ComparedAccess,
  project: Project,
  described: DescribedAccess,
  parts: readonly EvaluatedPart[],
  { policy, day }: Pick<Facts, 'policy' | 'day'>,
  affiliationEnd: Day | null,
): SeverityFacts {
  const ends = [lastEndOf(parts), affiliationEnd].filter((day) => day !== null)
  return {
    sensitivity: sensitivityOf(access, project, policy),
    level: access.level,
    holder: described.holder,
    endedOn: ends.sort().at(-1) ?? null,
    account: described.state,
    confirmed: true,
    today: day.today,
  }
}

/** What a finding about one access says, whichever rule of the family speaks. */
export function accessFinding(
  access: ComparedAccess,
  project: Project,
  facts: Pick<Facts, 'policy' | 'access' | 'day' | 'people'>,
  how: { readonly because: string; readonly remediation: string; readonly oneUp?: string; readonly floors?: readonly Bound[] },
): FindingDraft {
  const described = facts.access.describe(access, project)
  const parts = familyParts(access)
  const sensitivity = sensitivityOf(access, project, facts.policy)
  const affiliation = facts.people.affiliation(access.person)
  const scored = scoredSeverity(severityFacts(access, project, described, parts, facts, affiliation.ended ? affiliation.endedOn : null))
  const stepped = how.oneUp === undefined ? scored : oneClassUp(scored, how.oneUp)
  const path = described.proof.map(({ to }) => to).join(' → ')
  return {
    identity: { family: 'access', project: project.slug, subject: access.person.key, resource: access.identity },
    project: project.slug,
    projects: [project.slug],
    sensitivity,
    subject: described.subject,
    account: described.account,
    resource: { slug: access.resource.slug, kind: access.resource.kind, address: access.resource.at.text },
    level: access.level,
    severity: raised(stepped, [...partFloors(parts, sensitivity), ...(how.floors ?? [])]),
    confirmation: 'confirmed',
    excess: true,
    proof: described.proof,
    otherPaths: described.otherPaths,
    considered: described.considered,
    failing: parts.map(({ part }) => part),
    sentence: `${who(described.subject)} ${levelVerb(access.level, access.resource.kind)} ${whatOf(access.resource, project)}: ${how.because}.`,
    detail: `${access.person.key} holds \`${access.level}\` on \`${access.resource.at.text}\` by ${path}`,
    remediation: `${how.remediation}${removal(described)}`,
    owner: access.resource.owner?.written ?? null,
  }
}

/** The record whose removal ends the printed path; where other paths exist, the reader is told that it does not end them. */
function removal({ proof, otherPaths }: DescribedAccess): string {
  const hop = [...proof].reverse().find(({ kind }) => kind !== 'account')
  if (hop === undefined) return ''
  const what = hop.kind === 'grant' ? `the grant of ${hop.from} on ${hop.to}` : `${hop.from} from ${hop.to}`
  const { count, exact } = otherPaths
  const others = count === 0 ? '' : `; ${exact ? '' : 'at least '}${count} other ${count === 1 ? 'path leads' : 'paths lead'} there too`
  return `: remove ${what} (${hop.record.source}, ${hop.record.dataset}, ${hop.record.record})${others}`
}
