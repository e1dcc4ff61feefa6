import { describe, expect, test } from 'vitest'
import type { RegisterName } from '../../../src/core/model/register.ts'
import type { Facts } from './institution.ts'
import {
  account,
  badRow,
  cleared,
  factsOf,
  grant,
  group,
  hrRow,
  members,
  nightOf,
  policyOf,
  projectOf,
  resource,
  trained,
  visit,
} from './institution.ts'

const people = {
  accounts: [
    account('ad', 'aisha', { attributes: { employeeid: 'E1' } }),
    account('ad', 'li', { attributes: { userprincipalname: 'li.wei@northmoor.example' } }),
    account('ad', 'tom', { attributes: { employeeid: 'E2' } }),
  ],
  groups: [group('ad', 'readers')],
  memberships: [members('ad', 'readers', ['aisha', 'li'])],
  resources: [resource('grants', 'data'), resource('grants', 'other'), resource('doors', 'lab', 'room')],
  grants: [
    grant('grants', 'data', 'ad:readers', 'read'),
    grant('grants', 'other', 'ad:tom', 'read'),
    grant('doors', 'lab', 'ad:tom', 'escorted'),
  ],
  hr: [hrRow('E1', { mail: 'aisha.khan@northmoor.example' }), hrRow('E2', { mail: 'tom.reid@northmoor.example' })],
  visitors: [visit('li.wei@northmoor.example')],
  training: [trained('id:E1', 'trusted-research')],
  clearances: [cleared('li.wei@northmoor.example', 'atas', 'qsense')],
}

// Three projects: one asks for training and a clearance, one for training only, one is a room and asks for nothing.
const policy = policyOf({
  projects: {
    qsense: projectOf({
      entitled: [
        { who: { person: 'id:E1' }, gets: { data: 'read' }, when: { training: ['trusted-research'] } },
        { who: { person: 'li.wei@northmoor.example' }, gets: { data: 'read' }, when: { clearance: ['atas'] } },
      ],
    }),
    tides: projectOf({
      resources: { data: { kind: 'share', at: 'grants:other' } },
      entitled: [{ who: { person: 'id:E2' }, gets: { data: 'read' } }],
    }),
    lab: projectOf({
      resources: { room: { kind: 'room', at: 'doors:lab' } },
      entitled: [{ who: { person: 'id:E2' }, gets: { room: 'escorted' } }],
    }),
  },
})

function told(...bad: readonly (readonly [RegisterName, string | null])[]) {
  const facts: Facts = factsOf({ ...people, gaps: bad.map(([register, record]) => badRow(register, record)) })
  const night = nightOf(facts, policy)
  const incomplete = ['qsense', 'tides', 'lab'].filter((slug) => night.compared(slug).shortfalls.length > 0)
  return { night, incomplete }
}

test('with every row well formed, all is entitled and complete', () => {
  const { night, incomplete } = told()
  expect(incomplete).toEqual([])
  for (const slug of ['qsense', 'tides', 'lab'])
    expect(new Set(night.compared(slug).accesses.map(({ standing }) => standing.kind))).toEqual(new Set(['entitled']))
})

// A bad row touches the answers about the person or the resource that it names, and no others.
describe('a bad row of', () => {
  test.each([
    ['hr', 'E1', ['qsense']],
    ['hr', 'E2', ['lab', 'tides']],
    ['visitors', 'li.wei@northmoor.example', ['qsense']],
    ['visitors', 'tom.reid@northmoor.example', ['lab', 'tides']],
    ['partners', 'id:E2', ['lab', 'tides']],
    ['training', 'id:E1', ['qsense']],
    // Nothing that is asked about Tom rests on training or clearances.
    ['training', 'id:E2', []],
    ['clearances', 'li.wei@northmoor.example', ['qsense']],
    ['clearances', 'tom.reid@northmoor.example', []],
    ['approvals', 'id:E2', []],
    ['grants', 'data', ['qsense']],
    ['grants', 'other', ['tides']],
    ['doors', 'lab', ['lab']],
    // No such resource is declared.
    ['doors', 'cellar', []],
    ['grants', 'archive', []],
  ] as const)('%s about %s makes incomplete: %j', (register, record, expected) => {
    expect(told([register, record]).incomplete.sort()).toEqual([...expected].sort())
  })

  test.each([
    ['hr', ['lab', 'qsense', 'tides']],
    ['visitors', ['lab', 'qsense', 'tides']],
    ['training', ['qsense']],
    ['clearances', ['qsense']],
    ['approvals', []],
    ['grants', ['qsense', 'tides']],
    ['doors', ['lab']],
  ] as const)('%s about nobody can say whom makes incomplete whatever rests on it: %j', (register, expected) => {
    expect(told([register, null]).incomplete.sort()).toEqual([...expected])
  })

  test.each([
    ['hr', ['lab', 'qsense', 'tides']],
    ['training', ['qsense']],
    ['approvals', []],
  ] as const)('%s about somebody whom no record knows may be about anybody: %j', (register, expected) => {
    expect(told([register, 'someone.new@northmoor.example']).incomplete.sort()).toEqual([...expected])
  })
})

test('a bad training row leaves the holder not assessed and others entitled', () => {
  const { night } = told(['training', 'id:E1'])
  expect(night.standing('id:E1').kind).toBe('entitled')
  const without = nightOf(factsOf({ ...people, training: [], gaps: [badRow('training', 'id:E1')] }), policy)
  expect(without.standing('id:E1').kind).toBe('not-assessed')
  expect(without.standing('li.wei@northmoor.example').kind).toBe('entitled')
})

test('a visitor row that names two people is a gap about both, and about nobody else', () => {
  const twins = [hrRow('E1', { mail: 'shared@northmoor.example' }), hrRow('E2', { mail: 'shared@northmoor.example', line: 3 })]
  const facts = factsOf({
    ...people,
    hr: [...twins, hrRow('E3', { line: 4 })],
    visitors: [...people.visitors, visit('shared@northmoor.example', { line: 9 })],
  })
  const night = nightOf(facts, policy)
  expect(night.snapshot.gaps.map(({ code, unit, record }) => [code, unit, record])).toEqual([
    ['identity-ambiguous', 'visitors.csv', 'shared@northmoor.example'],
  ])
  const gapsOf = (reference: string) => night.context.registerGaps(night.person(reference)).length
  expect([gapsOf('id:E1'), gapsOf('id:E2'), gapsOf('id:E3')]).toEqual([1, 1, 0])
  expect(['qsense', 'tides', 'lab'].filter((slug) => night.compared(slug).shortfalls.length > 0)).toEqual(['qsense', 'tides', 'lab'])
})
