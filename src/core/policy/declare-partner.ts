import type { z } from 'zod'
import { distinctTexts, sortedBy } from '../base/order.ts'
import type { Partner } from '../model/declared-partner.ts'
import { type Cursor, cursorAt, keyPlaceOf, placeOf } from './cursor.ts'
import { declaredDay, declaredPeopleOrAny, declaredPercent, declaredPerson, orNull } from './declare-values.ts'
import type { partnerSchema } from './schema/partner.ts'

export function declaredPartner(slug: string, written: z.output<typeof partnerSchema>, at: Cursor): Partner {
  const diligence = written.due_diligence ?? {}
  const agreements = (written.agreements ?? []).map(({ id, type, covers, from, until, people, data }, index) => ({
    id,
    type,
    covers: distinctTexts(covers),
    from: orNull(from, declaredDay),
    until: declaredDay(until),
    people: declaredPeopleOrAny(people),
    data: data ?? null,
    place: placeOf(cursorAt(at, ['agreements', index])),
  }))
  return {
    slug,
    name: written.name,
    country: written.country,
    ror: written.ror ?? null,
    domains: distinctTexts((written.domains ?? []).map((domain) => domain.toLowerCase())),
    tenants: distinctTexts(written.tenants ?? []),
    awsAccounts: distinctTexts(written.aws_accounts ?? []),
    agreements: sortedBy(agreements, ({ id }) => id),
    dueDiligence: {
      reputational: diligence.reputational ?? 'not-done',
      ethical: diligence.ethical ?? 'not-done',
      security: diligence.security ?? 'not-done',
      reviewed: orNull(diligence.reviewed, declaredDay),
      next: orNull(diligence.next, declaredDay),
      by: orNull(diligence.by, declaredPerson),
    },
    lawReview: orNull(written.law_review, ({ done, by, outcome }) => ({ done: declaredDay(done), by: declaredPerson(by), outcome })),
    funderShare: orNull(written.funder_share, declaredPercent),
    place: keyPlaceOf(at),
  }
}
