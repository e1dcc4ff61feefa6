import { expect, test } from 'vitest'
import type { IamFact } from '../../../src/core/model/iam.ts'
import { assembler } from '../../../src/core/snapshot/assemble.ts'

const provenance = { source: 'aws', dataset: 'us-east-1/sso-admin/list-account-assignments', file: '0001.json', record: 'Research' }
const assignment: IamFact = {
  kind: 'assignment',
  source: 'aws',
  provenance,
  principal: 'id:user/gone',
  account: '111122223333',
  permissionSet: 'Research',
}

test('an assignment to somebody whom nobody lists is a gap of its dataset, never nobody', () => {
  const night = assembler()
  night.sink.iam([assignment])
  const { iam, gaps } = night.finish({ keys: [], overrules: [] })
  expect(iam.get('aws')?.assignments).toEqual([])
  expect(gaps).toMatchObject([{ code: 'reference-dangling', dataset: provenance.dataset, record: null }])
})

test('a role whose account no record describes is a gap: its holders would be lost', () => {
  const night = assembler()
  const arn = 'arn:aws:iam::111122223333:role/Analyst'
  night.sink.iam([{ kind: 'identity', source: 'aws', provenance, what: 'role', arn, account: '111122223333', policies: [], groups: [], boundary: null, trust: null, serviceLinked: false, tags: {} }]) // prettier-ignore
  expect(night.finish({ keys: [], overrules: [] }).gaps).toMatchObject([{ code: 'reference-dangling', record: null }])
})

test('what is known of AWS stands by its source', () => {
  const night = assembler()
  night.sink.iam([{ kind: 'account', source: 'aws', provenance, account: '111122223333', label: 'lab', isManagement: false, organization: null, path: null, scp: null, rcp: null }]) // prettier-ignore
  expect([...(night.finish({ keys: [], overrules: [] }).iam.get('aws')?.accounts.keys() ?? [])]).toEqual(['111122223333'])
})
