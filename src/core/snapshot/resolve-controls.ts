import { compareKeys, compareText } from '../base/order.ts'
import type { AccessList, ControlFact, StatedList } from '../model/access-control.ts'
import type { Group } from '../model/account.ts'
import type { Control, Controlled, Trustee } from '../model/control.ts'
import type { Gap } from '../model/coverage.ts'
import type { Name } from '../model/name.ts'
import type { Memberships, ObservedResource } from '../model/snapshot.ts'
import { broadestGroup } from './broad-groups.ts'
import { LostObjects, UnknownTrustees } from './control-gaps.ts'
import type { Finder } from './find-principal.ts'
import { type Untold, trusteeOf } from './find-trustee.ts'
import { protectedGroups } from './protected-groups.ts'
import { resolvedList } from './resolved-list.ts'

interface Around {
  readonly groups: readonly Group[]
  readonly memberships: Memberships
  readonly resources: ReadonlyMap<string, ObservedResource>
  readonly find: Finder
}

/**
 * The rules of all objects with their trustees found; equal lists of a source become one object.
 *
 * A trustee whom no source shows, or whom several records claim to be, is one gap for all the objects where it is given something: its
 * record is the trustee, since it is the one that is not seen. An object that no record describes is a gap on the dataset. By object, file and
 * record. O(facts + entries of distinct lists).
 */
export function controlsOf(facts: readonly ControlFact[], around: Around, gaps: Gap[]): readonly Control[] {
  const lists = new SharedLists(around.find)
  const unknown = new UnknownTrustees()
  const lost = new LostObjects()
  const controls = facts.flatMap((fact): readonly Control[] => {
    const objects = objectsOf(fact, around)
    if (objects.length === 0) lost.add(fact)
    return objects.map((on) => {
      const resolved = lists.of(fact)
      unknown.add(fact, on, resolved.untold)
      return {
        on,
        part: 'part' in fact.object ? `${fact.source}:${fact.object.part}` : null,
        lists: resolved.lists,
        everybody: broadestGroup(fact.source, around.find),
        provenance: fact.provenance,
      }
    })
  })
  gaps.push(...unknown.gaps(), ...lost.gaps())
  return [...controls, ...administrators(facts, around)].sort(compareControls)
}

function objectsOf({ source, object }: ControlFact, around: Around): readonly Controlled[] {
  const { find, resources } = around
  if ('group' in object)
    return find.named(source, object.group).flatMap((it) => (it.kind === 'group' ? [{ kind: 'group' as const, group: it.group }] : []))
  if ('account' in object)
    return find
      .named(source, object.account)
      .flatMap((it) => (it.kind === 'account' ? [{ kind: 'account' as const, account: it.account }] : []))
  if ('resource' in object) {
    const address = `${source}:${object.resource}`
    return resources.has(address) ? [{ kind: 'resource', address }] : []
  }
  if ('domain' in object) return [{ kind: 'directory', source }]
  return protectedGroups(source, object.protected, around).map((group) => ({ kind: 'group', group }))
}

/** Who administers a domain by its built-in groups holds every group in it, whatever the groups' own rules say (`directories.md`, section 10). */
function administrators(facts: readonly ControlFact[], { find, groups }: Around): readonly Control[] {
  const domains = new Map(
    facts.flatMap(({ source, object }) =>
      'domain' in object ? [[`${source}\n${object.domain}`, { source, domain: object.domain }] as const] : [],
    ),
  )
  return [...domains.values()].flatMap(({ source, domain }) =>
    ['S-1-5-32-544', `${domain}-512`, `${domain}-519`].flatMap((sid) =>
      find.named(source, `sid:${sid}`).flatMap((principal): readonly Control[] => {
        const provenance = principal.kind === 'group' ? groups[principal.group]?.provenance : undefined
        if (provenance === undefined) return []
        const list: StatedList<Trustee> = {
          form: 'stated',
          entries: [{ effect: 'allow', who: { name: principal }, right: 'control', says: 'administers the domain' }],
        }
        return [{ on: { kind: 'directory', source }, part: null, lists: [list], everybody: broadestGroup(source, find), provenance }]
      }),
    ),
  )
}

interface Resolved {
  readonly lists: readonly AccessList<Trustee>[]
  readonly untold: ReadonlyMap<Name, Untold>
}

/** Each distinct combination of lists is resolved once. */
class SharedLists {
  readonly #find: Finder
  readonly #numbers = new Map<AccessList, number>()
  readonly #resolved = new Map<string, Resolved>()
  readonly #trustees = new Map<string, { readonly trustee: Trustee; readonly why: Untold | null }>()

  constructor(find: Finder) {
    this.#find = find
  }

  of({ source, trusteesOf, lists }: ControlFact): Resolved {
    const key = [source, trusteesOf ?? '', ...lists.map((list) => this.#numberOf(list))].join('\n')
    const there = this.#resolved.get(key)
    if (there !== undefined) return there
    const untold = new Map<Name, Untold>()
    const found = (name: Name): Trustee => {
      const { trustee, why } = this.#found(name, source, trusteesOf)
      if (why !== null) untold.set(name, why)
      return trustee
    }
    const resolved = { lists: lists.map((list) => resolvedList(list, found)), untold }
    this.#resolved.set(key, resolved)
    return resolved
  }

  #numberOf(list: AccessList): number {
    const number = this.#numbers.get(list) ?? this.#numbers.size
    this.#numbers.set(list, number)
    return number
  }

  #found(name: Name, source: string, trusteesOf: string | null): { readonly trustee: Trustee; readonly why: Untold | null } {
    const key = `${source}\n${trusteesOf ?? ''}\n${name}`
    const there = this.#trustees.get(key)
    if (there !== undefined) return there
    let why: Untold | null = null
    const trustee = trusteeOf(name, source, trusteesOf, this.#find, (reason) => (why = reason))
    const found = { trustee, why }
    this.#trustees.set(key, found)
    return found
  }
}

function compareControls(a: Control, b: Control): number {
  // One record may state several ways: what they say decides, which is seldom asked.
  return compareKeys(orderOf(a), orderOf(b)) || compareText(JSON.stringify(a.lists), JSON.stringify(b.lists))
}

function orderOf({ on, provenance }: Control): readonly (string | number)[] {
  const it = on.kind === 'group' ? on.group : on.kind === 'account' ? on.account : 0
  const text = on.kind === 'resource' ? on.address : on.kind === 'directory' ? on.source : ''
  return [on.kind, it, text, provenance.source, provenance.dataset, provenance.file, provenance.record]
}
