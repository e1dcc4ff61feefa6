import type {
  IamAccessPoint,
  IamAccountFact,
  IamAssignment,
  IamIdentity,
  IamKeyGrant,
  IamSystem,
  IamTargetFact,
} from '../../../src/core/model/iam.ts'
import { type AccountHandle, accountHandle, groupHandle } from '../../../src/core/model/handle.ts'
import { parsePolicy } from '../../../src/core/model/iam-document.ts'
import type { ResourceKind } from '../../../src/core/model/resource-kind.ts'
import { SystemDecisions, residualWords } from '../../../src/core/reach/iam/system-decisions.ts'

export const HERE = '111122223333'
export const THERE = '444455556666'
export const PARTNER = '999988887777'
export const BUCKET = 'arn:aws:s3:::qsense-raw'
export const KEY = `arn:aws:kms:eu-west-2:${HERE}:key/k1`
export const SSO_ROLE = `arn:aws:iam::${THERE}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Research_0123456789abcdef`

export type Statements = readonly Readonly<Record<string, unknown>>[]

export interface World {
  readonly users?: Readonly<Record<string, { readonly in?: string; readonly policy?: Statements; readonly boundary?: Statements; readonly tags?: Readonly<Record<string, string>>; readonly groups?: readonly string[] }>> // prettier-ignore
  /** Groups of users, all of the first account. */
  readonly groups?: Readonly<Record<string, Statements>>
  readonly roles?: Readonly<Record<string, { readonly trust: Statements; readonly policy?: Statements; readonly boundary?: Statements }>>
  readonly bucket?: Partial<IamTargetFact> & { readonly statements?: Statements }
  /** Access points of the bucket, by ARN. */
  readonly points?: Readonly<Record<string, { readonly policy?: Statements; readonly vpc?: string; readonly holdsOffPublic?: boolean }>>
  readonly key?: Statements
  readonly keyGrants?: readonly IamKeyGrant[]
  readonly assignments?: readonly { readonly group: number; readonly account: string; readonly set: string }[]
  readonly organization?: Partial<IamAccountFact> & { readonly guardrail?: Statements; readonly resourceGuardrail?: Statements }
  readonly outside?: readonly string[]
}

