import { normalisedDistinguishedName } from '../../../core/base/distinguished-name.ts'
import type { Name } from '../../../core/model/fragment.ts'
import type { RecordText } from '../record-text.ts'

/** What the rules of a directory must know of a group to say who may change it. */
export interface ControlledGroup {
  /** Native id. */
  readonly id: string
  /** Distinguished name in its normal form. */
  readonly name: string
  /** Its common names. */
  readonly called: readonly string[]
  /** In lower case. */
  readonly classes: ReadonlySet<string>
  /** Names that the group lists without making them its members (`owner`), by attribute in lower case, in their normal form. */
  readonly lists: ReadonlyMap<string, readonly string[]>
}

/** Attributes of a group that are read, and name somebody without making him a member. */
const NAMING_ATTRIBUTES: readonly string[] = ['owner', 'membermanager']

/** The groups of one base, and which of some names belong to an account of it. */
export class ControlledGroups {
  readonly #groups = new Map<string, ControlledGroup>()
  readonly #sought: ReadonlySet<Name>
  readonly #found = new Set<Name>()

  /** `sought`: names in their normal form for which `isAccount` will be asked. */
  constructor(sought: readonly string[]) {
    this.#sought = new Set(sought.map((name) => `dn:${name}` as const))
  }

  group(text: RecordText, id: string, name: string): void {
    const lists = NAMING_ATTRIBUTES.flatMap((attribute): readonly (readonly [string, readonly string[]])[] =>
      text.has(attribute) ? [[attribute, text.texts(attribute).flatMap((value) => normalisedDistinguishedName(value) ?? [])]] : [],
    )
    this.#groups.set(name, { id, name, called: text.texts('cn'), classes: text.classes(), lists: new Map(lists) })
  }

  account(names: readonly Name[]): void {
    if (this.#sought.size > 0) for (const name of names) if (this.#sought.has(name)) this.#found.add(name)
  }

  all(): Iterable<ControlledGroup> {
    return this.#groups.values()
  }

  get count(): number {
    return this.#groups.size
  }

  named(name: string): ControlledGroup | null {
    return this.#groups.get(name) ?? null
  }

  isAccount(name: string): boolean {
    return this.#found.has(`dn:${name}`)
  }
}
