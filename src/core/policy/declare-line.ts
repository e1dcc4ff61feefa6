import type { z } from 'zod'
import { sortedBy } from '../base/order.ts'
import type { Day } from '../base/instant.ts'
import type { Condition } from '../model/condition.ts'
import type { EntitlementLine, Who } from '../model/declared-project.ts'
import type { Level } from '../model/resource-kind.ts'
import { type Cursor, cursorAt, keyPlaceOf, member, placeOf } from './cursor.ts'
import { declaredConditions } from './declare-conditions.ts'
import { ascending, declaredAddress, declaredDay, declaredPeople, declaredPerson, orNull } from './declare-values.ts'
import type { projectSchema } from './schema/project.ts'

type Written = z.output<typeof projectSchema>['entitled'][number]

/** What a line takes over from its project. */
interface Inherited {
  readonly index: number
  readonly from: Day | null
  readonly until: Day
  readonly requires: readonly Condition[]
}

export function declaredLine(written: Written, at: Cursor, { index, from, until, requires }: Inherited): EntitlementLine {
  const ownFrom = orNull(written.from, declaredDay)
  const ownUntil = orNull(written.until, declaredDay)
  const gets = Object.entries(written.gets).map(([resource, level]) => ({
    resource,
    // Checked against the resource's kind.
    level: (typeof level === 'string' ? level : level.level) as Level,
    ports: typeof level === 'string' ? null : orNull(level.ports, ascending),
    place: keyPlaceOf(cursorAt(at, ['gets', resource])),
  }))
  return {
    index,
    who: declaredWho(written.who),
    affiliations: written.affiliation ?? null,
    gets: sortedBy(gets, ({ resource }) => resource),
    from: ownFrom ?? from,
    until: ownUntil ?? until,
    ownFrom,
    ownUntil,
    when: [...requires, ...declaredConditions(written.when, member(at, 'when'))],
    why: written.why ?? null,
    place: placeOf(at),
  }
}

function declaredWho({ person, people, partner, department, authority, workload, owner }: Written['who']): Who {
  if (person !== undefined) return { kind: 'person', person: declaredPerson(person) }
  if (partner !== undefined && people !== undefined) return { kind: 'partner', partner, people: declaredPeople(people) }
  if (people !== undefined) return { kind: 'people', people: declaredPeople(people) }
  if (department !== undefined) return { kind: 'department', department }
  if (authority !== undefined) return { kind: 'authority', authority: declaredAddress(authority) }
  if (workload !== undefined && owner !== undefined) {
    return { kind: 'workload', workload: declaredAddress(workload), owner: declaredPerson(owner) }
  }
  throw new Error('a `who` passed its check and has none of the six forms')
}
