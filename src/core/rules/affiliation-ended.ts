import { dayInWords } from '../base/day-words.ts'
import { type Bound, raised, scoredSeverity } from '../findings/severity.ts'
import type { Person } from '../model/person.ts'
import { compareSensitivity } from '../model/sensitivity.ts'
import { mayWork } from '../compare/holder.ts'
import { levelVerb, whatOf, who } from './access-words.ts'
import { accountAccesses, accountFinding } from './account-finding.ts'
import { severityFacts } from './access-finding.ts'
import type { Facts } from './facts.ts'
import { rule } from './rule.ts'

/** The relation to the institution has ended by the registers, the account still works, and it reaches a declared resource. */
export const affiliationEnded = rule(
  {
    id: 'EXP-02',
    name: 'affiliation-ended',
    title: 'Account active after the affiliation ended',
    severity: 'score, at least high from sensitive up',
    needs: ['access', 'people', 'hr!', 'visitors!'],
    remediation: 'disable, end sessions, remove grants',
    serves: ['B2.d', 'A.6.5', 'PS-4', 'CE'],
  },
  (facts) =>
    accountAccesses(facts.access, ({ person, state }) => mayWork(state) && hasEnded(person, facts)).map((reached) => {
      const { access, project, described } = reached.gravest
      const { endedOn } = facts.people.affiliation(access.person)
      const strict = reached.projects.some(({ sensitivity }) => compareSensitivity(sensitivity, 'sensitive') >= 0)
      const floors: readonly Bound[] = strict ? [{ what: 'reaches a project from sensitive up', to: 'high' }] : []
      const ended = endedOn === null ? 'has ended' : `ended on ${dayInWords(endedOn)}`
      return accountFinding(reached, {
        severity: raised(
          scoredSeverity({
            ...severityFacts(access, project, described, [], facts, endedOn),
            account: facts.access.stateOf(access.account),
          }),
          floors,
        ),
        sentence: `${who(described.subject)} ${levelVerb(access.level, access.resource.kind)} ${whatOf(access.resource, project)}, though the affiliation ${ended} and the account still works.`,
        remediation: `disable the account \`${described.account.label}\` in ${described.account.source}, end its sessions, remove its grants`,
      })
    }),
)

/** By every record that is there, and no source of such records may hold another. */
function hasEnded(person: Person, { people }: Pick<Facts, 'people'>): boolean {
  return people.affiliation(person).ended && people.endIsKnown(person)
}
