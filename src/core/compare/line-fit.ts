import { assertNever } from '../base/assert-never.ts'
import type { EntitlementLine } from '../model/declared-project.ts'
import type { Partner } from '../model/declared-partner.ts'
import type { Person } from '../model/person.ts'
import type { PersonReference } from '../model/person-reference.ts'
import type { ApprovalRow } from '../model/register.ts'
import type { ResourceAddress } from '../model/resource-address.ts'
import type { DatasetKey, Gap } from '../model/coverage.ts'
import type { AccountHandle } from '../model/handle.ts'
import type { Comparison } from './comparison.ts'
import { isInForce } from './condition/in-force.ts'

/** Does a line's `who` name this person? `unknown` names what was not read. */
export type Fit =
  | { readonly fits: 'no' }
  | {
      readonly fits: 'yes'
      readonly partner: Partner | null
      readonly approval: readonly ApprovalRow[] | null
      /** Why a later approval may be there that was not read; null where all were. */
      readonly unread: string | null
      readonly restsOn: readonly DatasetKey[]
    }
  | { readonly fits: 'unknown'; readonly says: string; readonly restsOn: readonly DatasetKey[]; readonly gaps: readonly Gap[] }

/** Who is in an authority's group, as `reach` answers it: the composition is the caller's, since `compare` sees both sides. */
export interface AuthorityGroups {
  /** Is one of the accounts in the group, by any path? `unknown` where part of the group was not read. */
  holds(authority: ResourceAddress, accounts: readonly AccountHandle[]): Fit
}

/** Holds the line's `who` against a person. A reference that names two people names nobody (DAT-04). */
export function fitOf(line: EntitlementLine, person: Person, groups: AuthorityGroups, context: Comparison): Fit {
  const { who } = line
  switch (who.kind) {
    case 'person':
      return named([who.person], person, context)
    case 'people':
      return named(who.people, person, context)
    case 'partner': {
      const partner = context.policy.partners.find(({ slug }) => slug === who.partner) ?? null
      const fit = named(who.people, person, context)
      return fit.fits === 'yes' ? { ...fit, partner } : fit
    }
    case 'department':
      return inDepartment(who.department, person, context)
    case 'authority':
      return approved(who.authority, person, groups, context)
    case 'workload': {
      const found = context.snapshot.findAccount(who.workload.source, who.workload.native)
      const owned = found.found === 'one' && person.joins.some(({ account }) => account === found.thing)
      return owned ? yes([]) : { fits: 'no' }
    }
    default:
      return assertNever(who)
  }
}

function yes(
  restsOn: readonly DatasetKey[],
  approval: readonly ApprovalRow[] | null = null,
  unread: string | null = null,
): Fit & { readonly fits: 'yes' } {
  return { fits: 'yes', partner: null, approval, unread, restsOn }
}

function named(people: readonly PersonReference[], person: Person, context: Comparison): Fit {
  return people.some((reference) => context.isPerson(reference, person)) ? yes([]) : { fits: 'no' }
}

function inDepartment(department: string, person: Person, context: Comparison): Fit {
  const register = context.register('hr', person)
  const restsOn = register.kind === 'unsourced' ? [] : register.datasets
  if (person.hr.some((row) => row.department === department && isInForce(row, context.today))) return yes(restsOn)
  if (register.kind === 'complete') return { fits: 'no' }
  const says = register.kind === 'partial' ? register.says : 'no register of staff is configured'
  return { fits: 'unknown', says, restsOn, gaps: context.registerGaps(person) }
}

/** An approvals register's rows fit whenever they name the person, ended ones too: then the line's approval part says when. */
function approved(authority: ResourceAddress, person: Person, groups: AuthorityGroups, context: Comparison): Fit {
  const register = context.register('approvals', person)
  const datasets = register.kind === 'unsourced' ? [] : register.datasets.filter(({ source }) => source === authority.source)
  if (datasets.length === 0)
    return groups.holds(
      authority,
      person.joins.map(({ account }) => account),
    )
  const rows = (context.snapshot.registers.approvals.get(person.key) ?? []).filter(
    (row) => row.provenance.source === authority.source && row.authority === authority.native,
  )
  if (rows.length > 0) return yes(datasets, rows, register.kind === 'partial' ? register.says : null)
  if (register.kind === 'complete') return { fits: 'no' }
  return {
    fits: 'unknown',
    says: register.kind === 'partial' ? register.says : 'no approvals are configured',
    restsOn: datasets,
    gaps: context.registerGaps(person),
  }
}
