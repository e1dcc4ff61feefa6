import { type AccountHandle, type GroupHandle, accountHandle, groupHandle } from '../model/handle.ts'
import type { Name } from '../model/fragment.ts'
import type { Principal } from '../model/principal.ts'
import type { Found } from '../model/snapshot.ts'
import { namesFor } from './address-names.ts'
import type { NameTable } from './name-table.ts'

/** Finds accounts and groups by the native part of an address, or by a name, inside one source. Each answer is O(1). */
export interface Finder {
  account(source: string, native: string): Found<AccountHandle>
  group(source: string, native: string): Found<GroupHandle>
  principals(source: string, native: string): readonly Principal[]
  named(source: string, name: Name): readonly Principal[]
  /** Whoever bears the name in any source. O(sources). */
  bearing(name: Name): readonly Principal[]
}

/** Principals are numbered accounts first, then groups, as `assemble` bound them. */
export function finder(tables: ReadonlyMap<string, NameTable>, accountCount: number): Finder {
  const numbers = (source: string, native: string): readonly number[] => {
    const table = tables.get(source)
    if (table === undefined) return []
    for (const name of namesFor(native)) {
      const bearers = table.bearers(name)
      if (bearers.length > 0) return bearers
    }
    return []
  }
  return {
    account: (source, native) =>
      foundAmong(
        numbers(source, native)
          .filter((number) => number < accountCount)
          .map(accountHandle),
      ),
    group: (source, native) =>
      foundAmong(numbers(source, native).flatMap((number) => (number < accountCount ? [] : [groupHandle(number - accountCount)]))),
    principals: (source, native) => numbers(source, native).map(principal),
    named: (source, name) => (tables.get(source)?.bearers(name) ?? []).map(principal),
    bearing: (name) => [...tables.values()].flatMap((table) => table.bearers(name).map(principal)),
  }

  function principal(number: number): Principal {
    return number < accountCount
      ? { kind: 'account', account: accountHandle(number) }
      : { kind: 'group', group: groupHandle(number - accountCount) }
  }
}

function foundAmong<Thing>(things: readonly Thing[]): Found<Thing> {
  const [thing] = things
  if (thing === undefined) return { found: 'none' }
  return things.length === 1 ? { found: 'one', thing } : { found: 'several', things }
}
