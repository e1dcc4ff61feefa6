import type { StatedEntry } from '../../../src/core/model/access-control.ts'
import type { Name } from '../../../src/core/model/fragment.ts'
import type { Facts } from './facts-of.ts'

/** What the facts let one account do to one group, read the plain way: every list of some fact lets it through, first fitting entry first. */
export function mayChange(facts: Facts, group: string, account: string): { readonly add: boolean; readonly join: boolean } {
  const own = namesOf(facts, group)
  const rights = facts.controls
    .filter(({ object }) => 'group' in object && own.has(object.group))
    .map(({ lists }) => lists.map((list) => (list.form === 'stated' ? rightIn(facts, list.entries, account) : 'none')))
  const add = rights.some((perList) => perList.every((right) => right === 'add-members' || right === 'control'))
  return { add, join: add || rights.some((perList) => perList.every((right) => right !== 'none')) }
}

function rightIn(facts: Facts, entries: readonly StatedEntry[], account: string): StatedEntry['right'] {
  const entry = entries.find(({ who }) => fits(facts, who, account))
  return entry === undefined || entry.effect === 'deny' ? 'none' : entry.right
}

function fits(facts: Facts, who: StatedEntry['who'], account: string): boolean {
  if ('special' in who) return true
  if ('membersOf' in who) return membersOf(facts, who.membersOf).some((name) => namesOf(facts, account).has(name))
  const names = namesOf(facts, account)
  return names.has(who.name) || insideOf(facts, who.name, new Set()).some((name) => names.has(name))
}

function insideOf(facts: Facts, group: Name, seen: Set<Name>): readonly Name[] {
  if (seen.has(group)) return []
  seen.add(group)
  return membersOf(facts, group).flatMap((member) => [member, ...insideOf(facts, member, seen)])
}

function membersOf(facts: Facts, group: Name): readonly Name[] {
  const names = namesOf(facts, group)
  return facts.memberships.filter((fact) => names.has(fact.group)).flatMap(({ members }) => members)
}

/** All names of an account or a group that has the given label or name. */
export function namesOf(facts: Facts, called: string): ReadonlySet<Name> {
  const account = facts.accounts.find(({ account: { label }, names }) => label === called || (names as readonly string[]).includes(called))
  const group = facts.groups.find(({ group: { label }, names }) => label === called || (names as readonly string[]).includes(called))
  return new Set([...(account?.names ?? []), ...(group?.names ?? [])])
}
