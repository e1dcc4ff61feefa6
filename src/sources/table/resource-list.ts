import { sortedBy } from '../../core/base/order.ts'
import type { ResourceFact } from '../../core/model/fragment.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import type { ResourceKind } from '../../core/model/resource-kind.ts'
import type { CoveredResource } from '../evidence/export-file.ts'

/** Something about a resource that does not fit. */
export interface ResourceGap {
  readonly resource: string
  readonly reason: string
  readonly cure: string
  readonly at: string
}

/** The resources of one table: those that the export says it covers, and those that rows name. */
export interface ResourceList {
  kind(native: string): ResourceKind | null
  name(native: string, kind: ResourceKind, provenance: Provenance): void
  facts(): readonly ResourceFact[]
  readonly gaps: readonly ResourceGap[]
}

/**
 * `covered` is the export's own list, or null if it gives none; `kind` is what a listed resource is where the list does not say.
 *
 * A resource that a row names outside the list is kept, since what was seen was seen, and is a gap: the list is then no proof.
 */
export function resourceList(
  source: string,
  covered: readonly CoveredResource[] | null,
  kind: ResourceKind | null,
  provenance: Provenance,
): ResourceList {
  const listed = new Map((covered ?? []).map((resource) => [resource.native, resource]))
  const kinds = new Map<string, ResourceKind>()
  const named = new Map<string, Provenance>()
  const gaps: ResourceGap[] = []
  for (const resource of listed.values()) {
    const known = resource.kind ?? kind
    if (known !== null) kinds.set(resource.native, known)
  }
  return {
    gaps,
    kind: (native) => kinds.get(native) ?? null,
    name(native, kindOfRow, rowProvenance) {
      if (!kinds.has(native)) kinds.set(native, kindOfRow)
      if (named.has(native)) return
      named.set(native, rowProvenance)
      if (covered !== null && !listed.has(native))
        gaps.push({
          resource: native,
          reason: `a row is about \`${native}\`, which the export's \`resources\` do not list`,
          cure: 'let the export list all that it covers',
          at: `${rowProvenance.file}:${rowProvenance.record.replace('line ', '')}`,
        })
    },
    facts() {
      const natives = sortedBy(new Set([...listed.keys(), ...named.keys()]), (native) => native)
      return natives.flatMap((native): ResourceFact[] => {
        const known = kinds.get(native)
        const label = listed.get(native)?.label ?? native
        if (known !== undefined) return [{ source, native, kind: known, label, provenance: named.get(native) ?? provenance }]
        gaps.push({
          resource: native,
          reason: `the export lists \`${native}\` without its kind, and no row names it`,
          cure: `write \`{resource: "${native}", kind: …}\` under \`resources\``,
          at: provenance.file,
        })
        return []
      })
    },
  }
}
