// Who holds what on a bucket or a key of a small system, asked caller by caller with every fact known: what a caller's own policies, the
// resource's, its grants and lists, block public access and access points say, each read from the vendor's pages. Shares nothing with the engine.

import { Disputed, type Doc, type Facts, type Stmt, isAllowed } from './iam.ts'

export const OWNER = '111122223333'
export const MEMBER = '444455556666'
export const OUTSIDE = '999988887777'
const NOWHERE = '000000000000'

type Statements = readonly Readonly<Record<string, unknown>>[]

interface Holder {
  readonly policy?: Statements
  readonly boundary?: Statements
  readonly tags?: Readonly<Record<string, string>>
}

/** As the tests write a system down. */
export interface PlainSystem {
  readonly users: Readonly<Record<string, Holder & { readonly in?: string }>>
  readonly roles: Readonly<Record<string, Holder>>
  readonly bucket: {
    readonly statements?: Statements
    readonly holdsOffPublic: boolean
    readonly encryptedBy: string | null
    readonly acl: readonly { readonly grantee: string; readonly permission: string }[]
  }
  readonly key: Statements
  readonly keyGrants: readonly { readonly grantee: string; readonly operations: readonly string[]; readonly constrained: boolean }[]
  readonly points: Readonly<Record<string, { readonly policy?: Statements; readonly vpc?: string; readonly holdsOffPublic: boolean }>>
  readonly organization: { readonly guardrail?: Statements; readonly resourceGuardrail?: Statements }
}

/** All that a request, and the one who makes it, brings along. */
export interface Moment {
  readonly ip: string
  readonly mfa: string
  readonly object: string
  readonly isEncrypted: boolean
  /** Does a request to the key bring the encryption context that grants ask for? */
  readonly hasContext: boolean
  /** The network that it may come by. */
  readonly vpc: string | null
  /** Whose access point, that nobody read, lets everybody in. */
  readonly foreign: string | null
  readonly foreignOrigin: string
  /** A tag that sessions bring along. */
  readonly tag: string | null
}

/** Somebody concrete, and what is known of them. */
export interface Person {
  readonly caller: Facts['caller']
  readonly account: string | null
  readonly arn: string | null
  readonly organization: string | null
  readonly tag: string | null
}

const BUCKET = 'arn:aws:s3:::qsense-raw'

const words = (text: string): readonly string[] => text.split(/\s+/u)

/** Actions that give a level (aws.md, part 6). */
export const LEVELS: Readonly<Record<'bucket' | 'key', Readonly<Record<string, readonly string[]>>>> = {
  bucket: {
    see: words('s3:ListBucket s3:ListBucketVersions s3:ListBucketMultipartUploads s3:GetBucketPolicy s3:GetBucketAcl'),
    read: words('s3:GetObject s3:GetObjectVersion s3:GetObjectTorrent s3:GetObjectVersionForReplication'),
    write: words('s3:PutObject s3:DeleteObject s3:DeleteObjectVersion s3:ReplicateObject s3:ReplicateDelete s3:AbortMultipartUpload'),
    manage: words('s3:DeleteBucket s3:PutLifecycleConfiguration'),
    admin: words('s3:PutBucketPolicy s3:PutBucketAcl s3:PutReplicationConfiguration s3:PutObjectAcl'),
  },
  key: {
    see: words('kms:DescribeKey kms:GetKeyPolicy'),
    read: words('kms:Decrypt kms:ReEncryptFrom'),
    write: words('kms:Encrypt kms:GenerateDataKey kms:Sign'),
    manage: words('kms:DisableKey'),
    admin: words('kms:PutKeyPolicy kms:CreateGrant'),
  },
}
const ON_OBJECTS = new Set([...(LEVELS.bucket['read'] ?? []), ...(LEVELS.bucket['write'] ?? []), 's3:PutObjectAcl'])
/** S3 takes these through an access point, beside what is asked of objects. */
const BUCKET_BY_POINT = new Set(
  words('s3:ListBucket s3:ListBucketVersions s3:ListBucketMultipartUploads s3:GetBucketPolicy s3:GetBucketAcl'),
)

