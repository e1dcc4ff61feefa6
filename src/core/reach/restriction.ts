import type { AccessCondition } from '../model/access.ts'
import type { AccountHandle } from '../model/handle.ts'

/** What bounds a route beside the chain: sets of accounts by handle, ascending, and what must hold when it is used. */
export interface Restriction {
  readonly within: readonly Uint32Array[]
  readonly except: readonly Uint32Array[]
  readonly when: readonly AccessCondition[]
}

export const UNBOUND: Restriction = { within: [], except: [], when: [] }

/** O(sets × log accounts). */
export function lets({ within, except }: Restriction, account: AccountHandle): boolean {
  return within.every((set) => includes(set, account)) && !except.some((set) => includes(set, account))
}

/** Those of `accounts` whom the restriction lets through; the same array where it bounds nothing. */
export function letThrough(restriction: Restriction, accounts: Uint32Array): Uint32Array {
  if (restriction.within.length === 0 && restriction.except.length === 0) return accounts
  return accounts.filter((account) => lets(restriction, account as AccountHandle))
}

/** Binary search in an ascending set. */
function includes(set: Uint32Array, account: number): boolean {
  let low = 0
  let high = set.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (set[middle]! < account) low = middle + 1
    else high = middle
  }
  return set[low] === account
}
