import { describe, expect, it } from 'vitest'
import type { Day } from '../../../src/core/base/instant.ts'
import { datasetId, type Gap } from '../../../src/core/model/coverage.ts'
import type { Touched } from '../../../src/core/reach/answer.ts'
import { reachOver } from '../../../src/core/reach/reach.ts'
import { smallSnapshot, type SmallWorld } from './small-snapshot.ts'

const TODAY = '2026-11-26' as Day

/** Anna is in `inner`, that in `outer`, that granted on the site; `aside` and Ben have no part in it. */
const world: SmallWorld = {
  accounts: ['ad:anna', 'ad:ben', 'id:cleo'],
  groups: ['ad:aside', 'ad:inner', 'ad:outer', 'id:far'],
  in: [
    { member: 'ad:anna', group: 'ad:inner' },
    { member: 'ad:inner', group: 'ad:outer' },
    { member: 'ad:ben', group: 'ad:aside' },
  ],
  resources: [
    { address: 'site:data', kind: 'site', grants: [{ to: 'ad:outer', level: 'read' }] },
    { address: 'site:other', kind: 'site', grants: [] },
  ],
  datasets: ['ad/dc/groups', 'ad/dc/members', 'ad/dc/users', 'id/base/groups', 'id/base/users', 'site/grants.csv/grants'],
}

