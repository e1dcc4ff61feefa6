import { z } from 'zod'
import { AFFILIATION_KINDS } from '../../model/affiliation-kind.ts'
import { DATA_CLASSES, SENSITIVITY_REASONS } from '../../model/declared-project.ts'
import { RESOURCE_KINDS } from '../../model/resource-kind.ts'
import { anyOr, bySlug, choiceNames, oneOrMore, record } from './map-type.ts'
import { address, country, date, flag, level, oneOf, onlyTrue, person, port, slug, text } from './value-type.ts'

const hostOrAny = z.union([z.literal('any'), person])
choiceNames.add(hostOrAny, { says: 'a person or `any`', code: 'P016' })

const conditionsSchema = record(
  'conditions',
  {
    training: z.array(slug).min(1).describe('Courses, all completed.').optional(),
    clearance: z.array(slug).min(1).describe('Clearances, all `ok` for this project.').optional(),
    agreement: oneOrMore(text, 'the id of an agreement').describe('Agreements that must be in force.').optional(),
    licence: oneOrMore(text, 'the id of a licence').describe("Licences of the project's export control.").optional(),
    control_plan: oneOrMore(text, 'the id of a control plan').optional(),
    host: hostOrAny.describe('The member of staff answerable for a visitor, or `any`.').optional(),
    mfa: onlyTrue.describe('Strong sign-in is demanded.').optional(),
    access_from: z.array(country).min(1).describe('The sign-in policy lets nobody in from elsewhere.').optional(),
  },
  'P043',
)

const exportControl = record('export control', {
  regime: oneOf('UK', 'EU', 'US-EAR', 'US-ITAR'),
  rating: text.optional(),
  access_from: z.array(country).min(1).optional(),
  licences: z
    .array(record('a licence', { id: text, until: date, to: z.array(country).min(1), people: anyOr(person, 'persons').optional() }))
    .optional(),
  control_plan: record('a control plan', { id: text, people: anyOr(person, 'persons').optional() }).optional(),
})

const resource = record('a resource', {
  kind: oneOf(...(RESOURCE_KINDS as [string, ...string[]])),
  at: address.describe('`<source>:<native id>`, always in quotes.'),
  owner: person.optional(),
  tags: z.array(slug).optional(),
  via: text.describe('The resource or authority through which access must flow.').optional(),
  data: z
    .array(oneOf(...DATA_CLASSES))
    .describe("Default: the project's.")
    .optional(),
  shared_with: z.array(slug).describe('Projects that declare the same address; each must name the other.').optional(),
})

const who = record('a `who`', {
  person: person.optional(),
  people: z.array(person).min(1).optional(),
  partner: slug.optional(),
  department: text.optional(),
  authority: address.describe('An approvals register, or a group of `institution.authorities`.').optional(),
  workload: address.describe('A program; `owner` answers for it.').optional(),
  owner: person.optional(),
})

const levelWithPorts = record('a level', { level, ports: z.array(port).min(1).optional() })
const gets = z.union([level, levelWithPorts])
choiceNames.add(gets, { says: 'a level, or `{level, ports}`', code: 'P013' })

const line = record('an entitlement', {
  who: who.describe('Exactly one of person, people, partner with people, department, authority, workload with owner.'),
  affiliation: z
    .array(oneOf(...AFFILIATION_KINDS))
    .min(1)
    .describe('Kinds of affiliation; default any, required with `department`.')
    .optional(),
  gets: bySlug(gets).describe('Resource to level.'),
  from: date.describe("First day. Default: the project's.").optional(),
  until: date.describe("Last day. Default: the project's.").optional(),
  when: conditionsSchema.describe('Conditions; all must hold.').optional(),
  why: text.describe('Shown to reviewers.').optional(),
})

export const projectSchema = record('a project', {
  title: text,
  lead: person.describe('The research lead, accountable for who may reach the project.'),
  deputy: person.optional(),
  department: text.optional(),
  sensitivity: oneOf('open', 'internal', 'sensitive', 'controlled'),
  crown_jewel: flag.describe('Treat the project as controlled.').optional(),
  from: date.optional(),
  until: date.describe('The last day of the project.'),
  why_sensitive: z
    .array(oneOf(...SENSITIVITY_REASONS))
    .describe('Required from `sensitive` up.')
    .optional(),
  decision: record('a decision', { outcome: oneOf('proceed', 'proceed-with-controls', 'stop'), by: person, on: date })
    .describe('The senior decision to run the project.')
    .optional(),
  export_control: exportControl.optional(),
  data: z
    .array(oneOf(...DATA_CLASSES))
    .min(1)
    .describe('Default `[research-data]`.')
    .optional(),
  requires: conditionsSchema.describe('Conditions joined to every line of `entitled`.').optional(),
  duties: bySlug(z.array(person)).describe('Duty to persons.').optional(),
  resources: bySlug(resource).describe('What is protected.'),
  entitled: z.array(line).describe('Who should reach what; anyone not covered should have no access. May be `[]`.'),
})
