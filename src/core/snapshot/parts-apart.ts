import { withSmallShare } from '../model/resource-address.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { controlIndex } from './control-index.ts'

/**
 * The snapshot in which a part of a resource that is `declared` for itself, such as a folder of a share, does not count for the resource
 * that holds it; nor does what lies in that part.
 *
 * A resource is inside another if its address goes on behind it with a separator of paths. Grants are not touched: they are of the whole.
 * O(controls × declared addresses around them).
 */
export function withPartsApart(snapshot: Snapshot, declared: readonly string[]): Snapshot {
  const { controls } = snapshot
  const places = declared.map(withSmallShare)
  const counts = controls.all.filter(({ on, part }) => {
    if (on.kind !== 'resource' || part === null) return true
    return !places.some((apart) => isInside(apart, on.address) && (apart === part || isInside(part, apart)))
  })
  return counts.length === controls.all.length ? snapshot : { ...snapshot, controls: controlIndex(counts) }
}

function isInside(address: string, outer: string): boolean {
  return address.startsWith(`${outer}\\`) || address.startsWith(`${outer}/`)
}