/** The people whom a holder stands for; of a role its sessions, of another account somebody of each kind that policies tell apart. */
export function peopleOf(holder: string, system: PlainSystem, moment: Moment): readonly Person[] {
  const session = { tag: moment.tag }
  const outside = { organization: 'o-elsewhere', ...session }
  if (holder === 'anybody') {
    const stranger = `arn:aws:iam::${NOWHERE}:user/stranger`
    return [
      { caller: { kind: 'anonymous' }, account: null, arn: null, organization: null, tag: null },
      { caller: { kind: 'user', arn: stranger }, account: NOWHERE, arn: stranger, ...outside },
    ]
  }
  if (holder.startsWith('account/'))
    return [`arn:aws:iam::${OUTSIDE}:user/someone`, `arn:aws:iam::${OUTSIDE}:role/Lab1`].map((arn) => ({
      caller: arn.includes(':user/') ? { kind: 'user', arn } : { kind: 'role-session', roleArn: arn, sessionName: 's' },
      account: OUTSIDE,
      arn,
      ...outside,
    }))
  if (holder.startsWith('canonical/')) {
    const arn = 'arn:aws:iam::888877776666:user/canonical'
    return [{ caller: { kind: 'user', arn, canonical: holder.slice('canonical/'.length) }, account: '888877776666', arn, ...outside }]
  }
  if (holder.startsWith('service/'))
    return [{ caller: { kind: 'service', name: holder.slice('service/'.length) }, account: null, arn: null, organization: null, tag: null }]
  const account = holder.split(':')[4] ?? ''
  const inside = { account, arn: holder, organization: 'o-north' }
  if (holder.endsWith(':root')) return [{ caller: { kind: 'root', account }, ...inside, ...session }]
  const user = system.users[holder.slice(holder.lastIndexOf('/') + 1)]
  if (holder.includes(':user/')) return [{ caller: { kind: 'user', arn: holder }, ...inside, tag: user?.tags?.['project'] ?? null }]
  return ['ada', 'other'].map((sessionName) => ({ caller: { kind: 'role-session', roleArn: holder, sessionName }, ...inside, ...session }))
}

/** Does one of them hold the level? Throws `Disputed` where the pages differ and nothing else gives it. */
export function holdsLevel(
  kind: 'bucket' | 'key',
  resource: string,
  level: string,
  person: Person,
  system: PlainSystem,
  moment: Moment,
): boolean {
  const tries = (LEVELS[kind][level] ?? []).flatMap((action) =>
    kind === 'key'
      ? [() => onKey(action, resource, person, system, moment)]
      : [null, ...Object.keys(system.points), 'foreign'].map((way) => () => onBucket(action, way, person, system, moment)),
  )
  const withKey = tries.map((one) => () => {
    const { encryptedBy } = system.bucket
    if (kind === 'key' || level !== 'read' || encryptedBy === null || !moment.isEncrypted) return one()
    return both([one, () => onKey('kms:Decrypt', encryptedBy, person, system, moment)])
  })
  return either(withKey)
}

function onKey(action: string, key: string, person: Person, system: PlainSystem, moment: Moment): boolean {
  const { caller, arn } = person
  const granted = system.keyGrants
    .filter(({ operations, constrained }) => operations.some((one) => `kms:${one}` === action) && (!constrained || moment.hasContext))
    .flatMap(({ grantee }) =>
      caller.kind === 'service'
        ? grantee === caller['name']
          ? ['service']
          : []
        : grantee === arn
          ? [caller.kind === 'user' ? 'user' : 'role']
          : [],
    )
  return isAllowed(factsOf(person, system, moment, { action, resource: key, account: OWNER, policy: system.key, way: null, granted }))
}

