import { distinctTexts, sortedBy } from '../base/order.ts'
import { fixedSeverity } from '../findings/severity.ts'
import type { ConflictRule } from '../model/declared-policy.ts'
import type { Person } from '../model/person.ts'
import type { Facts } from './facts.ts'
import { who } from './access-words.ts'
import { plainFinding } from './plain-finding.ts'
import { reachesOfPartners, reachesOfPeople, gravestOf, type Reached } from './reached-projects.ts'
import { type FindingDraft, rule } from './rule.ts'

type ExclusiveProjects = Extract<ConflictRule, { readonly kind: 'projects' }>

/** A person, or the people of one partner, can reach projects that a conflict keeps apart. */
export const wallCrossed = rule(
  {
    id: 'COI-01',
    name: 'wall-crossed',
    title: 'Both sides of a wall',
    severity: 'high',
    needs: ['access', 'people'],
    remediation: 'choose a side; senior decision',
    serves: ['TR-conflict', 'A.5.3'],
  },
  (facts) =>
    facts.policy.declared.conflicts
      .filter((conflict) => conflict.kind === 'projects')
      .flatMap((conflict) => [
        ...(conflict.appliesTo.includes('person') ? crossingPeople(conflict, facts) : []),
        ...(conflict.appliesTo.includes('partner') ? crossingPartners(conflict, facts) : []),
      ]),
)

type Seen = Pick<Facts, 'policy' | 'access' | 'people'>

function crossingPeople(conflict: ExclusiveProjects, facts: Seen): readonly FindingDraft[] {
  return [...reachesOfPeople(onSides(conflict, facts))].flatMap(([person, reached]) => {
    const projects = sidesOf(reached)
    if (projects.length < 2) return []
    const subject = facts.people.describe(person, null)
    const { described, access } = gravestOf(reached, facts.access)
    const draft = crossing(conflict, facts, projects, { holder: 'subject', key: person.key }, who(subject), `${person.key} reaches`)
    return [
      {
        ...draft,
        subject,
        account: described.account,
        proof: described.proof,
        otherPaths: described.otherPaths,
        resource: { slug: access.resource.slug, kind: access.resource.kind, address: access.resource.at.text },
        level: access.level,
      },
    ]
  })
}

function crossingPartners(conflict: ExclusiveProjects, facts: Seen): readonly FindingDraft[] {
  return [...reachesOfPartners(onSides(conflict, facts), facts.people)].flatMap(([partner, reached]) => {
    const projects = sidesOf(reached)
    if (projects.length < 2) return []
    const names = sortedBy(new Set(reached.map(({ access }) => access.person)), ({ key }) => key).map((person: Person) => person.label)
    const keys = distinctTexts(reached.map(({ access }) => access.person.key))
    const title = `${partner.name}, by ${names.join(', ')},`
    return [crossing(conflict, facts, projects, { holder: 'partner', key: partner.slug }, title, `people of \`${partner.slug}\` (${keys.join(', ')}) reach`)] // prettier-ignore
  })
}

/** What is reached of the projects that the conflict names. */
function onSides({ projects }: ExclusiveProjects, { access }: Pick<Facts, 'access'>): readonly Reached[] {
  return access.projects
    .filter(({ project }) => projects.includes(project.slug))
    .flatMap(({ project, accesses }) => accesses.map((one) => ({ access: one, project })))
}

function sidesOf(reached: readonly Reached[]): readonly string[] {
  return distinctTexts(reached.map(({ project }) => project.slug))
}

function crossing(
  conflict: ExclusiveProjects,
  { policy }: Pick<Facts, 'policy'>,
  projects: readonly string[],
  holder: { readonly holder: 'subject' | 'partner'; readonly key: string },
  name: string,
  reaches: string,
): FindingDraft {
  const titles = projects.map((slug) => policy.declared.projects.find((project) => project.slug === slug)?.title ?? slug)
  const why = conflict.why === null ? '' : ` (${conflict.why})`
  return plainFinding({
    identity: { family: 'at-large', ...holder, conflict: conflict.id },
    project: null,
    projects,
    sensitivity: null,
    severity: fixedSeverity('high', 'reaches projects that are kept apart'),
    sentence: `${name} can reach ${titles.join(' and ')}, which are to be kept apart${why}.`,
    detail: `${reaches} ${projects.map((slug) => `\`${slug}\``).join(', ')}; conflict \`${conflict.id}\` keeps them apart`,
    remediation: 'choose a side and take the other access away; keeping both is a senior decision, on record as an exception',
    owner: null,
  })
}
