import type { Day } from '../base/instant.ts'
import { sortedBy } from '../base/order.ts'

/**
 * What an attribute's value is compared with. `as-written` reads the form from the text, as a policy does for a person:
 * `id:…` is an employee number, anything else a UPN, an eppn or a mail.
 */
export type JoinForm = 'employee-number' | 'upn' | 'eppn' | 'mail' | 'as-written'

/** A declared way to say that an account belongs to a person: never a name, always a key with a known issuer. */
export interface JoinKey {
  /** How a join, a finding and the joins file call it; unique. */
  readonly name: string
  readonly source: string
  /** In lower case, as `Account.attributes` has it. */
  readonly attribute: string
  readonly equals: JoinForm
  /** A key that its holder may write (or that an outside organisation writes) never makes an access covered. */
  readonly writtenBy: 'institution' | 'holder'
  /** Is the value ever given to somebody else? Then two people may share it over time. */
  readonly reassigned: 'never' | 'possible'
}

/** A person's decision about one account, which wins over every key. */
export interface JoinOverrule {
  /** `<source>:<native id or name>`. */
  readonly account: string
  /** Mail, UPN, eppn or `id:<employee number>`; null says that the account belongs to nobody known. */
  readonly person: string | null
  readonly reason: string
  readonly by: string
  readonly on: Day
}

export interface Joins {
  /** Sorted by name. */
  readonly keys: readonly JoinKey[]
  /** Sorted by account. */
  readonly overrules: readonly JoinOverrule[]
}

/** Kinds of sources with default keys. */
export type JoinedKind = 'ldap' | 'entra' | 'aws' | 'doors'

/** The keys that hold for a source unless the joins file declares its own for that source and attribute. */
function defaultJoinKeys(source: string, kind: JoinedKind): readonly JoinKey[] {
  return DEFAULTS[kind].map((key) => ({ name: `${source}.${key.attribute}`, source, ...key }))
}

/**
 * The declared keys, and the default keys of `sources` beside them; a declared key takes the place of the default for the same
 * source and attribute. Sorted by name.
 */
export function effectiveJoinKeys(
  declared: readonly JoinKey[],
  sources: readonly { readonly name: string; readonly kind: JoinedKind }[],
): readonly JoinKey[] {
  const taken = new Set(declared.map(({ source, attribute }) => `${source}:${attribute}`))
  const defaults = sources.flatMap(({ name, kind }) => defaultJoinKeys(name, kind))
  return sortedBy([...declared, ...defaults.filter(({ source, attribute }) => !taken.has(`${source}:${attribute}`))], ({ name }) => name)
}

type DefaultKey = Omit<JoinKey, 'name' | 'source'>

// An employee number is given once; a login name or an eppn may be given again after its holder has left; a mail can be set by
// its holder in many directories.
const ldapKeys: readonly DefaultKey[] = [
  { attribute: 'employeeid', equals: 'employee-number', writtenBy: 'institution', reassigned: 'never' },
  { attribute: 'employeenumber', equals: 'employee-number', writtenBy: 'institution', reassigned: 'never' },
  { attribute: 'userprincipalname', equals: 'upn', writtenBy: 'institution', reassigned: 'possible' },
  { attribute: 'edupersonprincipalname', equals: 'eppn', writtenBy: 'institution', reassigned: 'possible' },
  { attribute: 'mail', equals: 'mail', writtenBy: 'holder', reassigned: 'possible' },
]

const doorsKeys: readonly DefaultKey[] = [{ attribute: 'person', equals: 'as-written', writtenBy: 'institution', reassigned: 'possible' }]

// The name on the premises is that of the directory whose account this one is a copy of: both belong to whoever bears it. Who was invited
// bears none of these (the reader hands an external's own over under other names), and an address is the holder's own word.
const entraKeys: readonly DefaultKey[] = [
  { attribute: 'employeeid', equals: 'employee-number', writtenBy: 'institution', reassigned: 'never' },
  { attribute: 'onpremisesuserprincipalname', equals: 'upn', writtenBy: 'institution', reassigned: 'possible' },
  { attribute: 'userprincipalname', equals: 'upn', writtenBy: 'institution', reassigned: 'possible' },
  { attribute: 'mail', equals: 'mail', writtenBy: 'holder', reassigned: 'possible' },
]

// Identity Center takes its names over from the directory behind it, or an administrator gives them; so do users of an account.
const awsKeys: readonly DefaultKey[] = [
  { attribute: 'username', equals: 'upn', writtenBy: 'institution', reassigned: 'possible' },
  { attribute: 'email', equals: 'mail', writtenBy: 'holder', reassigned: 'possible' },
]

const DEFAULTS: Readonly<Record<JoinedKind, readonly DefaultKey[]>> = { ldap: ldapKeys, entra: entraKeys, aws: awsKeys, doors: doorsKeys }
