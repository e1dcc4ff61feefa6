import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SourceCheck } from '../../../src/core/model/source-check.ts'
import { instantFromEpochMs } from '../../../src/core/base/instant.ts'
import { checkAws } from '../../../src/sources/aws/check.ts'
import { readerPolicy } from '../../../src/sources/aws/reader-policy.ts'
import { type AwsProxy, type FaultRule, startAwsProxy } from '../../servers/aws-proxy.ts'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import { type Moto, startMoto } from '../../servers/moto.ts'
import { fastTime, scriptsFor, sourceFor } from './collect-run.ts'
import { type MotoOrganization, fillMoto } from './moto-organization.ts'

describeWithServers(['moto'], 'doctor about an organization of AWS', () => {
  let moto: Moto
  let proxy: AwsProxy
  let organization: MotoOrganization

  beforeAll(async () => {
    moto = await startMoto({ settings: { MOTO_IAM_LOAD_MANAGED_POLICIES: 'false' } })
    organization = await fillMoto(moto)
    proxy = await startAwsProxy(moto.url, { ownAccount: organization.management })
  })

  afterAll(async () => {
    await proxy?.stop()
    await moto?.stop()
  })

  /** Content is kept from the reader, unless a test says otherwise. */
  const CLOSED: readonly FaultRule[] = ['secret', 'table', 'function'].map((thing) => ({
    holds: `gatehouse-doctor-no-such-${thing}`,
    fault: { kind: 'denied' },
  }))

  async function checks(faults: readonly FaultRule[]): Promise<ReadonlyMap<string, SourceCheck>> {
    proxy.use({ faults, scripts: scriptsFor(organization) })
    const tuning = { endpoint: proxy.url, attempts: 1, answerTimeoutMs: 5_000, time: fastTime() }
    const made = await checkAws(sourceFor(organization), () => instantFromEpochMs(Date.now()), tuning)
    return new Map(made.map((one) => [one.what, one]))
  }

  test('says as whom it asks, that the role can be taken on, and prints the policy that the reader needs', async () => {
    const made = await checks(CLOSED)
    expect([...made.values()].map(({ what, verdict }) => `${what} ${verdict}`)).toEqual(['sign-in good', 'role good', 'rights good', 'content good']) // prettier-ignore
    expect(made.get('sign-in')?.said).toContain(organization.management)
    expect(made.get('rights')?.said).toContain(JSON.stringify(readerPolicy()))
  })

  test('names what the reader may not do, with the policy that cures it', async () => {
    const denied: readonly FaultRule[] = ['GetAccountAuthorizationDetails', 'ListKeys'].map((action) => ({
      action,
      fault: { kind: 'denied' },
    }))
    const rights = (await checks([...CLOSED, ...denied])).get('rights')
    expect(rights).toMatchObject({ verdict: 'bad', said: 'the reader may not iam:GetAccountAuthorizationDetails, kms:ListKeys' })
    expect(rights?.cure).toContain('"Deny"')
  })

  test('warns where the credentials could open content: whoever may read is told that there is nothing', async () => {
    expect((await checks([])).get('content')).toMatchObject({ verdict: 'doubtful' })
    const [, ...others] = CLOSED
    expect((await checks(others)).get('content')?.said).toContain('secretsmanager get-secret-value')
  })

  test('says why the role cannot be taken on, and that nobody is signed in', async () => {
    const role = await checks([...CLOSED, { action: 'AssumeRole', fault: { kind: 'denied' } }])
    expect(role.get('role')).toMatchObject({ verdict: 'doubtful' })
    const nobody = await checks([{ action: 'GetCallerIdentity', fault: { kind: 'denied' } }])
    expect([...nobody.values()]).toMatchObject([{ what: 'sign-in', verdict: 'bad' }])
  })

  test('never asks for content that is there', async () => {
    await checks(CLOSED)
    const opens = /GetSecretValue|GetItem|^\/2015-03-31\/functions\/./u
    const opened = proxy.requests.filter(({ action, path }) => opens.test(action) || opens.test(path))
    expect(opened).toHaveLength(3)
    for (const { body, path } of opened) expect(`${body}${path}`).toContain('gatehouse-doctor-no-such')
  })
})

test('the reader’s policy allows what is asked and nothing that opens content', () => {
  const [allow, deny] = readerPolicy().Statement
  expect(allow?.Action).toContain('s3:GetBucketPolicy')
  for (const action of allow?.Action ?? []) expect(action).not.toMatch(/^(?:s3:GetObject|kms:Decrypt|secretsmanager:GetSecretValue|dynamodb:GetItem|lambda:GetFunction$)/u) // prettier-ignore
  expect(deny).toMatchObject({ Effect: 'Deny', Resource: '*' })
})
