import type { ConditionTerm, PolicyDocument, Principals, Statement } from '../../model/iam-document.ts'
import type { IamAclEntry, IamKeyGrant, IamTargetFact } from '../../model/iam.ts'

/**
 * A resource's own policy with what lets somebody in beside it, as statements: grants of a key (rule 36), entries of a bucket's access control
 * list (rule 38). Each of them is an Allow for a named principal, which an explicit Deny beats like any other. Null where there is nothing.
 */
export function withGrantedBeside(
  policy: PolicyDocument | null,
  { resource, grants = [], acl = [] }: IamTargetFact,
): PolicyDocument | null {
  const beside = [...grants.map(grantStatement), ...acl.map((entry) => aclStatement(entry, resource))]
  if (beside.length === 0) return policy
  const { label, variables, statements } = policy ?? { label: 'what was granted', variables: true, statements: [] }
  return { label, variables, statements: [...statements, ...beside] }
}

function grantStatement({ id, grantee, operations, constrained }: IamKeyGrant): Statement {
  const principal = grantee.startsWith('arn:') ? principals({ AWS: [grantee] }) : principals({ Service: [grantee] })
  const condition: readonly ConditionTerm[] = constrained
    ? [{ operator: 'StringEquals', key: 'kms:EncryptionContext', values: ['what the grant asks for'] }]
    : []
  return { ...allow(`grant ${id}`), principal, actions: operations.map((operation) => `kms:${operation}`), condition }
}

/** What the permissions of a list let one do ("Access control list (ACL) overview", mapping to access policy permissions). */
const ACL_ACTIONS: Readonly<Record<Exclude<IamAclEntry['permission'], 'FULL_CONTROL'>, readonly string[]>> = {
  READ: ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'],
  WRITE: ['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion'],
  READ_ACP: ['s3:GetBucketAcl'],
  WRITE_ACP: ['s3:PutBucketAcl'],
}

function aclStatement({ grantee, permission }: IamAclEntry, bucket: string): Statement {
  const actions = permission === 'FULL_CONTROL' ? Object.values(ACL_ACTIONS).flat() : ACL_ACTIONS[permission]
  const isPublic = grantee === 'anybody' || grantee === 'signed-in'
  const principal = isPublic ? principals({ AWS: ['*'] }) : principals({ CanonicalUser: [grantee] })
  // Signed in to whichever account: everybody but who is not signed in at all.
  const condition: readonly ConditionTerm[] =
    grantee === 'signed-in' ? [{ operator: 'StringNotEquals', key: 'aws:PrincipalType', values: ['Anonymous'] }] : []
  const statement = { ...allow(`access control list, ${permission} for ${grantee}`), principal, actions, condition }
  return { ...statement, resources: [bucket, `${bucket}/*`] }
}

function allow(sid: string): Statement {
  return {
    sid,
    effect: 'Allow',
    actions: null,
    notActions: null,
    resources: null,
    notResources: null,
    principal: null,
    notPrincipal: null,
    condition: [],
  }
}

function principals(some: Partial<Principals['byKind']>): Principals {
  const byKind = { AWS: [], Service: [], Federated: [], CanonicalUser: [], ...some }
  return { everybody: byKind.AWS.some((text) => text === '*'), byKind }
}
