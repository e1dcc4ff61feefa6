import { sortedBy } from '../base/order.ts'
import type { DeclaredPolicy } from '../model/declared-policy.ts'
import type { BrokenEntry } from '../model/policy-load.ts'
import type { CheckedEntries, CheckedEntry } from './checked-entries.ts'
import { declaredException } from './declare-exception.ts'
import { declaredAffiliation, declaredInstitution } from './declare-institution.ts'
import { declaredPartner } from './declare-partner.ts'
import { declaredProject } from './declare-project.ts'
import { declaredBlindSpot, declaredConflict, declaredPlatform, declaredSegregation, declaredTag } from './declare-security.ts'

/** The policy that remains without the broken entries. Asked only where no error fell outside of them. */
export function declaredPolicy(values: CheckedEntries, broken: readonly BrokenEntry[]): DeclaredPolicy {
  const out = new Set(broken.map(({ section, key }) => `${section}/${key}`))
  const whole = <Value>(section: BrokenEntry['section'], entries: readonly CheckedEntry<Value>[]) =>
    entries.filter(({ key }) => !out.has(`${section}/${key}`))
  const [institution] = values.institution
  if (institution === undefined) throw new Error('a policy without an institution passed its checks')
  return {
    institution: declaredInstitution(institution.value, institution.at),
    affiliations: values.affiliations.map(({ value, at }) => declaredAffiliation(value, at)),
    partners: bySlug(whole('partners', values.partners).map(({ key, value, at }) => declaredPartner(key, value, at))),
    projects: bySlug(whole('projects', values.projects).map(({ key, value, at }) => declaredProject(key, value, at))),
    tags: sortedBy(
      values.tags.map(({ key, value, at }) => declaredTag(key, value, at)),
      ({ tag }) => tag,
    ),
    segregation: byId(values.segregation.map(({ value, at }) => declaredSegregation(value, at))),
    conflicts: byId(values.conflicts.map(({ value, at }) => declaredConflict(value, at))),
    platforms: byId(values.platforms.map(({ value, at }) => declaredPlatform(value, at))),
    blindSpots: byId(values.blind_spots.map(({ value, at }) => declaredBlindSpot(value, at))),
    exceptions: byId(whole('exceptions', values.exceptions).map(({ value, at }) => declaredException(value, at))),
  }
}

function bySlug<Entry extends { readonly slug: string }>(entries: readonly Entry[]): readonly Entry[] {
  return sortedBy(entries, ({ slug }) => slug)
}

function byId<Entry extends { readonly id: string }>(entries: readonly Entry[]): readonly Entry[] {
  return sortedBy(entries, ({ id }) => id)
}
