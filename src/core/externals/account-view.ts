import type { Day } from '../base/instant.ts'
import { sortedBy } from '../base/order.ts'
import type { Recency } from '../model/account.ts'
import type { ExternalAccount, Opened } from '../model/externals.ts'
import type { AccountHandle, GroupHandle } from '../model/handle.ts'
import { parseResourceAddress } from '../model/resource-address.ts'
import type { ResourceKind } from '../model/resource-kind.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Reach } from '../reach/answer.ts'
import { type GrantOn, grantsByHolder } from '../reach/grants-in-force.ts'
import { groupsOf } from '../reach/membership/outward.ts'
import { reachOver } from '../reach/reach.ts'

export type AccountView = (account: AccountHandle) => ExternalAccount

/** What a source may say of a holder's relation or organisation, in lower case; shown, and never decided by. */
export const TELLING_ATTRIBUTES = [
  'awsaccount',
  'company',
  'companyname',
  'edupersonaffiliation',
  'edupersonprimaryaffiliation',
  'employeetype',
  'gatehouseguestclass',
  'gatehouseguestsigns',
  'homecompanyname',
  'hometenant',
  'o',
  'schachomeorganization',
  'sponsor',
  'usertype',
] as const

/** Shows accounts with their groups, what these open, and what access rules let them control; grants are sorted by holder once, O(grants). */
export function accountViews(snapshot: Snapshot, today: Day): AccountView {
  const granted = grantsByHolder(snapshot, today)
  const reach = reachOver(snapshot, today)
  return (handle) => {
    const account = snapshot.accounts[handle]
    if (account === undefined) throw new Error(`no account has the handle ${handle}`)
    const groups = groupsOf(snapshot.memberships, handle)
    const opens = [
      ...(granted.ofAccount.get(handle) ?? []).map((grant) => opened(grant, null)),
      ...[...groups.keys()].flatMap((group) =>
        (granted.ofGroup.get(group) ?? []).map((grant) => opened(grant, snapshot.groups[group]?.label ?? null)),
      ),
    ]
    const given = new Set(opens.map(({ resource, level }) => `${resource}\n${level}`))
    const { source, id, label, state, endsAt, recency } = account
    return {
      source,
      id,
      label,
      state,
      endsAt,
      lastUse: recency,
      guest: guestOf(account.attributes),
      states: statedOf(account.attributes),
      groups: groupRows(groups, snapshot),
      opens: sortedBy([...opens, ...controlled(handle, given, reach, snapshot)], (one) => [one.resource, one.level, one.through ?? '']),
    }
  }
}

/** The bucket of whichever was used last; an account of unknown use may have been used today, so it weighs more than any that is old. */
export function latestUse(uses: readonly Recency[]): Recency {
  return LATEST_FIRST.find((use) => uses.includes(use)) ?? 'unknown'
}

const LATEST_FIRST: readonly Recency[] = ['≤30', 'unknown', '31–90', '91–180', '>180', 'never']

function opened({ resource, grant }: GrantOn, through: string | null): Opened {
  return { resource: resource.address, label: resource.label, kind: resource.kind, level: grant.level, through, until: grant.until }
}

/** What rules of the objects themselves give beyond the grants: changing who is in a group, rights on a share. Being in a group is none. */
function controlled(account: AccountHandle, given: ReadonlySet<string>, reach: Reach, snapshot: Snapshot): readonly Opened[] {
  const beyond = reach
    .what(account)
    .filter(({ address, kind, level }) => !(kind === 'group' && level === 'use') && !given.has(`${address}\n${level}`))
  return beyond.map(({ address, kind, level }): Opened => {
    const { resource, label } = shownAs(address, kind, snapshot)
    const proof = reach.proofOf(account, address, level)
    const steps = proof.kind === 'answered' ? (proof.value ?? []) : []
    const before = steps
      .slice(
        0,
        steps.findIndex((step) => step.kind !== 'membership'),
      )
      .at(-1)
    const through = before?.kind === 'membership' ? (snapshot.groups[before.group]?.label ?? null) : null
    return { resource, label, kind, level, through, until: null }
  })
}

/** A group is shown by the name that people look for. */
function shownAs(address: string, kind: ResourceKind, snapshot: Snapshot): Pick<Opened, 'resource' | 'label'> {
  const parsed = kind === 'group' ? parseResourceAddress(address) : null
  const found = parsed === null ? null : snapshot.findGroup(parsed.source, parsed.native)
  const group = found?.found === 'one' ? snapshot.groups[found.thing] : undefined
  if (group !== undefined) return { resource: `${group.source}:${group.path}`, label: group.label }
  return { resource: address, label: snapshot.resources.get(address)?.label ?? address }
}

function groupRows(groups: ReadonlyMap<GroupHandle, number>, snapshot: Snapshot): ExternalAccount['groups'] {
  const rows = [...groups].map(([group, hops]) => {
    const { source = '', path = '', label = '' } = snapshot.groups[group] ?? {}
    return { address: `${source}:${path}`, label, direct: hops === 1 }
  })
  return sortedBy(rows, ({ direct, address }) => [direct ? 0 : 1, address])
}

function guestOf(attributes: ExternalAccountAttributes): ExternalAccount['guest'] {
  const of = (name: string): readonly string[] => attributes[name] ?? []
  const [guestClass] = of('gatehouseguestclass')
  return guestClass === undefined ? null : { class: guestClass, home: of('hometenant')[0] ?? null, sponsors: of('sponsor') }
}

/** What stands in columns of its own. */
const SHOWN_APART: ReadonlySet<string> = new Set(['gatehouseguestclass', 'hometenant', 'sponsor'])

/** Of a mail address only the domain, which shows an organisation; its holder may have written it. */
function statedOf(attributes: ExternalAccountAttributes): ExternalAccount['states'] {
  const stated = TELLING_ATTRIBUTES.filter((attribute) => !SHOWN_APART.has(attribute)).flatMap((attribute) =>
    (attributes[attribute] ?? []).map((value) => ({ attribute, value })),
  )
  const domains = (attributes['mail'] ?? []).map((value) => value.slice(value.lastIndexOf('@') + 1).toLowerCase())
  return sortedBy([...stated, ...domains.map((value) => ({ attribute: 'mail domain', value }))], ({ attribute, value }) => [
    attribute,
    value,
  ])
}

type ExternalAccountAttributes = Readonly<Record<string, readonly string[]>>
