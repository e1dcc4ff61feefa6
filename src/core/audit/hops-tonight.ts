import type { Tonight } from '../findings/tonight.ts'
import type { DatasetCoverage } from '../model/coverage.ts'
import { type GroupHandle, groupHandle } from '../model/handle.ts'
import type { ProofHop } from '../model/finding.ts'
import { namedInList } from '../model/named-in-list.ts'
import type { Principal } from '../model/principal.ts'
import type { Snapshot } from '../model/snapshot.ts'

/**
 * What became of the hops of earlier proofs. They are known by the labels that the proofs print: two groups of one label answer as one,
 * and a renamed group looks like another, so that doubt falls on the side of *there* for the first and is worth one night for the second.
 */
export function hopsTonight(coverage: readonly DatasetCoverage[], snapshot: Snapshot): Tonight['hop'] {
  let groups: ReadonlyMap<string, readonly GroupHandle[]> | null = null
  const labelled = (source: string, label: string): readonly GroupHandle[] =>
    (groups ??= groupsByLabel(snapshot)).get(`${source}\n${label}`) ?? []
  return (hop, resource) => {
    const { source, dataset } = hop.record
    const rows = coverage.filter((row) => row.source === source && row.dataset === dataset)
    if (rows.length === 0 || rows.some(({ state }) => state !== 'complete')) return 'unread'
    switch (hop.kind) {
      case 'account':
        return snapshot.findAccount(source, hop.record.record).found === 'none' ? 'gone' : 'there'
      case 'membership':
        return labelled(source, hop.to).some((group) => hasMember(group, hop.from, snapshot)) ? 'there' : 'gone'
      case 'grant':
        return isGranted(hop, resource, snapshot) || isNamedInRules(hop, snapshot) || isOfAws(hop, snapshot) ? 'there' : 'gone'
      case 'record':
        return 'there'
    }
  }
}

function groupsByLabel({ groups }: Snapshot): ReadonlyMap<string, readonly GroupHandle[]> {
  const byLabel = new Map<string, GroupHandle[]>()
  groups.forEach(({ source, label }, position) => {
    const key = `${source}\n${label}`
    const there = byLabel.get(key)
    if (there === undefined) byLabel.set(key, [groupHandle(position)])
    else there.push(groupHandle(position))
  })
  return byLabel
}

function hasMember(group: GroupHandle, label: string, { memberships, accounts, groups }: Snapshot): boolean {
  let found = false
  memberships.forEachAccountOf(group, (account) => (found ||= accounts[account]?.label === label))
  memberships.forEachGroupOf(group, (member) => (found ||= groups[member]?.label === label))
  return found
}

function isGranted({ from }: ProofHop, resource: string | null, snapshot: Snapshot): boolean {
  const grants = resource === null ? [] : (snapshot.resources.get(resource)?.grants ?? [])
  return grants.some(({ principal }) => labelOf(principal, snapshot) === from)
}

/** A right that rules of the object give: as long as they name its holder at all. */
function isNamedInRules({ from, record }: ProofHop, snapshot: Snapshot): boolean {
  const rules = snapshot.controls.all.filter(({ provenance }) => provenance.source === record.source && provenance.record === record.record)
  return rules.some(({ lists, everybody }) => {
    const named = lists.flatMap((list) => namedInList(list)).filter((one) => one.kind === 'account' || one.kind === 'group')
    if (everybody !== null) named.push({ kind: 'group', group: everybody })
    return named.some((one) => labelOf(one, snapshot) === from)
  })
}

/** A right that AWS decides: as long as its record is there, and its assignment where it is one. */
function isOfAws({ from, record }: ProofHop, snapshot: Snapshot): boolean {
  const system = snapshot.iam.get(record.source)
  if (system === undefined) return false
  if (system.identities.has(record.record) || system.targets.has(record.record)) return true
  return system.assignments.some(
    ({ principal, provenance }) => provenance.record === record.record && labelOf(principal, snapshot) === from,
  )
}

function labelOf(principal: Principal, { accounts, groups }: Snapshot): string | undefined {
  return principal.kind === 'account' ? accounts[principal.account]?.label : groups[principal.group]?.label
}
