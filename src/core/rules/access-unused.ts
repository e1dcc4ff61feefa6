import { type Duration, dayAfter } from '../base/duration.ts'
import { dayIn } from '../base/instant.ts'
import type { ComparedAccess } from '../compare/compared-project.ts'
import { type Bound, fixedSeverity } from '../findings/severity.ts'
import type { Recency } from '../model/account.ts'
import type { Project } from '../model/declared-project.ts'
import { sensitivityOf } from './access-finding.ts'
import { levelVerb, whatOf, who } from './access-words.ts'
import type { Facts } from './facts.ts'
import { plainFinding } from './plain-finding.ts'
import { type FindingDraft, rule } from './rule.ts'
import { isCompared } from './speaks.ts'

/** Somebody external is entitled, and none of the accounts with which they reach the resource was used for as long as the policy says. */
export const accessUnused = rule(
  {
    id: 'ACC-08',
    name: 'access-unused',
    title: 'Access not used',
    severity: 'low; medium on controlled',
    needs: ['access', 'recency!'],
    sees: ['people', 'accounts'],
    remediation: 'remove; grant again on request',
    serves: ['CE', 'AC-2', '03.01.01'],
  },
  (facts) => settledAccesses(facts).flatMap((one) => (useOf(one.access, facts) === 'unused' ? [unusedFinding(one, facts)] : [])),
  (facts) =>
    settledAccesses(facts).flatMap(({ access, project }) =>
      useOf(access, facts) === 'unknown'
        ? [
            {
              identity: { family: 'access-hygiene', project: project.slug, subject: access.person.key, resource: access.identity },
              project: project.slug,
              because: 'no source says when the account was last used',
            },
          ]
        : [],
    ),
)

type Seen = Pick<Facts, 'policy' | 'day' | 'access' | 'recency' | 'people' | 'accounts'>

interface Entitled {
  readonly access: ComparedAccess
  readonly project: Project
}

/** What externals may reach, and could have used for long enough. */
function settledAccesses(facts: Seen): readonly Entitled[] {
  return facts.access.projects.filter(isCompared).flatMap(({ project, accesses }) =>
    accesses
      // No record of entering is ever read, so that nobody can say of a room when it was last used.
      .filter(
        ({ standing, person, resource: { kind } }) =>
          standing.kind === 'entitled' && kind !== 'room' && facts.people.describe(person, project).external,
      )
      .filter((access) => isSettled(access, facts))
      .map((access) => ({ access, project })),
  )
}

/** Did line and accounts exist for the whole time? What has just been given cannot have been used. */
function isSettled({ standing, accounts }: ComparedAccess, { policy, day, accounts: { all } }: Seen): boolean {
  const { timezone, thresholds } = policy.declared.institution
  const line = standing.kind === 'entitled' && standing.by.kind === 'line' ? standing.by.outcome.line.from : null
  const made = accounts.flatMap(({ account }) => {
    const createdAt = all[account]?.createdAt ?? null
    return createdAt === null ? [] : [dayIn(timezone, createdAt)]
  })
  const youngest = [...made, ...(line === null ? [] : [line])].sort().at(-1)
  return youngest === undefined || dayAfter(youngest, thresholds.unusedAfter) < day.today
}

/** One use of one account is a use; where it is not known whether there was one, nobody can call the access unused. */
function useOf({ accounts }: ComparedAccess, { recency, policy }: Seen): 'used' | 'unused' | 'unknown' {
  const unused = unusedBuckets(policy.declared.institution.thresholds.unusedAfter)
  const buckets = accounts.map(({ account }) => recency.of(account))
  if (buckets.some((bucket) => bucket !== 'unknown' && !unused.includes(bucket))) return 'used'
  return buckets.includes('unknown') ? 'unknown' : 'unused'
}

/** The buckets that lie wholly beyond the threshold. */
function unusedBuckets(unusedAfter: Duration): readonly Recency[] {
  const days = unusedAfter.count * (unusedAfter.unit === 'months' ? 31 : 1)
  if (days <= 30) return ['31–90', '91–180', '>180', 'never']
  return days <= 90 ? ['91–180', '>180', 'never'] : ['>180', 'never']
}

function unusedFinding({ access, project }: Entitled, facts: Seen): FindingDraft {
  const described = facts.access.describe(access, project)
  const sensitivity = sensitivityOf(access, project, facts.policy)
  const floors: readonly Bound[] = sensitivity === 'controlled' ? [{ what: 'on controlled', to: 'medium' }] : []
  const { slug, kind, at, owner } = access.resource
  const { count, unit } = facts.policy.declared.institution.thresholds.unusedAfter
  const used = access.accounts.map(
    ({ account }) => `\`${facts.accounts.all[account]?.label ?? ''}\` ${bucketWords(facts.recency.of(account))}`,
  )
  return plainFinding(
    {
      identity: { family: 'access-hygiene', project: project.slug, subject: access.person.key, resource: access.identity },
      project: project.slug,
      projects: [project.slug],
      sensitivity,
      severity: fixedSeverity('low', `not used for over ${count} ${unit}`, floors),
      sentence: `${who(described.subject)} ${levelVerb(access.level, access.resource.kind)} ${whatOf(access.resource, project)} and has not signed in for over ${count} ${unit}.`,
      detail: `${access.person.key} holds \`${access.level}\` on \`${at.text}\` as entitled; last use: ${used.join(', ')}`,
      remediation: 'take the access away and end the line; grant it again when it is asked for',
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

function bucketWords(recency: Recency): string {
  switch (recency) {
    case 'never':
      return 'never'
    case 'unknown':
      return 'not known'
    case '>180':
      return 'over 180 days ago'
    default:
      return `${recency.replace('≤', 'up to ')} days ago`
  }
}
