import type { SearchFilter } from '../base/search-filter.ts'
import { assertNever } from '../base/assert-never.ts'
import type { Group } from '../model/account.ts'
import { isExternalKind } from '../model/affiliation-kind.ts'
import type { AffiliationRule } from '../model/declared-institution.ts'
import { type GroupRule, groupRule } from './group-rule.ts'

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
      const rule = groupRule(breadth.rule)
      return rule === null || !keepsOut(rule.filter, marksOf(rule, source, affiliations))
    }
  }
}

/** What tells on which side somebody is, in one system: values, each `attribute=value` in lower case. */
interface Marks {
  readonly internal: ReadonlySet<string>
  /** For each affiliation of outsiders, the sets of values of which one belongs to all of them; no set where the system tells none. */
  readonly external: readonly (readonly (readonly string[])[])[]
  /** The value that the system itself gives to every guest; null where it has none. */
  readonly guest: string | null
}

function marksOf({ of }: GroupRule, source: string, affiliations: readonly AffiliationRule[]): Marks {
  const valuesOf = ({ match }: AffiliationRule): readonly (readonly string[])[] =>
    match.flatMap(({ source: from, attribute, test }) =>
      from === source && test.kind === 'one-of' ? [test.values.map((value) => `${attribute}=${value}`.toLowerCase())] : [],
    )
  const external = affiliations.filter(({ kind }) => isExternalKind(kind)).map(valuesOf)
  // One condition of several marks nobody by itself: the others may tell a guest from a colleague.
  const own = affiliations.filter(({ kind, match }) => !isExternalKind(kind) && match.length === 1).flatMap(valuesOf)
  const outside = new Set(external.flat(2))
  const standard = of === 'tenant' ? ['usertype=member'] : eduPersonInternal
  return {
    internal: new Set([...standard, ...own.flat()].filter((mark) => !outside.has(mark))),
    external,
    guest: of === 'tenant' ? 'usertype=guest' : null,
  }
}

// eduPerson 202208, 2.2.1: `member` and these are the institution's own; `affiliate` is not.
const eduPersonInternal = ['edupersonaffiliation', 'edupersonprimaryaffiliation'].flatMap((name) =>
  ['faculty', 'staff', 'employee'].map((value) => `${name}=${value}`),
)

function keepsOut(filter: SearchFilter, marks: Marks): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.parts.some((part) => keepsOut(part, marks)) || namesEveryOutsider(filter.parts, marks)
    case 'or':
      return filter.parts.length > 0 && filter.parts.every((part) => keepsOut(part, marks))
    case 'equal':
      return marks.internal.has(mark(filter))
    case 'not':
      return namesEveryOutsider([filter], marks)
    case 'present':
    case 'pieces':
    case 'order':
    case 'beyond':
      return false
    default:
      return assertNever(filter, 'filter')
  }
}

/** Is every affiliation of outsiders excluded by the values that all of its people bear? */
function namesEveryOutsider(parts: readonly SearchFilter[], { external, guest }: Marks): boolean {
  const excluded = new Set(parts.flatMap(excludedMarks))
  if (guest !== null && excluded.has(guest)) return true
  return external.length > 0 && external.every((conditions) => conditions.some((values) => values.every((one) => excluded.has(one))))
}

function excludedMarks(part: SearchFilter): readonly string[] {
  if (part.kind !== 'not') return []
  const { part: inner } = part
  const excluded = inner.kind === 'or' ? inner.parts : [inner]
  return excluded.flatMap((one) => (one.kind === 'equal' ? [mark(one)] : []))
}

function mark({ attribute, value }: Extract<SearchFilter, { readonly kind: 'equal' }>): string {
  return `${attribute}=${value}`.toLowerCase()
}
