import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { DATA, ROOT, exampleOrganization } from '../../../fixtures/cloud/example-organization.ts'
import { writeCloudEvidence, writeCommandLineTree } from '../../../fixtures/cloud/write-cloud.ts'
import { importAws } from '../../../src/sources/aws/import.ts'
import type { Manifest } from '../../../src/sources/evidence/manifest.ts'
import { temporaryFolder } from '../evidence/sample-evidence.ts'
import { NOW, gapsIn, readBack } from './evidence-tree.ts'

const EXPORTED = '2026-11-26T01:00:00+00:00'
const EXPORT = `format: 1\nsystem: AWS command line\nexported_at: ${EXPORTED}\ncomplete: true\nfiles: {}\n`
const POLICY = `${DATA}/eu-west-2/s3api/get-bucket-policy/qsense-raw`

/** A tree with these files and an `export.yaml`, taken in. */
async function imported(
  files: Readonly<Record<string, string>>,
  exported: string | null = EXPORT,
): Promise<{ readonly manifest: Manifest; readonly out: string }> {
  // prettier-ignore
  const root = await temporaryFolder()
  const tree = join(root, 'tree')
  const all = exported === null ? files : { ...files, 'export.yaml': exported }
  await mkdir(tree)
  for (const [path, text] of Object.entries(all)) {
    await mkdir(dirname(join(tree, path)), { recursive: true })
    if (!path.endsWith('/.keep')) await writeFile(join(tree, path), text)
  }
  const out = join(root, 'evidence')
  return { manifest: await importAws(tree, 'aws', out, { toolVersion: '0.1.0', clock: () => NOW }), out }
}

/** `<dataset> <state>: <reasons>` of one dataset. */
async function stateOf(files: Readonly<Record<string, string>>): Promise<string> {
  const { manifest } = await imported(files)
  return manifest.datasets
    .map(({ dataset, state, reasons }) => `${dataset} ${state}${reasons.length === 0 ? '' : `: ${reasons.join('; ')}`}`)
    .join('\n')
}

const error = (code: string, operation = 'GetBucketPolicy'): string =>
  `\nAn error occurred (${code}) when calling the ${operation} operation: said so\n`

describe('a tree of the command line', () => {
  test('gives the same facts as a live read, complete, of its own time', async () => {
    const root = await temporaryFolder()
    const pages = exampleOrganization().all()
    await writeCommandLineTree(pages, join(root, 'tree'), EXPORTED)
    const manifest = await importAws(join(root, 'tree'), 'aws', join(root, 'taken'), { toolVersion: '0', clock: () => NOW })
    expect(manifest.datasets.filter(({ state }) => state !== 'complete')).toEqual([])
    expect(new Set(manifest.datasets.map(({ asOf }) => asOf))).toEqual(new Set(['2026-11-26T01:00:00.000Z']))
    await writeCloudEvidence(pages, 'aws', join(root, 'live'), NOW)
    const [taken, live] = [await readBack(join(root, 'taken')), await readBack(join(root, 'live'))]
    expect({ ...taken, coverage: [] }).toEqual({ ...live, coverage: [] })
    expect(taken.gaps).toEqual([])
  })

  test.each([
    ['without `export.yaml`', null, 'no proof of completeness: there is no `export.yaml`'],
    ['that says it is not complete', EXPORT.replace('true', 'false'), 'the export says that it is not complete'],
  ])('%s is partial', async (_, exported, reason) => {
    const { manifest } = await imported({ [`${POLICY}/0001.json`]: '{"Policy": "{}"}' }, exported)
    expect(manifest.datasets).toMatchObject([{ state: 'partial', reasons: [reason] }])
  })

  test('is read into the same bytes twice', async () => {
    const files = { [`${POLICY}/0001.json`]: '{"Policy": "{}"}', [`${DATA}/global/s3api/list-buckets/0001.json`]: '{"Buckets": []}' }
    const texts = await Promise.all(
      [imported(files), imported(files)].map(async (run) => readFile(join((await run).out, 'manifest.json'), 'utf8')),
    )
    expect(texts[0]).toBe(texts[1])
  })
})

