import { levelCovers } from '../model/resource-kind.ts'
import type { Project } from '../model/declared-project.ts'
import type { ComparedAccess } from '../compare/compared-project.ts'
import { type Bound, raised, scoredSeverity } from '../findings/severity.ts'
import { severityFacts, sensitivityOf } from './access-finding.ts'
import { levelVerb, whatOf, who } from './access-words.ts'
import type { Facts } from './facts.ts'
import { plainFinding } from './plain-finding.ts'
import { type FindingDraft, rule } from './rule.ts'

/** Somebody from outside, or unknown, owns a declared resource, writes its list of members or its rules: they decide who else gets in. */
export const inviterExternal = rule(
  {
    id: 'PRV-02',
    name: 'inviter-external',
    title: 'External can let others in',
    severity: 'score, at least high; critical on controlled',
    needs: ['access', 'people!'],
    sees: ['accounts'],
    remediation: 'give ownership to staff',
    serves: ['TR-platform', 'ECJU', 'CIS'],
  },
  (facts) =>
    facts.access.projects.flatMap(({ project, accesses }) =>
      accesses
        .filter((access) => letsOthersIn(access) && isOutside(access, project, facts) && !isDeclaredProgram(access, facts))
        .map((access) => inviterFinding(access, project, facts)),
    ),
)

type Seen = Pick<Facts, 'policy' | 'day' | 'access' | 'people' | 'accounts'>

function letsOthersIn({ resource: { kind }, level }: ComparedAccess): boolean {
  return levelCovers(kind, 'manage', level)
}

function isOutside({ person }: ComparedAccess, project: Project, { people }: Seen): boolean {
  return people.describe(person, project).external
}

/** A program that a line names with its owner is what the line says; nobody is behind it who could be outside. */
function isDeclaredProgram({ standing, accounts }: ComparedAccess, facts: Seen): boolean {
  return standing.kind === 'entitled' && accounts.every(({ account }) => facts.accounts.all[account]?.isWorkload === true)
}

function inviterFinding(access: ComparedAccess, project: Project, facts: Seen): FindingDraft {
  const described = facts.access.describe(access, project)
  const sensitivity = sensitivityOf(access, project, facts.policy)
  const affiliation = facts.people.affiliation(access.person)
  const scored = scoredSeverity(severityFacts(access, project, described, [], facts, affiliation.ended ? affiliation.endedOn : null))
  const floors: readonly Bound[] = [
    { what: 'somebody external can let others in', to: 'high' },
    ...(sensitivity === 'controlled' ? [{ what: 'on controlled', to: 'critical' as const }] : []),
  ]
  const { slug, kind, at, owner } = access.resource
  const path = described.proof.map(({ to }) => to).join(' → ')
  return plainFinding(
    {
      identity: { family: 'access-hygiene', project: project.slug, subject: access.person.key, resource: access.identity },
      project: project.slug,
      projects: [project.slug],
      sensitivity,
      severity: raised(scored, floors),
      sentence: `${who(described.subject)} ${inviting(access)} ${whatOf(access.resource, project)}.`,
      detail: `${access.person.key} holds \`${access.level}\` on \`${at.text}\` by ${path}`,
      remediation: 'give ownership, and the right to change who gets in, to a member of staff',
      owner: owner?.written ?? null,
    },
    {
      subject: described.subject,
      account: described.account,
      resource: { slug, kind, address: at.text },
      level: access.level,
      proof: described.proof,
      otherPaths: described.otherPaths,
      considered: described.considered,
    },
  )
}

function inviting({ resource: { kind }, level }: ComparedAccess): string {
  switch (kind) {
    case 'group':
      return levelVerb(level, kind)
    case 'role':
      return 'can decide who takes on'
    default:
      return 'can let others into'
  }
}
