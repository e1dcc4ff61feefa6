import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Day } from '../../../src/core/base/instant.ts'
import type { AccessList, WindowsEntry } from '../../../src/core/model/access-control.ts'
import type { Answer } from '../../../src/core/reach/answer.ts'
import { reachOver } from '../../../src/core/reach/reach.ts'
import { replays } from '../../../src/core/reach/replay.ts'
import { ORACLE_WORLDS, type OracleAsker, oracleOnGroup, oracleOnShare } from '../../oracle/access-control.ts'
import { warshallClosure } from '../../oracle/membership.ts'
import { EVERYBODY, SHARE, someControls } from './small-controls.ts'
import { type SmallControl, type SmallEdge, type SmallWorld, accountIn, smallSnapshot } from './small-snapshot.ts'
import { ACCOUNTS, GROUPS, someEdges } from './small-worlds.ts'

const TODAY = '2026-11-26' as Day

describe('rules of groups and shares, on random institutions', () => {
  it('let through whom a naive reading of every entry lets through, and the three questions agree, each with a proof that replays', () => {
    let compared = 0
    const seen = { allowed: 0, conditional: 0, denied: 0 }
    fc.assert(
      fc.property(someEdges, someControls, (edges, controls) => {
        const world = worldOf(edges, controls)
        const snapshot = smallSnapshot(world)
        const reach = reachOver(snapshot, TODAY)
        const oracle = oracleOf(world)
        for (const key of ACCOUNTS) {
          const account = accountIn(snapshot, key)
          const what = new Map(reach.what(account).map((one) => [`${one.address} ${one.level}`, one]))
          for (const [address, levels] of QUESTIONS) {
            const who = value(reach.who(address)).filter((held) => held.account === account)
            for (const level of levels) {
              const verdict = value(reach.check(account, address, level))
              expect(oracle(key, address, level), `${key} ${level} ${address}`).toContain(verdict.kind)
              const held = who.find((one) => one.level === level)
              const reached = what.get(`${address} ${level}`)
              expect([held?.verdict.kind ?? 'denied', reached?.verdict.kind ?? 'denied']).toEqual([verdict.kind, verdict.kind])
              expect(reached?.hops).toBe(held?.hops)
              const inHoldings = value(reach.holdings(address)).some((one) => one.level === level && one.accounts.includes(account))
              expect(inHoldings).toBe(held !== undefined)
              const proof = value(reach.proofOf(account, address, level))
              expect(proof?.length).toBe(held?.hops)
              if (proof !== null) expect(replays(proof, account, snapshot)).toBe(true)
              const others = value(reach.otherPathsOf(account, address, level, 20))
              for (const path of others.paths) expect(replays(path, account, snapshot)).toBe(true)
              if (others.count.kind === 'exactly') expect(others.paths.length).toBe(Math.min(20, others.count.count))
              seen[verdict.kind]++
              compared++
            }
          }
        }
      }),
      { numRuns: 1000 },
    )
    console.log(`combinations of account, object and level compared with the oracle: ${compared} (${JSON.stringify(seen)})`)
    expect(Math.min(seen.allowed, seen.conditional, seen.denied)).toBeGreaterThan(200)
  })
})

const QUESTIONS: readonly (readonly [string, readonly string[]])[] = [
  ...GROUPS.map((group) => [group, ['manage', 'admin']] as const),
  [SHARE, ['see', 'read', 'write', 'manage']],
]

function worldOf(edges: readonly SmallEdge[], controls: readonly SmallControl[]): SmallWorld {
  return {
    accounts: ACCOUNTS,
    groups: [...GROUPS, EVERYBODY],
    in: [...edges, ...ACCOUNTS.map((member) => ({ member, group: EVERYBODY, kind: 'dynamic' as const }))],
    resources: [{ address: SHARE, kind: 'share', grants: [] }],
    controls,
    everybody: EVERYBODY,
  }
}

/** The verdicts that are right: of what holds in all worlds the engine may still say that it does so on condition, since it looks at one entry at a time. */
function oracleOf({ in: edges = [], controls = [] }: SmallWorld): (account: string, address: string, level: string) => readonly string[] {
  const plain = edges.map(({ member, group, kind = 'member' }) => ({ member, group, kind }))
  const inside = warshallClosure([...ACCOUNTS, ...GROUPS, EVERYBODY], plain)
  return (account, address, level) => {
    const asker: OracleAsker = {
      account,
      token: new Set([account, ...(inside.get(account) ?? [])]),
      direct: new Set(plain.filter(({ member }) => member === account).map(({ group }) => group)),
    }
    const inner = GROUPS.filter((group) => group === address || inside.get(group)?.has(address) === true)
    const directories = new Set(inner.map((group) => `directory:${group.slice(0, 2)}`))
    const bearing = controls.filter(({ on }) => on === address || inner.some((group) => group === on) || directories.has(on))
    const holds = ORACLE_WORLDS.map((world) =>
      bearing.some(({ on, lists }) =>
        address === SHARE
          ? oracleOnShare(lists, level, { asker, self: null, world })
          : oracleOnGroup(lists, level, { asker, self: on.startsWith('directory:') ? null : on, world }),
      ),
    )
    if (!holds.includes(true)) return ['denied']
    return holds.includes(false) ? ['conditional'] : ['allowed', 'conditional']
  }
}

function value<Value>(answer: Answer<Value>): Value {
  if (answer.kind !== 'answered') throw new Error(`no answer: ${answer.kind}`)
  return answer.value
}

