import { normalisedDistinguishedName } from '../../../core/base/distinguished-name.ts'
import { type Result, failed, succeeded } from '../../../core/base/result.ts'
import { type SearchFilter, attributesIn, searchFilter } from '../../../core/base/search-filter.ts'

/** What a value of `memberURL` (an LDAP URL, RFC 4516) says of who belongs to a group. */
export interface MemberRule {
  /** In its normal form. */
  readonly base: string
  readonly scope: 'base' | 'one' | 'sub'
  readonly filter: SearchFilter
}

/** The failure is one line that says what of it is beyond us. */
export function memberRule(url: string): Result<MemberRule, string> {
  const match = /^ldap:\/\/([^/?]*)\/([^?]*)(?:\?([^?]*)(?:\?([^?]*)(?:\?([^?]*)(?:\?(.*))?)?)?)?$/isu.exec(url)
  if (match === null) return failed('it is no LDAP URL')
  const [, host = '', dn = '', attributes = '', scope = '', filter = '', extensions = ''] = match
  if (host !== '') return failed(`it asks another server, \`${host}\``)
  if (attributes !== '') return failed(`it takes members from the attribute \`${attributes}\``)
  if (extensions !== '') return failed(`it has the extension \`${extensions}\``)
  const [base, text] = [decoded(dn), decoded(filter)]
  const name = base === null ? null : normalisedDistinguishedName(base)
  if (name === null || text === null) return failed('its name or its filter cannot be read')
  const parsed = searchFilter(text === '' ? '(objectClass=*)' : text)
  if (parsed === null) return failed('its filter cannot be read')
  const known = SCOPES[scope.toLowerCase()]
  return known === undefined ? failed(`it has the scope \`${scope}\``) : succeeded({ base: name, scope: known, filter: parsed })
}

const SCOPES: Readonly<Record<string, MemberRule['scope']>> = { '': 'base', base: 'base', one: 'one', sub: 'sub' }

/** Does an entry stand where the rule looks? `name` in its normal form. */
export function isInRule({ base, scope }: MemberRule, name: string): boolean {
  if (name === base) return scope !== 'one'
  if (scope === 'base' || !(base === '' || name.endsWith(`,${base}`))) return false
  return scope === 'sub' || !/(?<!\\)(?:\\\\)*,/u.test(base === '' ? name : name.slice(0, -base.length - 1))
}

export function attributesOfRule({ filter }: MemberRule): ReadonlySet<string> {
  return new Set(attributesIn(filter))
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch (cause) {
    if (cause instanceof URIError) return null
    throw cause
  }
}
