import { dayInWords } from '../base/day-words.ts'
import { plusCalendar } from '../base/instant.ts'
import { sortedBy } from '../base/order.ts'
import { fixedSeverity } from '../findings/severity.ts'
import type { Partner } from '../model/declared-partner.ts'
import type { Platform } from '../model/declared-policy.ts'
import type { OtherTenant } from '../model/setting.ts'
import type { Facts } from './facts.ts'
import { plainFinding } from './plain-finding.ts'
import { type FindingDraft, rule } from './rule.ts'

/** A platform is used that nobody registered or assessed within a year, or it deals with an organisation that is no registered partner. */
export const platformUnregistered = rule(
  {
    id: 'COL-03',
    name: 'platform-unregistered',
    title: 'Platform unregistered or unassessed',
    severity: 'medium',
    needs: ['settings', 'connections'],
    remediation: 'register, assess, or stop',
    serves: ['TR-platform', 'A4.a'],
  },
  (facts) => [...unregistered(facts), ...unassessed(facts), ...unknownOrganisations(facts)],
)

type Seen = Pick<Facts, 'policy' | 'day' | 'settings' | 'connections'>

function unregistered(facts: Seen): readonly FindingDraft[] {
  const { declared } = facts.policy
  return facts.settings.sources
    .filter((source) => !declared.platforms.some((platform) => platform.source === source))
    .map((source) =>
      platformFinding(source, 'platform', projectsOn(source, facts), {
        sentence: `The platform \`${source}\` is in use, and nobody has registered it.`,
        detail: `\`${source}\` stands in no entry of \`platforms\``,
        remediation: 'register it under `platforms` with its owner and its assessment, or stop using it',
        owner: null,
      }),
    )
}

function unassessed(facts: Seen): readonly FindingDraft[] {
  const { today } = facts.day
  return facts.policy.declared.platforms
    .filter(({ assessed }) => assessed === null || plusCalendar(assessed, { months: 12 }) < today)
    .map((platform) =>
      platformFinding(platform.id, 'assessed', projectsOn(platform.source, facts), {
        sentence: `The platform \`${platform.id}\` ${assessedInWords(platform)}.`,
        detail: `\`platforms\` ${platform.id}: \`assessed\` is ${platform.assessed ?? 'not stated'}`,
        remediation: 'assess it, and write the day of the assessment into `assessed`',
        owner: platform.owner.written,
      }),
    )
}

function assessedInWords({ assessed }: Platform): string {
  return assessed === null
    ? 'was never assessed, as far as the policy says'
    : `was last assessed on ${dayInWords(assessed)}, over a year ago`
}

/** Each organisation once a source, however often it was seen there. */
function unknownOrganisations(facts: Seen): readonly FindingDraft[] {
  const { partners } = facts.policy.declared
  const seen = facts.connections.all.filter((tenant) => !partners.some((partner) => isOf(partner, tenant)))
  const byKey = Map.groupBy(seen, ({ source, key }) => `${source}\n${key}`)
  return sortedBy([...byKey], ([key]) => key).flatMap(([, [first, ...others]]) => {
    if (first === undefined) return []
    const { source, key, label, as } = first
    const platform = facts.policy.declared.platforms.find((one) => one.source === source)
    const name = label === key ? key : `${label} (${key})`
    return [
      platformFinding(platform?.id ?? source, key, projectsOn(source, facts), {
        sentence: `The platform \`${platform?.id ?? source}\` deals with ${name}, which is no registered partner.`,
        detail: `\`${source}\`: ${[as, ...others.map((one) => one.as)].join(', ')}; \`${key}\` stands in no partner's \`tenants\` or \`domains\``,
        remediation: 'register the partner with its tenant or domain, or end the connection',
        owner: platform?.owner.written ?? null,
      }),
    ]
  })
}

function isOf({ tenants, domains }: Partner, { key }: OtherTenant): boolean {
  return [...tenants, ...domains].some((one) => one.toLowerCase() === key)
}

/** Projects whose resources lie there, sorted. */
function projectsOn(source: string, { policy }: Seen): readonly string[] {
  return policy.declared.projects.filter(({ resources }) => resources.some(({ at }) => at.source === source)).map(({ slug }) => slug)
}

function platformFinding(
  platform: string,
  object: string,
  projects: readonly string[],
  said: Pick<FindingDraft, 'sentence' | 'detail' | 'remediation' | 'owner'>,
): FindingDraft {
  return plainFinding({
    identity: { family: 'object', project: null, on: 'platform', at: platform, object },
    project: null,
    projects,
    sensitivity: null,
    severity: fixedSeverity('medium', 'a platform or an organisation is not registered, or not assessed'),
    ...said,
  })
}
