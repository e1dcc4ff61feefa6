import { z } from 'zod'
import { AGREEMENT_TYPES } from '../../model/declared-partner.ts'
import { DATA_CLASSES } from '../../model/declared-project.ts'
import { anyOr, record } from './map-type.ts'
import { country, date, oneOf, percent, person, slug, text, url } from './value-type.ts'

const diligence = oneOf('clear', 'concern', 'mitigated', 'not-done')

const agreement = record('an agreement', {
  id: text.describe('Unique among all partners.'),
  type: oneOf(...AGREEMENT_TYPES),
  covers: z.array(slug).min(1).describe('The projects that it covers.'),
  from: date.optional(),
  until: date.describe('The last day.'),
  people: anyOr(person, 'persons').describe('Whom it covers. Default `any`.').optional(),
  data: z
    .array(oneOf(...DATA_CLASSES))
    .describe('The classes of data that it covers. Default: all.')
    .optional(),
})

export const partnerSchema = record('a partner', {
  name: text,
  country: country.describe("The organisation's seat. People have no country here."),
  ror: url.describe('Its address in the Research Organization Registry.').optional(),
  domains: z.array(text).describe('Mail domains that tie accounts to the partner.').optional(),
  tenants: z.array(text).describe('Entra tenants of the partner.').optional(),
  aws_accounts: z.array(text).describe('AWS account numbers of the partner, in quotes.').optional(),
  agreements: z.array(agreement).optional(),
  due_diligence: record('due diligence', {
    reputational: diligence.optional(),
    ethical: diligence.optional(),
    security: diligence.optional(),
    reviewed: date.optional(),
    next: date.optional(),
    by: person.optional(),
  })
    .describe('Outcomes default to `not-done`.')
    .optional(),
  law_review: record('a law review', { done: date, by: person, outcome: text }).optional(),
  funder_share: percent.describe('Share of the funding that comes from this partner.').optional(),
})
