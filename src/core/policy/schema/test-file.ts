import { z } from 'zod'
import { AFFILIATION_KINDS } from '../../model/affiliation-kind.ts'
import { bySlug, choiceNames, oneOrMore, record } from './map-type.ts'
import { address, country, date, flag, level, oneOf, person, slug, text } from './value-type.ts'

/** Parts of a line by the keys that a policy writes them with, and `who` where no line names the person. */
export const BECAUSE = [
  'who',
  'affiliation',
  'level',
  'from',
  'until',
  'authority',
  'agreement',
  'terms',
  'territory',
  'clearance',
  'licence',
  'control_plan',
  'training',
  'host',
  'mfa',
  'access_from',
] as const

const hostOrNone = z.union([z.literal('none'), person])
choiceNames.add(hostOrNone, { says: 'a person or `none`', code: 'P016' })

const facts = record('what is given of a person', {
  affiliation: oneOrMore(oneOf(...AFFILIATION_KINDS), 'a kind of affiliation')
    .describe('Kinds that hold today; a list where a person is several things at once.')
    .optional(),
  partner: slug.describe('The organisation: a partner of the policy.').optional(),
  department: text.optional(),
  host: hostOrNone.describe('The host on record, or `none` where it is known that there is none.').optional(),
  training: z.array(slug).describe('All courses that are current; `[]` where it is known that there is none.').optional(),
  clearance: bySlug(oneOf('ok', 'pending', 'missing', 'expired', 'unknown'))
    .describe('All clearances on record for the project.')
    .optional(),
  approved: z.array(address).describe('All authorities that have approved the person: `approvals:qsense`.').optional(),
  mfa: flag.describe('Is strong sign-in demanded?').optional(),
  access_from: z.array(country).min(1).describe('The countries from which sign-in is allowed.').optional(),
  work_country: country.describe('The country in which the person works.').optional(),
})

const levels = bySlug(level)

const expectation = record('an expectation', {
  on: date.describe('The day that is asked about.'),
  who: person.describe('One of `given`.'),
  can: levels.describe('Resource to level: entitled.').optional(),
  cannot: levels.describe('Resource to level: not entitled, for certain.').optional(),
  unknown: levels.describe('Resource to level: cannot be told from what is given.').optional(),
  because: oneOf(...BECAUSE)
    .describe('A part that must be among those that are not met, or not known.')
    .optional(),
})

/** One file of `policies/tests/`. */
export const testFileSchema = record('a policy test', {
  version: z.literal(1).describe('The version of the policy language: 1.'),
  project: slug.describe('The project that is tested.'),
  given: z.record(z.string(), facts).describe('People, and what is known of them. What is not given is unknown.'),
  expect: z.array(expectation).min(1).describe('What must come out.'),
})
