import type { PolicyDocument, Statement } from '../../model/iam-document.ts'

/**
 * Does a bucket's policy let the public in, as RestrictPublicBuckets understands it (rule 37, "The meaning of 'public'")? An Allow for
 * everybody, or for whoever an identity provider vouches for, that no fixed value pins down.
 */
export function hasPublicStatement({ statements }: PolicyDocument): boolean {
  return statements.some((statement) => statement.effect === 'Allow' && isForAnybody(statement) && !isPinned(statement))
}

function isForAnybody({ principal, notPrincipal }: Statement): boolean {
  return notPrincipal !== null || principal?.everybody === true || (principal?.byKind.Federated.length ?? 0) > 0
}

/** Keys whose fixed value makes a statement one that is not public. */
const PINNING: ReadonlySet<string> = new Set([
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

const FIXING: ReadonlySet<string> = new Set(['stringequals', 'stringlike', 'arnequals', 'arnlike', 'stringequalsignorecase'])

function isPinned({ condition }: Statement): boolean {
  return condition.some(({ operator, key, values }) => {
    const name = operator.toLowerCase()
    if (key.toLowerCase() === 'aws:sourceip') return name === 'ipaddress' && values.every(isNarrow)
    return FIXING.has(name) && PINNING.has(key.toLowerCase()) && values.every((value) => !value.includes('*') && !value.includes('$'))
  })
}

/** Not wider than /8, or /32 of version 6. */
function isNarrow(range: string): boolean {
  const [address = '', mask] = range.split('/')
  const bits = mask === undefined ? 128 : Number(mask)
  return address.includes(':') ? bits >= 32 : bits >= 8
}