/** `way` is an access point's ARN, `foreign` one that nobody read, or null where the bucket is asked itself. */
function onBucket(action: string, way: string | null, person: Person, system: PlainSystem, moment: Moment): boolean {
  const { bucket, points } = system
  const granted = bucket.acl.flatMap((entry) => (listGives(entry, action, person) ? [entry.grantee === 'anybody' || entry.grantee === 'signed-in' ? 'everybody' : 'user'] : [])) // prettier-ignore
  const resource = ON_OBJECTS.has(action) ? `${BUCKET}/${moment.object}` : BUCKET
  const asked = { action, resource, account: OWNER, policy: bucket.statements, way, granted }
  const atBucket = (): boolean => isAllowed(factsOf(person, system, moment, asked))
  const block = (): boolean => passesBlock(bucket.holdsOffPublic, bucket.statements, false, person)
  if (way === null) return both([atBucket, block])
  if (!ON_OBJECTS.has(action) && !BUCKET_BY_POINT.has(action)) return false
  if (way === 'foreign') return moment.foreign !== null && both([atBucket, block])
  const point = points[way]
  if (point === undefined || (point.vpc !== undefined && point.vpc !== moment.vpc)) return false
  const about = ON_OBJECTS.has(action) ? `${way}/object/${moment.object}` : way
  const atPoint = (): boolean => isAllowed(factsOf(person, system, moment, { action, resource: about, account: OWNER, policy: point.policy, way, granted: [] })) // prettier-ignore
  const isOff = (point.holdsOffPublic || bucket.holdsOffPublic) && point.vpc === undefined
  // Whether own policies that allow the access point must allow the bucket as well, no page says.
  const atEither = (): boolean => {
    if (atBucket()) return true
    if (isAllowed(factsOf(person, system, moment, asked, true))) throw new Disputed('own policies about the access point alone')
    return false
  }
  return both([atPoint, atEither, block, () => passesBlock(isOff, point.policy, true, person)])
}

interface Asked {
  readonly action: string
  readonly resource: string
  readonly account: string
  readonly policy: Statements | undefined
  readonly way: string | null
  readonly granted: readonly string[]
}

function factsOf(person: Person, system: PlainSystem, moment: Moment, asked: Asked, ownUnasked = false): Facts {
  const { caller, account, arn } = person
  const name = arn?.slice(arn.lastIndexOf('/') + 1) ?? ''
  const holder =
    account === OWNER || account === MEMBER ? (caller.kind === 'user' ? system.users[name] : system.roles[arn ?? '']) : undefined
  const isInside = account === OWNER || account === MEMBER
  const everything = [docOf([{ Effect: 'Allow', Action: '*', Resource: '*' }])]
  const isAsked = isInside && !ownUnasked
  const { guardrail, resourceGuardrail } = system.organization
  return {
    caller,
    action: asked.action,
    resource: asked.resource,
    resourceAccount: asked.account,
    context: contextOf(person, moment, asked.way, system),
    granted: asked.granted,
    policies: {
      identity: isAsked ? (holder?.policy === undefined ? [] : [docOf(holder.policy)]) : everything,
      ...(isAsked && holder?.boundary !== undefined ? { boundary: docOf(holder.boundary) } : {}),
      ...(asked.policy === undefined ? {} : { resource: docOf(asked.policy) }),
      ...(isAsked && guardrail !== undefined ? { scp: [[docOf(guardrail)]] } : {}),
      ...(resourceGuardrail === undefined ? {} : { rcp: [[docOf(resourceGuardrail)]] }),
    },
  }
}

function docOf(statements: Statements): Doc {
  return { Version: '2012-10-17', Statement: statements as readonly Stmt[] }
}

/** Keys of the request, in lower case; what is not there is not in it. */
export function contextOf(person: Person, moment: Moment, way: string | null, { points }: PlainSystem): Facts['context'] {
  const vpc = way === null || way === 'foreign' ? null : (points[way]?.vpc ?? null)
  const point =
    way === null
      ? []
      : way === 'foreign'
        ? [moment.foreign ?? '', `arn:aws:s3:eu-west-2:${moment.foreign}:accesspoint/theirs`, moment.foreignOrigin]
        : [OWNER, way, vpc === null ? 'Internet' : 'VPC']
  const known: Readonly<Record<string, string | null | undefined>> = {
    // An address is not told of what comes by a network's own endpoint.
    'aws:sourceip': vpc === null ? moment.ip : null,
    'aws:multifactorauthpresent': moment.mfa,
    'aws:principalorgid': person.organization,
    'aws:principalaccount': person.account,
    'aws:principalarn': person.arn,
    'aws:principaltag/project': person.tag,
    's3:dataaccesspointaccount': point[0],
    's3:dataaccesspointarn': point[1],
    's3:accesspointnetworkorigin': point[2],
    'kms:encryptioncontext': moment.hasContext ? 'what the grant asks for' : null,
  }
  return Object.fromEntries(
    Object.entries(known).flatMap(([key, value]) => (value === null || value === undefined ? [] : [[key, [value]]])),
  )
}

