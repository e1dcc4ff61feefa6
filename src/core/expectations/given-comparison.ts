import type { Instant } from '../base/instant.ts'
import { affiliationOf } from '../compare/affiliation.ts'
import { type Comparison, comparison } from '../compare/comparison.ts'
import { coverageLedger } from '../compare/coverage-ledger.ts'
import type { AuthorityGroups } from '../compare/line-fit.ts'
import type { SignIn } from '../compare/sign-in.ts'
import type { RegisterState } from '../compare/register-coverage.ts'
import type { DeclaredPolicy } from '../model/declared-policy.ts'
import type { DatasetKey } from '../model/coverage.ts'
import type { Person, SubjectKey } from '../model/person.ts'
import type { RegisterName } from '../model/register.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { GivenPerson, PolicyTest } from '../policy/test-file.ts'
import { GIVEN } from './given-snapshot.ts'

/** The comparison of one day, and the groups of authorities, over what a test gives. */
export interface GivenDay {
  readonly context: Comparison
  readonly groups: AuthorityGroups
  person(given: GivenPerson): Person
}

/**
 * The audit's own comparison, in which a register has been read for a person if the test gives what it holds, and is partial for them
 * otherwise: so what is not given is unknown by the same rules as what was not read.
 */
export function givenDay(test: PolicyTest, snapshot: Snapshot, policy: DeclaredPolicy, now: Instant): GivenDay {
  const ledger = coverageLedger(snapshot, [], now, { rows: [], gaps: [] })
  const real = comparison(snapshot, policy, ledger, now)
  const facts = new Map<SubjectKey, GivenPerson>(test.given.map((given) => [personOf(given, snapshot).key, given]))
  const given = (person: Person): GivenPerson => {
    const found = facts.get(person.key)
    if (found === undefined) throw new Error(`the test gives nothing of ${person.key}`)
    return found
  }
  const approvals = approvalDatasets(policy)
  const state = (key: string, isGiven: boolean, datasets: readonly DatasetKey[] = []): RegisterState =>
    isGiven ? { kind: 'complete', datasets } : { kind: 'partial', datasets, says: `\`${key}\` is not given` }

  const context: Comparison = {
    ...real,
    affiliation: (person) => {
      const unread = given(person).affiliations === null
      return affiliationOf(person, snapshot, policy.affiliations, real.partners, real.today, () => unread)
    },
    affiliationDoubt: (person) => (given(person).affiliations === null ? '`affiliation` is not given' : null),
    register: (name, person) => registerOf(name, given(person)),
    placeRegister: (_, person) => {
      const { workCountry, partner } = given(person)
      return state('work_country', workCountry !== null || partner !== null)
    },
    registerGaps: () => [],
    recordGaps: () => [],
    signIn: (person) => givenSignIn(given(person)),
  }
  const groups: AuthorityGroups = {
    holds(authority, accounts) {
      const [account] = accounts
      const approved = account === undefined ? null : given(snapshot.personOf(account)).approved
      if (approved === null) return { fits: 'unknown', says: '`approved` is not given', restsOn: [], gaps: [] }
      if (!approved.includes(authority.text)) return { fits: 'no' }
      return { fits: 'yes', partner: null, approval: null, unread: null, restsOn: [] }
    },
  }
  return { context, groups, person: (one) => personOf(one, snapshot) }

  function registerOf(name: RegisterName, person: GivenPerson): RegisterState {
    switch (name) {
      case 'hr':
        return state('department', person.department !== null)
      case 'visitors':
      case 'partners':
        return state('host', person.host !== null)
      case 'training':
        return state('training', person.training !== null)
      case 'clearances':
        return state('clearance', person.clearance !== null)
      case 'approvals':
        return state('approved', person.approved !== null, approvals)
      default:
        return { kind: 'unsourced' }
    }
  }
}

function givenSignIn({ mfa, accessFrom }: GivenPerson): SignIn {
  return {
    strong:
      mfa === null
        ? { kind: 'unsourced', says: '`mfa` is not given' }
        : { kind: mfa ? 'demanded' : 'not-demanded', says: `strong sign-in is ${mfa ? '' : 'not '}demanded` },
    from:
      accessFrom === null
        ? { kind: 'unsourced', says: '`access_from` is not given' }
        : { kind: 'countries', countries: accessFrom, exact: true },
    restsOn: [],
  }
}

/** Authorities that are no groups of `institution.authorities` are registers of approvals. */
function approvalDatasets({ projects, institution }: DeclaredPolicy): readonly DatasetKey[] {
  const groups = new Set(institution.authorities.map(({ text }) => text))
  const lines = projects.flatMap(({ entitled }) => entitled)
  const registers = lines.flatMap(({ who }) => (who.kind === 'authority' && !groups.has(who.authority.text) ? [who.authority.source] : []))
  return [...new Set(registers)].map((source) => ({ source, unit: GIVEN, dataset: 'approvals' }))
}

function personOf({ reference }: GivenPerson, snapshot: Snapshot): Person {
  const found = snapshot.findPerson(reference)
  if (found.found !== 'one') throw new Error(`the test gives \`${reference}\`, and the snapshot has ${found.found}`)
  return found.thing
}
