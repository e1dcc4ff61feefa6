import type { IamIdentity, IamSystem, IamTargetFact } from '../../model/iam.ts'
import { isSomebody } from './caller-named.ts'
import type { Asker } from './asker.ts'
import type { Through } from './access-points.ts'
import { ownContext } from './own-context.ts'
import { accountOfCaller, isCanonical } from './principal.ts'
import type { Caller, ContextValue } from './request.ts'

/** What is asked about, and by which access point; enough of it to tell the keys of conditions that follow from it. */
export interface AskedAbout extends Pick<IamTargetFact, 'account' | 'tags'> {
  /** Null = straight. */
  readonly through: Through | null
}

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
  { caller, identity, organization }: Pick<Asker, 'caller' | 'identity' | 'organization'>,
  { account, tags, through }: AskedAbout,
): (key: string) => ContextValue {
  const own = ownContext(caller, account)
  const from = accountOfCaller(caller)
  return (written) => {
    const key = written.toLowerCase()
    // Whose account a canonical id is, no record says: it may be one of ours.
    if (isCanonical(caller) && TELLS_ACCOUNT.test(key)) return UNKNOWN
    if (isSomebody(caller) && TELLS_NAME.has(key)) return UNKNOWN
    const known = own(key)
    if (known !== null) return known
    const free = FREE.get(key)
    if (free !== undefined) return { kind: 'values', values: [free] }
    const ofPoint = pointContext(key, through)
    if (ofPoint !== null) return ofPoint
    switch (key) {
      case 'aws:principalorgid':
        return organization === null ? organizationOf(from, system, 'organization') : { kind: 'values', values: [organization] }
      case 'aws:principalorgpaths':
        return organization === null ? organizationOf(from, system, 'path') : UNKNOWN
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

/**
 * May the key differ between two users, or two roles, of one account? Of every other key `systemContext` says the same for both, however it is
 * asked.
 */
export function tellsApart(key: string): boolean {
  return /^aws:(?:principalarn|principaltag\/|principalservicename|username|userid)/iu.test(key)
}

/** An organization that is none of ours, as patterns over all of them fit it. */
const ANOTHER = { organization: 'o-anotherone', path: 'o-anotherone/r-0000/ou-0000-00000000/' } as const

/** What differs between the users and roles of one account. */
const TELLS_NAME: ReadonlySet<string> = new Set(['aws:principalarn', 'aws:principaltype', 'aws:username', 'aws:userid'])

const TELLS_ACCOUNT = /^aws:(?:principal(?:account|arn|org|tag)|username|userid)/u

/** Keys that a request through an access point has, and no other ("Configuring IAM policies for using access points"); null for all others. */
function pointContext(key: string, through: Through | null): ContextValue | null {
  switch (key) {
    case 's3:dataaccesspointaccount':
      return through === null ? ABSENT : { kind: 'values', values: [through.account] }
    case 's3:dataaccesspointarn':
      return through === null ? ABSENT : through.arn === null ? UNKNOWN : { kind: 'values', values: [through.arn] }
    case 's3:accesspointnetworkorigin':
      return through === null ? ABSENT : through.origin === null ? UNKNOWN : { kind: 'values', values: [through.origin] }
    // An address is not told of what comes by a network's own endpoint (rule 33).
    case 'aws:sourceip':
      return through?.origin === 'VPC' ? ABSENT : null
    case 'aws:sourcevpc':
      return through?.origin === 'VPC' && through.vpc !== null ? { kind: 'values', values: [through.vpc] } : null
    default:
      return null
  }
}

function organizationOf(account: string | null, { accounts }: IamSystem, part: 'organization' | 'path'): ContextValue {
  if (account === null) return ABSENT
  const known = accounts.get(account)
  // An account that is not listed is in none of ours: whichever it is in, a condition on ours does not hold.
  if (known === undefined) return [...accounts.values()].some((one) => one[part] !== null) ? { kind: 'values', values: [ANOTHER[part]] } : UNKNOWN // prettier-ignore
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
