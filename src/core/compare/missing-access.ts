import { assertNever } from '../base/assert-never.ts'
import { dayAfter } from '../base/duration.ts'
import { sortedBy } from '../base/order.ts'
import type { EntitlementLine, Resource } from '../model/declared-project.ts'
import type { Person } from '../model/person.ts'
import type { PersonReference } from '../model/person-reference.ts'
import type { Level } from '../model/resource-kind.ts'
import type { ResourceAddress } from '../model/resource-address.ts'
import type { Reach } from '../reach/answer.ts'
import { authorityGroups } from './authority-groups.ts'
import type { ComparedProject } from './compared-project.ts'
import { type Comparison, isStrictly } from './comparison.ts'
import { declarers, governingSensitivity } from './declarers.ts'
import { lineOutcome } from './line-outcome.ts'
import { nativeAddress } from './officers.ts'
import { Reliance } from './reliance.ts'

/** An entitlement without access: nothing opens the resource to the person, and all that the line asks for is met, or may be. */
export interface MissingAccess {
  readonly person: Person
  readonly resource: Resource
  /** The resource by its native id, as an access to it would have it. */
  readonly identity: string
  readonly line: EntitlementLine
  readonly level: Level
  /** Of the line: `unknown` where something that it asks for was not read. */
  readonly truth: 'met' | 'unknown'
}

/**
 * Who is entitled for `missing_after` already and has no access to the resource at all; by person and resource, each once.
 *
 * Asked of lines that name people one by one, approvals and authorities among them: not of departments, which offer rather than
 * provide, nor of workloads. O(named people × their resources).
 */
export function missingAccesses(
  { project, accesses, resources }: ComparedProject,
  reach: Reach,
  context: Comparison,
): readonly MissingAccess[] {
  const groups = authorityGroups(reach, context, new Reliance())
  const held = new Set(accesses.map(({ person, resource }) => `${person.key}\n${resource.slug}`))
  const observed = new Map(resources.flatMap(({ resource, observed: seen }) => (seen ? [[resource.slug, resource] as const] : [])))
  const found = new Map<string, MissingAccess>()
  const open = new Map<string, MissingAccess>()
  for (const line of project.entitled.filter(({ from }) => isSettled(from, context))) {
    for (const person of namedBy(line, reach, context)) {
      for (const { resource: slug, level } of line.gets) {
        const resource = observed.get(slug)
        const key = `${person.key}\n${slug}`
        if (resource === undefined || held.has(key) || found.has(key)) continue
        const strict = isStrictly(governingSensitivity(declarers(project, resource, context.policy)))
        const outcome = lineOutcome(line, person, project, resource, level, strict, groups, context)
        if (outcome === null || outcome.truth === 'not-met') continue
        // One line that entitles for certain decides; else it stays open.
        if (outcome.truth === 'unknown' && open.has(key)) continue
        const into = outcome.truth === 'met' ? found : open
        into.set(key, {
          person,
          resource,
          identity: nativeAddress(resource.at, context) ?? resource.at.text,
          line,
          level,
          truth: outcome.truth,
        })
      }
    }
  }
  const all = [...found.values(), ...[...open].flatMap(([key, one]) => (found.has(key) ? [] : [one]))]
  return sortedBy(all, ({ person, resource }) => [person.key, resource.slug])
}

/** Has it held for so long that the access should be there? A thing without a beginning has held from ever. */
function isSettled(from: EntitlementLine['from'], { policy, today }: Comparison): boolean {
  return from === null || dayAfter(from, policy.institution.thresholds.missingAfter) <= today
}

function namedBy({ who }: EntitlementLine, reach: Reach, context: Comparison): readonly Person[] {
  switch (who.kind) {
    case 'person':
      return people([who.person], context)
    case 'people':
    case 'partner':
      return people(who.people, context)
    case 'authority':
      return approved(who.authority, reach, context)
    case 'department':
    case 'workload':
      return []
    default:
      return assertNever(who)
  }
}

function people(references: readonly PersonReference[], { snapshot }: Comparison): readonly Person[] {
  return references.flatMap((reference) => {
    const hit = snapshot.findPerson(reference.kind === 'employee' ? reference.written : reference.text)
    return hit.found === 'one' ? [hit.thing] : []
  })
}

function approved(authority: ResourceAddress, reach: Reach, context: Comparison): readonly Person[] {
  const { snapshot } = context
  const byRegister = [...snapshot.registers.approvals].flatMap(([key, rows]) => {
    const settled = rows.some(
      (row) => row.provenance.source === authority.source && row.authority === authority.native && isSettled(row.from, context),
    )
    const person = settled ? snapshot.person(key) : null
    return person === null ? [] : [person]
  })
  if (byRegister.length > 0) return byRegister
  const answer = reach.who(authority.text)
  return answer.kind === 'answered'
    ? [...new Set(answer.value.flatMap(({ account, level }) => (level === 'use' ? [snapshot.personOf(account)] : [])))]
    : []
}
