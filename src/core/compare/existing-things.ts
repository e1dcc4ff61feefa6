import { type GroupHandle, groupHandle } from '../model/handle.ts'
import type { Provenance } from '../model/provenance.ts'
import { parseResourceAddress, withSmallShare } from '../model/resource-address.ts'
import type { ResourceKind } from '../model/resource-kind.ts'
import type { ObservedResource, Snapshot } from '../model/snapshot.ts'

/** Something that a source shows to exist and that a policy could declare, under its one address. */
export interface ExistingThing {
  /** `<source>:<native id>`; of the copy of a group, that of its original. */
  readonly address: string
  readonly kind: ResourceKind
  readonly label: string
  /** All that it is called: by its own record, and by those of its other names. */
  readonly names: readonly string[]
  /** Null = none that any source shows. */
  readonly tags: Readonly<Record<string, string>> | null
  readonly provenance: Provenance
}

/**
 * Every resource and every group that can open something, once each, in the order of resources, then groups. A role that AWS keeps for Identity
 * Center is none: it is a permission set in another account. O(resources + groups).
 */
export function existingThings(snapshot: Snapshot): readonly ExistingThing[] {
  const things = new Map<string, ExistingThing>()
  const add = (thing: ExistingThing): void => {
    const there = things.get(thing.address)
    things.set(thing.address, there === undefined ? thing : { ...there, names: [...there.names, ...thing.names] })
  }
  for (const resource of snapshot.resources.values()) {
    const address = oneAddress(resource.address, snapshot)
    // A group is told by its own record.
    if (address === null || groupAt(resource.address, snapshot) !== null || isReserved(resource)) continue
    const { kind, label, provenance } = resource
    add({ address, kind, label, names: namesOf(resource), tags: tagsOf(resource, snapshot), provenance })
  }
  snapshot.groups.forEach(({ source, id, label, grantsAccess, breadth, provenance }, position) => {
    if (!grantsAccess || breadth.kind === 'everybody' || snapshot.copies.groups.has(groupHandle(position))) return
    add({ address: `${source}:${id}`, kind: 'group', label, names: [label], tags: null, provenance })
  })
  return [...things.values()]
}

/** The one address of what an address of a policy, or of a resource, leads to; null where nothing, or more than one thing, is found. */
export function oneAddress(text: string, snapshot: Snapshot): string | null {
  const group = groupAt(text, snapshot)
  if (group !== null) return addressOfGroup(group, snapshot)
  const observed = snapshot.resources.get(text) ?? snapshot.resources.get(withSmallShare(text))
  if (observed === undefined) return null
  const target = snapshot.iam.get(observed.source)?.targets.get(nativeOf(observed))
  return target === undefined ? observed.address : `${observed.source}:${target.resource}`
}

/** As `oneAddress` tells it of a group. */
export function addressOfGroup(group: GroupHandle, { groups, copies }: Snapshot): string {
  const record = groups[copies.groups.get(group) ?? group]
  if (record === undefined) throw new Error(`no group ${group}`)
  return `${record.source}:${record.id}`
}

function groupAt(text: string, snapshot: Snapshot): GroupHandle | null {
  const address = parseResourceAddress(text)
  const found = address === null ? null : snapshot.findGroup(address.source, address.native)
  return found?.found === 'one' ? found.thing : null
}

function isReserved({ kind, address }: ObservedResource): boolean {
  return kind === 'role' && address.includes(':role/aws-reserved/')
}

/** The label and the native id, without what only says where it stands: the server, the folders around it, the account. */
function namesOf(resource: ObservedResource): readonly string[] {
  const native = nativeOf(resource)
  if (resource.kind === 'share' || resource.kind === 'site') return [lastStep(resource.label), lastStep(native)]
  return [resource.label, /^arn:(?:[^:]*:){4}/u.test(native) ? native.split(':').slice(5).join(':') : native]
}

function lastStep(path: string): string {
  return /[^\\/:]*(?=[\\/]*$)/u.exec(path)?.[0] ?? path
}

function tagsOf(resource: ObservedResource, { iam }: Snapshot): ExistingThing['tags'] {
  return iam.get(resource.source)?.targets.get(nativeOf(resource))?.tags ?? null
}

function nativeOf({ source, address }: ObservedResource): string {
  return address.slice(source.length + 1)
}
