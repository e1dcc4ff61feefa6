import type { Day } from '../base/instant.ts'
import { distinctTexts, sortedBy } from '../base/order.ts'
import type { Comparison } from '../compare/comparison.ts'
import { isInForce, lastEnd } from '../compare/condition/in-force.ts'
import { organisationName } from '../compare/partner-of.ts'
import type { DoubtfulJoin, Person } from '../model/person.ts'
import type { External } from '../model/externals.ts'
import type { AccountHandle } from '../model/handle.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { type AccountView, accountViews, latestUse } from './account-view.ts'
import { organisationOf, relationOf } from './relation-of.ts'

/** Everybody who is external, or may be for all that is on record; and who was held to be internal instead. */
export interface Externals {
  /** By relation, label, key. */
  readonly externals: readonly External[]
  readonly internal: readonly Person[]
}

/**
 * Tells the externals of a snapshot apart: by the affiliations of `policy`, where there is one, else by what registers and sources say.
 *
 * With a policy, who is external on sensitive projects alone is listed too. O(people + memberships outward of the externals).
 */
export function externalsOf(snapshot: Snapshot, policy: Comparison | null, today: Day): Externals {
  const view = accountViews(snapshot, today)
  const doubts = Map.groupBy(snapshot.doubtfulJoins, ({ account }) => account)
  const externals: External[] = []
  const internal: Person[] = []
  for (const person of snapshot.people) {
    const { external, ...relation } = relationOf(person, snapshot, policy, today)
    if (!external) internal.push(person)
    else
      externals.push({
        ...about(person, relation, view, doubts, snapshot, today),
        organisation: organisationName(organisationOf(person, snapshot, policy, today)),
      })
  }
  return { externals: sortedBy(externals, ({ relation, label, subject }) => [relation, label, subject]), internal }
}

function about(
  person: Person,
  relation: Pick<External, 'relation' | 'ended' | 'because'>,
  view: AccountView,
  doubts: ReadonlyMap<AccountHandle, readonly DoubtfulJoin[]>,
  snapshot: Snapshot,
  today: Day,
): Omit<External, 'organisation'> {
  const handles = person.joins.map(({ account }) => account)
  const accounts = handles.map(view)
  const perhaps = handles.flatMap((account) => doubts.get(account) ?? [])
  return {
    subject: person.key,
    label: person.label,
    ...relation,
    hosts: hostsOf(person, snapshot, today),
    end: endOnRecord(person),
    lastUse: latestUse(accounts.map(({ lastUse }) => lastUse)),
    workload: !person.registered && handles.length > 0 && handles.every((account) => snapshot.accounts[account]?.isWorkload === true),
    accounts,
    perhaps: sortedBy(
      perhaps.map((join) => ({ person: snapshot.person(join.person)?.label ?? join.person, doubt: join.doubt })),
      (one) => [one.person, one.doubt],
    ),
  }
}

/** The hosts that registers name; where none does, the sponsors that a tenant names. */
function hostsOf(person: Person, snapshot: Snapshot, today: Day): External['hosts'] {
  const recorded = hostsOnRecord(person, snapshot, today)
  if (recorded.length > 0) return recorded
  const sponsors = person.joins.flatMap(({ account }) => snapshot.accounts[account]?.attributes['sponsor'] ?? [])
  return distinctTexts(sponsors).map((written) => namedHost(written, snapshot))
}

/** The hosts of rows in force; where none is in force, those of the rows that were. */
export function hostsOnRecord({ visits, partnerships }: Person, snapshot: Snapshot, today: Day): External['hosts'] {
  const rows = [...visits, ...partnerships]
  const live = rows.filter((row) => isInForce(row, today))
  const written = distinctTexts((live.length > 0 ? live : rows).map(({ host }) => host).filter((host) => host !== ''))
  return written.map((host) => namedHost(host, snapshot))
}

function namedHost(written: string, snapshot: Snapshot): External['hosts'][number] {
  const found = snapshot.findPerson(written)
  return { written, label: found.found === 'one' && found.thing.registered ? found.thing.label : null }
}

/** The last day on which a row about the person holds; of whoever has rows as visitor or partner, of these. */
export function endOnRecord({ hr, visits, partnerships }: Person): External['end'] {
  const external = [...visits, ...partnerships]
  const rows = external.length > 0 ? external : hr
  if (rows.length === 0) return { kind: 'no-record' }
  const day = lastEnd(rows)
  return day === null ? { kind: 'open' } : { kind: 'day', day }
}
