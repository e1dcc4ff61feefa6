import { accountHandle, type AccountHandle, type GroupHandle } from '../../model/handle.ts'
import type { Memberships } from '../../model/snapshot.ts'
import { BoundedCache } from './bounded-cache.ts'
import { componentsOf, type Components } from './components.ts'
import { Marks } from './marks.ts'
import { forEachNested, nestingOf, type Nesting } from './nesting.ts'

/** Accounts with the fewest memberships that lead each to what was asked: two columns of one length, by account. */
export interface AccountsByHops {
  readonly accounts: Uint32Array
  readonly hops: Uint32Array
}

// 4 bytes a number: 256 MB of accounts at most, far more than a night's distinct groups need at a million accounts.
const BUDGET = 64_000_000

/**
 * Works out who and what is inside a group, once for each ring of groups, and shares the result by reference.
 *
 * A set is a sorted array of handles. State worth a class: what was worked out before, and the scratch space of the walks.
 */
export class Expansion {
  readonly #memberships: Memberships
  readonly #nesting: Nesting
  readonly #components: Components
  readonly #accountMarks: Marks
  readonly #groupMarks: Marks
  readonly #hopsOf: Uint32Array
  readonly #accounts = new BoundedCache<number, Uint32Array>(BUDGET, (set) => set.length)
  readonly #groups = new BoundedCache<number, Uint32Array>(BUDGET, (set) => set.length)
  readonly #byHops = new BoundedCache<string, AccountsByHops>(BUDGET, ({ accounts }) => accounts.length * 2)

  constructor(memberships: Memberships, accounts: number, groups: number) {
    this.#memberships = memberships
    this.#nesting = nestingOf(memberships, groups)
    this.#components = componentsOf(this.#nesting)
    this.#accountMarks = new Marks(accounts)
    this.#groupMarks = new Marks(groups)
    this.#hopsOf = new Uint32Array(accounts)
  }

  /** The ring that `group` belongs to: groups with one number have the same members. */
  componentOf(group: GroupHandle): number {
    const component = this.#components.of[group]
    if (component === undefined) throw new Error(`no group has the handle ${group}`)
    return component
  }

  /** Accounts in `group`, directly or nested, ascending. O(memberships inside) at first, then O(1). */
  membersOf(group: GroupHandle): Uint32Array {
    const component = this.componentOf(group)
    return this.#accounts.get(component) ?? this.#accounts.keep(component, this.#expanded(group))
  }

  /** `group` itself and every group nested in it, ascending. O(nestings inside) at first, then O(1). */
  groupsInside(group: GroupHandle): Uint32Array {
    const component = this.componentOf(group)
    return this.#groups.get(component) ?? this.#groups.keep(component, this.#inside(group))
  }

  /** Is `inner` among `groupsInside(outer)`? As that, then O(log groups inside). */
  hasInside(outer: GroupHandle, inner: GroupHandle): boolean {
    const inside = this.groupsInside(outer)
    let low = 0
    let high = inside.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (inside[middle]! < inner) low = middle + 1
      else high = middle
    }
    return inside[low] === inner
  }

  /**
   * Accounts in any of `outer`, each with the fewest memberships that lead it there: 1 for a direct member.
   *
   * By account, ascending. O(memberships inside) at first, then O(1) for the same groups.
   */
  byHops(outer: readonly GroupHandle[]): AccountsByHops {
    const key = outer.join()
    return this.#byHops.get(key) ?? this.#byHops.keep(key, this.#breadthFirst(outer))
  }

  /** `byHops`, one account at a time. */
  forEachByHops(outer: readonly GroupHandle[], visit: (account: AccountHandle, hops: number) => void): void {
    const { accounts, hops } = this.byHops(outer)
    for (let i = 0; i < accounts.length; i++) visit(accountHandle(accounts[i]!), hops[i]!)
  }

  #expanded(root: GroupHandle): Uint32Array {
    const found: number[] = []
    let largest: Uint32Array | null = null
    this.#accountMarks.clear()
    const add = (account: number): void => {
      if (this.#accountMarks.add(account)) found.push(account)
    }
    this.#walk(root, (group) => {
      // What was worked out for a nested ring is taken over whole.
      const known = this.#accounts.get(this.componentOf(group))
      if (known === undefined) {
        this.#memberships.forEachAccountOf(group, add)
        return true
      }
      for (const account of known) add(account)
      if (known.length > (largest?.length ?? 0)) largest = known
      return false
    })
    return shared(largest, found.length) ?? Uint32Array.from(found).sort()
  }

  #inside(root: GroupHandle): Uint32Array {
    const found: number[] = []
    this.#walk(root, (group) => {
      found.push(group)
      return true
    })
    return Uint32Array.from(found).sort()
  }

  /** Visits `root` and what is nested in it, each group once; does not go into a group for which `visit` returns false. */
  #walk(root: GroupHandle, visit: (group: GroupHandle) => boolean): void {
    this.#groupMarks.clear()
    this.#groupMarks.add(root)
    const waiting = [root]
    for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
      if (!visit(group)) continue
      forEachNested(this.#nesting, group, (member) => {
        if (this.#groupMarks.add(member)) waiting.push(member)
      })
    }
  }

  #breadthFirst(outer: readonly GroupHandle[]): AccountsByHops {
    this.#groupMarks.clear()
    this.#accountMarks.clear()
    const found: number[] = []
    let layer = outer.filter((group) => this.#groupMarks.add(group))
    for (let hops = 1; layer.length > 0; hops++) {
      const next: GroupHandle[] = []
      for (const group of layer) {
        this.#memberships.forEachAccountOf(group, (account: AccountHandle) => {
          if (!this.#accountMarks.add(account)) return
          found.push(account)
          this.#hopsOf[account] = hops
        })
        forEachNested(this.#nesting, group, (member) => {
          if (this.#groupMarks.add(member)) next.push(member)
        })
      }
      layer = next
    }
    const accounts = Uint32Array.from(found).sort()
    return { accounts, hops: accounts.map((account) => this.#hopsOf[account]!) }
  }
}

/** The largest nested set itself, if it is the whole: it is a part of the whole, so equal size means equal. */
function shared(largest: Uint32Array | null, size: number): Uint32Array | null {
  return largest !== null && largest.length === size ? largest : null
}
