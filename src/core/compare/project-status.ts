import { type Day, plusCalendar } from '../base/instant.ts'
import { distinctTexts } from '../base/order.ts'
import type { DatasetKey } from '../model/coverage.ts'
import type { ProjectStatus } from '../model/audit-result.ts'
import type { BlindSpot } from '../model/declared-policy.ts'
import type { Institution } from '../model/declared-institution.ts'
import { personReferenceKey } from '../model/person-reference.ts'
import type { ComparedProject } from './compared-project.ts'

/** The table "Status of a project" of `findings.md`. */
export function projectStatus(
  { compared, accesses, open, shortfalls }: Pick<ComparedProject, 'compared' | 'accesses' | 'open' | 'shortfalls'>,
  institution: Institution,
  blindSpots: readonly BlindSpot[],
  today: Day,
): ProjectStatus {
  if (!compared) return { kind: 'not-compared' }
  const excess = open.length > 0 || accesses.some(({ standing }) => isExcess(standing.kind))
  if (excess) return { kind: 'excess', coverage: shortfalls.length === 0 ? 'complete' : 'partial' }
  if (shortfalls.length === 0) return { kind: 'none' }
  const accepted = shortfalls.flatMap((shortfall) => acceptedBlindSpot(shortfall, institution, blindSpots, today) ?? [])
  if (accepted.length < shortfalls.length) return { kind: 'not-assessed' }
  return { kind: 'none-in-what-was-read', blindSpots: distinctTexts(accepted.map(({ id }) => id)) }
}

/** Cases 2 and 3: access that no entitlement covers. */
export function isExcess(standing: string): boolean {
  return standing === 'failing' || standing === 'undeclared'
}

/**
 * A blind spot counts only for a whole dataset that it names, until its day, and if accepted by the rank that a high finding needs:
 * the senior lead or the SIRO. One that would last longer than a year from today has no effect. It never covers a single record, a condition or a resource that was not observed.
 */
export function acceptedBlindSpot(
  { dataset }: { readonly dataset: Pick<DatasetKey, 'source' | 'dataset'> | null },
  { siro, seniorLead }: Institution,
  blindSpots: readonly BlindSpot[],
  today: Day,
): BlindSpot | null {
  if (dataset === null) return null
  const longest = plusCalendar(today, { months: 12 })
  const ranked = new Set([siro, seniorLead].map(personReferenceKey))
  return (
    blindSpots.find(
      (spot) =>
        spot.source === dataset.source &&
        spot.dataset === dataset.dataset &&
        today <= spot.expires &&
        spot.expires <= longest &&
        ranked.has(personReferenceKey(spot.acceptedBy)),
    ) ?? null
  )
}
