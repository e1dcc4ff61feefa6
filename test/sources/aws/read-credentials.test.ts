import { describe, expect, test } from 'vitest'
import { EvidenceTree, gapsIn } from './evidence-tree.ts'

const LAB = '111122223333'
const GAAD = 'iam get-account-authorization-details'
const REPORT = 'iam get-credential-report'
const COLUMNS = ['user', 'arn', 'user_creation_time', 'password_enabled', 'password_last_used', 'password_last_changed', 'access_key_1_active', 'access_key_1_last_rotated', 'access_key_1_last_used_date', 'access_key_2_active', 'access_key_2_last_rotated', 'access_key_2_last_used_date'] // prettier-ignore
const NO_KEY = ['false', 'N/A', 'N/A'] as const

describe('passwords and keys of users', () => {
  test('stand in the credential report, by their place there', async () => {
    const read = await tree(
      ['ada', arn('ada'), 'x', 'true', '≤30', '2025-01-01T00:00:00Z', 'true', '2024-05-01T00:00:00Z', '>180', ...NO_KEY],
      [
        'ben,ny',
        arn('ben'),
        'x',
        'FALSE',
        'N/A',
        'N/A',
        'false',
        '2020-05-01T00:00:00Z',
        'N/A',
        'perhaps',
        '2020-05-01T00:00:00Z',
        'withheld',
      ],
      ['<root_account>', `arn:aws:iam::${LAB}:root`, 'x', 'not_supported', '≤30', 'not_supported', 'true', 'x', 'x', ...NO_KEY],
      ['gone', arn('gone'), 'x', 'true', '≤30', 'x', ...NO_KEY, ...NO_KEY],
    ).read()
    expect(read.credentials.map(({ account, kind, id, active, createdAt, lastUsed }) => [account, kind, id, active, createdAt, lastUsed])).toEqual([
      [`id:${arn('ada')}`, 'password', `${arn('ada')}#password`, true, '2025-01-01T00:00:00.000Z', '≤30'],
      [`id:${arn('ada')}`, 'access-key', `${arn('ada')}#access-key-1`, true, '2024-05-01T00:00:00.000Z', '>180'],
      [`id:${arn('ben')}`, 'password', `${arn('ben')}#password`, false, null, 'never'],
      [`id:${arn('ben')}`, 'access-key', `${arn('ben')}#access-key-1`, false, '2020-05-01T00:00:00.000Z', 'never'],
      [`id:${arn('ben')}`, 'access-key', `${arn('ben')}#access-key-2`, null, '2020-05-01T00:00:00.000Z', 'unknown'],
    ]) // prettier-ignore
  })

  test('of a user whom the report leaves out nobody says that there are none', async () => {
    const read = await tree(['ada', arn('ada'), 'x', 'false', 'N/A', 'N/A', ...NO_KEY, ...NO_KEY]).read()
    expect(read.credentials.filter(({ id }) => id.startsWith(arn('ben'))).map(({ kind, active }) => [kind, active])).toEqual([['password', null]]) // prettier-ignore
  })

  test.each([
    ['a report that is none', { Content: Buffer.from('no report').toString('base64') }],
    ['an answer without one', { Other: 'x' }],
  ])('%s is a gap, and no user is without keys for it', async (_, answer) => {
    const read = await identities().set(LAB, 'global', REPORT, [], answer).read()
    expect(read.credentials).toEqual([])
    expect(gapsIn(read)).toContain(`record-malformed ${REPORT}`)
  })
})

function arn(name: string): string {
  return `arn:aws:iam::${LAB}:user/${name}`
}

function identities(): EvidenceTree {
  const users = ['ada', 'ben'].map((UserName) => ({ UserName, Arn: arn(UserName), CreateDate: '2020-01-01T00:00:00Z' }))
  return new EvidenceTree().set(LAB, 'global', GAAD, [], { UserDetailList: users, GroupDetailList: [], RoleDetailList: [], Policies: [] })
}

function tree(...rows: readonly (readonly string[])[]): EvidenceTree {
  const csv = [COLUMNS, ...rows].map((cells) => cells.join(',')).join('\n')
  return identities().set(LAB, 'global', REPORT, [], { Content: Buffer.from(csv).toString('base64') })
}
