import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Day } from '../../../src/core/base/instant.ts'
import type { Proof } from '../../../src/core/model/access.ts'
import type { IamFact } from '../../../src/core/model/iam.ts'
import { parsePolicy } from '../../../src/core/model/iam-document.ts'
import { assembler } from '../../../src/core/snapshot/assemble.ts'
import { accountHandle } from '../../../src/core/model/handle.ts'
import type { Answer, Passage, Reach } from '../../../src/core/reach/answer.ts'
import { reachOver } from '../../../src/core/reach/reach.ts'
import { replays } from '../../../src/core/reach/replay.ts'
import { accountIn, groupIn, smallSnapshot } from './small-snapshot.ts'
import { ACCOUNTS, GROUPS, someEdges, someResources } from './small-worlds.ts'

const TODAY = '2026-11-26' as Day
const LEVELS = ['read', 'use', 'write']

describe('who reaches something around a passage', () => {
  it('is whoever has a listed path that leads through none of it, on random institutions', () => {
    let compared = 0
    let found = 0
    fc.assert(
      fc.property(someEdges, someResources, fc.constantFrom(...GROUPS), (edges, resources, through) => {
        const snapshot = smallSnapshot({ accounts: ACCOUNTS, groups: GROUPS, in: edges, resources })
        const reach = reachOver(snapshot, TODAY)
        const group = groupIn(snapshot, through)
        const passage: Passage = { groups: new Set([group]), accounts: new Set() }
        for (const address of new Set([...resources.map((one) => one.address), ...GROUPS])) {
          const around = value(reach.around(address, passage))
          for (const key of ACCOUNTS) {
            const account = accountIn(snapshot, key)
            for (const level of LEVELS) {
              const open = everyPath(reach, account, address, level).filter((proof) => !leadsThrough(proof, group))
              const held = around.find((one) => one.account === account && one.level === level)
              expect(held?.hops ?? null, `${key} ${level} ${address} around ${through}`).toBe(open[0]?.length ?? null)
              const proof = value(reach.proofAround(account, address, level, passage))
              expect(proof?.length ?? null).toBe(open[0]?.length ?? null)
              if (proof !== null) expect([leadsThrough(proof, group), replays(proof, account, snapshot)]).toEqual([false, true])
              compared += 1
              found += proof === null ? 0 : 1
            }
          }
        }
      }),
      { numRuns: 200 },
    )
    console.log(`combinations of account, address, level and passage: ${compared}, of which ${found} lead around`)
    expect(found).toBeGreaterThan(100)
  })

  it('is nobody where a passage is all that there is, and everybody where it is on no path', () => {
    const snapshot = smallSnapshot({
      accounts: ['ad:u1', 'ad:u2'],
      groups: ['ad:core', 'ad:other'],
      in: [{ member: 'ad:u1', group: 'ad:core' }],
      resources: [{ address: 'site:data', kind: 'site', grants: [{ to: 'ad:core', level: 'read' }, { to: 'ad:u2', level: 'read' }] }], // prettier-ignore
    })
    const reach = reachOver(snapshot, TODAY)
    const around = (key: string) =>
      value(reach.around('site:data', { groups: new Set([groupIn(snapshot, key)]), accounts: new Set() })).map(({ account }) => account)
    expect(around('ad:core')).toEqual([accountIn(snapshot, 'ad:u2')])
    expect(around('ad:other')).toEqual([accountIn(snapshot, 'ad:u1'), accountIn(snapshot, 'ad:u2')])
  })
})

describe('a role of AWS as the passage', () => {
  // Una may take on `gate`, which may take on `reader`; or `first`, then `second`, then `reader`. `reader` reads the bucket, and so does `gate`.
  const snapshot = chainOfRoles({ gate: ['una'], first: ['una'], second: ['first'], reader: ['gate', 'second'] }, ['reader', 'gate'])
  const reach = reachOver(snapshot, TODAY)
  const una = handleOf('una')

  it.each([
    [[], 2],
    [['gate'], 4],
    [['second'], 2],
    [['gate', 'second'], null],
    [['gate', 'reader'], null],
    [['reader'], 2],
  ] as const)('%j: the shortest way around has so many hops, and the sample of shortest ways does not hide it', (roles, hops) => {
    const passage: Passage = { groups: new Set(), accounts: new Set(roles.map(handleOf)) }
    const held = value(reach.around('aws:arn:aws:s3:::raw', passage)).filter(({ account }) => account === una)
    expect(held[0]?.hops ?? null).toBe(hops)
    const proof = value(reach.proofAround(una, 'aws:arn:aws:s3:::raw', 'read', passage))
    expect(proof?.length ?? null).toBe(hops)
    if (proof !== null) expect(replays(proof, una, snapshot)).toBe(true)
  })

  it('is asked of the role itself as well', () => {
    const passage = (...roles: readonly string[]): Passage => ({ groups: new Set(), accounts: new Set(roles.map(handleOf)) })
    const hops = (around: Passage) =>
      value(reach.around(`aws:${arnOf('reader')}`, around)).find(({ account }) => account === una)?.hops ?? null
    expect([hops(passage()), hops(passage('gate')), hops(passage('gate', 'first'))]).toEqual([2, 3, null])
  })

  function handleOf(name: string) {
    return accountHandle(snapshot.accounts.findIndex((account) => account.id === arnOf(name)))
  }
})

