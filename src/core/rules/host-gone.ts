import { isExternal } from '../compare/affiliation.ts'
import { isInForce } from '../compare/condition/in-force.ts'
import { mayWork } from '../compare/holder.ts'
import { type Bound, fixedSeverity } from '../findings/severity.ts'
import { type AccountHandle, accountHandle } from '../model/handle.ts'
import type { Person } from '../model/person.ts'
import { parsePersonReference } from '../model/person-reference.ts'
import { compareSensitivity } from '../model/sensitivity.ts'
import { who } from './access-words.ts'
import { accountAccesses, accountFinding, unreachingAccountFinding } from './account-finding.ts'
import type { Facts } from './facts.ts'
import { rule } from './rule.ts'

/** An external with a working account has no host where the affiliation asks for one, or a host who answers for nobody any more. */
export const hostGone = rule(
  {
    id: 'EXP-04',
    name: 'host-gone',
    title: 'Host missing or gone',
    severity: 'medium; high from sensitive up',
    needs: ['people!', 'accounts!', 'visitors!', 'officers'],
    sees: ['access'],
    remediation: 'reassign in 5 days, else people decide on suspension',
    serves: ['TR-oversight', 'PS-7'],
  },
  (facts) => {
    const faults = faultyAccounts(facts)
    const reaching = accountAccesses(facts.access, ({ account }) => faults.has(account))
    const reached = new Set(reaching.map(({ account }) => account))
    return [
      ...reaching.map((account) => {
        const strict = account.projects.some(({ sensitivity }) => compareSensitivity(sensitivity, 'sensitive') >= 0)
        const floors: readonly Bound[] = strict ? [{ what: 'reaches a project from sensitive up', to: 'high' }] : []
        return accountFinding(account, said(account.gravest.described, faults.get(account.account) ?? '', floors))
      }),
      ...[...faults]
        .filter(([account]) => !reached.has(account))
        .map(([account, fault]) => {
          const described = facts.accounts.describe(account)
          return unreachingAccountFinding(described, said(described, fault, []))
        }),
    ]
  },
  (facts) =>
    externalAccounts(facts).flatMap(({ account, person }) => {
      const presence = hostPresence(person, facts)
      const { source = '', id = '' } = facts.accounts.all[account] ?? {}
      return presence.kind === 'unknown' ? [{ identity: { family: 'account', source, account: id }, because: presence.because }] : []
    }),
)

function said({ subject }: Parameters<typeof unreachingAccountFinding>[0], fault: string, floors: readonly Bound[]) {
  return {
    severity: fixedSeverity('medium', 'nobody answers for an external', floors),
    sentence: `${who(subject)}: ${fault}.`,
    remediation: 'name a member of staff as host within five days; else the lead and the research office decide on suspending the account',
  }
}

/** What is wrong with whose host, by working account; in the order of accounts. */
function faultyAccounts(facts: Seen): ReadonlyMap<AccountHandle, string> {
  const faults = new Map<AccountHandle, string>()
  for (const { account, person } of externalAccounts(facts)) {
    const presence = hostPresence(person, facts)
    if (presence.kind === 'absent') faults.set(account, presence.says)
  }
  return faults
}

type Seen = Pick<Facts, 'accounts' | 'people' | 'officers' | 'day'>

function externalAccounts({ accounts, people }: Seen): readonly { readonly account: AccountHandle; readonly person: Person }[] {
  return accounts.all.flatMap(({ state }, position) => {
    const account = accountHandle(position)
    const person = people.ownerOf(account)
    const affiliation = people.affiliation(person)
    return mayWork(state) && !affiliation.ended && isExternal(affiliation) ? [{ account, person }] : []
  })
}

type HostPresence =
  | { readonly kind: 'present' }
  | { readonly kind: 'absent'; readonly says: string }
  | { readonly kind: 'unknown'; readonly because: string }

/** A host who is gone is told even beside another who is not: the visit for which they answered has nobody. */
function hostPresence(person: Person, facts: Seen): HostPresence {
  const { day, people } = facts
  const named = [...person.visits, ...person.partnerships].filter((row) => isInForce(row, day.today) && row.host !== '')
  const judged = named.map(({ host }) => presenceOf(host, facts))
  const fault = judged.find(({ kind }) => kind === 'absent') ?? judged.find(({ kind }) => kind === 'unknown')
  if (fault !== undefined) return fault
  const { kind: relation, matches } = people.affiliation(person)
  const match = matches.find(({ kind, inForce }) => inForce && kind === relation)
  const isMissing = named.length === 0 && match?.rule.requires.host === true
  return isMissing ? { kind: 'absent', says: 'no host is on record' } : { kind: 'present' }
}

function presenceOf(host: string, { officers, people }: Seen): HostPresence {
  const reference = parsePersonReference(host)
  if (reference === null) return { kind: 'absent', says: `the host on record, \`${host}\`, is no key of a person` }
  const presence = officers.presence(reference)
  switch (presence.kind) {
    case 'present':
      return isExternal(people.affiliation(presence.person))
        ? { kind: 'absent', says: `the host ${presence.person.label} is external too` }
        : presence
    case 'absent':
      return { kind: 'absent', says: `the host ${host} ${presence.says}` }
    case 'unknown':
      return presence
  }
}
