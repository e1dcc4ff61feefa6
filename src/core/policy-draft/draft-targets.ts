import { normalisedDistinguishedName } from '../base/distinguished-name.ts'
import { nearestName } from '../base/nearest-name.ts'
import { type Result, failed, succeeded } from '../base/result.ts'
import { compareText } from '../base/order.ts'
import { type GroupHandle, groupHandle } from '../model/handle.ts'
import { parseResourceAddress } from '../model/resource-address.ts'
import type { ResourceKind } from '../model/resource-kind.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { slugOf, unused } from './yaml-words.ts'

/** A thing that a draft declares. */
export interface DraftResource {
  readonly slug: string
  readonly kind: ResourceKind
  /** As a policy writes it: a group by its DN or path. */
  readonly address: string
  readonly group: GroupHandle | null
}

export interface TargetError {
  /** One line, lower case. */
  readonly message: string
  readonly help: string | null
}

/** Every group and resource that the addresses name, each once: a group, a resource with grants, or a folder, which is every group below it. */
export function draftTargets(addresses: readonly string[], snapshot: Snapshot): Result<readonly DraftResource[], TargetError> {
  const found = new Map<string, Omit<DraftResource, 'slug'> & { readonly label: string }>()
  for (const address of addresses) {
    const things = thingsAt(address, snapshot)
    if (!things.ok) return things
    for (const thing of things.value) found.set(thing.group === null ? thing.address : `group ${thing.group}`, thing)
  }
  const taken = new Set<string>()
  return succeeded([...found.values()].map(({ label, ...thing }) => ({ ...thing, slug: unused(slugOf(label), taken) })))
}

type Thing = Omit<DraftResource, 'slug'> & { readonly label: string }

function thingsAt(text: string, snapshot: Snapshot): Result<readonly Thing[], TargetError> {
  const address = parseResourceAddress(text)
  if (address === null)
    return failed({ message: `\`${text}\` is not an address`, help: 'write `<source>:<name, DN or id>`, in quotes for the shell' })
  const group = snapshot.findGroup(address.source, address.native)
  if (group.found === 'several')
    return failed({
      message: `\`${text}\` names ${group.things.length} groups`,
      help: `ask by one of ${group.things.map((one) => groupAddress(one, snapshot)).join(', ')}`,
    })
  if (group.found === 'one') return succeeded([groupThing(group.thing, snapshot)])
  const resource = snapshot.resources.get(text)
  if (resource !== undefined) return succeeded([{ kind: resource.kind, address: resource.address, group: null, label: resource.label }])
  const below = groupsBelow(address.source, address.native, snapshot)
  if (below.length > 0) return succeeded(below.map((one) => groupThing(one, snapshot)))
  const names = snapshot.groups.filter(({ source }) => source === address.source).map(({ label }) => label)
  const near = nearestName(address.native, names)
  return failed({
    message: `\`${text}\` was not observed: no group, no resource with grants, and no folder with groups below it`,
    help:
      near === null
        ? 'check the spelling, and that its source was read: `gatehouse doctor`'
        : `did you mean \`${address.source}:${near}\`?`,
  })
}

function groupThing(group: GroupHandle, snapshot: Snapshot): Thing {
  return { kind: 'group', address: groupAddress(group, snapshot), group, label: snapshot.groups[group]?.label ?? '' }
}

function groupAddress(group: GroupHandle, snapshot: Snapshot): string {
  const { source = '', path = '', id = '' } = snapshot.groups[group] ?? {}
  return `${source}:${path === '' ? id : path}`
}

/** By path. A folder is the DN of an organisational unit, a container or a base. */
function groupsBelow(source: string, folder: string, snapshot: Snapshot): readonly GroupHandle[] {
  const ending = normalisedDistinguishedName(folder)
  if (ending === null || ending === '') return []
  const inside: { readonly path: string; readonly group: GroupHandle }[] = []
  snapshot.groups.forEach((group, position) => {
    if (group.source !== source) return
    const path = normalisedDistinguishedName(group.path)
    if (path?.endsWith(`,${ending}`) === true) inside.push({ path, group: groupHandle(position) })
  })
  return inside.sort((a, b) => compareText(a.path, b.path)).map(({ group }) => group)
}
