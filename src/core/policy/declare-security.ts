import type { z } from 'zod'
import { sortedBy } from '../base/order.ts'
import type { BlindSpot, ConflictRule, Platform, SegregationEnd, SegregationRule, TaggedSegments } from '../model/declared-policy.ts'
import { type Cursor, keyPlaceOf, placeOf } from './cursor.ts'
import { declaredAddress, declaredDay, declaredPeople, declaredPerson, declaredPorts, orNull } from './declare-values.ts'
import type { blindSpotSchema, platformSchema } from './schema/institution.ts'
import type { conflictSchema, segregationSchema, tagSchema } from './schema/security.ts'

export function declaredTag(tag: string, written: z.output<typeof tagSchema>, at: Cursor): TaggedSegments {
  return { tag, addresses: sortedBy(written.map(declaredAddress), ({ text }) => text), place: keyPlaceOf(at) }
}

export function declaredSegregation({ id, never, only }: z.output<typeof segregationSchema>, at: Cursor): SegregationRule {
  const place = placeOf(at)
  if (never !== undefined) {
    return { id, kind: 'never', from: declaredEnd(never.from), to: declaredEnd(never.to), ports: declaredPorts(never.ports), place }
  }
  if (only !== undefined)
    return { id, kind: 'only', to: declaredEnd(only.to), from: only.from.map(declaredEnd), ports: declaredPorts(only.ports), place }
  throw new Error('a segregation passed its check and has no form')
}

type WrittenEnd = NonNullable<z.output<typeof segregationSchema>['never']>['to']

function declaredEnd(written: WrittenEnd): SegregationEnd {
  if (written === 'internet') return { kind: 'internet' }
  const { tag, segment, affiliation } = written
  if (tag !== undefined) return { kind: 'tag', tag }
  if (segment !== undefined) return { kind: 'segment', address: declaredAddress(segment) }
  return { kind: 'affiliation', affiliations: affiliation ?? [] }
}

export function declaredConflict({ id, exclusive, applies_to, duties, why }: z.output<typeof conflictSchema>, at: Cursor): ConflictRule {
  const common = { id, why: why ?? null, place: placeOf(at) }
  if (exclusive !== undefined) return { ...common, kind: 'projects', projects: exclusive, appliesTo: applies_to ?? ['person', 'partner'] }
  return { ...common, kind: 'duties', duties: duties ?? [] }
}

export function declaredPlatform(written: z.output<typeof platformSchema>, at: Cursor): Platform {
  const sharing = written.external_sharing ?? {}
  return {
    id: written.id,
    source: written.source,
    runBy: written.run_by,
    owner: declaredPerson(written.owner),
    assessed: orNull(written.assessed, declaredDay),
    administrators: declaredPeople(written.administrators ?? []),
    externalSharing: {
      open: sharing.open ?? null,
      internal: sharing.internal ?? null,
      sensitive: sharing.sensitive ?? null,
      controlled: sharing.controlled ?? null,
    },
    place: placeOf(at),
  }
}

export function declaredBlindSpot(written: z.output<typeof blindSpotSchema>, at: Cursor): BlindSpot {
  const { id, source, dataset, reason, accepted_by, expires } = written
  return { id, source, dataset, reason, acceptedBy: declaredPerson(accepted_by), expires: declaredDay(expires), place: placeOf(at) }
}
