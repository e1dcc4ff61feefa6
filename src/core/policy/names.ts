import { type AffiliationKind, AFFILIATION_KINDS } from '../model/affiliation-kind.ts'
import type { KnownSource } from '../model/policy-load.ts'
import { isResourceKind } from '../model/resource-kind.ts'
import { addressKey } from './address-key.ts'
import type { PolicyEntry } from './collect-entries.ts'
import { type Cursor, items, member, members, textAt, textItems } from './cursor.ts'

/**
 * All names that a policy may refer to, gathered from whatever could be read: a broken partner is still a known partner, so that one
 * mistake is not told a second time at every place that names it.
 */
export interface Names {
  readonly sources: ReadonlyMap<string, KnownSource>
  readonly institution: Cursor | null
  readonly projects: ReadonlyMap<string, Cursor>
  readonly partners: ReadonlyMap<string, Cursor>
  readonly agreements: ReadonlyMap<string, { readonly partner: string; readonly at: Cursor }>
  readonly officers: ReadonlySet<string>
  /** Kinds that some rule gives; all of them, if a rule's kind cannot be read. */
  readonly affiliations: ReadonlySet<AffiliationKind>
  /** Tags that some address or resource bears. */
  readonly tags: ReadonlySet<string>
  /** Keys of the addresses under `institution.authorities`. */
  readonly authorities: ReadonlySet<string>
  /** By the key of their address: the projects that declare it, in the order of files. */
  readonly resources: ReadonlyMap<string, readonly DeclaredAddress[]>
  readonly duties: ReadonlySet<string>
  readonly platforms: ReadonlySet<string>
  /** False if a file could not be relied on that may declare more: then a name that is not found proves nothing. */
  readonly allProjectsSeen: boolean
  readonly allSectionsSeen: boolean
}

export interface DeclaredAddress {
  readonly project: string
  readonly slug: string
  readonly resource: Cursor
}

/** Gathers the names. O(entries). */
export function policyNames(
  entries: readonly PolicyEntry[],
  sources: readonly KnownSource[],
  seen: { readonly allProjects: boolean; readonly allSections: boolean },
): Names {
  const of = (section: PolicyEntry['section']) => entries.filter((entry) => entry.section === section)
  const projects = firstByKey(of('projects'))
  const partners = firstByKey(of('partners'))
  const institution = of('institution')
  return {
    sources: new Map(sources.map((source) => [source.name, source])),
    institution: institution[0]?.at ?? null,
    projects,
    partners,
    agreements: agreementsOf(partners),
    officers: new Set(institution.flatMap(({ at }) => members(member(at, 'officers')).map(({ key }) => key))),
    affiliations: affiliationsOf(of('affiliations')),
    tags: new Set([
      ...of('tags').flatMap(({ key, at }) => (items(at).length > 0 ? [key] : [])),
      ...[...projects.values()].flatMap((project) =>
        members(member(project, 'resources')).flatMap(({ at }) => textItems(member(at, 'tags')).map(({ text }) => text)),
      ),
    ]),
    authorities: new Set(
      institution.flatMap(({ at }) => textItems(member(at, 'authorities')).map(({ text }) => addressKey(text, 'group'))),
    ),
    resources: declaredAddresses(projects),
    duties: new Set([...projects.values()].flatMap((project) => members(member(project, 'duties')).map(({ key }) => key))),
    platforms: new Set(of('platforms').map(({ key }) => key)),
    allProjectsSeen: seen.allProjects,
    allSectionsSeen: seen.allSections,
  }
}

function affiliationsOf(rules: readonly PolicyEntry[]): ReadonlySet<AffiliationKind> {
  const written = rules.map(({ at }) => textAt(member(at, 'kind')))
  const given = AFFILIATION_KINDS.filter((kind) => written.includes(kind))
  const unread = rules.length === 0 || written.some((kind) => !given.some((each) => each === kind))
  return new Set(unread ? AFFILIATION_KINDS : given)
}

function firstByKey(entries: readonly PolicyEntry[]): ReadonlyMap<string, Cursor> {
  const first = new Map<string, Cursor>()
  for (const { key, at } of entries) if (!first.has(key)) first.set(key, at)
  return first
}

function agreementsOf(partners: ReadonlyMap<string, Cursor>): Names['agreements'] {
  const agreements = new Map<string, { readonly partner: string; readonly at: Cursor }>()
  for (const [partner, cursor] of partners) {
    for (const at of items(member(cursor, 'agreements'))) {
      const id = textAt(member(at, 'id'))
      if (id !== null && !agreements.has(id)) agreements.set(id, { partner, at })
    }
  }
  return agreements
}

function declaredAddresses(projects: ReadonlyMap<string, Cursor>): ReadonlyMap<string, readonly DeclaredAddress[]> {
  const declared = new Map<string, DeclaredAddress[]>()
  for (const [project, cursor] of projects) {
    for (const { key: slug, at: resource } of members(member(cursor, 'resources'))) {
      const text = textAt(member(resource, 'at'))
      const kind = textAt(member(resource, 'kind'))
      if (text === null) continue
      const key = addressKey(text, kind !== null && isResourceKind(kind) ? kind : null)
      const same = declared.get(key)
      if (same === undefined) declared.set(key, [{ project, slug, resource }])
      else same.push({ project, slug, resource })
    }
  }
  return declared
}
