import { describe, expect, test } from 'vitest'
import { DATA, LAB, ROOT } from '../../../fixtures/cloud/example-organization.ts'
import type { CallName } from '../../../src/sources/aws/calls.ts'
import { EvidenceTree, type Gathered, gapsIn, ofKind } from './evidence-tree.ts'

const GAAD = 'iam get-account-authorization-details'
const FULL = 'guardrail p-FullAWSAccess'
const KEEP = 'guardrail p-keep0001'
const STAND_IN = 'guardrail that was not read'
const SCP = 'SERVICE_CONTROL_POLICY'

/** The organization alone: no account, no person, no resource. */
function organization(): EvidenceTree {
  return EvidenceTree.example().withoutAll(({ name }) => !name.startsWith('organizations ') && name !== GAAD)
}

function scpOf(read: Gathered, account: string) {
  return ofKind(read, 'account').find((one) => one.account === account)?.scp
}

const gapsOfOrganization = (read: Gathered): readonly string[] => gapsIn(read).filter((gap) => gap.includes('organizations'))

describe('guardrails', () => {
  test('stand by level, root first; a type that no root has switched on binds nobody', async () => {
    const read = await organization().read()
    expect(scpOf(read, DATA)).toEqual([[FULL], [FULL, KEEP], [FULL]])
    const [data] = ofKind(read, 'account').filter(({ account }) => account === DATA)
    expect(data).toMatchObject({
      rcp: null,
      path: 'o-northmoor1/r-nm01/ou-nm01-research/',
      organization: 'o-northmoor1',
      isManagement: false,
    })
    expect(ofKind(read, 'account').find(({ account }) => account === ROOT)?.isManagement).toBe(true)
    const off = await organization().changed(ROOT, 'global', 'organizations list-roots', [], (page) => ({ ...page, Roots: [{ Id: 'r-nm01', PolicyTypes: [{ Type: SCP, Status: 'PENDING_DISABLE' }] }] })).read() // prettier-ignore
    expect(scpOf(off, DATA)).toBeNull()
  })

  test('one that was not read denies nothing: all else stands at its level', async () => {
    const read = await organization().denied(ROOT, 'global', 'organizations describe-policy', ['p-FullAWSAccess']).read()
    expect(scpOf(read, DATA)).toEqual([[STAND_IN], [KEEP, STAND_IN], [STAND_IN]])
    const [standIn] = ofKind(read, 'policy').filter(({ key }) => key === STAND_IN)
    expect(standIn?.document.statements).toMatchObject([{ effect: 'Allow', actions: ['*'], resources: ['*'] }])
    expect(read.coverage.find(({ dataset }) => dataset.endsWith('p-FullAWSAccess'))?.state).toBe('denied')
  })

  test('one that cannot be understood is a gap of the whole dataset', async () => {
    const read = await organization()
      .set(ROOT, 'global', 'organizations describe-policy', ['p-keep0001'], { Policy: { Content: '{"Statement": [' } })
      .read()
    expect(scpOf(read, DATA)).toEqual([[FULL], [FULL, STAND_IN], [FULL]])
    expect(gapsOfOrganization(read)).toEqual(['record-malformed organizations describe-policy'])
  })

  test.each<[string, CallName, readonly string[]]>([
    ['the list', 'organizations list-policies', [SCP]],
    ['the places of one', 'organizations list-targets-for-policy', ['p-keep0001']],
  ])('where %s was not read any level may have more', async (_, name, given) => {
    for (const tree of [organization().without(ROOT, 'global', name, given), organization().denied(ROOT, 'global', name, given)]) {
      const read = await tree.read()
      expect(scpOf(read, DATA)?.every((level) => level.includes(STAND_IN))).toBe(true)
      expect(
        read.coverage.find(({ dataset }) => dataset.includes(name.split(' ')[1] ?? '') && dataset.endsWith(given[0] ?? ''))?.state,
      ).not.toBe('complete')
    }
    expect(gapsOfOrganization(await organization().without(ROOT, 'global', name, given).read())).toEqual([`dataset-missing ${name}`])
  })

  test('a level without any is one that was not read whole', async () => {
    const read = await organization()
      .set(ROOT, 'global', 'organizations list-targets-for-policy', ['p-FullAWSAccess'], { Targets: [{ TargetId: 'r-nm01' }] })
      .read()
    expect(scpOf(read, DATA)).toEqual([[FULL], [KEEP], [STAND_IN]])
    expect(gapsOfOrganization(read)).toContain('dataset-incomplete organizations list-policies')
  })

  test('without knowing the management account nobody is bound, since neither type binds it', async () => {
    const nameless = { Roots: [{ Id: 'r-nm01', PolicyTypes: [{ Type: SCP, Status: 'ENABLED' }] }] }
    const plain = (page: Record<string, unknown>): object => ({ Accounts: (page['Accounts'] as readonly { readonly Id: string }[]).map(({ Id }) => ({ Id })) }) // prettier-ignore
    const read = await organization()
      .denied(ROOT, 'global', 'organizations describe-organization', [])
      .set(ROOT, 'global', 'organizations list-roots', [], nameless)
      .each((pages, name) => (/list-accounts/u.test(name) ? pages.map((page) => plain(page as Record<string, unknown>)) : pages))
      .read()
    expect(ofKind(read, 'account').every(({ scp }) => scp === null)).toBe(true)
  })
})

