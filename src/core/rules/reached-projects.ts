import { compareKeys, sortedBy } from '../base/order.ts'
import type { ComparedAccess } from '../compare/compared-project.ts'
import { type Project, effectiveSensitivity } from '../model/declared-project.ts'
import type { Partner } from '../model/declared-partner.ts'
import type { Person } from '../model/person.ts'
import { levelsOf } from '../model/resource-kind.ts'
import { SENSITIVITIES } from '../model/sensitivity.ts'
import type { AccessFacts, DescribedAccess, PeopleFacts } from './facts.ts'

/** One access, and the project that declares what it opens. */
export interface Reached {
  readonly access: ComparedAccess
  readonly project: Project
}

/** What each person reaches, by key. */
export function reachesOfPeople(reached: readonly Reached[]): ReadonlyMap<Person, readonly Reached[]> {
  const byPerson = Map.groupBy(reached, ({ access }) => access.person)
  return new Map(sortedBy(byPerson, ([person]) => person.key))
}

/** What the external people of each registered partner reach together, by slug. Somebody of two partners counts for both. */
export function reachesOfPartners(
  reached: readonly Reached[],
  people: Pick<PeopleFacts, 'partnersOf'>,
): ReadonlyMap<Partner, readonly Reached[]> {
  const byPartner = new Map<Partner, Reached[]>()
  for (const one of reached) {
    for (const partner of new Set(people.partnersOf(one.access.person))) {
      const there = byPartner.get(partner)
      if (there === undefined) byPartner.set(partner, [one])
      else there.push(one)
    }
  }
  return new Map(sortedBy(byPartner, ([partner]) => partner.slug))
}

/** The access to the most sensitive project, at the highest level, with its proof. Never called with none. */
export function gravestOf(
  reached: readonly Reached[],
  access: Pick<AccessFacts, 'describe'>,
): Reached & { readonly described: DescribedAccess } {
  const [first] = [...reached].sort((a, b) => compareKeys(gravity(a), gravity(b)))
  if (first === undefined) throw new Error('nothing is reached')
  return { ...first, described: access.describe(first.access, first.project) }
}

function gravity({ access: { resource, level }, project }: Reached): readonly (string | number)[] {
  const rank = SENSITIVITIES.indexOf(effectiveSensitivity(project))
  return [-rank, -levelsOf(resource.kind).indexOf(level), project.slug, resource.slug]
}
