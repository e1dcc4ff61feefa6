import { compareText } from '../base/order.ts'
import type { ControlFact, ControlledObject } from '../model/access-control.ts'
import type { Controlled } from '../model/control.ts'
import type { Gap } from '../model/coverage.ts'
import { type Name, nameText } from '../model/name.ts'
import type { Untold } from './find-trustee.ts'
import { givingTrustees } from './giving-trustees.ts'

/** Trustees who are given something and whom nobody can tell, by source and name. */
export class UnknownTrustees {
  readonly #known = new Map<
    string,
    { readonly source: string; readonly dataset: string; readonly name: Name; readonly why: Untold; objects: number; first: string }
  >()

  add({ source, object, lists, provenance }: ControlFact, on: Controlled, untold: ReadonlyMap<Name, Untold>): void {
    if (untold.size === 0) return
    const giving = new Set(lists.flatMap((list) => givingTrustees(list, on.kind)))
    for (const [name, why] of untold) {
      if (!giving.has(name)) continue
      const key = `${source}\n${provenance.dataset}\n${name}`
      const label = objectText(object)
      const there = this.#known.get(key)
      if (there === undefined) this.#known.set(key, { source, dataset: provenance.dataset, name, why, objects: 1, first: label })
      else {
        there.objects++
        if (compareText(label, there.first) < 0) there.first = label
      }
    }
  }

  gaps(): readonly Gap[] {
    return [...this.#known.values()].map(({ source, dataset, name, why, objects, first }) => ({
      source,
      unit: '',
      dataset,
      code: 'reference-elsewhere',
      record: nameText(name),
      reason: `\`${name}\` has rights on \`${first}\`${objects === 1 ? '' : ` and ${objects - 1} more`}, and ${why === 'unseen' ? 'no source shows who that is' : 'several records bear that name'}`,
      cure:
        why === 'unseen'
          ? 'read the source that holds it, or take the entry out'
          : 'take one of the sources out, or give the records names of their own',
      at: null,
    }))
  }
}

/** Objects with rules that no record describes, by dataset. */
export class LostObjects {
  readonly #names = new Map<string, { readonly source: string; readonly dataset: string; readonly names: Set<string> }>()

  add({ source, object, provenance: { dataset } }: ControlFact): void {
    // A domain without protected groups that were read has none here to replace.
    if ('protected' in object) return
    const key = `${source}\n${dataset}`
    const there = this.#names.get(key) ?? { source, dataset, names: new Set<string>() }
    this.#names.set(key, there)
    there.names.add(objectText(object))
  }

  gaps(): readonly Gap[] {
    return [...this.#names.values()].map(({ source, dataset, names }) => {
      const [first] = [...names].sort(compareText)
      return {
        source,
        unit: '',
        dataset,
        code: 'reference-dangling',
        record: null,
        reason: `rules of \`${first ?? ''}\`${names.size === 1 ? '' : ` and ${names.size - 1} more`}, which no record describes`,
        cure: 'read the base that holds it',
        at: null,
      }
    })
  }
}

function objectText(object: ControlledObject): string {
  if ('group' in object) return object.group
  if ('account' in object) return object.account
  if ('resource' in object) return object.resource
  return 'domain' in object ? object.domain : object.protected
}
