import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AwsFault, type AwsProxy, startAwsProxy } from '../../servers/aws-proxy.ts'
import type { AwsRequest } from '../../servers/aws-proxy/request.ts'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import { type Moto, startMoto } from '../../servers/moto.ts'
import { type AwsRun, awsRun, comparable, scriptsFor } from './collect-run.ts'
import { type MotoOrganization, fillMoto } from './moto-organization.ts'

/** Faults that any call can have. */
const FAULTS: readonly AwsFault[] = [
  { kind: 'denied' },
  { kind: 'reset' },
  { kind: 'cut' },
  { kind: 'code', code: 'InternalFailure', status: 500 },
  { kind: 'replaced', status: 502, body: '<html><body>bad gateway</body></html>' },
  { kind: 'code', code: 'SomethingThatNobodyListed', status: 400 },
]

describeWithServers(['moto'], 'whichever call fails, the manifest names it', () => {
  let moto: Moto
  let proxy: AwsProxy
  let organization: MotoOrganization
  let whole: AwsRun
  let calls: readonly AwsRequest[]

  beforeAll(async () => {
    moto = await startMoto({ settings: { MOTO_IAM_LOAD_MANAGED_POLICIES: 'false' } })
    organization = await fillMoto(moto)
    proxy = await startAwsProxy(moto.url, { ownAccount: organization.management })
    await collected()
    whole = await collected()
    calls = [...proxy.requests]
  })

  afterAll(async () => {
    await proxy?.stop()
    await moto?.stop()
  })

  async function collected(number?: number, fault: AwsFault = { kind: 'denied' }): Promise<AwsRun> {
    const scripts = scriptsFor(organization, [{ name: 'eu-west-2', status: 'ENABLED_BY_DEFAULT' }])
    proxy.use({ scripts, remembers: true, faults: number === undefined ? [] : [{ number, fault }] })
    return awsRun(proxy.url, organization)
  }

  test('without a fault all is complete', () => {
    expect(whole.lost).toEqual([])
    expect(calls.length).toBeGreaterThan(90)
  })

  test('the n-th call fails, for every n and in turn by each fault', { timeout: 600_000 }, async () => {
    const unnamed: string[] = []
    let injected = 0
    for (let number = 1; number <= calls.length; number++) {
      const fault = FAULTS[number % FAULTS.length]!
      const other = await collected(number, fault)
      const failed = proxy.requests[number - 1]!
      injected += proxy.injected()
      if (!isNamed(other, failed) || quietlyChanged(other).length > 0)
        unnamed.push(`${number} ${fault.kind} ${failed.service} ${failed.action} ${quietlyChanged(other).join(', ')}`)
    }
    expect(injected).toBe(calls.length)
    expect(unnamed).toEqual([])
    console.log(`${injected} calls failed, one a run`)
  })

  /** Datasets that say that they are whole, and hold something else than without a fault. */
  function quietlyChanged(other: AwsRun): readonly string[] {
    const [before, after] = [comparable(whole), comparable(other)]
    const isOwn = other.manifest.reader.includes('without the role')
    return other.manifest.datasets

      .filter(({ unit, dataset }) => whole.dataset(unit, dataset) !== undefined)
      .filter(({ state, files }) => state === 'complete' && files.some(({ path }) => before.get(path) !== after.get(path)))
      .map(({ unit, dataset }) => `${unit} ${dataset}`)
      .filter((name) => !(isOwn && name === `${organization.management} global/sts/get-caller-identity`))
  }

  test('a fault that lasts loses what it must, and nothing hangs', async () => {
    const scripts = scriptsFor(organization, [{ name: 'eu-west-2', status: 'ENABLED_BY_DEFAULT' }])
    for (const fault of [...FAULTS, { kind: 'silence' } as const]) {
      proxy.use({ scripts, remembers: true, faults: [{ service: 'kms', fault }] })
      const other = await awsRun(proxy.url, organization, { tuning: { answerTimeoutMs: 300 } })
      expect([fault, other.lost.every((one) => one.includes('/kms/')), other.lost.length > 5]).toEqual([fault, true, true])
    }
  })

  test('a server that is not there is a manifest without a reader', async () => {
    const gone = await startAwsProxy(moto.url)
    await gone.stop()
    const other = await awsRun(gone.url, organization)
    expect(other.lost).toHaveLength(other.manifest.datasets.length)
    expect(other.manifest.datasets[0]?.reasons[0]).toContain('ECONNREFUSED')
  })
})

/** Does a dataset that is not whole bear the name of the call that failed, or of what the call was made for? */
function isNamed({ lost, manifest }: AwsRun, { action, body }: AwsRequest): boolean {
  if (action === 'GenerateCredentialReport') return lost.some((name) => name.endsWith('iam/get-credential-report'))
  if (action === 'AssumeRole') {
    const account = new URLSearchParams(body).get('RoleArn')?.split(':')[4]
    return lost.includes(`${account} global/iam/get-account-authorization-details`) || manifest.reader.includes(`in ${account}`)
  }
  // The command line writes an abbreviation as one word.
  const words = action
    .replace('SAML', 'Saml')
    .replace('OpenID', 'OpenId')
    .replaceAll(/(?<=.)[A-Z]/gu, (letter) => `-${letter}`)
  return lost.some((name) => name.includes(`/${words.toLowerCase()}`))
}