/** Accounts are numbered in the order in which they are named. */
export function systemOf(world: World): { readonly system: IamSystem; readonly nameOf: (handle: AccountHandle) => string } {
  const provenance = { source: 'aws', dataset: 'test', file: 'test', record: 'test' }
  const of = { source: 'aws', provenance }
  const policies = new Map<string, { kind: 'policy'; key: string; document: ReturnType<typeof documentOf> } & typeof of>()
  const names: string[] = []
  const handles = new Map<string, AccountHandle>()
  const numbered = (id: string): AccountHandle => {
    const handle = accountHandle(names.length)
    names.push(id)
    handles.set(id, handle)
    return handle
  }
  const keep = (key: string, statements: Statements | undefined): readonly string[] => {
    if (statements === undefined) return []
    policies.set(key, { ...of, kind: 'policy', key, document: documentOf(key, statements) })
    return [key]
  }
  const identities = new Map<string, IamIdentity>()
  const plain = { ...of, kind: 'identity' as const, groups: [], boundary: null, trust: null, serviceLinked: false, tags: {} }
  const groupArn = (name: string): string => `arn:aws:iam::${HERE}:group/${name}`
  for (const [name, statements] of Object.entries(world.groups ?? {})) {
    const arn = groupArn(name)
    identities.set(arn, { ...plain, policies: keep(`policy of ${name}`, statements), what: 'group', arn, account: HERE, handle: null })
  }
  for (const [name, user] of Object.entries(world.users ?? {})) {
    const account = user.in ?? HERE
    const arn = `arn:aws:iam::${account}:user/${name}`
    const [boundary = null] = keep(`${name}’s boundary`, user.boundary)
    const given = {
      policies: keep(`${name}’s policy`, user.policy),
      boundary,
      tags: user.tags ?? {},
      groups: (user.groups ?? []).map((group) => groupArn(group)),
    }
    identities.set(arn, { ...plain, ...given, what: 'user', arn, account, handle: numbered(arn) })
  }
  for (const [arn, role] of Object.entries(world.roles ?? {})) {
    const account = arn.split(':')[4] ?? ''
    const name = arn.split('/').at(-1) ?? ''
    const [trust = null] = keep(`trust of ${name}`, role.trust)
    const [boundary = null] = keep(`boundary of ${name}`, role.boundary)
    identities.set(arn, { ...plain, policies: keep(`policy of ${name}`, role.policy), boundary, trust, what: 'role', arn, account, handle: numbered(arn) }) // prettier-ignore
  }
  for (const id of world.outside ?? []) numbered(id)
  const target: Omit<IamTargetFact, 'resource' | 'policy'> = { ...of, kind: 'target', account: HERE, encryptedBy: null, holdsOffPublic: false, tags: null } // prettier-ignore
  const { statements, ...bucket } = world.bucket ?? {}
  const [bucketPolicy = null] = keep('bucket policy', statements)
  const accessPoints = Object.entries(world.points ?? {}).map(([arn, { policy, vpc = null, holdsOffPublic = false }]): IamAccessPoint => {
    const [key = null] = keep(`policy of the access point ${arn.split('/').at(-1)}`, policy)
    return { arn, policy: key, vpc, holdsOffPublic }
  })
  const [keyPolicy = null] = keep('key policy', world.key)
  const keyTarget = { ...target, resource: KEY, policy: keyPolicy, grants: world.keyGrants ?? [] }
  const { guardrail, resourceGuardrail, ...organization } = world.organization ?? {}
  const levels = keep('guardrail', guardrail)
  const resourceLevels = keep('resource guardrail', resourceGuardrail)
  const member = (account: string): IamAccountFact => ({
    ...of,
    kind: 'account',
    account,
    label: account,
    isManagement: false,
    organization: 'o-north',
    path: 'o-north/r-1/ou-1/',
    scp: guardrail === undefined ? null : [levels],
    rcp: resourceGuardrail === undefined ? null : [resourceLevels],
    ...organization,
  })
  return {
    nameOf: (handle) => names[handle] ?? '',
    system: {
      source: 'aws',
      policies,
      identities,
      accounts: new Map([HERE, THERE].map((account) => [account, member(account)])),
      assignments: (world.assignments ?? []).map(({ group, account, set }): IamAssignment => ({
        ...of,
        kind: 'assignment',
        principal: { kind: 'group', group: groupHandle(group) },
        account,
        permissionSet: set,
      })),
      targets: new Map<string, IamTargetFact>([
        [BUCKET, { ...target, resource: BUCKET, policy: bucketPolicy, accessPoints, ...bucket }],
        ...(world.key === undefined && world.keyGrants === undefined ? [] : [[KEY, keyTarget] as const]),
      ]),
      outsider: (id) => handles.get(id) ?? null,
    },
  }
}

function documentOf(label: string, statements: Statements) {
  const parsed = parsePolicy(label, { Version: '2012-10-17', Statement: statements })
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value
}

/** `who level` → the condition, empty where there is none; of several ways all conditions, unless one has none. */
export function holdersIn(world: World, at = BUCKET, kind: ResourceKind = 'bucket'): Readonly<Record<string, string>> {
  const { system, nameOf } = systemOf(world)
  const target = system.targets.get(at)
  if (target === undefined) throw new Error(`no target ${at}`)
  const held = new Map<string, Set<string>>()
  for (const one of new SystemDecisions(system).holdersOf(target, kind)) {
    const who = `${nameOf(one.asker.handle).split(/[/:]/u).at(-1)} ${one.level}`
    held.set(who, (held.get(who) ?? new Set()).add(residualWords(one.residual)))
  }
  return Object.fromEntries([...held].map(([who, said]) => [who, said.has('') ? '' : [...said].join(' | ')]))
}

export const allow = (action: string | readonly string[], resource: string, rest: object = {}) => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...rest,
})
export const READ = allow('s3:GetObject', `${BUCKET}/*`)
