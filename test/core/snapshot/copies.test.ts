import { describe, expect, test } from 'vitest'
import type { Name } from '../../../src/core/model/name.ts'
import type { Snapshot } from '../../../src/core/model/snapshot.ts'
import { reachOver } from '../../../src/core/reach/reach.ts'
import { type Facts, TODAY, account, factsOf, group, hrRow, members, snapshotOf } from '../compare/institution.ts'

const sid = (rid: number): Name => `sid:S-1-5-21-1-2-3-${rid}`
const here = (id: string, rid: number) => account('ad', id, { names: [sid(rid)] })
const copied = (id: string, rid: number) => ({ ...account('cloud', id), copyOf: sid(rid) })
const groupHere = (id: string, rid: number) => group('ad', id, [sid(rid)])
const groupCopied = (id: string, rid: number) => ({ ...group('cloud', id), copyOf: sid(rid) })

const ACCOUNTS = [here('ann', 1), here('bob', 2), copied('c-ann', 1), copied('c-bob', 2), account('cloud', 'c-only')]
const GROUPS = [groupHere('lab', 10), groupHere('inner', 11), groupCopied('c-lab', 10), groupCopied('c-inner', 11)]

function gapsOnCopy(told: Partial<Facts>): readonly string[] {
  const { gaps } = snapshotOf(factsOf({ accounts: ACCOUNTS, groups: GROUPS, ...told }))
  return gaps.filter(({ record }) => record === 'c-lab').map(({ code, reason }) => `${code}: ${reason}`)
}

const listed = (there: readonly string[], copy: readonly string[]) => [members('ad', 'lab', there), members('cloud', 'c-lab', copy)]
const KEPT = 'copy-differs: `cn=lab` of ad keeps its members,'

describe('a group whose members a directory keeps', () => {
  const cases: readonly [string, Partial<Facts>, readonly string[]][] = [
    ['is in order where both lists say the same', { memberships: listed(['ann', 'inner'], ['c-ann', 'c-inner']) }, []],
    ['lacks who has not come over', { memberships: listed(['ann', 'bob'], ['c-ann']) }, [`${KEPT} and the copy lacks \`bob\``]],
    ['still has who is gone', { memberships: listed(['ann'], ['c-ann', 'c-bob']) }, [`${KEPT} and only the copy has \`c-bob\``]],
    ['has somebody of its own', { memberships: listed(['ann'], ['c-ann', 'c-only']) }, [`${KEPT} and only the copy has \`c-only\``]],
    ['lacks a group that came over', { memberships: listed(['inner'], []) }, [`${KEPT} and the copy lacks \`cn=inner\``]],
    [
      'lacks a group that is not synchronised',
      { groups: GROUPS.slice(0, 3), memberships: listed(['inner'], []) },
      [`${KEPT} with a group inside that is not synchronised: \`cn=inner\``],
    ],
    ['may lack who has no account there', { accounts: ACCOUNTS.slice(0, 3), memberships: listed(['ann', 'bob'], ['c-ann']) }, []],
    [
      'may lack members by primary group, which do not come over',
      { memberships: [members('ad', 'lab', ['ann']), members('ad', 'lab', ['bob'], 'primary'), members('cloud', 'c-lab', ['c-ann'])] },
      [],
    ],
    [
      'is a gap where no source shows its original',
      { groups: GROUPS.slice(2), memberships: [members('cloud', 'c-lab', ['c-ann'])] },
      ['copy-differs: its members are kept in a directory, and no source shows it there (`sid:S-1-5-21-1-2-3-10`)'],
    ],
  ]
  test.each(cases)('%s', (_, told, expected) => expect(gapsOnCopy(told)).toEqual(expected))

  test('rests on what the directory says of it', () => {
    const touched = (snapshot: Snapshot) => {
      const answer = reachOver(snapshot, TODAY).touchedBy('cloud:c-lab')
      return answer.kind === 'answered' ? answer.value.datasets.map(({ source, dataset }) => `${source}/${dataset}`) : []
    }
    const told = { accounts: ACCOUNTS, groups: GROUPS, memberships: listed(['ann'], ['c-ann']) }
    expect(touched(snapshotOf(factsOf(told)))).toEqual(expect.arrayContaining(['ad/groups', 'ad/users']))
    expect(touched(snapshotOf(factsOf({ accounts: [account('cloud', 'c-ann')], groups: [group('cloud', 'c-lab')] })))).not.toContain('ad/groups') // prettier-ignore
  })
})

describe('an account that was made of another', () => {
  const joinsOf = (told: Partial<Facts>): readonly string[] => {
    const snapshot = snapshotOf(factsOf({ accounts: ACCOUNTS, ...told }))
    return snapshot.people.map(({ key, joins }) => `${key}: ${joins.map(({ account: one, by }) => `${snapshot.accounts[one]?.id} by ${by}`).join(', ')}`) // prettier-ignore
  }
  const ann = account('ad', 'ann', { names: [sid(1)], attributes: { employeeid: 'E1' } })

  test('is its original’s person’s', () => {
    expect(joinsOf({ accounts: [ann, copied('c-ann', 1)], hr: [hrRow('E1')] })).toEqual([
      'employee:E1: ann by ad.employeeid, c-ann by original',
    ])
  })

  test('is the same unknown person’s where nobody knows the original', () => {
    expect(joinsOf({ accounts: [here('ann', 1), copied('c-ann', 1)] })).toEqual(['account:ad/ann: ann by itself, c-ann by original'])
  })

  test('stands alone where two bear the name of its original, or none does', () => {
    expect(joinsOf({ accounts: [here('ann', 1), here('bob', 1), copied('c-ann', 1), copied('c-bob', 2)] })).toEqual([
      'account:ad/ann: ann by itself',
      'account:ad/bob: bob by itself',
      'account:cloud/c-ann: c-ann by itself',
      'account:cloud/c-bob: c-bob by itself',
    ])
  })
})

describe('copies of accounts whose original no source shows', () => {
  const lostIn = (source: string, count: number, from: number) =>
    Array.from({ length: count }, (_, at) => ({ ...account(source, `c${at}`), copyOf: sid(from + at) }))
  const gapsOf = (accounts: Facts['accounts']) =>
    snapshotOf(factsOf({ accounts: [here('ann', 1), ...accounts] })).gaps.filter(({ code }) => code === 'copy-differs')

  test('are named one by one', () => {
    expect(gapsOf(lostIn('cloud', 2, 10)).map(({ source, record }) => `${source} ${record}`)).toEqual(['cloud c0', 'cloud c1'])
  })

  test('beyond a thousand stand together, each tenant for itself', () => {
    const gaps = gapsOf([...lostIn('cloud', 1_001, 10), ...lostIn('other', 1_001, 5_000), ...lostIn('third', 1, 9_000)])
    expect(gaps.map(({ source, record }) => `${source} ${record}`)).toEqual(['cloud null', 'other null', 'third c0'])
    expect(gaps[0]?.reason).toMatch(/^1001 accounts/u)
  })
})
