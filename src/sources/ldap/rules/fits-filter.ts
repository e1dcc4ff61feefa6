import { assertNever } from '../../../core/base/assert-never.ts'
import { caseIgnored, normalisedDistinguishedName } from '../../../core/base/distinguished-name.ts'
import type { SearchFilter } from '../../../core/base/search-filter.ts'

/** `unknown`: the filter asks for something whose meaning, or whose value, nobody knows here. */
export type Fits = boolean | 'unknown'

/** The values of an attribute in lower case of one record; null where it was not asked for, so that its absence says nothing. */
export type ValuesOf = (attribute: string) => readonly string[] | null

/** Three-valued, as servers evaluate filters (RFC 4511, 4.5.1.7): what is unknown stays so unless the rest decides. */
export function fitsFilter(filter: SearchFilter, valuesOf: ValuesOf): Fits {
  switch (filter.kind) {
    case 'and':
      return worst(
        filter.parts.map((part) => fitsFilter(part, valuesOf)),
        false,
      )
    case 'or':
      return worst(
        filter.parts.map((part) => fitsFilter(part, valuesOf)),
        true,
      )
    case 'not': {
      const fits = fitsFilter(filter.part, valuesOf)
      return fits === 'unknown' ? fits : !fits
    }
    case 'beyond':
      return 'unknown'
    case 'present':
    case 'equal':
    case 'pieces':
    case 'order': {
      const values = valuesOf(filter.attribute)
      if (values === null) return 'unknown'
      if (filter.kind === 'present') return values.length > 0
      return worst(
        values.map((value) => fitsValue(filter, value)),
        true,
      )
    }
    default:
      return assertNever(filter, 'filter')
  }
}

/** The first that is `deciding` decides, and else anything unknown does. */
function worst(all: readonly Fits[], deciding: boolean): Fits {
  if (all.includes(deciding)) return deciding
  return all.includes('unknown') ? 'unknown' : !deciding
}

function fitsValue(filter: Extract<SearchFilter, { readonly kind: 'equal' | 'pieces' | 'order' }>, value: string): Fits {
  const { attribute } = filter
  if (filter.kind === 'order') return fitsOrder(filter, value)
  if (attribute === 'objectclass') return filter.kind === 'equal' ? isOfClass(value, filter.value) : 'unknown'
  if (filter.kind === 'pieces') {
    if (!TEXTS.has(attribute)) return 'unknown'
    return fitsPieces(filter.pieces.map(folded), folded(value))
  }
  if (NAMES.has(attribute)) {
    const [own, asked] = [normalisedDistinguishedName(value), normalisedDistinguishedName(filter.value)]
    return own === null || asked === null ? 'unknown' : own === asked
  }
  if (NUMBERS.has(attribute)) return /^-?\d+$/u.test(filter.value) ? value === filter.value : false
  // One of another syntax may count letter case, or not.
  if (caseIgnored(value) !== caseIgnored(filter.value)) return false
  return TEXTS.has(attribute) || value === filter.value ? true : 'unknown'
}

/** Compared without letter case (RFC 4519, RFC 2798, eduPerson, SCHAC). */
const TEXTS = new Set(
  [
    'uid cn displayname mail employeenumber employeetype departmentnumber o description edupersonprincipalname edupersonuniqueid',
    'edupersonaffiliation edupersonscopedaffiliation edupersonprimaryaffiliation schachomeorganization schachomeorganizationtype',
  ].flatMap((line) => line.split(' ')),
)
const NAMES = new Set(['manager', 'owner', 'member', 'uniquemember', 'memberof', 'edupersonorgdn'])
const NUMBERS = new Set(['uidnumber', 'gidnumber', 'shadowexpire'])

function fitsOrder({ attribute, sign, value: asked }: Extract<SearchFilter, { readonly kind: 'order' }>, value: string): Fits {
  if (!NUMBERS.has(attribute) || !/^-?\d{1,18}$/u.test(asked) || !/^-?\d{1,18}$/u.test(value)) return 'unknown'
  return sign === '>=' ? BigInt(value) >= BigInt(asked) : BigInt(value) <= BigInt(asked)
}

// Spaces at the edge of a piece count.
function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

function fitsPieces(pieces: readonly string[], value: string): boolean {
  const [first = '', ...rest] = pieces
  const last = rest.pop() ?? ''
  if (!value.startsWith(first)) return false
  let at = first.length
  for (const piece of rest) {
    const found = value.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return value.length - last.length >= at && value.endsWith(last)
}

// A class stands for those above it, which an entry need not name (core, cosine, inetorgperson, nis schema).
const ABOVE: Readonly<Record<string, readonly string[]>> = {
  inetorgperson: ['organizationalperson', 'person', 'top'],
  organizationalperson: ['person', 'top'],
  person: ['top'],
  account: ['top'],
  posixaccount: ['top'],
  shadowaccount: ['top'],
  posixgroup: ['top'],
  groupofnames: ['top'],
  groupofuniquenames: ['top'],
  groupofurls: ['top'],
  device: ['top'],
  applicationprocess: ['top'],
  simplesecurityobject: ['top'],
  organizationalrole: ['top'],
  eduperson: ['top'],
  top: [],
}

function isOfClass(value: string, asked: string): Fits {
  const [own, wanted] = [value.toLowerCase(), asked.toLowerCase()]
  if (own === wanted) return true
  const above = ABOVE[own]
  if (above?.includes(wanted) === true) return true
  // One that we do not know may derive from the wanted class; from one at the end of every line nothing usual does.
  return above !== undefined || LEAVES.has(wanted) ? false : 'unknown'
}

const LEAVES = new Set([
  'groupofnames',
  'groupofuniquenames',
  'groupofurls',
  'posixgroup',
  'posixaccount',
  'shadowaccount',
  'eduperson',
  'device',
])
