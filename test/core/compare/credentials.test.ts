import { describe, expect, it } from 'vitest'
import { comparison } from '../../../src/core/compare/comparison.ts'
import { coverageLedger } from '../../../src/core/compare/coverage-ledger.ts'
import { heldCredentials } from '../../../src/core/compare/credentials.ts'
import { credentialReason } from '../../../src/core/compare/setting-coverage.ts'
import type { AccountState } from '../../../src/core/model/account.ts'
import type { CredentialFact } from '../../../src/core/model/credential.ts'
import type { DatasetCoverage } from '../../../src/core/model/coverage.ts'
import type { IamFact } from '../../../src/core/model/iam.ts'
import { assembler } from '../../../src/core/snapshot/assemble.ts'
import { KEYS, NOW, TODAY, account, coverage, coverageOf, day, factsOf, deliveries, hrRow, instant, policyOf } from './institution.ts'

const LAB = '111122223333'
const USER = `arn:aws:iam::${LAB}:user/nora`

interface Told {
  readonly login?: AccountState
  readonly leftOn?: string
  readonly key?: Partial<CredentialFact>
  readonly rows?: readonly DatasetCoverage[]
}

describe('whether anybody is behind a key', () => {
  it.each<readonly [string, Told, string]>([
    ['its owner is here', {}, 'held'],
    ['its owner left', { leftOn: '2026-10-31' }, 'orphaned: E1 left on 31 October 2026'],
    ['the only login of its owner is closed, and the user of AWS that it belongs to stays open', { login: 'disabled' }, 'orphaned: every other login of E1 is closed'],
    ['whether that login is closed is not shown', { login: 'unknown' }, 'unknown: whether E1 can still sign in is not known'],
    ['another login may stand in what was not read', { login: 'disabled', rows: coverageOf({ 'ad/users': 'partial' }) }, 'unknown: `ad` was not read completely'],
    ['it has ended', { leftOn: '2026-10-31', key: { endsAt: instant('2026-11-26T02:14:00Z') } }, 'nothing'],
    ['it ends later', { leftOn: '2026-10-31', key: { endsAt: instant('2026-11-26T02:14:01Z') } }, 'orphaned: E1 left on 31 October 2026'],
    ['it is switched off', { leftOn: '2026-10-31', key: { active: false } }, 'nothing'],
    ['nobody shows whether it works', { leftOn: '2026-10-31', key: { active: null } }, 'unknown: E1 left on 31 October 2026, and whether the credential still works is not shown'],
    ['nobody shows whether it works, and its owner is here', { key: { active: null } }, 'held'],
    ['no record shows its account', { key: { account: 'id:gone' } }, 'orphaned: the account `gone` is there no more'],
    ['no record shows its account, and its source was cut short', { key: { account: 'id:gone' }, rows: [...coverageOf(), coverage({ source: 'aws', unit: LAB, dataset: 'global/iam/get-account-authorization-details' }, 'partial')] }, 'unknown: no record shows the account `gone`, and `aws` was not read completely'],
  ])('%s', (_, told, says) => expect(holdingOf(told)).toBe(says)) // prettier-ignore
})

describe('what is known of credentials at all', () => {
  const report = { source: 'aws', unit: LAB, dataset: 'global/iam/get-credential-report' }
  const users = { source: 'aws', unit: LAB, dataset: 'global/iam/get-account-authorization-details' }
  it.each<readonly [string, readonly DatasetCoverage[], string | null]>([
    ['no source shows any', coverageOf(), 'no source shows credentials'],
    ['users and their credentials were read', [coverage(report), coverage(users)], null],
    ['the credentials were refused', [coverage(report, 'denied'), coverage(users)], 'credentials may stand in `aws`, of which `global/iam/get-credential-report` was not read completely'],
    ['the credentials of an account were not asked for', [coverage(report), coverage(users), coverage({ ...users, unit: '444455556666' })], 'the credentials in account `444455556666` of `aws` were not asked for'],
    ['what else the source holds was cut short', [coverage(report), coverage(users), coverage({ ...users, dataset: 'eu-west-2/s3api/list-buckets' }, 'partial')], null],
    ['a tenant shows its programs, and its users were cut short', ['service-principals', 'applications', 'users'].map((dataset) => coverage({ source: 'entra', unit: 't', dataset }, dataset === 'users' ? 'partial' : 'complete')), 'credentials may stand in `entra`, of which `users` was not read completely'],
  ])('%s', (_, rows, reason) => expect(credentialReason({ ledger: ledgerOf(rows) })).toBe(reason)) // prettier-ignore
})

function holdingOf({ login = 'enabled', leftOn, key = {}, rows = coverageOf() }: Told): string {
  const night = assembler()
  const left = leftOn === undefined ? {} : { status: 'left' as const, until: day(leftOn) }
  const facts = factsOf({
    accounts: [account('ad', 'nora', { state: login, attributes: { employeeid: 'E1' } }), account('aws', USER)],
    hr: [hrRow('E1', left)],
  })
  for (const hand of deliveries({ ...facts, coverage: rows })) hand(night.sink)
  const provenance = { source: 'aws', dataset: 'global/iam/get-credential-report', file: '0001.json', record: USER }
  const user: IamFact = { kind: 'identity', source: 'aws', provenance, what: 'user', arn: USER, account: LAB, policies: [], groups: [], boundary: null, trust: null, serviceLinked: false, tags: {} } // prettier-ignore
  night.sink.iam([user])
  night.sink.credentials([
    { source: 'aws', account: `id:${USER}`, kind: 'access-key', id: `${USER}#access-key-1`, active: true, createdAt: null, endsAt: null, lastUsed: 'never', provenance, ...key }, // prettier-ignore
  ])
  const overrules = [{ account: `aws:${USER}`, person: 'id:E1', reason: 'her user', by: 'priya.nair@northmoor.example', on: TODAY }]
  const snapshot = night.finish({ keys: KEYS, overrules })
  const [one] = heldCredentials(comparison(snapshot, policyOf({}), ledgerOf(rows), NOW))
  if (one === undefined) return 'nothing'
  const { holding } = one
  return holding.kind === 'held' ? 'held' : `${holding.kind}: ${holding.kind === 'orphaned' ? holding.says : holding.because}`
}

function ledgerOf(rows: readonly DatasetCoverage[]) {
  const none = assembler().finish({ keys: [], overrules: [] })
  return coverageLedger({ ...none, coverage: rows }, [], NOW, { rows, gaps: [] })
}
