import { distinctTexts } from '../../base/order.ts'
import { assertNever } from '../../base/assert-never.ts'
import type { AccessCondition } from '../../model/access.ts'
import type { GroupHandle } from '../../model/handle.ts'
import type { Principal } from '../../model/principal.ts'

/** A set of accounts by what they are in; nobody is counted before somebody asks. */
export type Holder =
  | Principal
  /** Who stands in the group's own list, and not in one inside it. */
  | { readonly kind: 'direct'; readonly group: GroupHandle }
  /** The object itself: of a group its members. */
  | { readonly kind: 'self' }

/** Accounts that certain entries let through: in every one of `all` and in none of `none`. */
export interface Clause {
  /** The first is whom the deciding entry names: the chain of a proof ends there. */
  readonly all: readonly [Holder, ...Holder[]]
  readonly none: readonly Holder[]
  /** What must hold besides, and no record decides; empty = nothing. */
  readonly when: readonly AccessCondition[]
  /** The deciding entries in the system's own words: `Allow Modify`. */
  readonly says: string
}

/** For each level the clauses that give it: an account holds the level if it fits one of them. */
export type LevelClauses = ReadonlyMap<string, readonly Clause[]>

/** Who fits a clause of each side. */
export function both(one: readonly Clause[], other: readonly Clause[]): readonly Clause[] {
  return distinctClauses(other.flatMap((inner) => one.map((outer) => joined(inner, outer))))
}

/** The clauses without those that another already says: same holders, and nothing that it does not ask as well. */
export function distinctClauses(clauses: readonly Clause[]): readonly Clause[] {
  const possible = clauses.filter(({ all, none }) => !all.some((holder) => none.some((barred) => holderKey(barred) === holderKey(holder))))
  return possible.filter((clause, at) => !possible.some((other, position) => position !== at && says(other, clause, position < at)))
}

export function holderKey(holder: Holder): string {
  switch (holder.kind) {
    case 'account':
      return `account ${holder.account}`
    case 'group':
    case 'direct':
      return `${holder.kind} ${holder.group}`
    case 'self':
      return 'self'
    default:
      return assertNever(holder)
  }
}

/** The inner list's trustee comes first: it is the nearer to the thing. */
function joined(inner: Clause, outer: Clause): Clause {
  const [first, ...others] = inner.all
  return {
    all: [first, ...distinctHolders([...others, ...outer.all]).filter((holder) => holderKey(holder) !== holderKey(first))],
    none: distinctHolders([...inner.none, ...outer.none]),
    when: [...inner.when, ...outer.when],
    says: inner.says === outer.says ? inner.says : `${inner.says}; ${outer.says}`,
  }
}

function distinctHolders(holders: readonly Holder[]): readonly Holder[] {
  return [...new Map(holders.map((holder) => [holderKey(holder), holder])).values()]
}

/** Does `one` let through all whom `other` does, by the same entry? Of two that say the same the earlier stays. */
function says(one: Clause, other: Clause, isEarlier: boolean): boolean {
  if (one.says !== other.says || holderKey(one.all[0]) !== holderKey(other.all[0])) return false
  const [asks, asked] = [askedBy(one), askedBy(other)]
  if (!asks.every((part) => asked.includes(part))) return false
  return isEarlier || asks.length < asked.length
}

function askedBy({ all, none, when }: Clause): readonly string[] {
  return distinctTexts([...all.map(holderKey), ...none.map((holder) => `not ${holderKey(holder)}`), ...when.map(({ says: text }) => text)])
}
