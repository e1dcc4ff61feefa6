import { dayAfter } from '../base/duration.ts'
import type { Day } from '../base/instant.ts'
import { type AffiliationMatch, isExternal } from '../compare/affiliation.ts'
import { isInForce } from '../compare/condition/in-force.ts'
import { mayWork } from '../compare/holder.ts'
import { type Bound, fixedSeverity } from '../findings/severity.ts'
import type { AffiliationRule } from '../model/declared-institution.ts'
import { accountHandle } from '../model/handle.ts'
import type { Person } from '../model/person.ts'
import type { HrRow, PartnerRow, VisitorRow } from '../model/register.ts'
import { who } from './access-words.ts'
import { accountAccesses, accountFinding, unreachingAccountFinding } from './account-finding.ts'
import type { Facts } from './facts.ts'
import { type FindingDraft, rule } from './rule.ts'

/** An external with a working account has no end date, a longer stay, or more extensions than the affiliation allows. */
export const endDateMissing = rule(
  {
    id: 'EXP-03',
    name: 'end-date-missing',
    title: 'External with no end date, or too long',
    severity: 'medium; high on controlled',
    needs: ['people!', 'visitors!'],
    sees: ['access', 'accounts'],
    remediation: 'set an end; the host justifies it',
    serves: ['TR-oversight', 'B2.c', 'CIS'],
  },
  (facts) => {
    const faults = faultyAccounts(facts)
    const reaching = accountAccesses(facts.access, ({ account }) => faults.has(account))
    const reached = new Set(reaching.map(({ account }) => account))
    return [
      ...reaching.map((account) => {
        const controlled = account.projects.some(({ sensitivity }) => sensitivity === 'controlled')
        const floors: readonly Bound[] = controlled ? [{ what: 'reaches a controlled project', to: 'high' }] : []
        return accountFinding(account, said(account.gravest.described, faults.get(account.account) ?? '', floors))
      }),
      ...[...faults]
        .filter(([account]) => !reached.has(account))
        .map(([account, fault]): FindingDraft => {
          const described = facts.accounts.describe(account)
          return unreachingAccountFinding(described, said(described, fault, []))
        }),
    ]
  },
)

function said({ subject }: Parameters<typeof unreachingAccountFinding>[0], fault: string, floors: readonly Bound[]) {
  return {
    severity: fixedSeverity('medium', `an external ${fault}`, floors),
    sentence: `${who(subject)} ${fault}.`,
    remediation: 'set an end date in the register; the host justifies the length',
  }
}

/** What is wrong with the dates of whose stay, by working account; in the order of accounts. */
function faultyAccounts({
  accounts,
  people,
  day,
}: Pick<Facts, 'accounts' | 'people' | 'day'>): ReadonlyMap<ReturnType<typeof accountHandle>, string> {
  const faults = new Map<ReturnType<typeof accountHandle>, string>()
  accounts.all.forEach(({ state }, position) => {
    if (!mayWork(state)) return
    const fault = stayFault(people.ownerOf(accountHandle(position)), { accounts, people, day })
    if (fault !== null) faults.set(accountHandle(position), fault)
  })
  return faults
}

/** What is wrong with the dates of an external's stay, as the end of a sentence; null if nothing is. */
function stayFault(person: Person, { people, accounts, day }: Pick<Facts, 'people' | 'accounts' | 'day'>): string | null {
  const affiliation = people.affiliation(person)
  if (affiliation.ended || !isExternal(affiliation)) return null
  const match = affiliation.matches.find(({ kind, inForce }) => inForce && kind === affiliation.kind)
  if (match === undefined) return null
  const { requires } = match.rule
  const rows = rowsBehind(match, person, day.today)
  const isOpen = rows.length === 0 || rows.some(({ until }) => until === null)
  if (requires.endDate && isOpen && !endsByAccount(person, accounts)) return 'has no end date'
  const tooLong = rows.find(({ from, until }) => exceeds(from, until, requires))
  if (tooLong !== undefined) return 'is registered for longer than the affiliation allows'
  const extended = person.visits.find(
    (visit) =>
      isInForce(visit, day.today) &&
      visit.extensions !== null &&
      requires.maxExtensions !== null &&
      visit.extensions > requires.maxExtensions,
  )
  return extended === undefined ? null : `has been extended ${extended.extensions} times, more often than the affiliation allows`
}

/** The rows in force that the affiliation rests on: an earlier stay excuses nothing and is no fault any more. */
function rowsBehind({ rule: { match } }: AffiliationMatch, person: Person, today: Day): readonly (HrRow | VisitorRow | PartnerRow)[] {
  const sources = new Set(match.map(({ source }) => source))
  return [...person.hr, ...person.visits, ...person.partnerships].filter(
    (row) => sources.has(row.provenance.source) && isInForce(row, today),
  )
}

function endsByAccount({ joins }: Person, accounts: Facts['accounts']): boolean {
  return joins.length > 0 && joins.every(({ account }) => (accounts.all[account]?.endsAt ?? null) !== null)
}

function exceeds(from: Day | null, until: Day | null, { maxLength }: AffiliationRule['requires']): boolean {
  return maxLength !== null && from !== null && until !== null && until > dayAfter(from, maxLength)
}
