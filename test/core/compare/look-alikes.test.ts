import { describe, expect, it } from 'vitest'
import { comparison } from '../../../src/core/compare/comparison.ts'
import { coverageLedger } from '../../../src/core/compare/coverage-ledger.ts'
import { lookAlikes } from '../../../src/core/compare/look-alikes.ts'
import type { Group } from '../../../src/core/model/account.ts'
import type { ResourceFact } from '../../../src/core/model/fragment.ts'
import type { ResourceKind } from '../../../src/core/model/resource-kind.ts'
import { loadPolicy } from '../../../src/core/policy/load-policy.ts'
import { reachOver } from '../../../src/core/reach/reach.ts'
import { assembler } from '../../../src/core/snapshot/assemble.ts'
import { AFFILIATIONS, INSTITUTION, NOW, TODAY, group, projectOf } from './institution.ts'

interface Thing {
  readonly native: string
  readonly kind?: ResourceKind
  readonly label?: string
  readonly tags?: Readonly<Record<string, string>>
  readonly otherNames?: readonly string[]
}

const ACCOUNT = '111122223333'

describe('what looks like a project’s', () => {
  it.each<readonly [string, string, readonly string[]]>([
    ['the whole name', 'qsense', ['qsense']],
    ['a word of it', 'northmoor-qsense-raw', ['northmoor-qsense-raw']],
    ['in other letter case, between other signs', 'Old QSENSE (2019)', ['Old QSENSE (2019)']],
    ['words without signs between them', 'QsenseAnalyst', ['QsenseAnalyst']],
    ['but not a part of a word', 'qsenses', []],
    ['nor two words that would make one', 'q-sense', []],
  ])('by its name: %s', (_, name, found) => {
    expect(found).toEqual(likeOf([{ native: 'id-1', label: name }]).map(({ label }) => label))
  })

  it.each<readonly [string, Readonly<Record<string, string>>, string | null]>([
    ['the tag `project`', { Project: 'QSense' }, 'its tag `project` is `qsense`'],
    ['another tag', { team: 'qsense' }, null],
    ['a tag of another project', { project: 'tides' }, null],
    ['the tag `owner` of who owns a resource of the project', { owner: 'Tom.Reid@northmoor.example' }, 'its tag `owner` is `Tom.Reid@northmoor.example`, who owns a resource of the project'],
    ['the tag `owner` of somebody else', { owner: 'priya.nair@northmoor.example' }, null],
  ])('by %s', (_, tags, says) => {
    expect(likeOf([{ native: 'arn:aws:s3:::backup-7', kind: 'bucket', label: 'backup-7', tags }]).map((one) => one.says)).toEqual(says === null ? [] : [says]) // prettier-ignore
  }) // prettier-ignore

  it('counts of a share and a site the last step alone, of AWS what follows the account', () => {
    const things: readonly Thing[] = [
      { native: '\\\\qsense.northmoor.example\\public', kind: 'share', label: '\\\\qsense\\public' },
      { native: '\\\\fs1\\labs\\qsense', kind: 'share' },
      { native: 'site/northmoor.sharepoint.example/sites/qsense', kind: 'site' },
      { native: `arn:aws:iam::${ACCOUNT}:role/qsense/Reader`, kind: 'role', label: 'Reader' },
    ]
    expect(likeOf(things).map(({ address }) => address)).toEqual([
      'aws:\\\\fs1\\labs\\qsense',
      `aws:arn:aws:iam::${ACCOUNT}:role/qsense/Reader`,
      'aws:site/northmoor.sharepoint.example/sites/qsense',
    ])
  })

  it('leaves out what the policy names under another name, what lies inside it, and what lies inside another look-alike', () => {
    const key = `arn:aws:kms:eu-west-2:${ACCOUNT}:key/1`
    const alias = `arn:aws:kms:eu-west-2:${ACCOUNT}:alias/qsense`
    const things: readonly Thing[] = [
      { native: key, kind: 'key', label: 'alias/qsense', tags: {}, otherNames: [alias] },
      { native: alias, kind: 'key', label: 'alias/qsense' },
      { native: '\\\\fs1\\old\\qsense', kind: 'share' },
      { native: '\\\\fs1\\old\\qsense\\qsense-raw', kind: 'share' },
    ]
    expect(likeOf(things).map(({ address }) => address)).toEqual(['aws:\\\\fs1\\old\\qsense', `aws:${key}`])
    expect(likeOf(things, { key: { kind: 'key', at: `aws:${alias}` }, old: { kind: 'share', at: 'aws:\\\\FS1\\old\\qsense' } })).toEqual([])
  })

  it('leaves out groups that open nothing, and roles that AWS keeps for Identity Center', () => {
    const list = { ...group('ad', 'qsense-news').group, grantsAccess: false }
    const role = `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Qsense_0123456789abcdef`
    expect(likeOf([{ native: role, kind: 'role', label: 'AWSReservedSSO_Qsense_0123456789abcdef' }], {}, [list])).toEqual([])
    expect(likeOf([], {}, [group('ad', 'qsense-guests').group]).map(({ address }) => address)).toEqual(['ad:qsense-guests'])
  })
})

function likeOf(things: readonly Thing[], resources: Readonly<Record<string, unknown>> = {}, groups: readonly Group[] = []) {
  const night = assembler()
  const provenance = { source: 'aws', dataset: 'global/s3api/list-buckets', file: '0001.json', record: 'r' }
  night.sink.resources(
    things.map(({ native, kind = 'database', label = native }): ResourceFact => ({ source: 'aws', native, kind, label, provenance })),
  )
  night.sink.iam(
    things.flatMap(
      ({ native, tags, otherNames = [] }) =>
      tags === undefined ? [] : [{ kind: 'target' as const, source: 'aws', provenance, resource: native, account: ACCOUNT, policy: null, encryptedBy: null, holdsOffPublic: false, tags, otherNames }], // prettier-ignore
    ),
  )
  night.sink.groups(groups.map((one) => ({ group: one, names: [`id:${one.id}` as const] })))
  const snapshot = night.finish({ keys: [], overrules: [] })
  const data = { kind: 'share', at: 'ad:data', owner: 'tom.reid@northmoor.example' }
  const projects = { qsense: projectOf({ resources: { data, ...resources } }) }
  const text = JSON.stringify({ version: 1, institution: INSTITUTION, affiliations: AFFILIATIONS, projects })
  const sources = ['ad', 'aws', 'hr', 'visitors', 'partners'].map((name) => ({ name, kind: 'table', register: 'grants', readable: true }))
  const { policy, diagnostics } = loadPolicy([{ path: 'policies/all.yaml', text }], { sources })
  if (policy === null || policy.projects.length === 0) throw new Error(JSON.stringify(diagnostics))
  const ledger = coverageLedger(snapshot, [], NOW, { rows: [], gaps: [] })
  return lookAlikes(reachOver(snapshot, TODAY), comparison(snapshot, policy, ledger, NOW)).map(({ thing, says }) => ({ ...thing, says }))
}
