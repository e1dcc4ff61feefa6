import type { z } from 'zod'
import { sortedBy } from '../base/order.ts'
import type {
  AcceptanceRank,
  AffiliationRule,
  EscalationTarget,
  EscalationTerms,
  GradedSeverity,
  Institution,
  SensitivityAppetite,
} from '../model/declared-institution.ts'
import { type Cursor, cursorAt, keyPlaceOf, placeOf } from './cursor.ts'
import { declaredAddress, declaredDuration, declaredPercent, declaredPerson, orNull } from './declare-values.ts'
import type { affiliationSchema, institutionSchema } from './schema/institution.ts'

type Written = z.output<typeof institutionSchema>
type WrittenTerms = NonNullable<NonNullable<Written['escalation']>[GradedSeverity]>

const TERMS: Readonly<Record<GradedSeverity, { readonly fix_within: string; readonly may_accept: string }>> = {
  critical: { fix_within: '4h', may_accept: 'siro' },
  high: { fix_within: '2d', may_accept: 'senior_lead' },
  medium: { fix_within: '14d', may_accept: 'project-lead' },
  low: { fix_within: '90d', may_accept: 'project-lead' },
}

/** The longest exception where the policy says nothing. */
export const MAX_EXCEPTION = '365d'

export function declaredInstitution(written: Written, at: Cursor): Institution {
  const { appetite = {}, reviews = {}, thresholds = {}, escalation = {} } = written
  return {
    name: written.name,
    timezone: written.timezone,
    seniorLead: declaredPerson(written.senior_lead),
    siro: declaredPerson(written.siro),
    champions: {
      academic: orNull(written.champions?.academic, declaredPerson),
      corporate: orNull(written.champions?.corporate, declaredPerson),
    },
    officers: sortedBy(
      Object.entries(written.officers ?? {}).map(([role, person]) => ({ role, person: declaredPerson(person) })),
      ({ role }) => role,
    ),
    escalation: {
      critical: terms('critical', escalation.critical),
      high: terms('high', escalation.high),
      medium: terms('medium', escalation.medium),
      low: terms('low', escalation.low),
    },
    appetite: {
      bySensitivity: {
        open: bearable(appetite.open),
        internal: bearable(appetite.internal),
        sensitive: bearable(appetite.sensitive),
        controlled: bearable(appetite.controlled),
      },
      funding: {
        oneFunderMax: orNull(appetite.funding?.one_funder_max, declaredPercent),
        oneCountryMax: orNull(appetite.funding?.one_country_max, declaredPercent),
      },
      coverage: {
        sourcesOnTimeMin: orNull(appetite.coverage?.sources_on_time_min, declaredPercent),
        affiliationKnownMin: orNull(appetite.coverage?.affiliation_known_min, declaredPercent),
      },
    },
    reviews: {
      board: declaredDuration(reviews.board ?? '3mo'),
      partner: declaredDuration(reviews.partner ?? '12mo'),
      open: orNull(reviews.open, declaredDuration),
      internal: declaredDuration(reviews.internal ?? '12mo'),
      sensitive: declaredDuration(reviews.sensitive ?? '6mo'),
      controlled: declaredDuration(reviews.controlled ?? '6mo'),
    },
    homeLawReview: sortedBy(
      (written.home_law_review ?? []).map(({ country, reason, owner }) => ({ country, reason, owner: declaredPerson(owner) })),
      ({ country }) => country,
    ),
    authorities: sortedBy((written.authorities ?? []).map(declaredAddress), ({ text }) => text),
    thresholds: {
      endsSoon: declaredDuration(thresholds.ends_soon ?? '30d'),
      unusedAfter: declaredDuration(thresholds.unused_after ?? '90d'),
      missingAfter: declaredDuration(thresholds.missing_after ?? '7d'),
      cumulativeProjects: thresholds.cumulative_projects ?? 3,
    },
    place: keyPlaceOf(at),
  }
}

export function declaredAffiliation(written: z.output<typeof affiliationSchema>, at: Cursor): AffiliationRule {
  const { kind, match, requires = {}, wins_over_external = false } = written
  return {
    kind,
    match: match.map(({ source, attribute, is, is_one_of }, index) => ({
      source,
      attribute,
      test:
        is !== undefined
          ? { kind: 'one-of', values: [is] }
          : is_one_of !== undefined
            ? { kind: 'one-of', values: is_one_of }
            : { kind: 'domain-of-partner' },
      place: placeOf(cursorAt(at, ['match', index])),
    })),
    requires: {
      host: requires.host ?? false,
      endDate: requires.end_date ?? false,
      maxLength: orNull(requires.max_length, declaredDuration),
      maxExtensions: requires.max_extensions ?? null,
    },
    winsOverExternal: wins_over_external,
    place: placeOf(at),
  }
}

function terms(severity: GradedSeverity, written: WrittenTerms | undefined): EscalationTerms {
  const mayAccept = rank(written?.may_accept ?? TERMS[severity].may_accept)
  return {
    // Who may accept a finding is told of it, if the policy names nobody.
    to: written?.to?.map(target) ?? [mayAccept],
    fixWithin: declaredDuration(written?.fix_within ?? TERMS[severity].fix_within),
    mayAccept,
  }
}

function target(written: string): EscalationTarget {
  switch (written) {
    case 'senior_lead':
    case 'siro':
    case 'project-lead':
    case 'host':
      return { kind: written }
    default:
      return { kind: 'person', person: declaredPerson(written) }
  }
}

function rank(written: string): AcceptanceRank {
  switch (written) {
    case 'senior_lead':
    case 'siro':
    case 'project-lead':
      return { kind: written }
    default:
      return { kind: 'officer', role: written.slice('officers/'.length) }
  }
}

function bearable(written: NonNullable<Written['appetite']>['open'] | undefined): SensitivityAppetite {
  const open = written?.open ?? {}
  return {
    open: { critical: open.critical ?? null, high: open.high ?? null, medium: open.medium ?? null, low: open.low ?? null },
    maxException: declaredDuration(written?.max_exception ?? MAX_EXCEPTION),
  }
}