/** "Access control list (ACL) overview", of buckets. */
function listGives(
  { grantee, permission }: { readonly grantee: string; readonly permission: string },
  action: string,
  { caller }: Person,
): boolean {
  if (grantee !== 'anybody' && (grantee === 'signed-in' ? caller.kind === 'anonymous' : caller['canonical'] !== grantee)) return false
  const gives = {
    READ: words('s3:ListBucket s3:ListBucketVersions s3:ListBucketMultipartUploads'),
    WRITE: words('s3:PutObject s3:DeleteObject s3:DeleteObjectVersion'),
    READ_ACP: ['s3:GetBucketAcl'],
    WRITE_ACP: ['s3:PutBucketAcl'],
  }
  return (permission === 'FULL_CONTROL' ? Object.values(gives).flat() : gives[permission as keyof typeof gives]).includes(action)
}

/** "The meaning of 'public'", for the conditions that the tests draw. */
function passesBlock(isOn: boolean, statements: Statements | undefined, isPoint: boolean, { caller, account }: Person): boolean {
  if (!isOn || statements === undefined || caller.kind === 'service' || account === OWNER) return true
  const isForAll = (one: Readonly<Record<string, unknown>>): boolean =>
    one['NotPrincipal'] !== undefined ||
    JSON.stringify((one['Principal'] as { AWS?: unknown } | undefined)?.AWS ?? one['Principal'] ?? null).includes('"*"')
  const text = (one: Readonly<Record<string, unknown>>): string => JSON.stringify(one['Condition'] ?? {})
  const isFixed = (one: Readonly<Record<string, unknown>>): boolean =>
    /^\{"(?:IpAddress|StringEquals)":\{"(?:aws:SourceIp|aws:PrincipalOrgID|aws:PrincipalAccount|s3:DataAccessPointAccount)"/u.test(
      text(one),
    ) ||
    (text(one).includes('aws:PrincipalArn') && !text(one).includes('*')) ||
    (!isPoint && text(one).includes('s3:DataAccessPointArn') && !text(one).includes('"Null"'))
  const loose = statements.filter((one) => one['Effect'] === 'Allow' && isForAll(one) && !isFixed(one))
  if (loose.length === 0) return true
  if (loose.every((one) => text(one).includes('aws:PrincipalArn'))) throw new Disputed('a wildcard behind a fixed account')
  if (
    statements.some(
      (one) =>
        one['Effect'] === 'Deny' &&
        isForAll(one) &&
        (one['NotPrincipal'] !== undefined || /SourceIp|Principal(?:Org|Arn|Account)|DataAccessPoint(?:Arn|Account)/u.test(text(one))),
    )
  )
    // prettier-ignore
    throw new Disputed('a Deny for everybody but some')
  if (caller['canonical'] !== undefined) throw new Disputed('access by a list where policies are held off')
  return false
}

/** What is false decides before what is in dispute. */
function both(parts: readonly (() => boolean)[]): boolean {
  return !either(parts.map((part) => () => !part()))
}

/** What is true decides before what is in dispute. */
function either(parts: readonly (() => boolean)[]): boolean {
  let disputed: Disputed | null = null
  for (const part of parts) {
    try {
      if (part()) return true
    } catch (cause) {
      if (!(cause instanceof Disputed)) throw cause
      disputed = cause
    }
  }
  if (disputed !== null) throw disputed
  return false
}
