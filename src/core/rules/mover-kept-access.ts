import { isInForce } from '../compare/condition/in-force.ts'
import type { ComparedAccess } from '../compare/compared-project.ts'
import type { Project } from '../model/declared-project.ts'
import type { Post } from '../model/held-post.ts'
import { raised, scoredSeverity } from '../findings/severity.ts'
import { levelVerb, whatOf, who } from './access-words.ts'
import { sensitivityOf, severityFacts } from './access-finding.ts'
import type { Facts } from './facts.ts'
import { type FindingDraft, rule } from './rule.ts'
import { isCompared } from './speaks.ts'

/** Somebody reached a project in one post, holds another now, and still reaches the project though no line says so. */
export const moverKeptAccess = rule(
  {
    id: 'EXP-05',
    name: 'mover-kept-access',
    title: 'Mover kept former access',
    severity: 'score, at least medium',
    needs: ['access', 'hr!', 'history'],
    sees: ['people'],
    remediation: 'remove; new lead confirms',
    serves: ['B2.d', 'PS-5', 'A.5.18'],
  },
  (facts) =>
    facts.access.projects.filter(isCompared).flatMap(({ project, accesses }) =>
      accesses.flatMap((access) => {
        const former = formerPost(access, project, facts)
        return former === null ? [] : [keptFinding(access, project, former, facts)]
      }),
    ),
)

type Seen = Pick<Facts, 'policy' | 'access' | 'people' | 'day' | 'history'>

/**
 * The post in which the access was held; null where nothing was kept. Access by the default of an internal project has no line
 * either: it was kept if the department was left, and the new one is not the project's own.
 */
function formerPost({ person, standing }: ComparedAccess, project: Project, { history, day }: Seen): Post | null {
  const byDefault = standing.kind === 'entitled' && standing.by.kind === 'default'
  if (standing.kind !== 'undeclared' && !byDefault) return null
  const former = history.formerPosts(person, project)
  if (!byDefault) return former[0] ?? null
  const departments = person.hr.filter((row) => row.status === 'active' && isInForce(row, day.today)).map(({ department }) => department)
  if (project.department !== null && departments.includes(project.department)) return null
  return former.find(({ department }) => !departments.includes(department)) ?? null
}

function keptFinding(access: ComparedAccess, project: Project, former: Post, facts: Seen): FindingDraft {
  const described = facts.access.describe(access, project)
  const { slug, kind, at, owner } = access.resource
  const scored = scoredSeverity(severityFacts(access, project, described, [], facts, null))
  return {
    identity: { family: 'access-hygiene', project: project.slug, subject: access.person.key, resource: access.identity },
    project: project.slug,
    projects: [project.slug],
    sensitivity: sensitivityOf(access, project, facts.policy),
    subject: described.subject,
    account: described.account,
    resource: { slug, kind, address: at.text },
    level: access.level,
    severity: raised(scored, [{ what: 'kept after a move', to: 'medium' }]),
    confirmation: 'confirmed',
    excess: false,
    proof: described.proof,
    otherPaths: described.otherPaths,
    considered: described.considered,
    failing: [],
    sentence: `${who(described.subject)} ${levelVerb(access.level, access.resource.kind)} ${whatOf(access.resource, project)}, as before the move from ${former.department} (${former.type}); no line names them.`,
    detail: `${access.person.key} reached \`${project.slug}\` as \`${former.type}\` in \`${former.department}\`, holds another post now, and keeps \`${access.level}\` on \`${at.text}\``,
    remediation: 'take the access away; if the new work needs it, the lead writes a line',
    owner: owner?.written ?? null,
  }
}
