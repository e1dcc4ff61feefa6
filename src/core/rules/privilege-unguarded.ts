import type { ComparedAccess } from '../compare/compared-project.ts'
import { type Bound, fixedSeverity, raised } from '../findings/severity.ts'
import type { Project } from '../model/declared-project.ts'
import { levelCovers } from '../model/resource-kind.ts'
import { sensitivityOf } from './access-finding.ts'
import { levelVerb, whatOf, who } from './access-words.ts'
import type { Facts } from './facts.ts'
import { plainFinding } from './plain-finding.ts'
import { type FindingDraft, type Undecided, rule } from './rule.ts'

/**
 * Somebody holds `admin` all the time, from a scope above, without strong sign-in, or by the account of every day: one of these is enough.
 * A platform's administrators are entitled, and are asked this all the same; programs have a rule of their own.
 */
export const privilegeUnguarded = rule(
  {
    id: 'PRV-03',
    name: 'privilege-unguarded',
    title: 'Privilege without safeguards',
    severity: 'medium; high on controlled',
    needs: ['access', 'settings!'],
    sees: ['accounts'],
    remediation: 'time-bound, narrow, separate account',
    serves: ['B2.c', 'CE', 'AC-6'],
  },
  (facts) =>
    privileged(facts).flatMap(({ access, project }) => {
      const missing = missingSafeguards(access, facts)
      return missing.length === 0 ? [] : [unguardedFinding(access, project, missing, facts)]
    }),
  (facts) =>
    privileged(facts).flatMap(({ access, project }): readonly Undecided[] => {
      if (missingSafeguards(access, facts).length > 0) return []
      const { safeguards } = facts.settings.guardOf(access)
      const open = safeguards?.find(({ holds }) => holds === 'unknown')
      if (safeguards !== null && open === undefined) return []
      const because = open?.says ?? `no source shows the settings of \`${access.resource.at.source}\``
      return [{ identity: identityOf(access, project), project: project.slug, because }]
    }),
)

type Seen = Pick<Facts, 'policy' | 'access' | 'settings' | 'accounts'>

function privileged({ access: { projects }, accounts }: Seen): readonly { readonly access: ComparedAccess; readonly project: Project }[] {
  return projects.flatMap(({ project, accesses }) =>
    accesses
      .filter(({ resource: { kind }, level }) => levelCovers(kind, 'admin', level))
      .filter(({ account }) => accounts.all[account]?.isWorkload !== true)
      .map((access) => ({ access, project })),
  )
}

function missingSafeguards(access: ComparedAccess, { settings }: Seen): readonly string[] {
  return (settings.guardOf(access).safeguards ?? []).flatMap(({ holds, says }) => (holds === 'no' ? [says] : []))
}

function identityOf({ person, identity }: ComparedAccess, { slug }: Project) {
  return { family: 'access-hygiene' as const, project: slug, subject: person.key, resource: identity }
}

function unguardedFinding(access: ComparedAccess, project: Project, missing: readonly string[], facts: Seen): FindingDraft {
  const { resource, level, person } = access
  const described = facts.access.describe(access, project)
  const sensitivity = sensitivityOf(access, project, facts.policy)
  const floors: readonly Bound[] = sensitivity === 'controlled' ? [{ what: 'on controlled', to: 'high' }] : []
  return plainFinding(
    {
      identity: identityOf(access, project),
      project: project.slug,
      projects: [project.slug],
      sensitivity,
      severity: raised(fixedSeverity('medium', 'a privilege lacks a safeguard'), floors),
      sentence: `${who(described.subject)} ${levelVerb(level, resource.kind)} ${whatOf(resource, project)} without a safeguard: ${missing.join('; ')}.`,
      detail: `${person.key} holds \`${level}\` on \`${resource.at.text}\` by ${described.proof.map(({ to }) => to).join(' → ')}`,
      remediation: 'let it be activated for a time, narrow it to what is needed, and hold it by an account of its own with strong sign-in',
      owner: resource.owner?.written ?? null,
    },
    {
      subject: described.subject,
      account: described.account,
      resource: { slug: resource.slug, kind: resource.kind, address: resource.at.text },
      level,
      proof: described.proof,
      otherPaths: described.otherPaths,
      considered: described.considered,
    },
  )
}
