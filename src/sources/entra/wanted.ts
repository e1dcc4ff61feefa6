import { caseIgnored } from '../../core/base/distinguished-name.ts'
import type { Group } from './wire.ts'

/** What is read before all else, since the night's budget may not last for all. */
export interface Wanted {
  /** The native parts of addresses that policies name, such as `group/<id or name>` and `team/<id>`. */
  readonly natives: readonly string[]
  /** Ids of groups that the last night left out. */
  readonly leftOut: readonly string[]
}

export const NOTHING_WANTED: Wanted = { natives: [], leftOut: [] }

/** Groups as they are asked for: named by a policy, then those that hold a role or a right of an application or may, then what the last night left out; each by id. */
export class WantedGroups {
  readonly #natives: ReadonlySet<string>
  readonly #leftOut: ReadonlySet<string>
  readonly #named: string[] = []
  readonly #ranked: string[][] = [[], [], [], []]

  constructor({ natives, leftOut }: Wanted) {
    this.#natives = new Set(natives.map((native) => caseIgnored(native.replace(/^(group|team)\//u, ''))))
    this.#leftOut = new Set(leftOut)
  }

  see({ id, displayName, mail, isAssignableToRole }: Pick<Group, 'id' | 'displayName' | 'mail' | 'isAssignableToRole'>): void {
    const isNamed = [id, displayName, mail].some((name) => typeof name === 'string' && this.#natives.has(caseIgnored(name)))
    if (isNamed) this.#named.push(id)
    const rank = isNamed ? 0 : isAssignableToRole === true ? 1 : this.#leftOut.has(id) ? 2 : 3
    this.#ranked[rank]?.push(id)
  }

  /** Those that a policy names: sorted. */
  named(): readonly string[] {
    return [...this.#named].sort()
  }

  /** `powerful`: ids of those who hold a role or a right of an application, as far as that is known by now. */
  inOrder(powerful: ReadonlySet<string>): readonly string[] {
    const [named = [], forRoles = [], leftOut = [], others = []] = this.#ranked
    const isPowerful = (id: string): boolean => powerful.has(id)
    const ranked = [named, [...forRoles, ...[...leftOut, ...others].filter(isPowerful)], ...[leftOut, others].map((ids) => ids.filter((id) => !isPowerful(id)))] // prettier-ignore
    return ranked.flatMap((ids) => ids.sort())
  }

  forget(): void {
    this.#named.length = 0
    for (const ids of this.#ranked) ids.length = 0
  }
}
