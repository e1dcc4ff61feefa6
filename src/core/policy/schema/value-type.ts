import { z } from 'zod'
import { parseDuration } from '../../base/duration.ts'
import { isTimeZone, parseDay } from '../../base/instant.ts'
import { parsePersonReference } from '../../model/person-reference.ts'
import { parseResourceAddress } from '../../model/resource-address.ts'
import { ALL_LEVELS } from '../../model/resource-kind.ts'
import { COUNTRY_CODES } from '../country-codes.ts'

/** How a type of the policy language is told to a person who got it wrong. */
export interface ValueType {
  /** The diagnostic for a text that is not of the type. */
  readonly code: string
  /** Completes "expected …" and "… is not …". */
  readonly says: string
  readonly help: string | null
  /** True if a number of this look is a text that lost its quotes (P017), rather than a wrong text. */
  readonly quotable: boolean
}

/** The type behind each scalar schema; found by schema, so that an issue needs no text of its own. */
export const valueTypes = z.registry<ValueType>()

const SLUG = '^[a-z][a-z0-9-]{0,62}$'

export const text = scalar(z.string().min(1).max(500), { code: 'P013', says: 'a text of 1 to 500 characters', help: null, quotable: true })

export const slug = checked((value) => new RegExp(SLUG, 'u').test(value), SLUG, {
  code: 'P016',
  says: 'a slug',
  help: 'lower-case letters, digits and `-`, beginning with a letter, at most 63 characters',
  quotable: false,
})

/** The name of a source, as `gatehouse.yaml` has it. */
export const sourceName = scalar(z.string().min(1).max(63), { code: 'P013', says: 'the name of a source', help: null, quotable: true })

export const person = checked((value) => parsePersonReference(value) !== null, null, {
  code: 'P016',
  says: 'a person',
  help: 'write a mail address, UPN or eppn, or `id:<employee number>`',
  quotable: false,
})

export const date = checked((value) => parseDay(value) !== null, '^\\d{4}-\\d{2}-\\d{2}$', {
  code: 'P015',
  says: 'a date',
  help: 'write the day as `2027-03-31`',
  quotable: false,
})

export const duration = checked((value) => parseDuration(value) !== null, '^\\d{1,5}(h|d|mo)$', {
  code: 'P016',
  says: 'a duration',
  help: 'write hours, days or months: `4h`, `30d`, `6mo`',
  quotable: false,
})

export const percent = checked(isPercent, '^\\d{1,3}(\\.\\d{1,2})?%$', {
  code: 'P016',
  says: 'a percentage',
  help: 'write `25%`, from `0%` to `100%`',
  quotable: false,
})

export const zone = checked(isTimeZone, null, {
  code: 'P016',
  says: 'a time zone',
  help: 'write an IANA zone such as `Europe/London`',
  quotable: false,
})

export const country = checked((value) => COUNTRY_CODES.has(value), '^[A-Z]{2}$', {
  code: 'P016',
  says: 'a country',
  help: 'write two capital letters of ISO 3166-1, such as `GB`, or `XK`',
  quotable: false,
})

export const address = checked((value) => value.length <= MAX_ADDRESS && parseResourceAddress(value) !== null, '^[a-z][a-z0-9_-]*:.+$', {
  code: 'P031',
  says: 'an address',
  help: 'write `<source>:<native id>`, in quotes',
  quotable: true,
})

/** Longer than any system's identifier. */
export const MAX_ADDRESS = 2_048

export const level = scalar(
  z
    .string()
    .min(1)
    .meta({ enum: [...ALL_LEVELS] }),
  {
    code: 'P030',
    says: 'a level',
    help: null,
    quotable: false,
  },
)

export const url = checked((value) => /^https?:\/\/[^\s/]+\S*$/u.test(value), '^https?://', {
  code: 'P013',
  says: 'a web address',
  help: 'it begins with `https://`',
  quotable: true,
})

export const flag = scalar(z.boolean(), { code: 'P013', says: '`true` or `false`', help: null, quotable: false })

/** A condition that can only be asked for, not waived: what a project requires, no line can take away. */
export const onlyTrue = scalar(z.literal(true), {
  code: 'P013',
  says: '`true`',
  help: 'write `true`, or leave the key out',
  quotable: false,
})

export const count = scalar(z.number().int().min(0).max(1_000_000), {
  code: 'P013',
  says: 'a whole number from 0',
  help: null,
  quotable: false,
})

export const port = scalar(z.number().int().min(1).max(65_535), {
  code: 'P013',
  says: 'a port from 1 to 65535',
  help: null,
  quotable: false,
})

/** One of a closed list (P014). */
export function oneOf<const Values extends readonly [string, ...string[]]>(...values: Values) {
  return scalar(z.enum(values), { code: 'P014', says: 'in the list', help: null, quotable: false })
}

/** Is `value` a percentage from 0 to 100? */
function isPercent(value: string): boolean {
  return /^\d{1,3}(\.\d{1,2})?%$/u.test(value) && Number(value.slice(0, -1)) <= 100
}

function checked(accepts: (value: string) => boolean, pattern: string | null, type: ValueType) {
  const schema = z.string().refine(accepts)
  return scalar(pattern === null ? schema : schema.meta({ pattern }), type)
}

function scalar<Schema extends z.ZodType>(schema: Schema, type: ValueType): Schema {
  valueTypes.add(schema, type)
  return schema
}
