import type { Bypass } from '../compare/bypasses.ts'
import { type Bound, fixedSeverity } from '../findings/severity.ts'
import type { ProofHop } from '../model/finding.ts'
import type { Project } from '../model/declared-project.ts'
import { sensitivityOf } from './access-finding.ts'
import { levelVerb, whatOf, who } from './access-words.ts'
import type { Facts } from './facts.ts'
import { plainFinding } from './plain-finding.ts'
import { type FindingDraft, type Undecided, rule } from './rule.ts'
import { isCompared } from './speaks.ts'

/** Somebody is entitled, and a path leads them to the resource around the group, the role or the approval through which it must be reached. */
export const routeBypassed = rule(
  {
    id: 'ACC-03',
    name: 'route-bypassed',
    title: 'Granted outside the managed route',
    severity: 'medium; high on controlled',
    needs: ['access'],
    sees: ['people'],
    remediation: 'grant through `via`',
    serves: ['TR-oversight', 'A.5.16', 'AC-2'],
  },
  (facts) => taken(facts).flatMap(({ project, route }) => (route.kind === 'bypass' ? [bypassFinding(route.bypass, project, facts)] : [])),
  (facts) =>
    taken(facts).flatMap(({ project, route }): readonly Undecided[] =>
      route.kind === 'unknown' ? [{ identity: identityOf(route.access, project), project: project.slug, because: route.because }] : [],
    ),
)

type Seen = Pick<Facts, 'policy' | 'access' | 'people'>

function taken({ access }: Seen) {
  return access.projects.filter(isCompared).flatMap((one) => access.routesTaken(one).map((route) => ({ project: one.project, route })))
}

function identityOf({ person, identity }: Bypass['access'], { slug }: Project) {
  return { family: 'access-hygiene' as const, project: slug, subject: person.key, resource: identity }
}

function bypassFinding({ access, via, by, hops }: Bypass, project: Project, facts: Seen): FindingDraft {
  const { person, resource, level } = access
  const described = facts.access.describe(access, project)
  const sensitivity = sensitivityOf(access, project, facts.policy)
  const floors: readonly Bound[] = sensitivity === 'controlled' ? [{ what: 'on controlled', to: 'high' }] : []
  return plainFinding(
    {
      identity: identityOf(access, project),
      project: project.slug,
      projects: [project.slug],
      sensitivity,
      severity: fixedSeverity('medium', 'a path leads around the managed route', floors),
      sentence: `${who(described.subject)} ${levelVerb(level, resource.kind)} ${whatOf(resource, project)} as entitled, ${by === 'path' ? `by a path that does not lead through “${via}”` : `without an approval of “${via}” that is in force`}.`,
      detail: `${person.key} holds \`${level}\` on \`${resource.at.text}\` by ${hops.map(({ to }) => to).join(' → ')}; \`via\` is \`${via}\``,
      remediation:
        by === 'path'
          ? `grant it through \`${via}\`, and remove what leads around it${lastHop(hops)}`
          : `have it approved in \`${via}\`, or take it away`,
      owner: resource.owner?.written ?? null,
    },
    {
      subject: described.subject,
      account: described.account,
      resource: { slug: resource.slug, kind: resource.kind, address: resource.at.text },
      level,
      proof: hops,
      otherPaths: described.otherPaths,
      considered: described.considered,
    },
  )
}

/** The record whose removal ends the path that is shown. */
function lastHop(hops: readonly ProofHop[]): string {
  const hop = hops.findLast(({ kind }) => kind !== 'account')
  if (hop === undefined) return ''
  const { source, dataset, record } = hop.record
  return `: ${hop.from} ${hop.how} ${hop.to} (${source}, ${dataset}, ${record})`
}
