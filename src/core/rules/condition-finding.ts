import { compareKeys } from '../base/order.ts'
import { compareSeverity } from '../findings/severity-order.ts'
import { type Bound, fixedSeverity, raised, scoredSeverity } from '../findings/severity.ts'
import type { Project } from '../model/declared-project.ts'
import type { ComparedAccess, ComparedProject } from '../compare/compared-project.ts'
import type { EvaluatedPart } from '../compare/evaluated-part.ts'
import type { Facts } from './facts.ts'
import type { FindingDraft } from './rule.ts'
import { levelVerb, whatOf, who } from './access-words.ts'
import { partFloors, sensitivityOf, severityFacts } from './access-finding.ts'
import { failingConditions, isCompared } from './speaks.ts'

/**
 * One finding for each person and condition of a project about which `rule` speaks: a lapsed clearance is one fact, however many
 * resources it opens. The gravest access carries the proof; the others are counted.
 */
export function conditionFindings(
  projects: readonly ComparedProject[],
  rule: string,
  facts: Pick<Facts, 'policy' | 'access' | 'day' | 'people'>,
  remediation: string,
): readonly FindingDraft[] {
  return projects.filter(isCompared).flatMap(({ project, accesses }) => {
    const failing = accesses.flatMap((access) =>
      failingConditions(access)
        .filter((part) => part.rule === rule)
        .map((part) => ({ access, part })),
    )
    const byCondition = Map.groupBy(failing, ({ access, part }) => `${access.person.key}\n${part.condition ?? part.part}`)
    return [...byCondition.values()].map((group) => oneFinding(group, project, rule, facts, remediation))
  })
}

interface Failing {
  readonly access: ComparedAccess
  readonly part: EvaluatedPart
}

function oneFinding(
  group: readonly Failing[],
  project: Project,
  rule: string,
  facts: Pick<Facts, 'policy' | 'access' | 'day' | 'people'>,
  remediation: string,
): FindingDraft {
  const drafts = group.map((failing) => ({ failing, draft: draftOf(failing, project, rule, facts, remediation) }))
  const [gravest] = drafts.sort(
    (a, b) =>
      compareSeverity(b.draft.severity.class, a.draft.severity.class) ||
      (b.draft.severity.sum ?? 0) - (a.draft.severity.sum ?? 0) ||
      compareKeys([a.failing.access.resource.slug], [b.failing.access.resource.slug]),
  )
  if (gravest === undefined) throw new Error('a condition that nothing fails')
  const others = group.length - 1
  const more = others === 0 ? '' : ` The same holds for ${others} other ${others === 1 ? 'resource' : 'resources'} of the project.`
  return { ...gravest.draft, sentence: `${gravest.draft.sentence}${more}` }
}

function draftOf(
  { access, part }: Failing,
  project: Project,
  rule: string,
  facts: Pick<Facts, 'policy' | 'access' | 'day' | 'people'>,
  remediation: string,
): FindingDraft {
  const described = facts.access.describe(access, project)
  const sensitivity = sensitivityOf(access, project, facts.policy)
  const floors = partFloors([part], sensitivity)
  const scored = scoredSeverity(severityFacts(access, project, described, [part], facts, null))
  // CLR-05 names its class itself: medium, high on controlled projects.
  const controlled: readonly Bound[] = sensitivity === 'controlled' ? [{ what: 'project is controlled', to: 'high' }] : []
  const severity = rule === 'CLR-05' ? fixedSeverity('medium', 'a condition is unmet', controlled) : raised(scored, floors)
  return {
    identity: { family: 'condition', project: project.slug, subject: access.person.key, condition: part.condition ?? part.part },
    project: project.slug,
    projects: [project.slug],
    sensitivity,
    subject: described.subject,
    account: described.account,
    resource: { slug: access.resource.slug, kind: access.resource.kind, address: access.resource.at.text },
    level: access.level,
    severity,
    confirmation: 'confirmed',
    excess: true,
    proof: described.proof,
    otherPaths: described.otherPaths,
    considered: described.considered,
    failing: [part.part],
    sentence: `${who(described.subject)} ${levelVerb(access.level, access.resource.kind)} ${whatOf(access.resource, project)}, but ${part.says}.`,
    detail: `${access.person.key} holds \`${access.level}\` on \`${access.resource.at.text}\`; ${part.condition ?? part.part} is not met: ${part.says}`,
    remediation,
    owner: access.resource.owner?.written ?? null,
  }
}