describe('control of an account', () => {
  it('is told apart, by password reset or by rights over the account itself, and leads nowhere', () => {
    const entry = { effect: 'allow' as const, objectType: null, conditional: false, inheritOnly: false, inherits: false }
    const list = (rights: number, objectType: string | null = null): AccessList<string>[] => [
      { form: 'windows', place: 'object', owner: null, entries: [{ ...entry, trustee: 'ad:desk', rights, objectType }] },
    ]
    const snapshot = smallSnapshot({
      accounts: ['ad:anna', 'ad:ben', 'ad:cleo', 'ad:dora'],
      groups: ['ad:desk', 'ad:project'],
      in: [
        { member: 'ad:dora', group: 'ad:desk' },
        { member: 'ad:anna', group: 'ad:project' },
      ],
      controls: [
        { on: 'ad:anna', lists: list(0x100, '00299570-246d-11d0-a768-00aa006e0529') },
        { on: 'ad:ben', lists: list(0x100) },
        { on: 'ad:cleo', lists: list(0x20, 'bf967950-0de6-11d0-a285-00aa003049e2') },
      ],
    })
    const reach = reachOver(snapshot, TODAY)
    const dora = accountIn(snapshot, 'ad:dora')
    expect(reach.lateral(dora).map(({ account, nativeRight, hops }) => `${snapshot.accounts[account]?.id} ${nativeRight} ${hops}`)).toEqual(
      ['anna Allow Reset Password 2', 'ben Allow Reset Password 2'],
    )
    expect(reach.what(dora).map(({ address, level }) => `${address} ${level}`)).toEqual(['ad:desk use'])
  })
})

describe('control of a group', () => {
  const group = (on: string, entries: readonly WindowsEntry<string>[], owner: string | null = null): SmallControl => ({
    on,
    lists: [{ form: 'windows', place: 'object', owner, entries }],
  })
  const allow = (trustee: string, rights: number, more: Partial<WindowsEntry<string>> = {}): WindowsEntry<string> => {
    return { effect: 'allow', trustee, rights, objectType: null, conditional: false, inheritOnly: false, inherits: false, ...more }
  }

  it('of one inside another is control of that one, and the proof says by which right and how it is nested', () => {
    const snapshot = smallSnapshot({
      accounts: ['ad:vera'],
      groups: ['ad:desk', 'ad:inner', 'ad:project'],
      in: [
        { member: 'ad:vera', group: 'ad:desk' },
        { member: 'ad:inner', group: 'ad:project' },
      ],
      controls: [group('ad:inner', [allow('ad:desk', 0x20, { objectType: 'bf9679c0-0de6-11d0-a285-00aa003049e2' })])],
    })
    const proof = value(reachOver(snapshot, TODAY).proofOf(accountIn(snapshot, 'ad:vera'), 'ad:project', 'manage'))
    const told = proof?.map((step) => {
      if (step.kind === 'membership') return snapshot.groups[step.group]?.id
      return step.kind === 'control' ? step.right.nativeRight : step.kind
    })
    expect(told).toEqual(['desk', 'Allow WriteProperty member', 'project'])
  })

  it('is not barred by a list that gives no token, though its members are held off', () => {
    const world = (lists: readonly string[]): SmallWorld => ({
      accounts: ['ad:anna'],
      groups: ['ad:barred', 'ad:project'],
      in: [{ member: 'ad:anna', group: 'ad:barred' }],
      controls: [group('ad:project', [allow('ad:barred', 0x20, { effect: 'deny' }), allow('ad:anna', 0x20)])],
      lists,
    })
    const verdict = (lists: readonly string[]): string => {
      const snapshot = smallSnapshot(world(lists))
      return value(reachOver(snapshot, TODAY).check(accountIn(snapshot, 'ad:anna'), 'ad:project', 'manage')).kind
    }
    expect([verdict([]), verdict(['ad:barred'])]).toEqual(['denied', 'allowed'])
  })

  it('passes on condition where a group that is held off was not read to its end', () => {
    const gaps = [
      {
        source: 'ad',
        unit: '',
        dataset: 'groups',
        code: 'reference-dangling' as const,
        record: 'barred',
        reason: 'a member whom no record describes',
        cure: null,
        at: null,
      },
    ]
    const controls = [group('ad:project', [allow('ad:barred', 0x20, { effect: 'deny' }), allow('ad:anna', 0x20)])]
    const snapshot = smallSnapshot({ accounts: ['ad:anna'], groups: ['ad:barred', 'ad:project'], controls, gaps })
    const verdict = value(reachOver(snapshot, TODAY).check(accountIn(snapshot, 'ad:anna'), 'ad:project', 'manage'))
    expect(verdict).toMatchObject({ kind: 'conditional', on: [{ code: 'deny-unread' }] })
  })

  it('is told for every group that bears a list', () => {
    const groups = Array.from({ length: 300 }, (_, at) => `ad:g${at}`)
    const shared = group('ad:g0', [allow('ad:desk', 0xf01ff)])
    const controls = groups.map((on) => ({ ...shared, on }))
    const snapshot = smallSnapshot({
      accounts: ['ad:anna'],
      groups: [...groups, 'ad:desk'],
      in: [{ member: 'ad:anna', group: 'ad:desk' }],
      controls,
    })
    expect(
      reachOver(snapshot, TODAY)
        .what(accountIn(snapshot, 'ad:anna'))
        .filter(({ level }) => level === 'admin'),
    ).toHaveLength(300)
  })
})
