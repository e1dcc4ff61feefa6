import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AwsProxy, type FaultRule, type Script, startAwsProxy } from '../../servers/aws-proxy.ts'
import { emptyPageFirst, pagesDetails, sameTokenAlways } from '../../servers/aws-proxy/scripts.ts'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import { type Moto, startMoto } from '../../servers/moto.ts'
import { diskThatFailsAt } from '../evidence/faulty-file-system.ts'
import { type AwsRun, type RunOptions, awsRun, comparable, scriptsFor } from './collect-run.ts'
import { type MotoOrganization, fillMoto } from './moto-organization.ts'

describeWithServers(['moto'], 'an organization of AWS is collected', () => {
  let moto: Moto
  let proxy: AwsProxy
  let organization: MotoOrganization
  let whole: AwsRun
  const gaad = 'global/iam/get-account-authorization-details'

  beforeAll(async () => {
    moto = await startMoto({ settings: { MOTO_IAM_LOAD_MANAGED_POLICIES: 'false' } })
    organization = await fillMoto(moto)
    proxy = await startAwsProxy(moto.url, { ownAccount: organization.management })
    whole = await run({})
  })

  afterAll(async () => {
    await proxy?.stop()
    await moto?.stop()
  })

  interface Given extends RunOptions {
    readonly faults?: readonly FaultRule[]
    readonly scripts?: readonly Script[]
  }

  async function run({ faults = [], scripts = [], ...options }: Given): Promise<AwsRun> {
    proxy.use({ faults, scripts: [...scripts, ...scriptsFor(organization)], remembers: true })
    return awsRun(proxy.url, organization, options)
  }

  /** The datasets of a run whose files differ from those of the whole one, or that are not whole. */
  function changedBy(other: AwsRun): readonly string[] {
    const [before, after] = [comparable(whole), comparable(other)]
    const paths = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path))
    const folders = new Map(
      other.manifest.datasets.flatMap((one) => one.files.map(({ path }) => [path.replace(/\.gz$/u, ''), one] as const)),
    )
    const named = paths.map((path) => {
      const of =
        folders.get(path) ?? whole.manifest.datasets.find((one) => one.files.some((file) => file.path.replace(/\.gz$/u, '') === path))
      return `${of?.unit} ${of?.dataset}`
    })
    return [...new Set([...named, ...other.lost])].sort()
  }

  test('every dataset is complete, and each step of the chain has its own', () => {
    expect(whole.lost).toEqual([])
    const { management, lab, data, bucket, keyId, instanceArn, permissionSetArn, groupId, identityStoreId, secretArn } = organization
    const inCenter = [instanceArn, lab, permissionSetArn].map((one) => one.replaceAll('/', '%2F')).join('/')
    for (const [account, name, records] of [
      [management, 'global/organizations/list-accounts', 3],
      [management, `eu-west-2/sso-admin/list-account-assignments/${inCenter}`, 1],
      [management, `eu-west-2/identitystore/list-group-memberships/${identityStoreId}/${groupId}`, 1],
      [management, `eu-west-2/identitystore/list-users/${identityStoreId}`, 2],
      [lab, 'global/iam/list-account-aliases', 0],
      [data, 'us-east-1/kms/list-keys', 0],
      [data, `eu-west-2/s3api/get-bucket-policy/${bucket}`, 1],
      [data, `eu-west-2/s3api/get-bucket-ownership-controls/${bucket}`, 0],
      [data, `eu-west-2/kms/get-key-policy/${keyId}`, 1],
      [data, `eu-west-2/secretsmanager/get-resource-policy/${secretArn.replaceAll('/', '%2F')}`, 1],
    ] as const)
      expect([account, name, whole.dataset(account, name)?.records]).toEqual([account, name, records])
    expect(whole.manifest.reader).toBe(`arn:aws:sts::${management}:assumed-role/Auditor/tests`)
    expect(proxy.requests.filter(({ action }) => action === '?')).toEqual([])
  })

  test('a refused policy of one bucket is one denied dataset, with the permission that cures it, and nothing else changes', async () => {
    const { data, bucket } = organization
    const other = await run({ faults: [{ action: 'GetBucketPolicy', holds: bucket, fault: { kind: 'denied' } }] })
    const name = `eu-west-2/s3api/get-bucket-policy/${bucket}`
    expect(changedBy(other)).toEqual([`${data} ${name}`])
    expect(other.dataset(data, name)).toMatchObject({
      state: 'denied',
      records: 0,
      reasons: ['s3api get-bucket-policy: AccessDenied: the tests do not let you'],
      cure: "allow the reader's role `s3:GetBucketPolicy`: docs/sources/aws.md",
    })
    expect(other.files.get(other.dataset(data, name)!.files[0]!.path)).toBe(
      '{"Error":{"Code":"AccessDenied","Message":"the tests do not let you"},"HTTPStatusCode":403}\n',
    )
  })

  test('a region that is denied loses its own lists in that account alone', async () => {
    const { data } = organization
    const other = await run({ faults: [{ account: data, region: 'us-east-1', fault: { kind: 'denied' } }] })
    expect(changedBy(other)).toEqual(other.lost)
    expect(other.lost).toHaveLength(15)
    for (const lost of other.lost) {
      expect(lost).toMatch(new RegExp(`^${data} us-east-1/`))
      expect(other.dataset(data, lost.slice(13))?.state).toBe('denied')
    }
  })

  test('a region that is not opted in is skipped, and is not asked', async () => {
    proxy.use({ scripts: scriptsFor(organization, [{ name: 'eu-west-2', status: 'ENABLED' }, { name: 'me-south-1', status: 'DISABLED' }]) }) // prettier-ignore
    const other = await awsRun(proxy.url, organization)
    expect(other.lost).toHaveLength(45)
    expect(other.dataset(organization.data, 'me-south-1/kms/list-keys')).toMatchObject({
      state: 'skipped',
      reasons: ['the region is not opted in (DISABLED)'],
    })
    expect(proxy.requests.filter(({ region }) => region === 'me-south-1')).toEqual([])
  })

  test('regions that the source leaves out are skipped', async () => {
    const other = await run({ source: { regions: ['eu-west-2'] } })
    expect(other.dataset(organization.lab, 'us-east-1/sqs/list-queues')).toMatchObject({ state: 'skipped' })
    expect(other.lost).toHaveLength(45)
  })

  test('where the regions are not told, those that are on by default are read, and the list of them is the gap', async () => {
    const { lab } = organization
    const other = await run({ faults: [{ action: 'ListRegions', account: lab, fault: { kind: 'denied' } }] })
    expect(other.lost).toEqual([`${lab} global/account/list-regions`])
    expect(other.dataset(lab, 'eu-north-1/lambda/list-functions')?.state).toBe('complete')
  })

  test('throttling that ends leaves no trace', async () => {
    const other = await run({ faults: [{ action: 'ListRoots', times: 2, fault: { kind: 'throttled' } }], tuning: { attempts: 4 } })
    expect(proxy.injected()).toBe(2)
    expect(changedBy(other)).toEqual([])
  })

  test('throttling that lasts is a gap in the words of the service', async () => {
    const { data, bucket } = organization
    const other = await run({ faults: [{ action: 'GetBucketAcl', fault: { kind: 'throttled' } }], tuning: { attempts: 2 } })
    expect(proxy.injected()).toBe(2)
    const name = `eu-west-2/s3api/get-bucket-acl/${bucket}`
    expect(changedBy(other)).toEqual([`${data} ${name}`])
    expect(other.dataset(data, name)).toMatchObject({ state: 'failed', reasons: ['s3api get-bucket-acl: SlowDown: Rate exceeded'] })
  })

  test('account details in many pages are read to the last', async () => {
    const { lab, data } = organization
    proxy.use({ scripts: [pagesDetails(1), ...scriptsFor(organization)] })
    const other = await awsRun(proxy.url, organization)
    expect(other.lost).toEqual([])
    for (const account of [lab, data]) {
      expect(other.dataset(account, gaad)?.records).toBe(whole.dataset(account, gaad)?.records)
      expect(other.dataset(account, gaad)?.pages).toBeGreaterThan(1)
    }
  })

  test('a cut page keeps what came, and the dataset is partial', async () => {
    const { data } = organization
    const faults: readonly FaultRule[] = [
      { action: 'GetAccountAuthorizationDetails', account: data, holds: 'Marker=1', fault: { kind: 'denied' } },
    ]
    proxy.use({ faults, scripts: [pagesDetails(1), ...scriptsFor(organization)] })
    const other = await awsRun(proxy.url, organization)
    expect(other.lost).toEqual([`${data} ${gaad}`])
    expect(other.dataset(data, gaad)).toMatchObject({ state: 'partial', pages: 2 })
    expect(other.dataset(data, gaad)?.files.map(({ path }) => path.slice(path.lastIndexOf('/') + 1))).toEqual([
      '0001.json',
      '0002.error.json',
    ])
  })

  test('an empty page with a token is not the end', async () => {
    proxy.use({ scripts: [emptyPageFirst('ListUsers', 'Users'), ...scriptsFor(organization)] })
    const other = await awsRun(proxy.url, organization)
    expect(other.lost).toEqual([])
    const name = `eu-west-2/identitystore/list-users/${organization.identityStoreId}`
    expect(other.dataset(organization.management, name)).toMatchObject({ pages: 2, records: 2 })
  })

  test('a token that comes again ends the list as failed', async () => {
    proxy.use({ scripts: [sameTokenAlways('ListAccounts'), ...scriptsFor(organization)] })
    const other = await awsRun(proxy.url, organization)
    expect(other.lost).toEqual([`${organization.management} global/organizations/list-accounts`])
    expect(other.dataset(organization.management, 'global/organizations/list-accounts')).toMatchObject({
      state: 'failed',
      reasons: ['organizations list-accounts: RepeatedToken: a page token came a second time, so the list leads in a circle'],
    })
  })

  test('an account whose role cannot be assumed is denied whole, and the others are read', async () => {
    const { lab, data } = organization
    const other = await run({ faults: [{ action: 'AssumeRole', holds: lab, fault: { kind: 'denied' } }] })
    expect(other.lost.every((lost) => lost.startsWith(`${lab} global/`))).toBe(true)
    expect(other.dataset(lab, gaad)).toMatchObject({
      state: 'denied',
      reasons: [`cannot assume \`arn:aws:iam::${lab}:role/GatehouseReader\`: AccessDenied: the tests do not let you`],
    })
    expect(other.dataset(lab, gaad)?.cure).toContain('make the role `GatehouseReader` in ' + lab)
    expect(other.dataset(data, gaad)?.state).toBe('complete')
  })

  test('the own account is read without the role where it has none, and the manifest says so', async () => {
    const { management } = organization
    const other = await run({ faults: [{ action: 'AssumeRole', holds: management, fault: { kind: 'denied' } }] })
    expect(changedBy(other)).toEqual([`${management} global/sts/get-caller-identity`])
    expect(other.lost).toEqual([])
    expect(other.manifest.reader).toContain(`; without the role \`GatehouseReader\` in ${management}`)
  })

  test('with a hub all goes through its role, the own account too', async () => {
    const hub = `arn:aws:iam::${organization.management}:role/Hub`
    const other = await run({ source: { hub, externalId: 'northmoor-7' } })
    expect(other.lost).toEqual([])
    const assumed = proxy.requests.filter(({ action }) => action === 'AssumeRole')
    expect(assumed[0]?.body).toContain('Hub')
    expect(assumed.every(({ body }) => body.includes('ExternalId=northmoor-7'))).toBe(true)
    expect(other.manifest.reader).toContain('assumed-role/Hub/gatehouse')
  })

  test('a hub in a member account asks the management account through its role', async () => {
    const { lab, management } = organization
    const other = await run({ source: { hub: `arn:aws:iam::${lab}:role/Hub` } })
    expect(other.lost).toEqual([])
    expect(other.dataset(lab, 'global/organizations/describe-organization')?.state).toBe('complete')
    expect(other.dataset(management, 'global/organizations/list-roots')?.records).toBe(1)
  })

  test('where nobody answers for the organization its datasets say why, and the own account is read', async () => {
    const { lab, management } = organization
    const faults: readonly FaultRule[] = [{ action: 'ListRoots', fault: { kind: 'denied' } }]
    const other = await run({ source: { hub: `arn:aws:iam::${lab}:role/Hub` }, faults })
    expect(other.lost).toEqual([
      `${management} eu-west-2/sso-admin/list-instances`,
      `${management} global/organizations/list-accounts`,
      `${management} global/organizations/list-policies/RESOURCE_CONTROL_POLICY`,
      `${management} global/organizations/list-policies/SERVICE_CONTROL_POLICY`,
      `${management} global/organizations/list-roots`,
    ])
    expect(other.dataset(lab, gaad)?.state).toBe('complete')
  })

  test('without an organization the own account is read, and an instance of its own is looked for in each region', async () => {
    const none: FaultRule = {
      action: 'DescribeOrganization',
      fault: { kind: 'code', code: 'AWSOrganizationsNotInUseException', status: 400 },
    }
    const empty: Script = ({ action }) =>
      action === 'ListInstances' ? { status: 200, headers: { 'content-type': 'application/json' }, body: '{"Instances":[]}' } : null
    proxy.use({ faults: [none], scripts: [empty, ...scriptsFor(organization)] })
    const other = await awsRun(proxy.url, organization)
    expect(other.lost).toEqual([])
    expect([...new Set(other.manifest.datasets.map(({ unit }) => unit))]).toEqual([organization.management])
    expect(other.dataset(organization.management, 'us-east-1/sso-admin/list-instances')?.state).toBe('complete')

    proxy.use({ faults: [{ ...none, fault: { kind: 'denied' } }], scripts: [empty, ...scriptsFor(organization)] })
    const unsure = await awsRun(proxy.url, organization)
    expect(unsure.lost).toEqual([
      `${organization.management} eu-west-2/sso-admin/list-instances`,
      `${organization.management} global/organizations/describe-organization`,
      `${organization.management} us-east-1/sso-admin/list-instances`,
    ])
  })

  test('rejects when the evidence cannot be written, whichever write fails', async () => {
    proxy.use({ scripts: scriptsFor(organization), remembers: true })
    for (const n of [1, 10, 100, 400]) {
      const { files } = diskThatFailsAt(n, { andEverAfter: true })
      await expect(awsRun(proxy.url, organization, { files })).rejects.toThrow('cannot')
    }
  })

  test('an account that is closed is skipped', async () => {
    const { data } = organization
    const closes: Script = async ({ action }, pass) => {
      if (!['ListAccounts', 'ListAccountsForParent'].includes(action)) return null
      const answer = await pass()
      const { Accounts: accounts, ...rest } = JSON.parse(answer.body) as { readonly Accounts: readonly { readonly Id: string }[] }
      const changed = accounts.map((one) => (one.Id === data ? { ...one, State: 'SUSPENDED', Status: 'SUSPENDED' } : one))
      return { ...answer, body: JSON.stringify({ ...rest, Accounts: changed }) }
    }
    proxy.use({ scripts: [closes, ...scriptsFor(organization)] })
    const other = await awsRun(proxy.url, organization)
    expect(other.dataset(data, gaad)).toMatchObject({ state: 'skipped', reasons: ['the account is not active: SUSPENDED'] })
    expect(proxy.requests.filter(({ account }) => account === data)).toEqual([])
  })

  test('a session that AWS calls expired is made anew, once', async () => {
    const once = await run({
      faults: [{ action: 'GetAccountAuthorizationDetails', account: organization.data, times: 1, fault: { kind: 'expired' } }],
    })
    expect(changedBy(once)).toEqual([])
    const lasting = await run({
      faults: [{ action: 'GetAccountAuthorizationDetails', account: organization.data, fault: { kind: 'expired' } }],
    })
    expect(changedBy(lasting)).toEqual([`${organization.data} ${gaad}`])
    expect(lasting.dataset(organization.data, gaad)?.state).toBe('failed')
  })

  test('a role is assumed again before its session ends', async () => {
    const shortens: Script = async ({ action }, pass) => {
      if (action !== 'AssumeRole') return null
      const answer = await pass()
      const soon = new Date(Date.now() + 60_000).toISOString()
      return { ...answer, body: answer.body.replace(/<Expiration>[^<]*/u, `<Expiration>${soon}`) }
    }
    proxy.use({ scripts: [shortens, ...scriptsFor(organization)] })
    const other = await awsRun(proxy.url, organization)
    expect(other.lost).toEqual([])
    expect(proxy.requests.filter(({ action }) => action === 'AssumeRole').length).toBeGreaterThan(30)
  })

  test('a hub that cannot be assumed is told in its own account', async () => {
    const { lab } = organization
    const hub = `arn:aws:iam::${lab}:role/Hub`
    const other = await run({ source: { hub }, faults: [{ action: 'AssumeRole', fault: { kind: 'denied' } }] })
    expect(other.dataset(lab, 'global/sts/get-caller-identity')).toMatchObject({
      state: 'denied',
      reasons: [`sts get-caller-identity: cannot assume \`${hub}\`: AccessDenied: the tests do not let you`],
    })
    expect(other.lost).toHaveLength(other.manifest.datasets.length)
  })

  test('what is gone since it was listed is none; what is listed again all the same is a gap', async () => {
    const { data, bucket } = organization
    const faults: readonly FaultRule[] = [{ action: 'GetBucketPolicy', fault: { kind: 'code', code: 'NoSuchBucket', status: 404 } }]
    const name = `eu-west-2/s3api/get-bucket-policy/${bucket}`
    const listed = await run({ faults })
    expect(listed.dataset(data, name)).toMatchObject({
      state: 'failed',
      reasons: [expect.stringContaining('NoSuchBucket: the tests do not let you; and yet it is listed')],
    })
    let lists = 0
    const empties: Script = async ({ action, account }, pass) => {
      if (action !== 'ListBuckets' || account !== data || lists++ === 0) return null
      const answer = await pass()
      return { ...answer, body: answer.body.replace(/<Buckets>.*<\/Buckets>/su, '<Buckets></Buckets>') }
    }
    proxy.use({ faults, scripts: [empties, ...scriptsFor(organization)] })
    const gone = await awsRun(proxy.url, organization)
    expect(gone.lost).toEqual([])
    expect(gone.dataset(data, name)).toMatchObject({ state: 'complete', records: 0, pages: 1 })
  })

  test('an answer that lacks what it must have is none', async () => {
    const { data, management } = organization
    const faults: readonly FaultRule[] = [
      { action: 'ListKeys', account: data, region: 'us-east-1', fault: { kind: 'replaced', status: 200, body: '{}' } },
      { action: 'GetBucketAcl', fault: { kind: 'replaced', status: 200, body: '' } },
      { action: 'GetAccountAuthorizationDetails', account: management, fault: { kind: 'short' } },
      {
        action: 'ListTopics',
        account: data,
        region: 'eu-west-2',
        fault: { kind: 'replaced', status: 200, body: '<html><body>sign in</body></html>' },
      },
    ]
    const other = await run({ faults })
    expect(other.lost).toEqual([
      `${management} ${gaad}`,
      `${data} eu-west-2/s3api/get-bucket-acl/${organization.bucket}`,
      `${data} eu-west-2/sns/list-topics`,
      `${data} us-east-1/kms/list-keys`,
    ].sort()) // prettier-ignore
    for (const lost of other.lost)
      expect(other.dataset(lost.slice(0, 12), lost.slice(13))).toMatchObject({
        state: 'failed',
        reasons: [expect.stringContaining('UnusableAnswer')],
      })
  })

  test('nobody that STS does not know reads anything, and the manifest says why', async () => {
    const other = await run({
      faults: [{ action: 'GetCallerIdentity', fault: { kind: 'code', code: 'InvalidClientTokenId', status: 403 } }],
    })
    expect(other.manifest.datasets.length).toBeGreaterThan(5)
    expect(other.manifest.datasets.every(({ state }) => state === 'failed')).toBe(true)
    expect(other.manifest.reader).toContain('not signed in')
  })

  test('only who has an assignment is asked for members, and only pairs that exist for assignments', () => {
    const names = whole.manifest.datasets.map(({ dataset }) => dataset)
    expect(names.filter((name) => name.includes('list-group-memberships'))).toHaveLength(1)
    expect(names.filter((name) => name.includes('list-account-assignments'))).toHaveLength(1)
  })

  test('what nobody may keep reaches no file, and no secret does', async () => {
    const plants: Script = async ({ action }, pass) => {
      if (action !== 'ListUsers') return null
      const answer = await pass()
      const { Users: users, ...rest } = JSON.parse(answer.body) as { readonly Users: readonly object[] }
      const more = {
        Birthdate: '1815-12-10',
        Photos: [{ Value: 'https://photos.northmoor.example/1' }],
        Timezone: 'Europe/London',
        Nationality: 'planted',
      }
      return { ...answer, body: JSON.stringify({ ...rest, Users: users.map((user) => ({ ...user, ...more })) }) }
    }
    proxy.use({
      scripts: [plants, ...scriptsFor(organization)],
      faults: [{ action: 'ListRoots', fault: { kind: 'code', code: 'SignatureDoesNotMatch', status: 403 } }],
    })
    const other = await awsRun(proxy.url, organization)
    const all = [...other.files.values()].join('\n')
    for (const planted of [
      '1815-12-10',
      '+44 1632',
      'Lantern',
      'photos.northmoor',
      'people.northmoor',
      'Europe/London',
      'planted',
      'value of the secret',
      'GivenName',
    ])
      expect([planted, all.includes(planted)]).toEqual([planted, false])
    const { accessKeyId, secretAccessKey, sessionToken } = organization.credentials
    const given = proxy.requests.flatMap(({ headers }) => [
      headers['x-amz-security-token'],
      /Credential=([^/]+)/u.exec(headers.authorization ?? '')?.[1],
    ])
    for (const secret of new Set([accessKeyId, secretAccessKey, sessionToken, ...given]))
      if (typeof secret === 'string') expect(all.includes(secret)).toBe(false)
    expect(all).toContain(organization.ada.email)
    const users = other.dataset(organization.management, `eu-west-2/identitystore/list-users/${organization.identityStoreId}`)
    expect(users?.dropped).toBeGreaterThan(8)
  })
})
