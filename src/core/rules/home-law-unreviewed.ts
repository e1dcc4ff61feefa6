import { dayInWords } from '../base/day-words.ts'
import { dayAfter } from '../base/duration.ts'
import type { Day } from '../base/instant.ts'
import { type Bound, fixedSeverity } from '../findings/severity.ts'
import type { Institution } from '../model/declared-institution.ts'
import type { Partner } from '../model/declared-partner.ts'
import type { ResourceKind } from '../model/resource-kind.ts'
import { partnerFinding, projectsInWords, reachingPartners } from './partner-finding.ts'
import { rule } from './rule.ts'

/** A partner reaches data, its seat is on the institution's own list, and what its home law may ask of it was not reviewed. */
export const homeLawUnreviewed = rule(
  {
    id: 'AGR-05',
    name: 'home-law-unreviewed',
    title: 'Home-law review missing',
    severity: 'medium; high on controlled',
    needs: ['access', 'people'],
    remediation: 'legal review',
    serves: ['TR-law'],
  },
  (facts) => {
    const { institution } = facts.policy.declared
    return reachingPartners(facts, ({ access }) => holdsData(access.resource.kind)).flatMap((reaching) => {
      const { partner, sensitivity } = reaching
      const listed = institution.homeLawReview.find(({ country }) => country === partner.country)
      const fault = listed === undefined ? null : reviewFault(partner, institution, facts.day.today)
      if (listed === undefined || fault === null) return []
      const floors: readonly Bound[] = sensitivity === 'controlled' ? [{ what: 'partner reaches a controlled project', to: 'high' }] : []
      const draft = partnerFinding(
        reaching,
        {
          severity: fixedSeverity('medium', 'a review of home law is due', floors),
          sentence: `${partner.name} reaches data of ${projectsInWords(reaching)}, and what the law at its seat may ask of it ${fault}.`,
          remediation: 'have the review done and enter `law_review`, or take the access away',
          because: `seat ${partner.country} is on \`home_law_review\`: ${listed.reason}`,
        },
        facts,
      )
      return [{ ...draft, owner: listed.owner.written }]
    })
  },
)

/** Rooms, segments and keys open what holds data; what they open is asked for itself. */
const withoutData: ReadonlySet<ResourceKind> = new Set<ResourceKind>(['group', 'role', 'segment', 'room', 'key', 'function'])

function holdsData(kind: ResourceKind): boolean {
  return !withoutData.has(kind)
}

/** A review holds as long as one of a partner does: `reviews.partner`. */
function reviewFault({ lawReview }: Partner, { reviews }: Institution, today: Day): string | null {
  if (lawReview === null) return 'was never reviewed'
  return dayAfter(lawReview.done, reviews.partner) < today ? `was last reviewed on ${dayInWords(lawReview.done)}` : null
}
