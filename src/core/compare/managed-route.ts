import { assertNever } from '../base/assert-never.ts'
import type { Project, Resource } from '../model/declared-project.ts'
import type { GroupHandle } from '../model/handle.ts'
import type { Person } from '../model/person.ts'
import type { ResourceAddress } from '../model/resource-address.ts'
import type { ResourceKind } from '../model/resource-kind.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Passage } from '../reach/answer.ts'
import type { Comparison } from './comparison.ts'
import { isInForce } from './condition/in-force.ts'

/** What the `via` of a resource means in tonight's evidence. */
export type ManagedRoute =
  /** A group or a role: paths must lead through it. */
  | { readonly kind: 'passage'; readonly label: string; readonly passage: Passage }
  /** A register of approvals, through which no path leads: its rows must name the holder. */
  | { readonly kind: 'register'; readonly label: string; readonly authority: ResourceAddress }
  | { readonly kind: 'unknown'; readonly because: string }

/** Null where the resource has no `via`. O(copies of groups). */
export function managedRoute({ via }: Resource, project: Project, context: Comparison): ManagedRoute | null {
  if (via === null) return null
  switch (via.kind) {
    case 'authority':
      return context.registerDatasets('approvals').some(({ source }) => source === via.address.source)
        ? { kind: 'register', label: via.address.text, authority: via.address }
        : passageAt(via.address, via.address.text, 'group', context.snapshot)
    case 'resource': {
      const named = project.resources.find(({ slug }) => slug === via.slug)
      // Loading has refused a `via` that names nothing.
      if (named === undefined) throw new Error(`no resource \`${via.slug}\``)
      return passageAt(named.at, via.slug, named.kind, context.snapshot)
    }
    default:
      return assertNever(via)
  }
}

/** Only groups and roles stand on a path: of anything else nobody can say whether access flows through it. */
function passageAt({ source, native, text }: ResourceAddress, label: string, kind: ResourceKind, snapshot: Snapshot): ManagedRoute {
  if (kind !== 'group' && kind !== 'role')
    return { kind: 'unknown', because: `\`via\` is the ${kind} \`${label}\`, and this version follows access through groups and roles` }
  const group = snapshot.findGroup(source, native)
  if (group.found === 'one') return through(label, { groups: withCopies(group.thing, snapshot), accounts: new Set() })
  const account = kind === 'role' ? snapshot.findAccount(source, native) : { found: 'none' as const }
  if (account.found === 'one') return through(label, { groups: new Set(), accounts: new Set([account.thing]) })
  const how = group.found === 'several' || account.found === 'several' ? 'names several objects' : 'was not observed'
  return { kind: 'unknown', because: `\`via\`: \`${text}\` ${how}` }
}

function through(label: string, passage: Passage): ManagedRoute {
  return { kind: 'passage', label, passage }
}

/** What a cloud has of a directory's group is that group: whoever comes by the copy comes by the group, and the other way round. */
function withCopies(group: GroupHandle, { copies }: Snapshot): ReadonlySet<GroupHandle> {
  const original = copies.groups.get(group) ?? group
  const all = new Set([group, original])
  for (const [copy, kept] of copies.groups) if (kept === original) all.add(copy)
  return all
}

/** Does the register name the person today? `unknown` where a row may stand in a part that was not read. */
export function approvalToday(
  authority: ResourceAddress,
  person: Person,
  context: Comparison,
): { readonly approved: 'yes' | 'no' } | { readonly approved: 'unknown'; readonly because: string } {
  const rows = (context.snapshot.registers.approvals.get(person.key) ?? []).filter(
    (row) => row.provenance.source === authority.source && row.authority === authority.native,
  )
  if (rows.some((row) => isInForce(row, context.today))) return { approved: 'yes' }
  const register = context.register('approvals', person)
  switch (register.kind) {
    case 'complete':
      return { approved: 'no' }
    case 'partial':
      return { approved: 'unknown', because: register.says }
    case 'unsourced':
      return { approved: 'unknown', because: 'no source supplies the register `approvals`' }
    default:
      return assertNever(register)
  }
}
