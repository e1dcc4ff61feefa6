import { dayInWords } from '../base/day-words.ts'
import type { Day } from '../base/instant.ts'
import { isInForce, lastEnd } from '../compare/condition/in-force.ts'
import { type Bound, fixedSeverity } from '../findings/severity.ts'
import type { AccountHandle } from '../model/handle.ts'
import type { Person } from '../model/person.ts'
import { who } from './access-words.ts'
import { accountAccesses, accountFinding, unreachingAccountFinding } from './account-finding.ts'
import type { Facts } from './facts.ts'
import { rule } from './rule.ts'

/** The visit, or the relation to the institution, is over by the registers, and a badge of the person still opens a room. */
export const badgeOutlived = rule(
  {
    id: 'BLD-02',
    name: 'badge-outlived',
    title: 'Badge live after the visit',
    severity: 'medium; high on controlled',
    needs: ['doors', 'hr!', 'visitors!', 'people'],
    sees: ['access', 'accounts'],
    remediation: 'deactivate',
    serves: ['TR-oversight', 'PE-2'],
  },
  (facts) => {
    const outlived = outlivedBadges(facts)
    const reaching = accountAccesses(facts.access, ({ account }) => outlived.has(account))
    const reached = new Set(reaching.map(({ account }) => account))
    return [
      ...reaching.map((badge) => {
        const controlled = badge.projects.some(({ sensitivity }) => sensitivity === 'controlled')
        const floors: readonly Bound[] = controlled ? [{ what: 'opens a room of a controlled project', to: 'high' }] : []
        return accountFinding(badge, said(badge.gravest.described, outlived.get(badge.account) ?? null, floors))
      }),
      ...[...outlived]
        .filter(([account]) => !reached.has(account))
        .map(([account, endedOn]) => {
          const described = facts.accounts.describe(account)
          return unreachingAccountFinding(described, said(described, endedOn, []))
        }),
    ]
  },
)

function said({ subject, account }: Parameters<typeof unreachingAccountFinding>[0], endedOn: Day | null, floors: readonly Bound[]) {
  const ended = endedOn === null ? 'is over' : `ended on ${dayInWords(endedOn)}`
  return {
    severity: fixedSeverity('medium', 'a badge outlived the visit', floors),
    sentence: `The card of ${who(subject)} still opens rooms, though the time here ${ended}.`,
    remediation: `deactivate the card of \`${account.label}\` in ${account.source}`,
  }
}

type Seen = Pick<Facts, 'doors' | 'people' | 'day'>

/** Badges that open something, of people whose time here is over; with its last day. */
function outlivedBadges(facts: Seen): ReadonlyMap<AccountHandle, Day | null> {
  return new Map(
    facts.doors.badges().flatMap(({ account, person, opens }) => {
      const end = opens.length === 0 ? null : endOf(person, facts)
      return end === null ? [] : [[account, end.day] as const]
    }),
  )
}

/** When the person's time here ended; null where it did not, or where an unread record may say otherwise. */
function endOf(person: Person, { people, day: { today } }: Seen): { readonly day: Day | null } | null {
  const isExpected = person.visits.some(({ from }) => from !== null && from > today)
  if (isExpected) return null
  const { ended, endedOn, matches } = people.affiliation(person)
  if (ended) return people.endIsKnown(person) ? { day: endedOn } : null
  // A visit that no rule of `affiliations` takes up ends all the same.
  const isColleague = person.hr.some((row) => row.status === 'active' && isInForce(row, today))
  const last = lastEnd(person.visits)
  return matches.length > 0 || isColleague || last === null || last >= today ? null : { day: last }
}