describe('an answer that was saved', () => {
  test.each([
    ['as text, of absence', { [`${POLICY}/0001.error.txt`]: error('NoSuchBucketPolicy') }, 'complete'],
    ['with the newer sign in front', { [`${POLICY}/0001.error.txt`]: `aws: [ERROR]:${error('NoSuchBucketPolicy')}` }, 'complete'],
    [
      'beside the empty file that the shell makes',
      { [`${POLICY}/0001.json`]: '', [`${POLICY}/0001.error.txt`]: error('NoSuchBucketPolicy') },
      'complete',
    ],
    ['as JSON, of absence', { [`${POLICY}/0001.error.json`]: '{"Error": {"Code": "NoSuchBucketPolicy", "Message": ""}}' }, 'complete'],
    ['of refusal', { [`${POLICY}/0001.error.txt`]: error('AccessDenied') }, 'denied: s3api get-bucket-policy: AccessDenied: said so'],
    [
      'of something gone',
      { [`${POLICY}/0001.error.txt`]: error('NoSuchBucket') },
      'failed: s3api get-bucket-policy: NoSuchBucket: said so',
    ],
    ['of throttling to the end', { [`${POLICY}/0001.error.txt`]: 'An error occurred (SlowDown) when calling the GetBucketPolicy operation (reached max retries: 4): said so' }, 'failed: s3api get-bucket-policy: SlowDown: said so'], // prettier-ignore
    ['of another call', { [`${POLICY}/0001.error.txt`]: error('NoSuchBucketPolicy', 'GetBucketAcl') }, 'failed: s3api get-bucket-policy: the error is of another call, GetBucketAcl'], // prettier-ignore
    ['in words that are not AWS’s', { [`${POLICY}/0001.error.txt`]: 'Unable to locate credentials.\n' }, 'failed: s3api get-bucket-policy: Unable to locate credentials.'], // prettier-ignore
    ['and is empty', { [`${POLICY}/0001.json`]: '' }, `failed: \`${POLICY}/0001.json\` is empty`],
    ['and is cut', { [`${POLICY}/0001.json`]: '{"Policy": ' }, `failed: \`${POLICY}/0001.json\` is no JSON object`],
    ['under a name of its own', { [`${POLICY}/out.json`]: '{"Policy": "{}"}' }, 'failed: `out.json` is called as no page is'],
    ['with a warning beside it', { [`${POLICY}/0001.json`]: '{"Policy": "{}"}', [`${POLICY}/0001.error.txt`]: 'urllib3: a warning' }, 'partial: s3api get-bucket-policy: urllib3: a warning'], // prettier-ignore
    ['nowhere: the folder is empty', { [`${POLICY}/.keep`]: '' }, 'failed: the folder holds no answer'],
  ])('%s', async (_, files, state) => {
    expect(await stateOf(files as Readonly<Record<string, string>>)).toBe(`eu-west-2/s3api/get-bucket-policy/qsense-raw ${state}`)
  })

  test('a page that is missing in the row of their numbers', async () => {
    const folder = `${DATA}/global/s3api/list-buckets`
    expect(await stateOf({ [`${folder}/0001.json`]: '{"Buckets": []}', [`${folder}/0003.json`]: '{"Buckets": []}' })).toBe(
      'global/s3api/list-buckets partial: a page is missing in the row of their numbers',
    )
  })

  test('pages and then an error are a part', async () => {
    const folder = `${DATA}/global/s3api/list-buckets`
    const { manifest, out } = await imported({
      [`${folder}/0001.json`]: '{"Buckets": [{"Name": "b"}]}',
      [`${folder}/0002.error.txt`]: error('AccessDenied', 'ListBuckets'),
    })
    expect(manifest.datasets).toMatchObject([{ state: 'partial', records: 1, files: [{ path: `${folder}/0001.json` }, { path: `${folder}/0002.error.json` }] }]) // prettier-ignore
    expect((await readBack(out)).gaps).not.toEqual([])
  })

  test('nothing at all is an answer of the calls that print nothing, where the error stream shows that they did not fail', async () => {
    const folder = `${DATA}/eu-west-2/sqs/list-queues`
    expect(await stateOf({ [`${folder}/0001.json`]: '', [`${folder}/0001.error.txt`]: '' })).toBe('eu-west-2/sqs/list-queues complete')
    expect(await stateOf({ [`${folder}/0001.json`]: '' })).toBe(`eu-west-2/sqs/list-queues failed: \`${folder}/0001.json\` is empty`)
  })
})

