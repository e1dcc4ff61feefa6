import { assertNever } from '../base/assert-never.ts'
import { type Json, canonicalJson } from '../base/canonical-json.ts'
import type { Sha256 } from '../base/hash.ts'
import { sortedBy } from '../base/order.ts'
import type { EntitlementLine, Who } from '../model/declared-project.ts'
import { type PersonReference, personReferenceKey } from '../model/person-reference.ts'

/** What a line of `entitled` is known by: its project, who it names and what they get. Dates, conditions, order and spelling do not count. */
export function lineHash(project: string, { who, gets }: Pick<EntitlementLine, 'who' | 'gets'>, sha256: Sha256): string {
  const got = sortedBy(gets, ({ resource }) => resource).map(({ resource, level, ports }) => ({ resource, level, ports }))
  return sha256(canonicalJson({ project, who: named(who), gets: got })).slice(0, 32)
}

function named(who: Who): Json {
  switch (who.kind) {
    case 'person':
      return { person: personReferenceKey(who.person) }
    case 'people':
      return { people: keys(who.people) }
    case 'partner':
      return { partner: who.partner, people: keys(who.people) }
    case 'department':
      return { department: who.department }
    case 'authority':
      return { authority: who.authority.text }
    case 'workload':
      return { workload: who.workload.text, owner: personReferenceKey(who.owner) }
    default:
      return assertNever(who)
  }
}

function keys(people: readonly PersonReference[]): readonly string[] {
  return people.map(personReferenceKey).sort()
}
