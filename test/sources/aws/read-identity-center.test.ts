import { describe, expect, test } from 'vitest'
import { DATA, LAB, ROOT, WHO } from '../../../fixtures/cloud/example-organization.ts'
import { EvidenceTree, type Gathered, gapsIn, ofKind, snapshotOf } from './evidence-tree.ts'

const HOME = 'eu-west-2'
const INSTANCE = 'arn:aws:sso:::instance/ssoins-7223a1b2c3d4e5f6'
const STORE = 'd-9967abcdef'
const ANALYST = 'arn:aws:sso:::permissionSet/ssoins-7223a1b2c3d4e5f6/ps-analyst'

/** Identity Center alone. */
function center(): EvidenceTree {
  return EvidenceTree.example().withoutAll(({ name }) => !/^(?:sso-admin|identitystore) /u.test(name))
}

const gapsOfCenter = (read: Gathered): readonly string[] => gapsIn(read).filter((gap) => /sso-admin|identitystore/u.test(gap))

describe('Identity Center', () => {
  test('assigns permission sets by their names, to people and to groups, in one account each', async () => {
    const read = await center().read()
    expect(ofKind(read, 'assignment').map(({ principal, account, permissionSet }) => [principal, account, permissionSet])).toEqual([
      [`id:${WHO.dora}`, DATA, 'Admin'],
      ['id:g-analysts', LAB, 'Analyst'],
    ])
    expect(read.groups).toMatchObject([{ group: { id: 'g-analysts', label: 'analysts', path: 'analysts', grantsAccess: true }, names: ['id:g-analysts', 'name:analysts'] }]) // prettier-ignore
    expect(read.memberships).toMatchObject([{ group: 'id:g-analysts', members: [`id:${WHO.ada}`, `id:${WHO.ben}`], kind: 'member' }])
    expect(gapsOfCenter(read)).toEqual([])
  })

  test.each([
    ['ENABLED', 'enabled'],
    ['DISABLED', 'disabled'],
    [undefined, 'unknown'],
  ])('of a user whose status is %s the state is %s', async (UserStatus, state) => {
    const Users = [{ UserId: 'u-1', UserName: 'Ada', DisplayName: 'Ada Marsh', ExternalIds: [{ Issuer: 'x', Id: 'ext-1' }], UserStatus }]
    const read = await center().set(ROOT, HOME, 'identitystore list-users', [STORE], { Users }).read()
    const [ada] = read.accounts.filter(({ account }) => account.id === 'u-1')
    expect(ada).toMatchObject({
      names: ['id:u-1', 'name:ada'],
      account: { state, displayName: 'Ada Marsh', attributes: { externalid: ['ext-1'] } },
    })
  })

  test('a permission set without a name is a gap, and assigns nothing', async () => {
    const read = await center().denied(ROOT, HOME, 'sso-admin describe-permission-set', [INSTANCE, ANALYST]).read()
    expect(ofKind(read, 'assignment').map(({ permissionSet }) => permissionSet)).toEqual(['Admin'])
    expect(gapsOfCenter(read)).toEqual(['reference-dangling sso-admin list-account-assignments'])
  })

  test('a pair of account and permission set whose assignments were not asked for is missing', async () => {
    const read = await center().without(ROOT, HOME, 'sso-admin list-account-assignments', [INSTANCE, LAB, ANALYST]).read()
    expect(gapsOfCenter(read)).toEqual(['dataset-missing sso-admin list-account-assignments'])
  })

  test('a group with an assignment whose members were not asked for is a gap on the group', async () => {
    const read = await center().without(ROOT, HOME, 'identitystore list-group-memberships', [STORE, 'g-analysts']).read()
    expect(gapsOfCenter(read)).toEqual(['dataset-missing identitystore list-groups g-analysts'])
  })

  test.each(['identitystore list-users', 'identitystore list-groups'] as const)('without `%s` it is missing something', async (name) => {
    expect(gapsOfCenter(await center().without(ROOT, HOME, name, [STORE]).read())).toContain(`dataset-missing ${name}`)
  })

  test('an assignment or a membership that is none of any kind known is a gap', async () => {
    const read = await center()
      .set(ROOT, HOME, 'sso-admin list-account-assignments', [INSTANCE, LAB, ANALYST], {
        AccountAssignments: [{ PrincipalType: 'APPLICATION', PrincipalId: 'x' }],
      }) // prettier-ignore
      .set(ROOT, HOME, 'identitystore list-group-memberships', [STORE, 'g-analysts'], {
        GroupMemberships: [{ MemberId: { GroupId: 'nested' } }],
      })
      .read()
    expect(gapsOfCenter(read)).toEqual([
      'record-malformed identitystore list-group-memberships',
      'record-malformed sso-admin list-account-assignments',
    ])
  })

  test('a member whom nobody lists is a gap of the snapshot', async () => {
    const Users = [{ UserId: WHO.ada, UserName: 'ada' }]
    const { gaps } = await snapshotOf(await center().set(ROOT, HOME, 'identitystore list-users', [STORE], { Users }).write())
    expect(
      gaps
        .filter(({ code }) => code === 'reference-dangling')
        .map(({ reason }) => reason)
        .join(),
    ).toContain(WHO.ben)
  })
})
