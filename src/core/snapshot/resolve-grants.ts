import { compareText, sortedBy } from '../base/order.ts'
import type { Gap } from '../model/coverage.ts'
import type { GrantFact } from '../model/fragment.ts'
import { parseResourceAddress } from '../model/resource-address.ts'
import type { Principal } from '../model/principal.ts'
import type { Grant, ObservedResource } from '../model/snapshot.ts'
import type { FragmentStore } from './fragment-store.ts'
import type { Finder } from './find-principal.ts'

/** All resources by address, each with the grants whose principal was found; what was not found becomes a gap on the resource. */
export function resourcesOf(store: FragmentStore, find: Finder, gaps: Gap[]): ReadonlyMap<string, ObservedResource> {
  const grantsByAddress = Map.groupBy(store.grants, ({ source, resource }) => `${source}:${resource}`)
  const resources = new Map<string, ObservedResource>()
  const facts = sortedBy(store.resources, ({ source, native, kind, provenance }) => [
    source,
    native,
    kind,
    provenance.file,
    provenance.record,
  ])
  for (const fact of facts) {
    const address = `${fact.source}:${fact.native}`
    const there = resources.get(address)
    if (there !== undefined) {
      if (there.kind !== fact.kind)
        gaps.push(resourceGap(fact, `two records give \`${address}\` different kinds: ${there.kind}, ${fact.kind}`))
      continue
    }
    const grants = (grantsByAddress.get(address) ?? []).flatMap((grant) => resolvedGrant(grant, find, gaps) ?? [])
    resources.set(address, {
      address,
      source: fact.source,
      kind: fact.kind,
      label: fact.label,
      provenance: fact.provenance,
      grants: sortedBy(grants, grantOrder),
    })
  }
  for (const [address, grants] of grantsByAddress) {
    const [first] = sortedBy(grants, ({ provenance: { file, record } }) => [file, record.length, record])
    if (first !== undefined && !resources.has(address))
      gaps.push(resourceGap({ ...first, native: first.resource }, `a grant names \`${address}\`, which no record describes`))
  }
  return new Map([...resources].sort(([a], [b]) => compareText(a, b)))
}

function grantOrder({ principal, level, from, until, provenance }: Grant): readonly (string | number)[] {
  const number = principal.kind === 'account' ? principal.account : principal.group
  return [principal.kind, number, level, from ?? '', until ?? '', provenance.file, provenance.record.length, provenance.record]
}

/** The grant with its principal found; else a gap on the resource and null: a grant to somebody unknown may hide access. */
function resolvedGrant(fact: GrantFact, find: Finder, gaps: Gap[]): Grant | null {
  const { level, nativeRight, from, until, provenance } = fact
  const when = fact.when === undefined || fact.when.length === 0 ? {} : { when: fact.when }
  if ('name' in fact.principal) return one(find.named(fact.source, fact.principal.name), fact.principal.name)
  const address = parseResourceAddress(fact.principal.address)
  if (address === null) return one([], fact.principal.address)
  return one(find.principals(address.source, address.native), fact.principal.address)

  function one(principals: readonly Principal[], written: string): Grant | null {
    const [principal] = principals
    if (principal !== undefined && principals.length === 1) return { principal, level, nativeRight, from, until, ...when, provenance }
    const says =
      principals.length === 0
        ? `\`${written}\` holds \`${level}\` and no source knows it`
        : `\`${written}\` names ${principals.length} accounts or groups`
    gaps.push(
      resourceGap(
        { source: fact.source, native: fact.resource, provenance },
        says,
        principals.length === 0 ? 'reference-dangling' : 'reference-ambiguous',
      ),
    )
    return null
  }
}

function resourceGap(
  { source, native, provenance }: { readonly source: string; readonly native: string; readonly provenance: GrantFact['provenance'] },
  reason: string,
  code: Gap['code'] = 'reference-ambiguous',
): Gap {
  const cure = 'read the source that holds it, or correct the export'
  return {
    source,
    unit: '',
    dataset: provenance.dataset,
    code,
    record: native,
    reason,
    cure,
    at: `${provenance.file} ${provenance.record}`,
  }
}
