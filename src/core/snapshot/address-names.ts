import { caseIgnored, normalisedDistinguishedName } from '../base/distinguished-name.ts'
import type { Name } from '../model/fragment.ts'

/**
 * The names under which the native part of a policy address may be found, strongest first: native id, distinguished name, SID,
 * then the case-folded name or login. The first that anybody bears is the answer, so that a name never beats an id.
 */
export function namesFor(native: string): readonly Name[] {
  const names: Name[] = [`id:${native}`]
  const dn = native.includes('=') ? normalisedDistinguishedName(native) : null
  if (dn !== null) names.push(`dn:${dn}`)
  if (/^S-1-/iu.test(native)) names.push(`sid:${native.toUpperCase()}`)
  names.push(`name:${caseIgnored(native)}`)
  return names
}
