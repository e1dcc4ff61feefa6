import type { ControlRight } from '../model/access.ts'
import type { AccessList } from '../model/access-control.ts'
import type { Control, Trustee } from '../model/control.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { type Clause, type Holder, type LevelClauses, holderKey } from './acl/clause.ts'
import { levelClauses } from './acl/level-clauses.ts'
import { type KnownHolder, knownHolder } from './holder-sets.ts'

/** One clause of the rules of one object. */
export interface Rule {
  readonly control: Control
  readonly level: string
  readonly clause: Clause
  /** Whom the deciding entry names. */
  readonly holder: KnownHolder
}

/** All objects that bear one combination of lists, and what those lists say. */
export interface SharedRules {
  readonly controls: readonly Control[]
  readonly levels: LevelClauses
}

/**
 * What the rules of objects say, each distinct combination of lists evaluated once, however many objects bear it.
 *
 * State worth a class: what was evaluated before.
 */
export class ObjectRules {
  readonly #snapshot: Snapshot
  readonly #evaluated = new Map<readonly AccessList<Trustee>[], Map<Control['on']['kind'], LevelClauses>>()
  #byHolder: ReadonlyMap<string, readonly { readonly shared: SharedRules; readonly level: string; readonly clause: Clause }[]> | null = null

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot
  }

  /** By level, then in the order of the entries. */
  of(control: Control): readonly Rule[] {
    const self = selfOf(control)
    return [...this.#levelsOf(control)].flatMap(([level, clauses]) =>
      clauses.flatMap((clause): readonly Rule[] => {
        const holder = knownHolder(clause.all[0], self)
        return holder === null ? [] : [{ control, level, clause, holder }]
      }),
    )
  }

  /** Rules whose deciding entry names the holder, by objects that share them. O(distinct lists) at first, then O(1). */
  naming(holder: Holder): readonly { readonly shared: SharedRules; readonly level: string; readonly clause: Clause }[] {
    this.#byHolder ??= this.#indexed()
    return this.#byHolder.get(holderKey(holder)) ?? []
  }

  #levelsOf(control: Control): LevelClauses {
    const { lists, on } = control
    const ofLists = this.#evaluated.get(lists) ?? new Map<Control['on']['kind'], LevelClauses>()
    this.#evaluated.set(lists, ofLists)
    const there = ofLists.get(on.kind)
    if (there !== undefined) return there
    const made = levelClauses(control)
    ofLists.set(on.kind, made)
    return made
  }

  #indexed(): ReadonlyMap<string, readonly { readonly shared: SharedRules; readonly level: string; readonly clause: Clause }[]> {
    const shared = new Map<LevelClauses, Control[]>()
    for (const control of this.#snapshot.controls.all) {
      const levels = this.#levelsOf(control)
      const controls = shared.get(levels)
      if (controls === undefined) shared.set(levels, [control])
      else controls.push(control)
    }
    const index = new Map<string, { shared: SharedRules; level: string; clause: Clause }[]>()
    for (const [levels, controls] of shared) {
      for (const [level, clauses] of levels) {
        for (const clause of clauses) {
          const key = holderKey(clause.all[0])
          const there = index.get(key)
          const entry = { shared: { controls, levels }, level, clause }
          if (there === undefined) index.set(key, [entry])
          else there.push(entry)
        }
      }
    }
    return index
  }
}

/** What an entry for the object itself means: of a group its members. */
export function selfOf({ on }: Control): KnownHolder | null {
  if (on.kind === 'group') return { kind: 'group', group: on.group }
  return on.kind === 'account' ? { kind: 'account', account: on.account } : null
}

/** The last word of a proof that rests on the rule. */
export function rightOf({ control, level, clause, holder }: Rule, when: ControlRight['when']): ControlRight {
  const principal = holder.kind === 'account' ? holder : ({ kind: 'group', group: holder.group } as const)
  return { on: control.on, principal, level, nativeRight: clause.says, when, provenance: control.provenance }
}
