import { sortedBy } from '../base/order.ts'
import { type Bound, fixedSeverity } from '../findings/severity.ts'
import { who, whatOf } from './access-words.ts'
import { accountAccesses, accountFinding } from './account-finding.ts'
import { rule } from './rule.ts'

/**
 * An account that reaches a declared resource might be two people's, or its keys disagree. It never inherits an entitlement;
 * here stands why nobody can say whose it is.
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
    const doubts = Map.groupBy(facts.accounts.snapshot.doubtfulJoins, ({ account }) => account)
    return accountAccesses(facts.access, ({ account }) => doubts.has(account)).flatMap((reached) => {
      const { access, project, described } = reached.gravest
      const about = doubts.get(access.account)
      if (about === undefined) return []
      const says = sortedBy(
        about.map(({ person, by, doubt }) => ({
          key: `${by} ${person}`,
          says: `\`${by}\` points at ${facts.people.person(person)?.label ?? person}, but ${doubt}`,
        })),
        ({ key }) => key,
      )
      const controlled = reached.projects.some(({ sensitivity }) => sensitivity === 'controlled')
      const floors: readonly Bound[] = controlled ? [{ what: 'blinds a controlled project', to: 'high' }] : []
      return [
        accountFinding(reached, {
          severity: fixedSeverity('medium', 'an identity is ambiguous', floors),
          sentence: `Nobody can say for certain whose account it is with which ${who(described.subject)} reaches ${whatOf(access.resource, project)}.`,
          remediation: `confirm in the joins file whose it is: ${says.map((one) => one.says).join('; ')}`,
        }),
      ]
    })
  },
)
