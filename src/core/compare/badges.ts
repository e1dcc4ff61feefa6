import type { Day } from '../base/instant.ts'
import type { ObservedResource } from '../model/snapshot.ts'
import { type AccountHandle, accountHandle } from '../model/handle.ts'
import type { Person } from '../model/person.ts'
import { isInForce } from '../reach/grants-in-force.ts'
import type { Comparison } from './comparison.ts'

/** What a register of doors shows of one card holder. */
export interface Badge {
  /** The card holder is an account of the register. */
  readonly account: AccountHandle
  readonly person: Person
  /** What else the person signs in with, programs aside. */
  readonly logins: readonly AccountHandle[]
  /** Rooms that it opens today, by address. */
  readonly opens: readonly ObservedResource[]
  /** Will it open any at a later time? */
  readonly opensLater: boolean
  /** Rooms that it opened once, and opens no more nor again later, by address. */
  readonly openedOnce: readonly ObservedResource[]
  /** The last day of the rights that are over; null where none is. */
  readonly lastDay: Day | null
}

/** Every badge of every register of doors, by source and native id. O(accounts + grants). */
export function badgesOf({ snapshot, today }: Pick<Comparison, 'snapshot' | 'today'>): readonly Badge[] {
  const registers = new Set((snapshot.registers.datasets.get('doors') ?? []).map(({ source }) => source))
  if (registers.size === 0) return []
  const rights = new Map<AccountHandle, Rights>()
  for (const room of snapshot.resources.values()) {
    if (!registers.has(room.source)) continue
    for (const grant of room.grants) {
      if (grant.principal.kind !== 'account') continue
      const { account } = grant.principal
      const its = rights.get(account) ?? noRights()
      rights.set(account, its)
      if (isInForce(grant, today)) its.now.add(room)
      else if (grant.until === null || grant.until >= today) its.later.add(room)
      else {
        its.over.add(room)
        if (its.lastDay === null || grant.until > its.lastDay) its.lastDay = grant.until as Day
      }
    }
  }
  return snapshot.accounts.flatMap(({ source }, position) => {
    if (!registers.has(source)) return []
    const account = accountHandle(position)
    const { now, later, over, lastDay } = rights.get(account) ?? noRights()
    const openedOnce = [...over].filter((room) => !now.has(room) && !later.has(room))
    const person = snapshot.personOf(account)
    const logins = person.joins.flatMap(({ account: other }) => {
      const login = snapshot.accounts[other]
      return login === undefined || login.isWorkload || registers.has(login.source) ? [] : [other]
    })
    return [{ account, person, logins, opens: [...now], opensLater: later.size > 0, openedOnce, lastDay }]
  })
}

interface Rights {
  readonly now: Set<ObservedResource>
  readonly later: Set<ObservedResource>
  readonly over: Set<ObservedResource>
  lastDay: Day | null
}

function noRights(): Rights {
  return { now: new Set(), later: new Set(), over: new Set(), lastDay: null }
}
