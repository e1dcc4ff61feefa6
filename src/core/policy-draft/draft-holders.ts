import { assertNever } from '../base/assert-never.ts'
import type { Day } from '../base/instant.ts'
import { sortedBy } from '../base/order.ts'
import type { Comparison } from '../compare/comparison.ts'
import { organisationName } from '../compare/partner-of.ts'
import { latestUse } from '../externals/account-view.ts'
import { endOnRecord, hostsOnRecord } from '../externals/externals-of.ts'
import { type Relation, organisationOf, relationOf } from '../externals/relation-of.ts'
import type { Step } from '../model/access.ts'
import type { Recency } from '../model/account.ts'
import { controlledLabel } from '../model/controlled-label.ts'
import type { External } from '../model/externals.ts'
import type { AccountHandle } from '../model/handle.ts'
import type { Person, SubjectKey } from '../model/person.ts'
import { parsePersonReference } from '../model/person-reference.ts'
import { type Level, isLevelOf, levelCovers } from '../model/resource-kind.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Reach } from '../reach/answer.ts'
import type { DraftResource } from './draft-targets.ts'

/** Somebody who holds something of what a draft declares. */
export interface DraftHolder {
  readonly person: Person
  readonly label: string
  readonly relation: Relation
  readonly organisation: string | null
  /** Slug of the partner, where a register or the policy ties the person to one. */
  readonly partner: string | null
  readonly hosts: External['hosts']
  readonly end: External['end']
  readonly lastUse: Recency
  /** How a policy may name the person; null where no key leads to exactly this one. */
  readonly reference: string | null
  /** The address of the account, where it is a program. */
  readonly workload: string | null
  readonly holds: readonly HeldThing[]
}

/** A level on one resource, by one account, and how it came. */
export interface HeldThing {
  readonly resource: string
  readonly level: Level
  readonly account: { readonly source: string; readonly label: string; readonly state: string }
  /** Labels, the account first. */
  readonly path: readonly string[]
  readonly otherPaths: { readonly count: number; readonly exact: boolean }
}

/** Everybody who holds a level on one of the resources; externals first, then by relation, label and key. */
export function draftHolders(
  resources: readonly DraftResource[],
  snapshot: Snapshot,
  reach: Reach,
  policy: Comparison | null,
  today: Day,
): readonly DraftHolder[] {
  const held = new Map<SubjectKey, { readonly person: Person; readonly holds: HeldThing[] }>()
  for (const resource of resources) {
    const answer = reach.who(resource.address)
    if (answer.kind !== 'answered') throw new Error(`${resource.address} was found and has no answer`)
    for (const { account, level } of answer.value) {
      if (!isLevelOf(resource.kind, level)) continue
      const person = snapshot.personOf(account)
      const entry = held.get(person.key) ?? { person, holds: [] }
      held.set(person.key, entry)
      entry.holds.push(heldThing(account, resource, level, snapshot, reach))
    }
  }
  const holders = [...held.values()].map(({ person, holds }) => holder(person, holds, snapshot, policy, today))
  return sortedBy(holders, ({ relation, label, person }) => [relation.external ? 0 : 1, relation.relation, label, person.key])
}

/**
 * The levels that cover all that somebody holds of one resource, the fewest there are: one, but for functions, whose two scales do not
 * cover one another.
 */
export function coveringLevels(kind: DraftResource['kind'], levels: readonly Level[]): readonly Level[] {
  const distinct = [...new Set(levels)]
  return distinct.filter((level) => !distinct.some((other) => other !== level && levelCovers(kind, level, other)))
}

function holder(person: Person, holds: readonly HeldThing[], snapshot: Snapshot, policy: Comparison | null, today: Day): DraftHolder {
  const organisation = organisationOf(person, snapshot, policy, today)
  const accounts = person.joins.flatMap(({ account }) => snapshot.accounts[account] ?? [])
  const [only] = accounts
  const registered = person.partnerships[0]?.partner ?? null
  return {
    person,
    label: person.label,
    relation: relationOf(person, snapshot, policy, today),
    organisation: organisationName(organisation),
    partner: organisation.kind === 'partner' ? organisation.partner.slug : registered,
    hosts: hostsOnRecord(person, snapshot, today),
    end: endOnRecord(person),
    lastUse: latestUse(accounts.map(({ recency }) => recency)),
    reference: referenceOf(person, snapshot),
    workload: !person.registered && accounts.length === 1 && only?.isWorkload === true ? `${only.source}:${only.id}` : null,
    holds: sortedBy(holds, ({ resource, level, account }) => [resource, level, account.source, account.label]),
  }
}

/** What people read best, if it leads to this person alone: a mail, then a login, then the employee number. */
function referenceOf(person: Person, snapshot: Snapshot): string | null {
  const number = person.employeeNumber === null ? [] : [`id:${person.employeeNumber}`]
  for (const reference of [...person.mails, ...person.logins, ...number]) {
    if (parsePersonReference(reference) === null) continue
    const found = snapshot.findPerson(reference)
    if (found.found === 'one' && found.thing.key === person.key) return reference
  }
  return null
}

function heldThing(handle: AccountHandle, { slug, address }: DraftResource, level: Level, snapshot: Snapshot, reach: Reach): HeldThing {
  const account = snapshot.accounts[handle]
  const proof = reach.proofOf(handle, address, level)
  const others = reach.otherPathsOf(handle, address, level, 0)
  if (account === undefined || proof.kind !== 'answered' || proof.value === null || others.kind !== 'answered')
    throw new Error(`no proof of an access to ${address}`)
  const steps = proof.value.map((step) => stepText(step, snapshot))
  const { source, label, state } = account
  return {
    resource: slug,
    level,
    account: { source, label, state },
    path: [label, ...steps],
    otherPaths: { count: others.value.count.count, exact: others.value.count.kind === 'exactly' },
  }
}

function stepText(step: Step, snapshot: Snapshot): string {
  switch (step.kind) {
    case 'membership':
      return snapshot.groups[step.group]?.label ?? ''
    case 'grant':
      return `${step.resource}${step.grant.nativeRight === null ? '' : ` (${step.grant.nativeRight})`}`
    case 'control':
      return `${controlledLabel(step.right.on, snapshot)} (${step.right.nativeRight})`
    default:
      return assertNever(step)
  }
}
