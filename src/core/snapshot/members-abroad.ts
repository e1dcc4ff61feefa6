import type { Name } from '../model/name.ts'
import type { Finder } from './find-principal.ts'
import { NOBODY, SEVERAL } from './name-table.ts'
import { wellKnownName } from './well-known-sids.ts'

/** A member that stands for no account: the system, a service. Nothing was left unread. */
export const NO_ACCOUNT = -3

/** Members by SID whom their own source does not show: a forest's domains are several sources. Each name is looked up once. */
export class MembersAbroad {
  readonly #find: Finder
  readonly #accounts: number
  readonly #known = new Map<Name, number>()

  constructor(find: Finder, accounts: number) {
    this.#find = find
    this.#accounts = accounts
  }

  /** The principal's number, `NOBODY`, `SEVERAL` (of two that bear one SID neither is meant), or `NO_ACCOUNT`. O(sources) at first. */
  of(name: Name): number {
    const there = this.#known.get(name)
    if (there !== undefined) return there
    const number = this.#lookedUp(name)
    this.#known.set(name, number)
    return number
  }

  #lookedUp(name: Name): number {
    // Built-in groups are each machine's own.
    if (!name.startsWith('sid:') || name.startsWith('sid:S-1-5-32-')) return NOBODY
    if (wellKnownName(name)?.kind === 'nobody') return NO_ACCOUNT
    const [bearer, ...others] = this.#find.bearing(name)
    if (bearer === undefined) return NOBODY
    if (others.length > 0) return SEVERAL
    return bearer.kind === 'account' ? bearer.account : this.#accounts + bearer.group
  }
}
