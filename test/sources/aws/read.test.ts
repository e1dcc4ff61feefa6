import { describe, expect, test } from 'vitest'
import { DATA, KEY, LAB, PARTNER, RAW, READER, ROOT, SECRET, SURVEY, WHO } from '../../../fixtures/cloud/example-organization.ts'
import { SystemDecisions } from '../../../src/core/reach/iam/system-decisions.ts'
import { RoleStarts } from '../../../src/core/reach/iam/starts.ts'
import { EvidenceTree, type Gathered, gapsIn, ofKind, readBack, snapshotOf } from './evidence-tree.ts'

const GAAD = 'iam get-account-authorization-details'
const ANALYST = `arn:aws:iam::${LAB}:role/aws-reserved/sso.amazonaws.com/eu-west-2/AWSReservedSSO_Analyst_0123456789abcdef`

describe('the example, everything read', () => {
  test('leaves no gap, and every dataset complete', async () => {
    const read = await EvidenceTree.example().read()
    expect(read.gaps).toEqual([])
    expect(read.coverage.filter(({ state }) => state !== 'complete')).toEqual([])
  })

  test('states people, users, roles, root users and whoever comes from outside, each once', async () => {
    const { accounts } = await EvidenceTree.example().read()
    const ids = accounts.map(({ account }) => account.id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(
      expect.arrayContaining([...Object.values(WHO), READER, ANALYST, 'service/lambda.amazonaws.com', `provider/arn:aws:iam::${LAB}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE`]), // prettier-ignore
    )
    const byId = new Map(accounts.map((fact) => [fact.account.id, fact]))
    expect(byId.get(WHO.ada)).toMatchObject({
      names: [`id:${WHO.ada}`, 'name:ada.marsh@northmoor.test'],
      account: { label: 'ada.marsh@northmoor.test', state: 'enabled', attributes: { username: ['ada.marsh@northmoor.test'], email: ['ada.marsh@northmoor.test'] } }, // prettier-ignore
    })
    expect(byId.get(WHO.emil)).toMatchObject({
      names: [`id:${WHO.emil}`, 'name:emil'],
      account: { label: 'emil', isWorkload: false, state: 'enabled' },
    })
    expect(byId.get(WHO.pipeline)?.account.isWorkload).toBe(true)
    expect(byId.get(WHO.partner)?.account).toMatchObject({ label: `AWS account ${PARTNER}`, attributes: { awsaccount: [PARTNER] } })
    expect(byId.get(WHO.rootOfData)?.account).toMatchObject({ label: 'root user of data', isWorkload: false })
  })

  test('keeps of attributes only what is asked for, and always whose account it is', async () => {
    const { accounts } = await EvidenceTree.example().read(['email'])
    const attributes = new Map(accounts.map(({ account }) => [account.id, account.attributes]))
    expect(attributes.get(WHO.ada)).toEqual({ email: ['ada.marsh@northmoor.test'] })
    expect(attributes.get(WHO.emil)).toEqual({})
    expect(attributes.get(WHO.partner)).toEqual({ awsaccount: [PARTNER] })
  })

  test('states resources and what guards them', async () => {
    const read = await EvidenceTree.example().read()
    const kinds = new Map(read.resources.map(({ native, kind }) => [native, kind]))
    expect([RAW, SURVEY, KEY, SECRET, READER].map((native) => kinds.get(native))).toEqual(['bucket', 'bucket', 'key', 'secret', 'role'])
    expect(kinds.get(`arn:aws:kms:eu-west-2:${DATA}:alias/qsense`)).toBe('key')
    const targets = new Map(ofKind(read, 'target').map((target) => [target.resource, target]))
    expect(targets.get(RAW)).toMatchObject({ account: DATA, policy: `${RAW} policy`, encryptedBy: KEY, holdsOffPublic: false, tags: null })
    expect(targets.get(SURVEY)?.encryptedBy).toBeNull()
    expect(targets.get(KEY)?.otherNames).toEqual([`arn:aws:kms:eu-west-2:${DATA}:alias/qsense`])
    expect(targets.get(SECRET)?.policy).toBeNull()
  })
})

describe('one answer in two shapes', () => {
  test('of the command line and of the SDK, in any order of files, gives the same facts', async () => {
    const folders = [
      await EvidenceTree.example().write(),
      await EvidenceTree.example().each(asSdk).write(),
      await EvidenceTree.example().each(asSdk).write(true),
    ]
    const [joined, paged, backwards] = (await Promise.all(folders.map(async (folder) => readBack(folder)))).map(withoutPages)
    expect(paged).toEqual(joined)
    expect(backwards).toEqual(joined)
    expect(await readBack(folders[1] ?? '')).toEqual(await readBack(folders[2] ?? ''))
  })

  test('a plus in a URL-encoded document stays a plus', async () => {
    const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::a+b/*' }
    const document = encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement: statement })).replaceAll('%2B', '+')
    const policy = {
      PolicyName: 'Plus',
      Arn: `arn:aws:iam::${DATA}:policy/Plus`,
      PolicyVersionList: [{ Document: document, IsDefaultVersion: true }],
    }
    const read = await EvidenceTree.example()
      .set(LAB, 'global', GAAD, [], { UserDetailList: [] })
      .set(DATA, 'global', GAAD, [], { Policies: [policy] })
      .read()
    const [found] = ofKind(read, 'policy').filter(({ key }) => key.endsWith('policy/Plus'))
    expect(found?.document.statements[0]?.resources).toEqual(['arn:aws:s3:::a+b/*'])
  })
})

describe('asked who holds the bucket', () => {
  test('the chain from a group of Identity Center over two roles leads to it', async () => {
    const snapshot = await snapshotOf(await EvidenceTree.example().write())
    const system = snapshot.iam.get('aws')
    const target = system?.targets.get(RAW)
    if (system === undefined || target === undefined) throw new Error('no bucket')
    const decisions = new SystemDecisions(system)
    const holders = decisions.holdersOf(target, 'bucket').map(({ asker, level }) => `${snapshot.accounts[asker.handle]?.id} ${level}`)
    expect(holders).toEqual(expect.arrayContaining([`${READER} read`, `${WHO.partner} read`, `${WHO.pipeline} write`, `${WHO.emil} see`]))
    expect(holders.filter((one) => one.startsWith(WHO.anybody))).toEqual([])
    const reader = system.identities.get(READER)
    if (reader === undefined) throw new Error('no reader')
    const starts = new RoleStarts(decisions, system).of(reader).starts.filter(({ at }) => at.kind === 'group')
    expect(starts.map(({ at, hops }) => [at.kind === 'group' ? snapshot.groups[at.group]?.label : '', ...hops.map(({ role }) => snapshot.accounts[role]?.id)])).toEqual([['analysts', ANALYST, READER]]) // prettier-ignore
  })

  test('every holder outside that any policy of the example names has an account, whatever is left out', async () => {
    const lists = ['iam get-account-authorization-details', 'organizations list-accounts', 'sso-admin list-instances']
    for (const name of lists) {
      const tree = EvidenceTree.example().withoutAll((dataset) => dataset.name === name)
      const snapshot = await snapshotOf(await tree.write())
      for (const system of snapshot.iam.values()) {
        const decisions = new SystemDecisions(system)
        for (const target of system.targets.values()) expect(() => decisions.holdersOf(target, 'bucket')).not.toThrow()
        for (const role of system.identities.values()) if (role.what === 'role') expect(() => decisions.assumersOf(role)).not.toThrow()
      }
      expect(snapshot.gaps.length, name).toBeGreaterThan(0)
    }
  })
})

describe('what is not whole', () => {
  test.each([
    ['a page that is no JSON', '{"Users": [', 0, 'failed'],
    ['a page without its list', { NoUsers: [] }, 0, 'partial'],
    ['a last page that says there are more', { Users: [], NextToken: 'more' }, 0, 'partial'],
    ['fewer records than were collected', { Users: [] }, 3, 'partial'],
  ])('%s is a gap of its dataset', async (_, page, records, state) => {
    const read = await EvidenceTree.example()
      .stated('complete', records, ROOT, 'eu-west-2', 'identitystore list-users', ['d-9967abcdef'], page)
      .read()
    const [row] = read.coverage.filter(({ dataset }) => dataset.includes('list-users'))
    expect(row?.state).toBe(state)
  })

  test('an error page is read by its class: absence is an answer, an unknown code is not', async () => {
    const place = [DATA, 'eu-west-2', 's3api get-bucket-policy', ['qsense-raw']] as const
    const absent = await EvidenceTree.example()
      .absent(...place, 'NoSuchBucketPolicy')
      .read()
    expect(absent.gaps).toEqual([])
    expect(targetOf(absent, RAW)?.policy).toBeNull()
    const unknown = await EvidenceTree.example()
      .absent(...place, 'NoSuchBucketPolicyEver')
      .read()
    expect(gapsIn(unknown)).toEqual([`dataset-incomplete s3api get-bucket-policy ${RAW}`])
  })

  test('an account in the list that nobody asked for its identities is missing, a closed one is not', async () => {
    const read = await EvidenceTree.example()
      .withoutAll(({ unit }) => unit === LAB)
      .read()
    expect(read.gaps.filter(({ unit }) => unit === LAB)).toMatchObject([{ code: 'dataset-missing', dataset: 'global/iam/get-account-authorization-details', record: null }]) // prettier-ignore
    expect(read.accounts.map(({ account }) => account.id)).toContain(`account/${LAB}`)
    expect(read.gaps.filter(({ unit }) => unit === '555566667777')).toEqual([])
  })

  test('another account’s answers in an account’s folder are a gap, and nobody’s identities', async () => {
    const read = await EvidenceTree.example()
      .changed(DATA, 'global', 'sts get-caller-identity', [], (page) => ({ ...page, Account: LAB }))
      .read()
    expect(gapsIn(read)).toEqual(['record-malformed iam get-account-authorization-details', 'record-malformed sts get-caller-identity'])
  })

  test('evidence of nothing is a gap', async () => {
    const read = await new EvidenceTree().read()
    expect(gapsIn(read)).toEqual(['dataset-missing iam get-account-authorization-details'])
    expect(await readBack('/nowhere/at/all')).toMatchObject({ gaps: [{ code: 'source-unreadable' }] })
  })
})

/** What a SDK answers: lists over two pages, documents URL-encoded. */
function asSdk(pages: readonly (object | string)[], name: string): readonly (object | string)[] {
  return pages.flatMap((page): readonly (object | string)[] => {
    if (typeof page === 'string') return [page]
    const encoded = JSON.parse(JSON.stringify(page), (key: string, value: unknown) => (DOCUMENTS.has(key) && typeof value === 'object' ? encodeURIComponent(JSON.stringify(value)) : value)) as Record<string, unknown> // prettier-ignore
    const lists = Object.entries(encoded).filter(([key, value]) => Array.isArray(value) && LISTS.test(key))
    if (lists.length === 0 || name === 's3api get-bucket-acl') return [encoded]
    const half = (from: boolean): object => ({
      ...encoded,
      ...Object.fromEntries(
        lists.map(([key, value]) => [key, (value as unknown[]).filter((_, position) => (position % 2 === 0) === from)]),
      ),
    })
    return [half(true), half(false)]
  })
}

const DOCUMENTS: ReadonlySet<string> = new Set(['AssumeRolePolicyDocument', 'PolicyDocument', 'Document'])
const LISTS =
  /^(?:UserDetailList|GroupDetailList|RoleDetailList|Policies|Users|Groups|GroupMemberships|Accounts|Targets|Buckets|AccountAssignments|PermissionSets)$/u

/** Facts without the pages that they stand in, which differ. */
function withoutPages({ coverage, ...facts }: Gathered): object {
  const strip = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (key: string, inner: unknown) => (key === 'file' || key === 'at' ? undefined : inner))
  const sorted = Object.entries(facts).map(([key, list]) => [key, list.map((one) => JSON.stringify(strip(one))).sort()] as const)
  const told: Readonly<Record<string, readonly string[]>> = Object.fromEntries(sorted)
  return { ...told, memberships: membersIn(facts), states: coverage.map(({ dataset, state }) => [dataset, state]) }
}

function membersIn({ memberships }: Pick<Gathered, 'memberships'>): readonly string[] {
  return memberships.flatMap(({ group, members }) => members.map((member) => `${member} in ${group}`)).sort()
}

function targetOf(read: Gathered, resource: string) {
  return ofKind(read, 'target').find((target) => target.resource === resource)
}
