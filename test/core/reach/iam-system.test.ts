import { describe, expect, test } from 'vitest'
import type { AccountHandle } from '../../../src/core/model/handle.ts'
import { outsiderId } from '../../../src/core/model/iam.ts'
import { RoleStarts } from '../../../src/core/reach/iam/starts.ts'
import { SystemDecisions } from '../../../src/core/reach/iam/system-decisions.ts'
import { BUCKET, HERE, KEY, PARTNER, READ, SSO_ROLE, type Statements, THERE, type World, allow, holdersIn, systemOf } from './iam-world.ts'

describe('who holds a level on a bucket', () => {
  test('each level is decided for itself: one may write and not read', () => {
    expect(holdersIn({ users: { anna: { policy: [allow('s3:PutObject', `${BUCKET}/*`)] }, ben: {} } })).toEqual({ 'anna write': '' })
  })

  test('a policy that covers some keys gives access on condition, one of another bucket none', () => {
    const policy = [allow('s3:GetObject', `${BUCKET}/field/*`), allow('s3:PutObject', 'arn:aws:s3:::qsense-rawer/*')]
    expect(holdersIn({ users: { anna: { policy } } })).toEqual({ 'anna read': `if the name fits \`${BUCKET}/field/*\`` })
  })

  test('a Deny on some keys takes nothing away from the others', () => {
    const policy = [READ, { Effect: 'Deny', Action: 's3:*', Resource: `${BUCKET}/secret/*` }]
    expect(holdersIn({ users: { anna: { policy } } })).toEqual({ 'anna read': `if not (the name fits \`${BUCKET}/secret/*\`)` })
  })

  test('a Deny on the bucket alone takes no object away, one on all of it everything', () => {
    const deny = (resource: string) => [READ, { Effect: 'Deny', Action: 's3:*', Resource: resource }]
    expect(holdersIn({ users: { anna: { policy: deny(BUCKET) }, ben: { policy: deny(`${BUCKET}*`) } } })).toEqual({ 'anna read': '' })
  })

  test('a user of another account needs both policies', () => {
    const users = { anna: { in: THERE, policy: [READ] }, ben: { in: THERE } }
    const statements = [{ ...READ, Principal: { AWS: `arn:aws:iam::${THERE}:root` } }]
    expect(holdersIn({ users })).toEqual({})
    expect(holdersIn({ users, bucket: { statements } })).toEqual({ 'anna read': '' })
  })

  test('an account that nobody reads stands for whoever its own policies let through', () => {
    const statements = [{ ...READ, Principal: { AWS: `arn:aws:iam::${PARTNER}:role/Analyst` } }]
    expect(holdersIn({ bucket: { statements }, outside: [outsiderId.account(PARTNER)] })).toEqual({ [`${PARTNER} read`]: '' })
  })

  test('a policy that names one session lets the role through under that name', () => {
    const role = `arn:aws:iam::${HERE}:role/lab/Analyst`
    const roles = { [role]: { trust: [] as Statements } }
    const statements = [{ ...READ, Principal: { AWS: `arn:aws:sts::${HERE}:assumed-role/Analyst/anna` } }]
    expect(holdersIn({ roles, bucket: { statements } })).toEqual({ 'Analyst read': 'if the session is called `anna`' })
  })

  test('a holder outside for whom no account stands is a broken promise, never nobody', () => {
    const statements = [{ ...READ, Principal: { AWS: PARTNER } }]
    expect(() => holdersIn({ bucket: { statements } })).toThrow(`no account of aws stands for account/${PARTNER}`)
  })

  test('a condition on our organization keeps another out, and lets ours in', () => {
    const statements = [{ ...READ, Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-north' } } }]
    const world = { users: { anna: { in: THERE, policy: [READ] } }, bucket: { statements }, outside: [outsiderId.anybody] }
    expect(holdersIn(world)).toEqual({ 'anna read': '' })
  })

  test('a public statement lets anybody in, unless public policies are held off; then strangers and other accounts are', () => {
    const bucket = { statements: [{ ...READ, Principal: '*' }] }
    const world = { users: { anna: { in: THERE, policy: [READ] }, ben: {} }, outside: [outsiderId.anybody] }
    expect(holdersIn({ ...world, bucket })).toEqual({ 'anybody read': '', 'anna read': '', 'ben read': '' })
    expect(holdersIn({ ...world, bucket: { ...bucket, holdsOffPublic: true } })).toEqual({ 'ben read': '' })
  })

  test('a range of addresses is a condition, and a wish for encryption of the way none', () => {
    const from = [{ ...READ, Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' }, Bool: { 'aws:SecureTransport': 'true' } } }]
    expect(holdersIn({ users: { anna: { policy: from } } })).toEqual({ 'anna read': 'if aws:SourceIp IpAddress `10.0.0.0/8`' })
  })

  test('what the organization does not allow nobody has, and a boundary bounds', () => {
    const guardrail = [allow('kms:*', '*')]
    expect(holdersIn({ users: { anna: { policy: [READ] } }, organization: { guardrail } })).toEqual({})
    expect(holdersIn({ users: { anna: { policy: [READ], boundary: [allow('ec2:*', '*')] } } })).toEqual({})
  })

  test('a tag of a user decides, whatever its letter case', () => {
    const policy = [{ ...READ, Condition: { StringEquals: { 'aws:PrincipalTag/project': 'qsense' } } }]
    const users = { anna: { policy, tags: { Project: 'qsense' } }, ben: { policy, tags: { Project: 'other' } } }
    expect(holdersIn({ users })).toEqual({ 'anna read': '' })
  })

  test('what is encrypted with a key is read by whoever may decrypt, and else only if it is not', () => {
    const key = [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', Principal: { AWS: `arn:aws:iam::${HERE}:user/anna` } }]
    const users = { anna: { policy: [READ] }, ben: { policy: [READ] } }
    expect(holdersIn({ users, key, bucket: { encryptedBy: KEY } })).toEqual({
      'anna read': '',
      'ben read': `if it is not encrypted with \`${KEY}\``,
    })
  })
})

describe('who can act as a role', () => {
  const ANALYST = `arn:aws:iam::${HERE}:role/Analyst`
  const trusting = (principal: object, rest: object = {}) => [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal, ...rest }]
  const IDENTITY_CENTER = [
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRoleWithSAML',
      Principal: { Federated: `arn:aws:iam::${THERE}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE` },
    },
  ]

  /** `group 7 → role → role` for every start. */
  function startsIn(world: World, role = ANALYST): readonly string[] {
    const { system, nameOf } = systemOf(world)
    const identity = system.identities.get(role)
    if (identity === undefined) throw new Error(`no role ${role}`)
    const short = (handle: AccountHandle): string => nameOf(handle).split(/[/:]/u).at(-1) ?? ''
    return new RoleStarts(new SystemDecisions(system), system)
      .of(identity)
      .starts.map(({ at, hops }) =>
        [
          at.kind === 'group' ? `group ${at.group}` : short(at.account),
          ...hops.map(({ role: taken, when }) => `${short(taken)}${when.map(({ says }) => ` ${says}`).join('')}`),
        ].join(' → '),
      )
  }

  test('a group of Identity Center, its permission set, and a role of another account behind it', () => {
    const roles = {
      [SSO_ROLE]: { trust: IDENTITY_CENTER, policy: [allow('sts:AssumeRole', ANALYST)] },
      [ANALYST]: { trust: trusting({ AWS: SSO_ROLE }), policy: [READ] },
    }
    const assignments = [
      { group: 7, account: THERE, set: 'Research' },
      { group: 8, account: HERE, set: 'Research' },
      { group: 9, account: THERE, set: 'Billing' },
    ]
    const outside = [outsiderId.provider(`arn:aws:iam::${THERE}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE`)]
    expect(startsIn({ roles, assignments, outside })).toEqual(['group 7 → AWSReservedSSO_Research_0123456789abcdef → Analyst'])
    expect(holdersIn({ roles, assignments })).toEqual({ 'Analyst read': '' })
  })

  test('across accounts the role must trust and the caller must be allowed', () => {
    const roles = { [ANALYST]: { trust: trusting({ AWS: `arn:aws:iam::${THERE}:root` }) } }
    const users = { anna: { in: THERE, policy: [allow('sts:AssumeRole', ANALYST)] }, ben: { in: THERE } }
    expect(startsIn({ roles, users })).toEqual(['anna → Analyst'])
  })

  test('roles in a ring end, and whoever gets into it gets through', () => {
    const other = `arn:aws:iam::${HERE}:role/Other`
    const roles = {
      [ANALYST]: { trust: trusting({ AWS: other }) },
      [other]: { trust: trusting({ AWS: [ANALYST, `arn:aws:iam::${HERE}:user/anna`] }) },
    }
    expect(startsIn({ roles, users: { anna: {} } })).toEqual(['anna → Other → Analyst'])
  })

  test('a way without a condition stands before a shorter one with', () => {
    const other = `arn:aws:iam::${HERE}:role/Other`
    const mfa = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }
    const anna = `arn:aws:iam::${HERE}:user/anna`
    const bound = { [ANALYST]: { trust: trusting({ AWS: anna }, mfa) } }
    const both = { [ANALYST]: { trust: [...trusting({ AWS: anna }, mfa), ...trusting({ AWS: other })] }, [other]: { trust: trusting({ AWS: anna }) } } // prettier-ignore
    expect(startsIn({ roles: bound, users: { anna: {} } })).toEqual(['anna → Analyst if aws:MultiFactorAuthPresent Bool `true`'])
    expect(startsIn({ roles: both, users: { anna: {} } })).toEqual(['anna → Other → Analyst'])
  })

  test('what runs for a service acts as the role itself; a provider and a foreign account stand for whoever they let in', () => {
    const issuer = `arn:aws:iam::${HERE}:oidc-provider/token.actions.githubusercontent.com`
    const trust = [
      ...trusting({ Service: 'lambda.amazonaws.com' }),
      ...trusting({ AWS: PARTNER }),
      { Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: issuer } },
    ]
    const outside = [outsiderId.service('lambda.amazonaws.com'), outsiderId.account(PARTNER), outsiderId.provider(issuer)]
    expect(startsIn({ roles: { [ANALYST]: { trust } }, outside }).toSorted()).toEqual(
      ['Analyst', `${PARTNER} → Analyst`, 'token.actions.githubusercontent.com → Analyst'].toSorted(),
    )
  })
})
