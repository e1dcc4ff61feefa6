import type { GroupHandle } from '../model/handle.ts'
import { parseResourceAddress, withSmallShare } from '../model/resource-address.ts'
import type { ResourceKind } from '../model/resource-kind.ts'
import type { ObservedResource, Snapshot } from '../model/snapshot.ts'
import type { Answer } from './answer.ts'

/** What an address leads to: a group, a resource that some source observed, or both (a group whose grants were read as well). */
export interface Resource {
  /** The one address of the thing, however it was asked for: `<source>:<native id>`. */
  readonly address: string
  readonly kind: ResourceKind
  readonly group: GroupHandle | null
  /** Nearly always one or none; by address. */
  readonly observed: readonly ObservedResource[]
}

/** Finds resources by any of their addresses. Made once a snapshot, O(resources); each question is then O(1). */
export class ResourceIndex {
  readonly #snapshot: Snapshot
  readonly #ofGroup = new Map<GroupHandle, ObservedResource[]>()
  readonly #groupOf = new Map<string, GroupHandle>()

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot
    for (const resource of snapshot.resources.values()) {
      if (resource.kind !== 'group') continue
      const found = groupAt(resource.address, snapshot)
      if (found?.found !== 'one') continue
      this.#groupOf.set(resource.address, found.thing)
      const others = this.#ofGroup.get(found.thing)
      if (others === undefined) this.#ofGroup.set(found.thing, [resource])
      else others.push(resource)
    }
  }

  /** Never a guess: a name that several groups bear, or a group and a resource of another kind, leads to none of them. */
  at(address: string): Answer<Resource> {
    const observed = this.#snapshot.resources.get(address) ?? this.#snapshot.resources.get(withSmallShare(address))
    const found = groupAt(address, this.#snapshot)
    if (found?.found === 'several') return { kind: 'ambiguous', address, groups: found.things }
    if (found?.found === 'one') {
      if (observed !== undefined && observed.kind !== 'group') return { kind: 'ambiguous', address, groups: [found.thing] }
      return { kind: 'answered', value: this.ofGroup(found.thing) }
    }
    return observed === undefined ? { kind: 'unobserved', address } : { kind: 'answered', value: this.ofObserved(observed) }
  }

  ofGroup(group: GroupHandle): Resource {
    const record = this.#snapshot.groups[group]
    if (record === undefined) throw new Error(`no group has the handle ${group}`)
    return { address: `${record.source}:${record.id}`, kind: 'group', group, observed: this.#ofGroup.get(group) ?? [] }
  }

  ofObserved(observed: ObservedResource): Resource {
    const group = this.#groupOf.get(observed.address)
    if (group !== undefined) return this.ofGroup(group)
    return { address: observed.address, kind: observed.kind, group: null, observed: [observed] }
  }
}

function groupAt(text: string, snapshot: Snapshot): ReturnType<Snapshot['findGroup']> | null {
  const address = parseResourceAddress(text)
  return address === null ? null : snapshot.findGroup(address.source, address.native)
}