describe('what fits no call', () => {
  test('is a dataset that is called by its place, of which nothing is kept', async () => {
    const { manifest, out } = await imported({
      'README.md': 'x',
      [`${DATA}/eu-west-2/ec2/describe-vpcs/0001.json`]: '{"Vpcs": []}',
      [`${DATA}/iam/get-account-authorization-details/0001.json`]: '{}',
      [`${DATA}/global/sts/get-caller-identity/more/0001.json`]: '{}',
      [`${POLICY}/0001.json`]: '{"Policy": "{}"}',
    })
    expect(manifest.datasets.map(({ unit, dataset, state, files }) => [unit, dataset, state, files.length])).toEqual([
      [DATA, 'eu-west-2/ec2/describe-vpcs', 'skipped', 0],
      [DATA, 'eu-west-2/s3api/get-bucket-policy/qsense-raw', 'complete', 1],
      [DATA, 'global/sts/get-caller-identity/more', 'failed', 0],
      [DATA, 'iam/get-account-authorization-details', 'failed', 0],
      ['unknown', 'unknown/unknown/README.md', 'failed', 0],
    ])
    expect(gapsIn(await readBack(out))).toContain('dataset-missing iam get-account-authorization-details')
  })

  test('a folder that holds nothing known is no evidence', async () => {
    const { manifest } = await imported({ 'notes.txt': 'x' })
    expect(manifest.datasets.map(({ state }) => state)).toEqual(['failed', 'failed', 'failed'])
    const nowhere = await temporaryFolder()
    await rm(nowhere, { recursive: true })
    const absent = await importAws(nowhere, 'aws', `${nowhere}-evidence`, { toolVersion: '0', clock: () => NOW })
    await rm(`${nowhere}-evidence`, { recursive: true })
    expect(absent.datasets.every(({ state }) => state === 'failed')).toBe(true)
  })

  test('two spellings of one argument are one call, of which the first is taken in', async () => {
    const files = {
      [`${DATA}/global/iam/get-policy/arn:x%2Fy/0001.json`]: '{}',
      [`${DATA}/global/iam/get-policy/arn%3Ax%2Fy/0001.json`]: '{}',
    }
    const { manifest } = await imported(files)
    expect(manifest.datasets).toMatchObject([{ dataset: 'global/iam/get-policy/arn:x%2Fy', state: 'partial' }])
  })
})

describe('what nobody may keep', () => {
  test('never reaches the evidence', async () => {
    const user = {
      UserId: 'u-1',
      UserName: 'ada',
      Birthdate: '1990-01-01',
      PhoneNumbers: [{ Value: '+44 1632 960001' }],
      Addresses: [{ StreetAddress: '7 Lantern Row' }],
      Emails: [{ Value: 'ada@northmoor.test', Primary: true }],
    }
    const { out, manifest } = await imported({
      [`${ROOT}/eu-west-2/identitystore/list-users/d-1/0001.json`]: JSON.stringify({ Users: [user] }),
      [`${DATA}/eu-west-2/lambda/list-functions/0001.json`]: JSON.stringify({ Functions: [{ FunctionName: 'f', FunctionArn: 'a', Environment: { Variables: { TOKEN: 'planted' } } }] }), // prettier-ignore
    })
    const texts = await Promise.all(
      manifest.datasets.flatMap(({ files }) => files.map(async ({ path }) => readFile(join(out, path), 'utf8'))),
    )
    expect(texts.join('\n')).not.toMatch(/1990|960001|Lantern|planted/u)
    expect(texts.join('\n')).toContain('ada@northmoor.test')
    expect(manifest.datasets.map(({ dropped }) => dropped)).toEqual([3, 1])
  })
})
