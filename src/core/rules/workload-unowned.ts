import { distinctTexts } from '../base/order.ts'
import type { ComparedAccess } from '../compare/compared-project.ts'
import { type Bound, raised, scoredSeverity } from '../findings/severity.ts'
import type { Partner } from '../model/declared-partner.ts'
import type { Project } from '../model/declared-project.ts'
import type { Person } from '../model/person.ts'
import { severityFacts, sensitivityOf } from './access-finding.ts'
import { levelVerb, whatOf, who } from './access-words.ts'
import type { Facts } from './facts.ts'
import { plainFinding } from './plain-finding.ts'
import { type FindingDraft, type Undecided, rule } from './rule.ts'

/**
 * A program reaches a declared resource, and nobody inside answers for it: it has no owner, or one from outside, belongs to another
 * organisation's tenant, or takes the word of an issuer that is no registered partner's.
 */
export const workloadUnowned = rule(
  {
    id: 'PRV-04',
    name: 'workload-unowned',
    title: 'A machine or shared identity carries access',
    severity: 'score, at least high',
    needs: ['access', 'credentials'],
    sees: ['accounts', 'people'],
    remediation: 'staff owner; limit consent; retire',
    serves: ['S3.2.01', 'AC-2', 'A.5.16'],
  },
  (facts) =>
    programAccesses(facts).flatMap(({ access, project }) => {
      const wrong = whatIsWrong(access, project, facts)
      return wrong.length === 0 ? [] : [unownedFinding(access, project, wrong, facts)]
    }),
  (facts) =>
    programAccesses(facts).flatMap(({ access, project }): readonly Undecided[] => {
      if (whatIsWrong(access, project, facts).length > 0) return []
      const because = access.accounts.map(({ account }) => facts.credentials.unread(account)).find((reason) => reason !== null)
      return because === undefined ? [] : [{ identity: identityOf(access, project, facts), project: project.slug, because }]
    }),
)

type Seen = Pick<Facts, 'policy' | 'day' | 'access' | 'accounts' | 'people' | 'credentials'>

/** Accesses that no human's account holds. */
function programAccesses({ access: { projects }, accounts: { all } }: Pick<Seen, 'access' | 'accounts'>) {
  return projects.flatMap(({ project, accesses }) =>
    accesses
      .filter(({ accounts }) => accounts.every(({ account }) => all[account]?.isWorkload === true))
      .map((access) => ({ access, project })),
  )
}

function whatIsWrong(access: ComparedAccess, project: Project, facts: Seen): readonly string[] {
  const known = access.accounts.map(({ account }) => facts.credentials.programOf(account))
  const isUnread = access.accounts.some(({ account }) => facts.credentials.unread(account) !== null)
  const owners = [...declaredOwners(access, facts), ...known.flatMap((one) => one?.owners ?? [])]
  const outside = owners.filter((owner) => facts.people.describe(owner, project).external)
  const { partners } = facts.policy.declared
  const programs = known.flatMap((one) => (one === null ? [] : [one.program]))
  const homes = distinctTexts(programs.flatMap(({ home }) => (home === null ? [] : [home])))
  const issuers = distinctTexts(programs.flatMap(({ trusts }) => trusts.map(({ issuer }) => issuer))).filter(
    (issuer) => !isOfPartner(issuer, partners),
  )
  return [
    ...(owners.length === 0 && !isUnread && !hasDeclaredOwner(access) ? ['nobody is its owner'] : []),
    ...distinctTexts(outside.map(({ label }) => label)).map((label) => `its owner ${label} is not known to be inside`),
    ...homes.map((home) => `the application belongs to the tenant \`${home}\``),
    ...issuers.map((issuer) => `it takes the word of \`${issuer}\`, which is no registered partner’s`),
  ]
}

function hasDeclaredOwner({ standing }: ComparedAccess): boolean {
  return standing.kind === 'entitled' && standing.by.kind === 'line' && standing.by.outcome.line.who.kind === 'workload'
}

/** Whom the line names that covers the access; whom no source shows, DAT-02 tells of. */
function declaredOwners({ standing }: ComparedAccess, { people }: Seen): readonly Person[] {
  if (standing.kind !== 'entitled' || standing.by.kind !== 'line') return []
  const { who: whom } = standing.by.outcome.line
  const found = whom.kind === 'workload' ? people.find(whom.owner) : null
  return found?.found === 'one' ? [found.thing] : []
}

/** Does the issuer speak from a domain of a registered partner? */
function isOfPartner(issuer: string, partners: readonly Partner[]): boolean {
  const host = URL.canParse(issuer) ? new URL(issuer).hostname.toLowerCase() : issuer.toLowerCase()
  return partners.some(({ domains }) =>
    domains.some((domain) => host === domain.toLowerCase() || host.endsWith(`.${domain.toLowerCase()}`)),
  )
}

/** By the program's own account, whichever of a person's keys it may get. */
function identityOf({ account, identity }: ComparedAccess, { slug }: Project, { accounts: { all } }: Pick<Seen, 'accounts'>) {
  const object = `${all[account]?.source}:${all[account]?.id}`
  return { family: 'object' as const, project: slug, on: 'resource' as const, at: identity, object }
}

function unownedFinding(access: ComparedAccess, project: Project, wrong: readonly string[], facts: Seen): FindingDraft {
  const { resource, level, person } = access
  const described = facts.access.describe(access, project)
  const floors: readonly Bound[] = [{ what: 'nobody inside answers for a program', to: 'high' }]
  const programs = access.accounts.flatMap(({ account }) => facts.credentials.programOf(account)?.program ?? [])
  const keys = programs.map(({ secrets, certificates, trusts }) =>
    [counted(secrets, 'secret'), counted(certificates, 'certificate'), counted(trusts.length, 'federated trust')].join(', '),
  )
  return plainFinding(
    {
      identity: identityOf(access, project, facts),
      project: project.slug,
      projects: [project.slug],
      sensitivity: sensitivityOf(access, project, facts.policy),
      severity: raised(scoredSeverity(severityFacts(access, project, described, [], facts, null)), floors),
      sentence: `${who(described.subject)} ${levelVerb(level, resource.kind)} ${whatOf(resource, project)}, and is a program: ${wrong.join('; ')}.`,
      detail: `${person.key} holds \`${level}\` on \`${resource.at.text}\` by ${described.proof.map(({ to }) => to).join(' → ')}${keys.length === 0 ? '' : `; it signs in by ${keys.join(', and ')}`}`,
      remediation:
        'name a member of staff as its owner, in its own system and in a line of the policy; limit what it was consented to, or retire it',
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

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