const LAB = '111122223333'

function arnOf(name: string): string {
  return `arn:aws:iam::${LAB}:${name === 'una' ? 'user' : 'role'}/${name}`
}

/** Roles with who may take each of them on, in one account; some of them read the bucket. */
function chainOfRoles(roles: Readonly<Record<string, readonly string[]>>, readers: readonly string[]) {
  const night = assembler()
  const at = (record: string) => ({
    source: 'aws',
    dataset: 'global/iam/get-account-authorization-details',
    file: `${LAB}/global/iam/get-account-authorization-details/0001.json`,
    record,
  })
  const policy = (key: string, statement: Readonly<Record<string, unknown>>): IamFact => {
    const parsed = parsePolicy(key, { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] })
    if (!parsed.ok) throw new Error(parsed.error)
    return { kind: 'policy', source: 'aws', provenance: at(key), key, document: parsed.value }
  }
  const names = ['una', ...Object.keys(roles)]
  night.sink.accounts(
    names.map((name) => ({
      account: { source: 'aws', id: arnOf(name), weakKey: false, label: name, displayName: null, isWorkload: name !== 'una', state: 'enabled', endsAt: null, createdAt: null, recency: 'unknown', attributes: {}, provenance: at(arnOf(name)) }, // prettier-ignore
      names: [`id:${arnOf(name)}` as const],
    })),
  )
  night.sink.resources([
    { source: 'aws', native: 'arn:aws:s3:::raw', kind: 'bucket', label: 'raw', provenance: at('arn:aws:s3:::raw') },
    ...Object.keys(roles).map((name) => ({
      source: 'aws',
      native: arnOf(name),
      kind: 'role' as const,
      label: name,
      provenance: at(arnOf(name)),
    })),
  ])
  night.sink.iam([
    { kind: 'account', source: 'aws', provenance: at(LAB), account: LAB, label: 'lab', isManagement: false, organization: null, path: null, scp: null, rcp: null }, // prettier-ignore
    policy('read', { Action: 's3:GetObject', Resource: 'arn:aws:s3:::raw/*' }),
    { kind: 'target', source: 'aws', provenance: at('arn:aws:s3:::raw'), resource: 'arn:aws:s3:::raw', account: LAB, policy: null, encryptedBy: null, holdsOffPublic: false, tags: null }, // prettier-ignore
    ...Object.entries(roles).map(([name, from]) =>
      policy(`trust ${name}`, { Action: 'sts:AssumeRole', Principal: { AWS: from.map(arnOf) } }),
    ),
    ...names.map((name): IamFact => ({ kind: 'identity', source: 'aws', provenance: at(arnOf(name)), what: name === 'una' ? 'user' : 'role', arn: arnOf(name), account: LAB, policies: readers.includes(name) ? ['read'] : [], groups: [], boundary: null, trust: name === 'una' ? null : `trust ${name}`, serviceLinked: false, tags: {} })), // prettier-ignore
  ])
  return night.finish({ keys: [], overrules: [] })
}

function everyPath(reach: Reach, account: ReturnType<typeof accountHandle>, address: string, level: string): readonly Proof[] {
  const shortest = value(reach.proofOf(account, address, level))
  if (shortest === null) return []
  return [shortest, ...value(reach.otherPathsOf(account, address, level, 100_000)).paths]
}

function leadsThrough(proof: Proof, group: number): boolean {
  return proof.some((step) => {
    if (step.kind === 'membership') return step.group === group
    const { principal } = step.kind === 'grant' ? step.grant : step.right
    return principal.kind === 'group' && principal.group === group
  })
}

function value<Value>(answer: Answer<Value>): Value {
  if (answer.kind !== 'answered') throw new Error(answer.kind)
  return answer.value
}
