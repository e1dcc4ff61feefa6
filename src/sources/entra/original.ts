import { guidText } from '../../core/base/guid.ts'
import type { Name } from '../../core/model/name.ts'
import type { User } from './wire.ts'

/** Is it the SID of an object of a domain? What is built in is each machine's own. */
export function isSid(written: string | null | undefined): written is string {
  return /^S-1-5-21-\d+(?:-\d+)+$/u.test(written ?? '')
}

/**
 * By what a directory knows the account that this one was made of: its SID, else the objectGUID that an immutable id of 16 bytes encodes
 * (learn.microsoft.com/entra/identity/hybrid/connect/plan-connect-design-concepts, sourceAnchor); null where neither is there.
 */
export function originalOf({ onPremisesSecurityIdentifier: sid, onPremisesImmutableId: anchor }: User): Name | null {
  if (isSid(sid)) return `sid:${sid}`
  const bytes = Buffer.from(anchor ?? '', 'base64')
  const guid = bytes.toString('base64') === anchor ? guidText(bytes) : null
  return guid === null ? null : `id:${guid}`
}
