import { dayInWords } from '../base/day-words.ts'
import { compareSeverity } from '../findings/severity-order.ts'
import { type Bound, raised, scoredSeverity } from '../findings/severity.ts'
import type { ComparedAccess, ComparedProject } from '../compare/compared-project.ts'
import { type Project, effectiveSensitivity } from '../model/declared-project.ts'
import type { PersonReference } from '../model/person-reference.ts'
import { compareSensitivity } from '../model/sensitivity.ts'
import { severityFacts } from './access-finding.ts'
import type { Facts } from './facts.ts'
import { plainFinding } from './plain-finding.ts'
import { type FindingDraft, rule } from './rule.ts'

/** The project is over, and more people than the owners of its resources can still reach them: one finding a project. */
export const projectClosed = rule(
  {
    id: 'EXP-06',
    name: 'project-closed',
    title: 'Project closed, access remains',
    severity: 'score, at least high from sensitive up',
    needs: ['access'],
    sees: ['people'],
    remediation: 'archive; keep the owner',
    serves: ['TR-contract', 'S1.4.04'],
  },
  (facts) => facts.access.projects.filter(({ project }) => project.until < facts.day.today).flatMap((one) => closedFinding(one, facts)),
)

type Seen = Pick<Facts, 'policy' | 'access' | 'people' | 'day'>

function closedFinding({ project, accesses }: ComparedProject, facts: Seen): readonly FindingDraft[] {
  const left = accesses.filter(({ person, resource }) => !isPerson(resource.owner ?? project.lead, person.key, facts))
  const people = new Set(left.map(({ person }) => person))
  if (people.size === 0) return []
  const strict = compareSensitivity(effectiveSensitivity(project), 'sensitive') >= 0
  const floors: readonly Bound[] = strict ? [{ what: 'the project is sensitive or controlled', to: 'high' }] : []
  const gravest = gravestSeverity(left, project, facts)
  const count = people.size === 1 ? 'one other person' : `${people.size} other people`
  return [
    plainFinding({
      identity: { family: 'declared-thing', thing: { kind: 'entry', section: 'projects', key: project.slug } },
      project: project.slug,
      projects: [project.slug],
      sensitivity: effectiveSensitivity(project),
      severity: raised(gravest, floors),
      sentence: `${project.title} closed on ${dayInWords(project.until)}, and ${count} can still reach it beside its owner.`,
      detail: `project \`${project.slug}\` ended on ${project.until}; beyond the owner reach it: ${[...people].map(({ key }) => key).join(', ')}`,
      remediation: 'archive the resources and leave the owner alone with them, or extend the project in its policy',
      owner: null,
    }),
  ]
}

function isPerson(reference: PersonReference, key: string, { people }: Pick<Facts, 'people'>): boolean {
  const found = people.find(reference)
  return found.found === 'one' && found.thing.key === key
}

/** As the gravest of the accesses that remain, each counted as ended with the project. */
function gravestSeverity(left: readonly ComparedAccess[], project: Project, facts: Seen) {
  const scored = left.map((access) => {
    const described = facts.access.describe(access, project)
    return scoredSeverity(severityFacts(access, project, described, [], facts, project.until))
  })
  const [first, ...others] = scored
  if (first === undefined) throw new Error('nobody is left')
  return others.reduce(
    (worst, one) => ((compareSeverity(one.class, worst.class) || (one.sum ?? 0) - (worst.sum ?? 0)) > 0 ? one : worst),
    first,
  )
}
