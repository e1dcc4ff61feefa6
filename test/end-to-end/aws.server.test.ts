import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AwsProxy, startAwsProxy } from '../servers/aws-proxy.ts'
import { pagesDetails } from '../servers/aws-proxy/scripts.ts'
import { describeWithServers } from '../servers/describe-with-servers.ts'
import { type Moto, startMoto } from '../servers/moto.ts'
import { type MotoOrganization, fillMoto } from '../sources/aws/moto-organization.ts'
import { closeAccessLists, cloudInstitution, collectedCloud, exportedCloud } from './cloud-story.ts'
import { publishedIn, ran, statusesOf } from './published.ts'
import type { Institution } from './small-institution.ts'

/** The whole product over an organization of AWS: what moto says becomes evidence, and the command line does the rest. */
describeWithServers(['moto'], 'an audit of an organization of AWS', () => {
  let moto: Moto
  let proxy: AwsProxy
  let organization: MotoOrganization
  let institution: Institution

  beforeAll(async () => {
    moto = await startMoto({ settings: { MOTO_IAM_LOAD_MANAGED_POLICIES: 'false' } })
    organization = await fillMoto(moto)
    await closeAccessLists(moto, organization)
    proxy = await startAwsProxy(moto.url, { ownAccount: organization.management })
    institution = cloudInstitution(organization, 'evidence')
    await collectedCloud(proxy, organization, institution)
  })

  afterAll(async () => {
    await proxy?.stop()
    await moto?.stop()
    institution?.remove()
  })

  test('who can read the bucket begins with the person in Identity Center and names every hop', async () => {
    const { stdout } = await ran(institution.folder, ['who', `aws:${organization.bucketArn}`], 0)
    console.log(stdout.split('account ada').at(1))
    expect(stdout).toMatch(/account ada by aws\/ada[^\n]*: read on aws:arn:aws:s3:::northmoor-qsense-raw\n/u)
    expect(stdout).toMatch(/Sensing[\s\S]*AWSReservedSSO_Sensing_0123456789abcdef[\s\S]*SensingDataReader[\s\S]*s3:GetObject/u)
    expect(stdout).toContain(`AWS account ${organization.partner}`)
  })

  test('an audit finds them, the partner’s account too, and says that it saw everything', async () => {
    await ran(institution.folder, ['audit'], [1, 3])
    const result = await publishedIn(institution.folder)
    expect(statusesOf(result)).toEqual({ raw: 'excess complete', reader: 'excess complete', secret: 'excess complete' })
    const about = result.assessment.findings.filter(({ project }) => project === 'raw').map(({ account }) => account?.id)
    expect(about).toContain(`account/${organization.partner}`)
    expect(about).toContain(organization.ada.id)
  })

  test.each([
    ['a policy of one bucket that may not be read', { action: 'GetBucketPolicy', fault: { kind: 'denied' } }, 'raw'],
    ['a key policy that may not be read', { action: 'GetKeyPolicy', fault: { kind: 'denied' } }, 'raw'],
    ['a call that is throttled to the end', { action: 'GetResourcePolicy', fault: { kind: 'throttled' } }, 'secret'],
  ] as const)('%s leaves that project not assessed, and the others assessed', async (_, rule, project) => {
    const other = cloudInstitution(organization, 'evidence')
    try {
      await collectedCloud(proxy, organization, other, { faults: [rule] })
      await ran(other.folder, ['audit'], 3)
      const statuses = statusesOf(await publishedIn(other.folder))
      for (const [slug, status] of Object.entries(statuses)) expect([slug, status.endsWith('complete')]).toEqual([slug, slug !== project])
    } finally {
      other.remove()
    }
  })

  test.each([
    ['identities of the account that are cut after the first page', [{ action: 'GetAccountAuthorizationDetails', holds: 'Marker', fault: { kind: 'denied' } }], [pagesDetails(1)]], // prettier-ignore
    ['a page of members that is cut in two', [{ action: 'ListGroupMemberships', fault: { kind: 'cut' } }], []],
    ['guardrails that may not be read', [{ action: 'ListPolicies', fault: { kind: 'denied' } }], []],
  ] as const)('%s leave nothing that rests on them assessed', async (_, faults, scripts) => {
    const other = cloudInstitution(organization, 'evidence')
    try {
      await collectedCloud(proxy, organization, other, { faults, scripts })
      await ran(other.folder, ['audit'], 3)
      const statuses = statusesOf(await publishedIn(other.folder))
      expect(Object.values(statuses).filter((status) => status.endsWith('complete') || status.startsWith('none'))).toEqual([])
    } finally {
      other.remove()
    }
  })

  test('what the command line of AWS wrote gives the same findings as the live read', { timeout: 1_200_000 }, async () => {
    const byHand = cloudInstitution(organization, 'export')
    try {
      await exportedCloud(moto, proxy, organization, byHand)
      await ran(byHand.folder, ['collect'], 0)
      await ran(byHand.folder, ['audit'], [1, 3])
      await ran(institution.folder, ['audit'], [1, 3])
      const [written, live] = [await publishedIn(byHand.folder), await publishedIn(institution.folder)]
      expect(statusesOf(written)).toEqual(statusesOf(live))
      const said = ({ assessment }: typeof live): readonly string[] =>
        assessment.findings.map(({ fingerprint, sentence }) => `${fingerprint} ${sentence}`).sort()
      expect(said(written)).toEqual(said(live))
      console.log(`findings compared: ${said(live).length}`)
    } finally {
      byHand.remove()
    }
  })
})
