import { z } from 'zod'
import { AFFILIATION_KINDS } from '../../model/affiliation-kind.ts'
import { bySlug, record } from './map-type.ts'
import { address, count, country, date, duration, flag, oneOf, percent, person, slug, sourceName, text, zone } from './value-type.ts'

const terms = record('escalation terms', {
  to: z
    .array(text)
    .min(1)
    .describe('Who is told: persons, `senior_lead`, `siro`, `project-lead`, `host`. Default: `may_accept`.')
    .optional(),
  fix_within: duration.describe('How long a finding may stay open.').optional(),
  may_accept: text.describe('Who may accept one: `siro`, `senior_lead`, `project-lead` or `officers/<role>`.').optional(),
})

const openAppetite = record('an appetite', {
  critical: count.optional(),
  high: count.optional(),
  medium: count.optional(),
  low: count.optional(),
})

const sensitivityAppetite = record('an appetite', {
  open: openAppetite.describe('How many open findings of each severity are borne.').optional(),
  max_exception: duration.describe('The longest exception. Default `365d`.').optional(),
}).optional()

export const institutionSchema = record('the institution', {
  name: text.describe('The name of the institution.'),
  timezone: zone.describe('The IANA zone in which days begin and end.'),
  senior_lead: person.describe('The senior person accountable for trusted research.'),
  siro: person.describe('The senior information risk owner.'),
  champions: record('champions', { academic: person.optional(), corporate: person.optional() })
    .describe('Champions of trusted research.')
    .optional(),
  officers: bySlug(person)
    .describe('Role to person; `clearance`, `export-control`, `data-protection` alone accept legal findings.')
    .optional(),
  escalation: record('the escalation', {
    critical: terms.optional(),
    high: terms.optional(),
    medium: terms.optional(),
    low: terms.optional(),
  })
    .describe('By severity: who is told, how long a repair may take, who may accept.')
    .optional(),
  appetite: record('the appetite', {
    open: sensitivityAppetite,
    internal: sensitivityAppetite,
    sensitive: sensitivityAppetite,
    controlled: sensitivityAppetite,
    funding: record('the funding appetite', { one_funder_max: percent.optional(), one_country_max: percent.optional() }).optional(),
    coverage: record('the coverage appetite', {
      sources_on_time_min: percent.optional(),
      affiliation_known_min: percent.optional(),
    }).optional(),
  })
    .describe('What the board is ready to bear. Default: no limit.')
    .optional(),
  reviews: record('review intervals', {
    board: duration.optional(),
    partner: duration.optional(),
    open: duration.optional(),
    internal: duration.optional(),
    sensitive: duration.optional(),
    controlled: duration.optional(),
  })
    .describe('How often something is reviewed. Default: board 3mo, partner 12mo, open never, internal 12mo, sensitive and controlled 6mo.')
    .optional(),
  home_law_review: z
    .array(record('a home-law review', { country: country.describe('The seat of organisations.'), reason: text, owner: person }))
    .describe('Seats whose law asks for a review of partners. Gatehouse ships none.')
    .optional(),
  authorities: z.array(address).describe('Groups that an approval process alone may fill.').optional(),
  thresholds: record('thresholds', {
    ends_soon: duration.optional(),
    unused_after: oneOf('30d', '90d', '180d').optional(),
    missing_after: duration.optional(),
    cumulative_projects: count.optional(),
  })
    .describe('Defaults: ends_soon 30d, unused_after 90d, missing_after 7d, cumulative_projects 3.')
    .optional(),
})

const match = record('a match', {
  source: sourceName.describe('A source of `gatehouse.yaml`.'),
  attribute: text.describe('The attribute or column to look at. Protected attributes are refused.'),
  is: text.optional(),
  is_one_of: z.array(text).min(1).optional(),
  domain_in: oneOf('partners').describe('The mail domain is one of a partner.').optional(),
})

export const affiliationSchema = record('an affiliation', {
  kind: oneOf(...AFFILIATION_KINDS).describe('All but staff, research-student and taught-student are external.'),
  match: z.array(match).min(1).describe('All must hold.'),
  requires: record('the requirements of an affiliation', {
    host: flag.optional(),
    end_date: flag.optional(),
    max_length: duration.optional(),
    max_extensions: count.optional(),
  }).optional(),
  wins_over_external: flag
    .describe('On sensitive and controlled, keep this kind even if a later, external one matches as well.')
    .optional(),
})

export const blindSpotSchema = record('a blind spot', {
  id: text,
  source: sourceName,
  dataset: text,
  reason: text,
  accepted_by: person,
  expires: date,
})

export const platformSchema = record('a platform', {
  id: slug,
  source: sourceName,
  run_by: oneOf('institution', 'third-party'),
  owner: person,
  assessed: date.describe('The day of the last assessment.').optional(),
  administrators: z.array(person).describe('Count as entitled at `admin` on resources of the source.').optional(),
  external_sharing: record('external sharing', { open: sharing(), internal: sharing(), sensitive: sharing(), controlled: sharing() })
    .describe('The most that a setting may allow, by sensitivity.')
    .optional(),
})

function sharing() {
  return oneOf('none', 'named-guests', 'any-guest', 'anyone').optional()
}