describe('what an answer rests on', () => {
  it('is every dataset of the sources that state the resource and hold its groups, and of no other', () => {
    expect(datasets(world, 'site:data')).toEqual(['ad/dc/groups', 'ad/dc/members', 'ad/dc/users', 'site/grants.csv/grants'])
    expect(datasets(world, 'site:other')).toEqual(['site/grants.csv/grants'])
    expect(datasets(world, 'ad:aside')).toEqual(['ad/dc/groups', 'ad/dc/members', 'ad/dc/users'])
  })

  it('includes the dataset of a member from elsewhere, and of the record that states it', () => {
    const stated = { source: 'sync', dataset: 'links', file: 'links.csv', record: 'line 4' }
    const more = { ...world, in: [...(world.in ?? []), { member: 'id:cleo', group: 'ad:inner', kind: 'foreign' as const, stated }] }
    expect(datasets(more, 'site:data')).toEqual([
      'ad/dc/groups',
      'ad/dc/members',
      'ad/dc/users',
      'id/base/users',
      'site/grants.csv/grants',
      'sync//links',
    ])
  })

  it('includes the dataset of an account that is granted directly', () => {
    const direct = { ...world, resources: [{ address: 'site:data', kind: 'site' as const, grants: [{ to: 'id:cleo', level: 'read' }] }] }
    expect(datasets(direct, 'site:data')).toEqual(['id/base/users', 'site/grants.csv/grants'])
  })

  it('includes a gap on the whole of a source of which one dataset is touched', () => {
    const gap = gapWith({ source: 'id', unit: '', dataset: '', code: 'source-unreadable' })
    const grants = [{ to: 'id:cleo', level: 'read' }]
    expect(touched({ ...world, gaps: [gap], resources: [{ address: 'site:data', kind: 'site', grants }] }, 'site:data').gaps).toEqual([gap])
    expect(touched({ ...world, gaps: [gap] }, 'site:data').gaps).toEqual([])
  })

  it('names a dataset that no row of the ledger describes', () => {
    expect(datasets({ ...world, datasets: [] }, 'site:data')).toEqual(['ad//groups', 'site//grants'])
  })

  it('leaves out a group whose grant is not in force', () => {
    const ended = { to: 'ad:outer', level: 'read', until: '2026-11-25' }
    expect(datasets({ ...world, resources: [{ address: 'site:data', kind: 'site', grants: [ended] }] }, 'site:data')).toEqual([
      'site/grants.csv/grants',
    ])
  })

  it.each<[string, Partial<Gap>, boolean]>([
    ['on the resource', { source: 'site', dataset: 'grants', record: 'data' }, true],
    ['on another resource', { source: 'site', dataset: 'grants', record: 'other' }, false],
    ['on a row that is known by its line alone', { source: 'site', dataset: 'grants', record: 'line 9' }, true],
    ['on the granted group', { record: 'outer' }, true],
    ['on a nested group', { record: 'inner' }, true],
    ['on a group that has no part in it', { record: 'aside' }, false],
    ['on a member', { dataset: 'users', record: 'anna' }, true],
    ['on an account that is no member', { dataset: 'users', record: 'ben' }, false],
    ['on a record that is nobody we know, in a source with groups inside', { dataset: 'users', record: 'dora' }, true],
    ['on a record that is nobody we know, in another source', { source: 'id', dataset: 'users', record: 'dora' }, false],
    ['on a whole dataset', { dataset: 'members', record: null }, true],
    ['on a whole source that has no row in the ledger for it', { dataset: 'trusts', record: null }, true],
    ['on a whole dataset of another source', { source: 'id', record: null }, false],
  ])('holds a gap %s to be touched or not', (_, fields, isTouched) => {
    const gap = gapWith(fields)
    expect(touched({ ...world, gaps: [gap] }, 'site:data').gaps).toEqual(isTouched ? [gap] : [])
  })

  it('holds a broken account that lacks its primary group to be a possible member, where the others state theirs', () => {
    const stated = { source: 'ad', dataset: 'users', file: 'users.ldif', record: 'anna' }
    const primary = { member: 'ad:anna', group: 'ad:inner', kind: 'primary' as const, stated }
    const gap = gapWith({ dataset: 'users', record: 'ben' })
    const doubt = gapWith({ dataset: 'users', record: 'ben', code: 'identity-ambiguous' })
    const own = { member: 'ad:ben', group: 'ad:aside', kind: 'primary' as const, stated: { ...stated, record: 'ben' } }
    expect(touched({ ...world, in: [...(world.in ?? []), primary], gaps: [gap, doubt] }, 'site:data').gaps).toEqual([gap])
    expect(touched({ ...world, in: [...(world.in ?? []), primary, own], gaps: [gap, doubt] }, 'site:data').gaps).toEqual([])
  })

  it('holds a group aside that lists somebody from elsewhere to say nothing of other groups, though accounts state theirs', () => {
    const stated = { source: 'ad', dataset: 'users', file: 'users.ldif', record: 'anna' }
    const primary = { member: 'ad:anna', group: 'ad:inner', kind: 'primary' as const, stated }
    const gaps = [gapWith({ record: 'aside', code: 'reference-elsewhere' }), gapWith({ record: 'inner', code: 'reference-elsewhere' })]
    expect(touched({ ...world, in: [...(world.in ?? []), primary], gaps }, 'site:data').gaps).toEqual(gaps.slice(1))
  })

  it('finds a group by the path that a gap may name it by', () => {
    const gap = gapWith({ record: 'cn=inner' })
    expect(touched({ ...world, gaps: [gap] }, 'site:data').gaps).toEqual([gap])
    expect(touched({ ...world, gaps: [gap] }, 'ad:aside').gaps).toEqual([])
  })

  it('keeps the order of the snapshot and gives each gap once', () => {
    const gaps = [gapWith({ record: 'outer' }), gapWith({ source: 'site', record: 'data' }), gapWith({ record: 'anna' })]
    expect(touched({ ...world, gaps }, 'site:data').gaps).toEqual(gaps)
  })
})

function touched(of: SmallWorld, address: string): Touched {
  const answer = reachOver(smallSnapshot(of), TODAY).touchedBy(address)
  if (answer.kind !== 'answered') throw new Error(answer.kind)
  return answer.value
}

function datasets(of: SmallWorld, address: string): string[] {
  return touched(of, address).datasets.map(datasetId)
}

function gapWith(fields: Partial<Gap>): Gap {
  return {
    source: 'ad',
    unit: 'dc',
    dataset: 'groups',
    code: 'record-malformed',
    record: null,
    reason: 'cannot be read',
    cure: null,
    at: null,
    ...fields,
  }
}
