import type { Group } from '../model/account.ts'
import { isExternalKind } from '../model/affiliation-kind.ts'
import type { AffiliationRule } from '../model/declared-institution.ts'
import { type Filter, filterOf } from './ldap-filter.ts'

/**
 * May somebody from outside be in the group, today or tomorrow? Everybody's group always; one with a rule unless the rule itself keeps
 * guests out (`rules.md`, *could admit*).
 *
 * A rule keeps them out if whoever meets it bears a value by which only members of the institution are known: one that the policy's
 * `affiliations` take for an internal kind, or that the standards define so. A rule that cannot be read keeps nobody out.
 */
export function mayAdmitExternals(
  { breadth, source }: Pick<Group, 'breadth' | 'source'>,
  affiliations: readonly AffiliationRule[],
): boolean {
  switch (breadth.kind) {
    case 'named':
      return false
    case 'everybody':
      return true
    case 'rule': {
      const filter = filterOf(breadth.rule)
      return filter === null || !keepsOut(filter, marksOf(source, affiliations))
    }
  }
}

/** What tells on which side somebody is, in one system: values, each `attribute=value` in lower case. */
interface Marks {
  readonly internal: ReadonlySet<string>
  /** For each affiliation of outsiders, the sets of values of which one belongs to all of them; no set where the system tells none. */
  readonly external: readonly (readonly (readonly string[])[])[]
}

function marksOf(source: string, affiliations: readonly AffiliationRule[]): Marks {
  const valuesOf = ({ match }: AffiliationRule): readonly (readonly string[])[] =>
    match.flatMap(({ source: from, attribute, test }) =>
      from === source && test.kind === 'one-of' ? [test.values.map((value) => `${attribute}=${value}`.toLowerCase())] : [],
    )
  const external = affiliations.filter(({ kind }) => isExternalKind(kind)).map(valuesOf)
  // One condition of several marks nobody by itself: the others may tell a guest from a colleague.
  const own = affiliations.filter(({ kind, match }) => !isExternalKind(kind) && match.length === 1).flatMap(valuesOf)
  const outside = new Set(external.flat(2))
  return { internal: new Set([...standardInternal, ...own.flat()].filter((mark) => !outside.has(mark))), external }
}

// eduPerson 202208, 2.2.1: `member` and these are the institution's own; `affiliate` is not. Entra: `userType`.
const standardInternal = [
  ...['edupersonaffiliation', 'edupersonprimaryaffiliation'].flatMap((name) =>
    ['faculty', 'staff', 'employee'].map((value) => `${name}=${value}`),
  ),
  'usertype=member',
]

function keepsOut(filter: Filter, marks: Marks): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.parts.some((part) => keepsOut(part, marks)) || namesEveryOutsider(filter.parts, marks)
    case 'or':
      return filter.parts.length > 0 && filter.parts.every((part) => keepsOut(part, marks))
    case 'equals':
      return marks.internal.has(`${filter.attribute}=${filter.value}`.toLowerCase())
    case 'not':
      return namesEveryOutsider([filter], marks)
    case 'other':
      return false
  }
}

/** Is every affiliation of outsiders excluded by the values that all of its people bear? */
function namesEveryOutsider(parts: readonly Filter[], { external }: Marks): boolean {
  const excluded = new Set(parts.flatMap(excludedMarks))
  if (excluded.has('usertype=guest')) return true
  return external.length > 0 && external.every((conditions) => conditions.some((values) => values.every((mark) => excluded.has(mark))))
}

function excludedMarks(part: Filter): readonly string[] {
  if (part.kind !== 'not') return []
  const { inner } = part
  const excluded = inner.kind === 'or' ? inner.parts : [inner]
  return excluded.flatMap((one) => (one.kind === 'equals' ? [`${one.attribute}=${one.value}`.toLowerCase()] : []))
}
