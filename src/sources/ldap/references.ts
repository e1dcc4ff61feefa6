import { normalisedDistinguishedName } from '../../core/base/distinguished-name.ts'

/**
 * Does a continuation reference of Active Directory lead to a part that holds no account and no group of the domain: its configuration,
 * or the zones of its name service? (Security principals live in domain partitions alone, MS-ADTS 3.1.1.1.5.)
 */
export function isOutsideDomain(reference: string, base: string): boolean {
  const urls = reference.split(' ')
  return (
    urls.length > 0 && urls.every((url) => HARMLESS.some((part) => targetOf(url) === `${part},${normalisedDistinguishedName(base) ?? ''}`))
  )
}

/** A naming context below the base that a search does not enter. */
export function isHarmlessContext(context: string, base: string): boolean {
  const name = normalisedDistinguishedName(context)
  return HARMLESS.some((part) => name === `${part},${normalisedDistinguishedName(base) ?? ''}`)
}

/** Does `base` stand above `context`? False for names that do not parse. */
export function isAbove(base: string, context: string): boolean {
  const [upper, lower] = [normalisedDistinguishedName(base), normalisedDistinguishedName(context)]
  return upper !== null && lower !== null && upper !== '' && lower.endsWith(`,${upper}`)
}

/** Both in their normal form; everything stands under the empty name. */
export function isAtOrUnder(name: string, base: string): boolean {
  return base === '' || name === base || name.endsWith(`,${base}`)
}

const HARMLESS = ['cn=configuration', 'cn=schema,cn=configuration', 'dc=domaindnszones', 'dc=forestdnszones']

function targetOf(url: string): string | null {
  const match = /^ldaps?:\/\/[^/]*\/([^?]*)/iu.exec(url)
  if (match === null) return null
  try {
    return normalisedDistinguishedName(decodeURIComponent(match[1] ?? ''))
  } catch (cause) {
    if (cause instanceof URIError) return null
    throw cause
  }
}
