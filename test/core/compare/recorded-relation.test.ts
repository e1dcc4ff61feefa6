import { expect, test } from 'vitest'
import { recordedRelation } from '../../../src/core/compare/recorded-relation.ts'
import type { Person } from '../../../src/core/model/person.ts'
import { assembler } from '../../../src/core/snapshot/assemble.ts'
import { TODAY, day } from './institution.ts'

type Dates = readonly [from: string | null, until: string | null]
const NOW: Dates = ['2026-01-01', '2027-01-01']
const OVER: Dates = ['2025-01-01', '2026-11-25']
const LAST_DAY: Dates = ['2025-01-01', '2026-11-26']
const LATER: Dates = ['2026-12-01', null]
const OPEN: Dates = [null, null]

/** Rows in force are told from all others, the external ones first; whoever has none is what the system says, or unknown. */
test.each<{
  says: string
  hr?: Dates
  left?: boolean
  visit?: Dates
  partner?: Dates
  userType?: string
  relation: string
  ended?: boolean
}>([
  { says: 'a post', hr: NOW, relation: 'internal' },
  { says: 'a post on its last day', hr: LAST_DAY, relation: 'internal' },
  { says: 'a visit', visit: NOW, relation: 'visitor' },
  { says: 'a visit without dates', visit: OPEN, relation: 'visitor' },
  { says: 'a partnership', partner: NOW, relation: 'partner' },
  { says: 'a partnership beside a visit', partner: NOW, visit: NOW, relation: 'partner' },
  { says: 'a visit beside a post', hr: NOW, visit: NOW, relation: 'visitor' },
  { says: 'a visit that is over, beside a post', hr: NOW, visit: OVER, relation: 'internal' },
  { says: 'a post that is over, beside a visit', hr: OVER, visit: NOW, relation: 'visitor' },
  { says: 'a post that is over', hr: OVER, relation: 'left', ended: true },
  { says: 'a post of somebody who left, whatever its dates', hr: NOW, left: true, relation: 'left', ended: true },
  { says: 'a visit that is over', visit: OVER, relation: 'visitor', ended: true },
  { says: 'a partnership that is over', partner: OVER, relation: 'partner', ended: true },
  { says: 'a post to come', hr: LATER, relation: 'not-begun' },
  { says: 'a visit that is over and another to come', visit: OVER, partner: LATER, relation: 'not-begun' },
  { says: 'no row', relation: 'unknown' },
  { says: 'no row, and a guest by the system', userType: 'Guest', relation: 'guest' },
  { says: 'no row, and a member by the system', userType: 'Member', relation: 'unknown' },
  { says: 'a post, and a guest by the system', hr: NOW, userType: 'Guest', relation: 'internal' },
])('$says: $relation', ({ hr, left, visit, partner, userType, relation, ended }) => {
  const { snapshot, person } = somebody({ hr, left: left ?? false, visit, partner, userType })
  expect(recordedRelation(person, snapshot, TODAY)).toMatchObject({ relation, ended: ended ?? false })
})

interface Told {
  readonly hr: Dates | undefined
  readonly left: boolean
  readonly visit: Dates | undefined
  readonly partner: Dates | undefined
  readonly userType: string | undefined
}

function somebody({ hr, left, visit, partner, userType }: Told) {
  const building = assembler()
  const dated = ([from, until]: Dates, source: string) => ({
    from: from === null ? null : day(from),
    until: until === null ? null : day(until),
    provenance: { source, dataset: source, file: 'f', record: 'line 1' },
  })
  const person = 'p@n.example'
  const { sink } = building
  if (hr !== undefined) {
    const about = {
      employeeId: 'E1',
      mail: person,
      employeeType: 'employee',
      department: '',
      upn: person,
      workCountry: null,
      reportsTo: null,
    }
    sink.rows({ register: 'hr', rows: [{ ...dated(hr, 'hr'), ...about, status: left ? 'left' : 'active' }] })
  }
  if (visit !== undefined) {
    const about = { person, kind: 'academic', organisation: '', host: '', extensions: null, card: null, workCountry: null }
    sink.rows({ register: 'visitors', rows: [{ ...dated(visit, 'visitors'), ...about }] })
  }
  if (partner !== undefined)
    sink.rows({
      register: 'partners',
      rows: [{ ...dated(partner, 'partners'), partner: 'helios', person, agreement: '', host: '', workCountry: null }],
    })
  const account = {
    source: 'entra',
    id: 'a1',
    weakKey: false,
    label: 'a1',
    displayName: null,
    isWorkload: false,
    state: 'enabled' as const,
    endsAt: null,
    createdAt: null,
    recency: 'unknown' as const,
    attributes: userType === undefined ? { n: ['E1'] } : { n: ['E1'], usertype: [userType] },
    provenance: { source: 'entra', dataset: 'users', file: 'f', record: 'a1' },
  }
  sink.accounts([{ account, names: ['id:a1'] }])
  const snapshot = building.finish({
    keys: [{ name: 'k', source: 'entra', attribute: 'n', equals: 'employee-number', writtenBy: 'institution', reassigned: 'never' }],
    overrules: [],
  })
  const found: Person | undefined = snapshot.people.find(({ registered }) => registered) ?? snapshot.people[0]
  if (found === undefined) throw new Error('nobody')
  return { snapshot, person: found }
}
