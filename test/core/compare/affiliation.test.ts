import { describe, expect, test } from 'vitest'
import { isExternalFor } from '../../../src/core/compare/comparison.ts'
import {
  AFFILIATIONS,
  account,
  badRow,
  factsOf,
  hrRow,
  nightOf,
  partnership,
  policyOf,
  projectOf,
  visit,
  type Facts,
  type States,
} from './institution.ts'

const WHO = 'li.wei@northmoor.example'
const [STAFF, STUDENT, VISITOR, PARTNER] = AFFILIATIONS
const CONTRACTOR = { kind: 'contractor', match: [{ source: 'ad', attribute: 'employeeType', is: 'contractor' }] }
const GUEST = {
  kind: 'partner',
  match: [
    { source: 'ad', attribute: 'usertype', is: 'Guest' },
    { source: 'ad', attribute: 'contact', domain_in: 'partners' },
  ],
}
const partners = { helios: { name: 'Helios Photonics Ltd', country: 'GB', domains: ['helios-photonics.example'], agreements: [] } }

function relationOf(told: Partial<Facts>, affiliations: readonly unknown[] = AFFILIATIONS, states: States = {}) {
  const number: Record<string, string> = told.hr === undefined ? {} : { employeeid: 'E1' }
  const accounts = told.accounts ?? [account('ad', 'li', { attributes: { userprincipalname: WHO, ...number } })]
  const night = nightOf(factsOf({ ...told, accounts }, states), policyOf({ affiliations, partners, projects: { qsense: projectOf() } }))
  const person = night.snapshot.personOf(0 as never)
  const { kind, strictKind, ended, endedOn, matches, possible } = night.context.affiliation(person)
  const external = [null, night.project()].map((project) => isExternalFor(person, project, night.context))
  return { kind, strictKind, ended, endedOn, matches: matches.map((one) => one.kind), possible, external }
}

const staff = (told: object = {}) => ({ hr: [hrRow('E1', { upn: WHO, ...told })] })
const visiting = (told: object = {}) => ({ visitors: [visit(WHO, told)] })
const both = { ...staff(), ...visiting() }

describe('the first matching rule wins', () => {
  test.each([
    ['staff', staff(), AFFILIATIONS, 'staff', 'staff'],
    ['student', staff({ employeeType: 'research-student' }), AFFILIATIONS, 'research-student', 'research-student'],
    ['visitor', visiting(), AFFILIATIONS, 'visiting-academic', 'visiting-academic'],
    ['no rule', staff({ employeeType: 'casual' }), AFFILIATIONS, 'unknown', 'unknown'],
    ['no record', {}, AFFILIATIONS, 'unknown', 'unknown'],
    ['a later external match counts on sensitive', both, AFFILIATIONS, 'staff', 'visiting-academic'],
    ['unless the first wins', both, [{ ...STAFF, wins_over_external: true }, VISITOR], 'staff', 'staff'],
    ['an earlier external match wins everywhere', both, [VISITOR, STAFF], 'visiting-academic', 'visiting-academic'],
    ['a later internal match outweighs nothing', staff(), [STAFF, STUDENT], 'staff', 'staff'],
    [
      'the first of two later externals',
      { ...both, partners: [partnership('helios', WHO)] },
      [STAFF, PARTNER, VISITOR],
      'staff',
      'partner',
    ],
    ['the value is compared as written', staff({ employeeType: 'Employee' }), AFFILIATIONS, 'unknown', 'unknown'],
  ])('%s', (_, told, rules, kind, strictKind) => {
    expect(relationOf(told, rules)).toMatchObject({ kind, strictKind, ended: false })
  })

  test('every match is kept, in the order of the rules', () => {
    expect(relationOf(both, [VISITOR, STUDENT, STAFF]).matches).toEqual(['visiting-academic', 'staff'])
  })

  test('an attribute of an account is found whatever the case of its name', () => {
    const accounts = [account('ad', 'li', { attributes: { employeetype: 'contractor' } })]
    expect(relationOf({ accounts }, [STAFF, CONTRACTOR]).kind).toBe('contractor')
  })

  test.each([
    [{ usertype: 'Guest', contact: 'j@helios-photonics.example' }, 'partner'],
    [{ usertype: 'Guest', contact: 'J@Optics.Helios-Photonics.example' }, 'partner'],
    [{ usertype: 'Guest', contact: 'j@nothelios-photonics.example' }, 'unknown'],
    [{ usertype: 'Member', contact: 'j@helios-photonics.example' }, 'unknown'],
    [{ usertype: 'Guest' }, 'unknown'],
  ])('all of `match` must hold: %j is %s', (attributes, kind) => {
    expect(relationOf({ accounts: [account('ad', 'li', { attributes })] }, [STAFF, GUEST]).kind).toBe(kind)
  })
})

describe('dates and status', () => {
  test.each([
    [staff({ until: '2026-11-26' }), 'staff', false, null],
    [staff({ until: '2026-11-25' }), 'staff', true, '2026-11-25'],
    [staff({ from: '2026-11-26' }), 'staff', false, null],
    [staff({ status: 'left', until: '2026-06-30' }), 'staff', true, '2026-06-30'],
    [staff({ status: 'left' }), 'staff', true, null],
    [
      { hr: [hrRow('E1', { upn: WHO, until: '2025-11-25' }), hrRow('E1', { upn: WHO, from: '2026-01-01', line: 3 })] },
      'staff',
      false,
      null,
    ],
    [{ ...staff({ until: '2026-06-30' }), ...visiting({ until: '2026-09-30' }) }, 'staff', true, '2026-09-30'],
    // Who has left and come back as a visitor is a visitor.
    [{ ...staff({ until: '2026-06-30' }), ...visiting() }, 'visiting-academic', false, null],
  ])('%#: %j', (told, kind, ended, endedOn) => {
    expect(relationOf(told)).toMatchObject({ kind, ended, endedOn })
  })
})

