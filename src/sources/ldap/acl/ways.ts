import type { ControlFact, StatedEntry } from '../../../core/model/access-control.ts'
import type { Provenance } from '../../../core/model/provenance.ts'
import type { ControlledGroup } from './controlled-group.ts'
import type { Decision, DecisionList } from './decision-list.ts'
import type { GroupControl } from './state-controls.ts'

/** Gathers the ways to change one group, each outcome once. */
export class Ways {
  readonly unassessed = new Set<string>()
  readonly #group: ControlledGroup
  readonly #provenance: Provenance
  readonly #facts = new Map<string, ControlFact>()

  constructor(group: ControlledGroup, provenance: Provenance) {
    this.#group = group
    this.#provenance = provenance
  }

  /** Who is let through by every one of the lists has `right`. */
  add(right: StatedEntry['right'], lists: readonly DecisionList[]): void {
    for (const { unassessed } of lists) for (const text of unassessed) this.unassessed.add(text)
    if (lists.some(({ decisions }) => decisions.length === 0)) return
    this.#addFact(lists.map(({ decisions }) => decisions.flatMap((decision) => this.#entries(decision, right))))
  }

  addName(right: StatedEntry['right'], name: string, says: string): void {
    this.#addFact([[{ effect: 'allow', who: { name: `dn:${name}` }, right, says }]])
  }

  done(): GroupControl {
    if (this.#facts.size === 0) this.#addFact([[]])
    return { facts: [...this.#facts.values()], unassessed: [...this.unassessed] }
  }

  #addFact(lists: readonly (readonly StatedEntry[])[]): void {
    const distinct = [...new Map(lists.map((entries) => [outcome(entries), entries])).values()]
    const key = distinct.map(outcome).join('\n')
    // What everybody in one list may do at all, a list for the own name alone says again.
    const fuller = key.replaceAll('"join"', '"add-members"')
    if (this.#facts.has(key) || this.#facts.has(fuller)) return
    this.#facts.set(key, {
      source: this.#provenance.source,
      object: { group: `id:${this.#group.id}` },
      trusteesOf: null,
      lists: distinct.map((entries) => ({ form: 'stated', entries })),
      provenance: this.#provenance,
    })
  }

  #entries({ who, isAllowed, says }: Decision, right: StatedEntry['right']): readonly StatedEntry[] {
    const about = { effect: isAllowed ? ('allow' as const) : ('deny' as const), right: isAllowed ? right : ('none' as const), says }
    if (who === 'everyone') return [{ ...about, who: { special: 'everyone' } }]
    return who.names.map((holder) => ({ ...about, who: holder }))
  }
}

function outcome(entries: readonly StatedEntry[]): string {
  return JSON.stringify(entries.map(({ effect, who, right }) => [effect, who, right]))
}

export function isNobody({ decisions, unassessed }: DecisionList): boolean {
  return decisions.length === 0 && unassessed.length === 0
}
