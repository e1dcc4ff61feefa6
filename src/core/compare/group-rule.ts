import { type SearchFilter, searchFilter } from '../base/search-filter.ts'
import { dynamicRule } from './dynamic-rule.ts'

/** The rule of a group that takes in whoever fits, whatever its system writes it in. */
export interface GroupRule {
  readonly filter: SearchFilter
  /** `tenant`: of Microsoft Entra, where `userType` tells guests. */
  readonly of: 'directory' | 'tenant'
}

/** A filter (RFC 4515), the fourth part of an LDAP URL (RFC 4516), or a dynamic group's rule; null for what is none of them. */
export function groupRule(rule: string): GroupRule | null {
  const text = rule.trim()
  const isUrl = /^ldaps?:\/\//iu.test(text)
  const filter = isUrl ? filterIn(text) : searchFilter(text.startsWith('(') ? text : `(${text})`)
  if (filter !== null) return { filter, of: 'directory' }
  const dynamic = isUrl ? null : dynamicRule(text)
  return dynamic === null ? null : { filter: dynamic, of: 'tenant' }
}

function filterIn(url: string): SearchFilter | null {
  try {
    return searchFilter(decodeURIComponent(url.split('?')[3] ?? ''))
  } catch (cause) {
    if (cause instanceof URIError) return null
    throw cause
  }
}