describe('whose side somebody is on', () => {
  test.each([
    ['staff', staff(), [false, false]],
    ['a visitor', visiting(), [true, true]],
    ['staff who visit besides: external where it matters', both, [false, true]],
    ['who has left', staff({ status: 'left' }), [true, true]],
    ['nobody known', {}, [true, true]],
  ])('%s', (_, told, expected) => expect(relationOf(told).external).toEqual(expected))
})

describe('what was not read may be anything that a rule allows', () => {
  const bad = (register: 'hr' | 'visitors', record: string) => ({ gaps: [badRow(register, record)] })
  test.each([
    ['all read', staff(), {}, ['staff'], ['staff']],
    ['staff, visitors not read', staff(), { visitors: 'partial' }, ['staff'], ['visiting-academic', 'staff']],
    [
      'staff, visitors and partners not read',
      staff(),
      { visitors: 'denied', partners: 'failed' },
      ['staff'],
      ['visiting-academic', 'partner', 'staff'],
    ],
    ['a visitor, staff not read', visiting(), { hr: 'partial' }, ['staff', 'research-student', 'visiting-academic'], ['visiting-academic']],
    ['nobody, staff not read', {}, { hr: 'partial' }, ['staff', 'research-student', 'unknown'], ['staff', 'research-student', 'unknown']],
    [
      'who has left, staff not read',
      staff({ status: 'left' }),
      { hr: 'partial' },
      ['staff', 'research-student', 'unknown'],
      ['staff', 'research-student', 'unknown'],
    ],
    ['staff, a bad visitor row about them', { ...staff(), ...bad('visitors', WHO) }, {}, ['staff'], ['visiting-academic', 'staff']],
    [
      'staff, a bad visitor row about somebody else',
      { hr: [hrRow('E1', { upn: WHO }), hrRow('E2', { line: 3 })], ...bad('visitors', 'id:E2') },
      {},
      ['staff'],
      ['staff'],
    ],
    ['staff, a register that no rule asks not read', staff(), { training: 'partial' }, ['staff'], ['staff']],
    ['staff, no register of visitors at all', staff(), { visitors: 'unsourced' }, ['staff'], ['staff']],
  ] as const)('%s', (_, told, states, kinds, strictKinds) => {
    const { possible } = relationOf(told, AFFILIATIONS, states)
    expect([new Set(possible.kinds), new Set(possible.strictKinds)]).toEqual([new Set(kinds), new Set(strictKinds)])
  })

  test('one condition of a rule that surely fails rules it out, whatever else was not read', () => {
    const mixed = {
      kind: 'partner',
      match: [
        { source: 'ad', attribute: 'usertype', is: 'Guest' },
        { source: 'visitors', attribute: 'kind', is: 'academic' },
      ],
    }
    expect(relationOf(staff(), [STAFF, mixed], { visitors: 'partial' }).possible.strictKinds).toEqual(['staff'])
  })
})

describe('the organisation behind a person', () => {
  const organisation = (told: Partial<Facts>) => {
    const accounts = [account('ad', 'li', { attributes: { userprincipalname: WHO } })]
    const night = nightOf(factsOf({ accounts, ...told }), policyOf({ partners, projects: { qsense: projectOf() } }))
    const found = night.context.organisation(night.snapshot.personOf(0 as never))
    return found.kind === 'partner' ? found.partner.slug : found.kind === 'unregistered' ? `? ${found.name}` : found.kind
  }
  test.each([
    ['nothing', {}, 'none'],
    ['a partner row', { partners: [partnership('helios', WHO)] }, 'helios'],
    ['a partner row of no partner', { partners: [partnership('stranger', WHO)] }, '? stranger'],
    ['a visit, by slug', visiting({ organisation: 'helios' }), 'helios'],
    ['a visit, by domain', visiting({ organisation: 'helios-photonics.example' }), 'helios'],
    ['a visit, by a domain below', visiting({ organisation: 'lab.helios-photonics.example' }), 'helios'],
    ['a visit from nowhere known', visiting({ organisation: 'elsewhere.example' }), '? elsewhere.example'],
    ['a visit without organisation', visiting({ organisation: '' }), 'none'],
    [
      'a partner row beats a visit',
      { ...visiting({ organisation: 'elsewhere.example' }), partners: [partnership('helios', WHO)] },
      'helios',
    ],
    [
      'a visit in force beats an ended partner row',
      { ...visiting({ organisation: 'elsewhere.example' }), partners: [partnership('helios', WHO, { until: '2026-01-01' })] },
      '? elsewhere.example',
    ],
    ['an ended row, where nothing is in force', { partners: [partnership('helios', WHO, { until: '2026-01-01' })] }, 'helios'],
    ['staff who came from a partner have none', { ...staff(), partners: [partnership('helios', WHO, { until: '2026-01-01' })] }, 'none'],
    [
      'the domain of a login',
      { accounts: [account('ad', 'j', { attributes: { userprincipalname: 'j@helios-photonics.example' } })] },
      'helios',
    ],
    [
      'a domain that its holder wrote says nothing',
      { accounts: [account('ad', 'j', { attributes: { mail: 'j@helios-photonics.example' } })] },
      'none',
    ],
  ])('%s', (_, told, expected) => expect(organisation(told)).toBe(expected))
})
