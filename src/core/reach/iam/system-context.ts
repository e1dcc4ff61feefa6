import { type IamIdentity, type IamSystem, type IamTargetFact, outsiderId } from '../../model/iam.ts'
import { ownContext } from './own-context.ts'
import { accountOfCaller } from './principal.ts'
import type { Caller, ContextValue } from './request.ts'

/** What is asked about: enough of it to tell the keys of conditions that follow from it. */
export type AskedAbout = Pick<IamTargetFact, 'account' | 'tags'>

const UNKNOWN: ContextValue = { kind: 'unknown' }
const ABSENT: ContextValue = { kind: 'absent' }

/** Conditions that any client meets: they say nothing about who can reach something (aws.md, part 4, *free*). */
const FREE: ReadonlyMap<string, string> = new Map([
  ['aws:securetransport', 'true'],
  ['s3:tlsversion', '1.3'],
  ['s3:signatureversion', 'AWS4-HMAC-SHA256'],
  ['s3:authtype', 'REST-HEADER'],
])

/**
 * Keys of a request that the records of the organization decide (rule 34); what only the request itself will say is unknown, and stays in
 * the verdict as a condition.
 */
export function systemContext(
  system: IamSystem,
  caller: Caller,
  identity: IamIdentity | null,
  { account, tags }: AskedAbout,
): (key: string) => ContextValue {
  const own = ownContext(caller, account)
  const from = accountOfCaller(caller)
  return (written) => {
    const key = written.toLowerCase()
    // Whose account a canonical id is, no record says: it may be one of ours.
    if (isCanonical(caller) && TELLS_ACCOUNT.test(key)) return UNKNOWN
    const known = own(key)
    if (known !== null) return known
    const free = FREE.get(key)
    if (free !== undefined) return { kind: 'values', values: [free] }
    switch (key) {
      case 'aws:principalorgid':
        return organizationOf(from, system, 'organization')
      case 'aws:principalorgpaths':
        return organizationOf(from, system, 'path')
      case 'aws:resourceorgid':
        return organizationOf(account, system, 'organization')
      case 'aws:resourceorgpaths':
        return organizationOf(account, system, 'path')
    }
    if (key.startsWith('aws:principaltag/')) return tagOfCaller(key.slice('aws:principaltag/'.length), caller, identity)
    if (key.startsWith('aws:resourcetag/') && tags !== null) return tagIn(tags, key.slice('aws:resourcetag/'.length))
    return UNKNOWN
  }
}

const TELLS_ACCOUNT = /^aws:(?:principal(?:account|arn|org|tag)|username|userid)/u

function isCanonical(caller: Caller): boolean {
  return caller.kind === 'user' && caller.arn.startsWith(outsiderId.canonical(''))
}

function organizationOf(account: string | null, { accounts }: IamSystem, part: 'organization' | 'path'): ContextValue {
  if (account === null) return ABSENT
  const known = accounts.get(account)
  // An account that is not listed is in none of ours: whichever it is in, a condition on ours does not hold.
  if (known === undefined) return [...accounts.values()].some((one) => one[part] !== null) ? { kind: 'values', values: ['another organization'] } : UNKNOWN // prettier-ignore
  const value = known[part]
  if (value !== null) return { kind: 'values', values: [value] }
  return part === 'organization' ? ABSENT : UNKNOWN
}

/** A session may bring tags of its own, over those of the role: only those of users are known. */
function tagOfCaller(name: string, caller: Caller, identity: IamIdentity | null): ContextValue {
  if (caller.kind === 'service' || caller.kind === 'anonymous') return ABSENT
  return caller.kind === 'user' && identity !== null ? tagIn(identity.tags, name) : UNKNOWN
}

/** Keys of tags are compared without letter case (rule 34). */
function tagIn(tags: Readonly<Record<string, string>>, name: string): ContextValue {
  const found = Object.entries(tags).find(([tag]) => tag.toLowerCase() === name.toLowerCase())
  return found === undefined ? ABSENT : { kind: 'values', values: [found[1]] }
}
