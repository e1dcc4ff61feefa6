import { z } from 'zod'
import { AFFILIATION_KINDS } from '../../model/affiliation-kind.ts'
import { ACCEPTABLE_PARTS } from '../../model/declared-exception.ts'
import { anyOr, choiceNames, record } from './map-type.ts'
import { address, date, level, oneOf, person, port, slug, text } from './value-type.ts'

const namedEnd = record('an end of a segregation', {
  tag: slug.optional(),
  segment: address.optional(),
  affiliation: z
    .array(oneOf(...AFFILIATION_KINDS))
    .min(1)
    .optional(),
})
const end = z.union([z.literal('internet'), namedEnd])
choiceNames.add(end, { says: '`internet`, or one of `{tag}`, `{segment}`, `{affiliation}`', code: 'P013' })

const ports = anyOr(port, 'ports').describe('Default `any`.').optional()

export const tagSchema = z.array(address)

export const segregationSchema = record('a segregation', {
  id: text,
  never: record('a `never`', { from: end, to: end, ports }).describe('No reach from one to the other.').optional(),
  only: record('an `only`', { to: end, from: z.array(end).min(1), ports })
    .describe('Every other segment is forbidden.')
    .optional(),
})

export const conflictSchema = record('a conflict', {
  id: text,
  exclusive: z.array(slug).min(2).describe('Projects that exclude one another.').optional(),
  applies_to: z.array(oneOf('person', 'partner')).min(1).describe('Default: both.').optional(),
  duties: z.array(slug).min(2).describe('Duties that one person may not hold together.').optional(),
  why: text.optional(),
})

const accessRule = record('a rule', { access: z.array(oneOf(...ACCEPTABLE_PARTS)).min(1) })
const rule = z.union([text, accessRule])
choiceNames.add(rule, { says: 'the id of a rule, or `{access: […]}`', code: 'P013' })

/** Every identity field of every family; which of them must stand there depends on the rule (`exceptionFields`). */
const about = record(
  'an `about`',
  {
    project: slug.optional(),
    subject: text.describe('A person, or the address of an account or workload.').optional(),
    resource: address.optional(),
    level: level.optional(),
    condition: text.optional(),
    account: address.optional(),
    platform: text.optional(),
    object: text.describe('The granting object.').optional(),
    partner: slug.optional(),
    conflict: text.optional(),
    from: text.optional(),
    to: text.optional(),
    ports: z.array(port).min(1).optional(),
    section: text.optional(),
    key: text.optional(),
    line: text.describe("Hash of a line's `who` and `gets`.").optional(),
    register: text.optional(),
    item: text.optional(),
    overdue: text.optional(),
  },
  'P050',
)

export const exceptionSchema = record('an exception', {
  id: text,
  rule: rule.describe('A rule, or the failing parts of the access family that are accepted.'),
  about: about.describe('Exactly the identity fields of the rule; no wildcard.'),
  reason: text,
  mitigation: text,
  asked_by: person,
  approved_by: person,
  granted: date.describe('First day.'),
  expires: date.describe('Last day.'),
  ticket: text.optional(),
})
