import type { ConditionTerm, PolicyDocument, Statement } from '../../model/iam-document.ts'

/** Does a policy count as public? `disputed` where the vendor's page leaves it open. */
export type Publicness = 'yes' | 'no' | 'disputed'

/** What the policy hangs on: on an access point other values count as fixed than on a bucket. */
type Bearer = 'bucket' | 'access-point'

/**
 * Does a policy let the public in, as RestrictPublicBuckets understands it (rule 37, "The meaning of 'public'")? It does unless each Allow names
 * fixed principals or holds a fixed value of a key that the page lists. Who is taken for public is held off, so that `yes` is said only where
 * the page does.
 */
export function isPublic({ statements }: PolicyDocument, of: Bearer): Publicness {
  const found = statements.map((statement) => publicnessOf(statement, of))
  if (!found.includes('yes')) return found.includes('disputed') ? 'disputed' : 'no'
  // Whether a Deny for everybody but a few makes up for an Allow for everybody, the page does not say.
  return statements.some((statement) => deniesMost(statement)) ? 'disputed' : 'yes'
}

function publicnessOf({ effect, principal, notPrincipal, condition }: Statement, of: Bearer): Publicness {
  if (effect !== 'Allow') return 'no'
  const isForEverybody = notPrincipal !== null || principal?.everybody === true
  if (!isForEverybody && (principal?.byKind.Federated.length ?? 0) === 0) return 'no'
  const pins = condition.map((term) => pinOf(term, of))
  if (pins.includes('fixed')) return 'no'
  // Whoever a provider vouches for stands among the page's examples, and not in its list.
  return pins.includes('disputed') || !isForEverybody ? 'disputed' : 'yes'
}

function deniesMost({ effect, principal, notPrincipal, condition }: Statement): boolean {
  if (effect !== 'Deny') return false
  if (notPrincipal !== null) return true
  return principal?.everybody === true && condition.some(({ key }) => isOfCaller(key.toLowerCase()))
}

function isOfCaller(key: string): boolean {
  return key === 'aws:sourceip' || LISTED.has(key) || UNLISTED.has(key)
}

/** Keys whose fixed value makes a statement one that is not public. */
const LISTED: ReadonlySet<string> = new Set([
  'aws:principalorgid',
  'aws:principalarn',
  'aws:principalaccount',
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceowner',
  'aws:sourceaccount',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
  's3:dataaccesspointarn',
  's3:dataaccesspointaccount',
])

/** Keys that pin the caller as well, and that the page lists not at all or with an exception (`aws:userid`). */
const UNLISTED: ReadonlySet<string> = new Set([
  'aws:userid',
  'aws:username',
  'aws:principalorgpaths',
  'aws:principalisawsservice',
  'aws:principalservicename',
  'aws:principalservicenameslist',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:vpcsourceip',
  'aws:vpceaccount',
  'aws:vpceorgid',
  'aws:vpceorgpaths',
])

const FIXING: ReadonlySet<string> = new Set(['stringequals', 'stringlike', 'arnequals', 'arnlike', 'stringequalsignorecase'])
const HEDGED = /^(?:for(?:all|any)values?:(?<inner>.+)|(?<name>.+)ifexists)$/u

function pinOf({ operator, key: written, values }: ConditionTerm, of: Bearer): 'fixed' | 'loose' | 'disputed' {
  const name = operator.toLowerCase()
  const key = written.toLowerCase()
  const hedged = HEDGED.exec(name)?.groups
  // Operators that hold without the key, or on sets, the page does not speak of.
  if (hedged !== undefined) {
    const inner = pinOf({ operator: hedged['inner'] ?? hedged['name'] ?? '', key, values }, of)
    return inner === 'loose' ? 'loose' : 'disputed'
  }
  if (key === 'aws:sourceip') return name === 'ipaddress' && values.every((value) => isNarrow(value)) ? 'fixed' : 'loose'
  if (UNLISTED.has(key)) return 'disputed'
  if (!LISTED.has(key) || !FIXING.has(name)) return 'loose'
  if (key === 's3:dataaccesspointarn') {
    if (of === 'access-point') return 'loose'
    return values.every((value) => isPointOfAccount(value)) ? 'fixed' : 'loose'
  }
  if (values.every((value) => !/[*?]|\$\{/u.test(value))) return 'fixed'
  // In StringEquals a star is a star; in an ARN the account may be fixed all the same.
  return name === 'stringequals' || values.every((value) => /^arn:[^:]+:[^:]+:[^:]*:\d{12}:/u.test(value)) ? 'disputed' : 'loose'
}

/** Of an access point the name may be open in a bucket's policy, as long as the account is fixed. */
function isPointOfAccount(value: string): boolean {
  return !value.includes('${') && /^arn:[^:]+:s3:[^:]*:\d{12}:accesspoint/u.test(value)
}

/** Not wider than /8, or /32 of version 6. No private range of RFC 1918 is wider. */
function isNarrow(range: string): boolean {
  const [address = '', mask] = range.split('/')
  const bits = mask === undefined ? 128 : Number(mask)
  return address.includes(':') ? bits >= 32 : bits >= 8
}
