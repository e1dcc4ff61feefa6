import type { z } from 'zod'
import { distinctTexts, sortedBy } from '../base/order.ts'
import type { ExportControl, Project, Resource } from '../model/declared-project.ts'
import type { ResourceKind } from '../model/resource-kind.ts'
import { type Cursor, cursorAt, keyPlaceOf, member, placeOf } from './cursor.ts'
import { declaredConditions } from './declare-conditions.ts'
import { declaredLine } from './declare-line.ts'
import { declaredAddress, declaredDay, declaredPeople, declaredPeopleOrAny, declaredPerson, orNull } from './declare-values.ts'
import type { projectSchema } from './schema/project.ts'

type Written = z.output<typeof projectSchema>

export function declaredProject(slug: string, written: Written, at: Cursor): Project {
  const requires = declaredConditions(written.requires, member(at, 'requires'))
  const from = orNull(written.from, declaredDay)
  const until = declaredDay(written.until)
  return {
    slug,
    title: written.title,
    lead: declaredPerson(written.lead),
    deputy: orNull(written.deputy, declaredPerson),
    department: written.department ?? null,
    sensitivity: written.sensitivity,
    crownJewel: written.crown_jewel ?? false,
    from,
    until,
    whySensitive: written.why_sensitive ?? [],
    decision: orNull(written.decision, ({ outcome, by, on }) => ({ outcome, by: declaredPerson(by), on: declaredDay(on) })),
    exportControl: orNull(written.export_control, (control) => declaredExportControl(control, member(at, 'export_control'))),
    data: written.data ?? ['research-data'],
    requires,
    duties: sortedBy(
      Object.entries(written.duties ?? {}).map(([duty, people]) => ({ duty, people: declaredPeople(people) })),
      ({ duty }) => duty,
    ),
    resources: sortedBy(
      Object.entries(written.resources).map(([key, resource]) => declaredResource(key, resource, cursorAt(at, ['resources', key]))),
      (resource) => resource.slug,
    ),
    entitled: written.entitled.map((line, index) =>
      declaredLine(line, cursorAt(at, ['entitled', index]), { index, from, until, requires }),
    ),
    place: keyPlaceOf(at),
  }
}

function declaredExportControl(written: NonNullable<Written['export_control']>, at: Cursor): ExportControl {
  const licences = (written.licences ?? []).map(({ id, until, to, people }, index) => ({
    id,
    until: declaredDay(until),
    to: distinctTexts(to),
    people: declaredPeopleOrAny(people),
    place: placeOf(cursorAt(at, ['licences', index])),
  }))
  return {
    regime: written.regime,
    rating: written.rating ?? null,
    accessFrom: orNull(written.access_from, distinctTexts),
    licences: sortedBy(licences, ({ id }) => id),
    controlPlan: orNull(written.control_plan, ({ id, people }) => ({
      id,
      people: declaredPeopleOrAny(people),
      place: placeOf(member(at, 'control_plan')),
    })),
    place: keyPlaceOf(at),
  }
}

function declaredResource(slug: string, written: Written['resources'][string], at: Cursor): Resource {
  return {
    slug,
    // The schema's list of kinds is made from the model's own.
    kind: written.kind as ResourceKind,
    at: declaredAddress(written.at),
    owner: orNull(written.owner, declaredPerson),
    tags: distinctTexts(written.tags ?? []),
    via: orNull(written.via, (via) =>
      via.includes(':') ? { kind: 'authority', address: declaredAddress(via) } : { kind: 'resource', slug: via },
    ),
    data: written.data ?? null,
    sharedWith: distinctTexts(written.shared_with ?? []),
    place: keyPlaceOf(at),
  }
}
