import { sortedBy } from '../base/order.ts'
import { type Bound, fixedSeverity } from '../findings/severity.ts'
import type { AccountHandle } from '../model/handle.ts'
import { whatOf, who } from './access-words.ts'
import { accountAccesses, accountFinding, unreachingAccountFinding } from './account-finding.ts'
import type { Facts } from './facts.ts'
import { rule } from './rule.ts'

/**
 * An account might be two people's, its keys disagree, or it reaches a declared resource and no register knows whose it is. It never
 * inherits an entitlement; here stands why nobody can say whose it is.
 */
export const identityAmbiguous = rule(
  {
    id: 'DAT-04',
    name: 'identity-ambiguous',
    title: 'Identity or affiliation ambiguous',
    severity: 'medium; high if it blinds a controlled project',
    needs: ['access', 'accounts', 'people!'],
    remediation: 'link or confirm it in the joins file, never by name',
    serves: ['A.5.16', 'S1.5.01'],
  },
  (facts) => {
    const doubts = doubtsByAccount(facts)
    const isStranger = (account: AccountHandle): boolean =>
      !facts.people.ownerOf(account).registered && facts.accounts.all[account]?.isWorkload !== true
    const reaching = accountAccesses(facts.access, ({ account }) => doubts.has(account) || isStranger(account))
    const reached = new Set(reaching.map(({ account }) => account))
    return [
      ...reaching.map((account) => {
        const { access, project, described } = account.gravest
        const controlled = account.projects.some(({ sensitivity }) => sensitivity === 'controlled')
        const floors: readonly Bound[] = controlled ? [{ what: 'blinds a controlled project', to: 'high' }] : []
        const because = doubts.get(account.account) ?? noRegister
        return accountFinding(account, {
          severity: fixedSeverity('medium', 'an identity is ambiguous', floors),
          sentence: `Nobody can say for certain whose account it is with which ${who(described.subject)} reaches ${whatOf(access.resource, project)}.`,
          remediation: `${cure}: ${because}`,
        })
      }),
      ...[...doubts]
        .filter(([account]) => !reached.has(account))
        .map(([account, because]) => {
          const described = facts.accounts.describe(account)
          return unreachingAccountFinding(described, {
            severity: fixedSeverity('medium', 'an identity is ambiguous'),
            sentence: `Nobody can say for certain whose account “${described.account.label}” is.`,
            remediation: `${cure}: ${because}`,
          })
        }),
    ]
  },
)

const cure = 'confirm in the joins file whose it is'
const noRegister = 'no register knows the account by any declared key'

/** Why each doubted account is doubted, in one line; by account. */
function doubtsByAccount({ accounts, people }: Pick<Facts, 'accounts' | 'people'>): ReadonlyMap<AccountHandle, string> {
  const grouped = Map.groupBy(accounts.doubtfulJoins, ({ account }) => account)
  return new Map(
    sortedBy(grouped, ([account]) => [account]).map(([account, joins]) => {
      const lines = sortedBy(joins, ({ by, person }) => [by, person]).map(
        ({ by, person, doubt }) => `\`${by}\` points at ${people.person(person)?.label ?? person}, but ${doubt}`,
      )
      return [account, lines.join('; ')]
    }),
  )
}