describe('the tree', () => {
  test('and the list of accounts must agree', async () => {
    const listed = await organization()
      .changed(ROOT, 'global', 'organizations list-accounts-for-parent', ['ou-nm01-research'], () => ({ Accounts: [{ Id: LAB }] }))
      .read()
    expect(gapsOfOrganization(listed)).toEqual(['dataset-incomplete organizations list-roots'])
    expect(ofKind(listed, 'account').find(({ account }) => account === DATA)).toMatchObject({
      path: null,
      scp: null,
      organization: 'o-northmoor1',
    })
    const placed = await organization()
      .changed(ROOT, 'global', 'organizations list-accounts', [], () => ({ Accounts: [{ Id: ROOT }, { Id: LAB }, { Id: DATA }] }))
      .read()
    expect(gapsOfOrganization(placed)).toEqual(['dataset-incomplete organizations list-accounts'])
  })

  test.each<[CallName, readonly string[]]>([
    ['organizations list-accounts', []],
    ['organizations list-roots', []],
    ['organizations list-organizational-units-for-parent', ['ou-nm01-research']],
    ['organizations list-accounts-for-parent', ['r-nm01']],
  ])('without `%s` %s is missing something', async (name, given) => {
    const read = await organization().without(ROOT, 'global', name, given).read()
    expect(gapsOfOrganization(read)).toContain(`dataset-missing ${name}`)
  })

  test('an account that no whole list leaves out may be in it, and is taken to be', async () => {
    const read = await organization().without(ROOT, 'global', 'organizations list-accounts', []).read()
    expect(ofKind(read, 'account').find(({ account }) => account === DATA)?.organization).toBe('o-northmoor1')
    const whole = await organization().set('333344445555', 'global', GAAD, [], { UserDetailList: [] }).read()
    expect(ofKind(whole, 'account').find(({ account }) => account === '333344445555')?.organization).toBeNull()
  })
})

describe('an account on its own', () => {
  const asking = { RoleName: 'R', Arn: `arn:aws:iam::${DATA}:role/R`, AssumeRolePolicyDocument: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-northmoor1' } } } } } // prettier-ignore
  const alone = (roles: readonly object[]): EvidenceTree => new EvidenceTree().set(DATA, 'global', GAAD, [], { RoleDetailList: roles })

  test('misses nothing of an organization, unless a policy asks for one', async () => {
    expect(gapsIn(await alone([]).read())).toEqual([])
    expect(gapsIn(await alone([asking]).read())).toEqual(['dataset-missing organizations describe-organization'])
    const none = alone([asking]).absent(DATA, 'global', 'organizations describe-organization', [], 'AWSOrganizationsNotInUseException')
    expect(gapsIn(await none.read())).toEqual([])
  })
})
