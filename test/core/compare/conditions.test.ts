import { describe, expect, test } from 'vitest'
import type { EvaluatedPart } from '../../../src/core/compare/evaluated-part.ts'
import type { RegisterName } from '../../../src/core/model/register.ts'
import {
  account,
  badRow,
  cleared,
  factsOf,
  hrRow,
  nightOf,
  partnership,
  policyOf,
  projectOf,
  trained,
  visit,
  type Facts,
  type States,
} from './institution.ts'

const LI = 'li.wei@northmoor.example'
const people: Partial<Facts> = {
  accounts: [account('ad', 'li', { attributes: { userprincipalname: LI } })],
  hr: [hrRow('E1', { mail: 'aisha.khan@northmoor.example' }), hrRow('E2', { mail: 'tom.reid@northmoor.example', line: 3 })],
}

/** The parts of this kind that Li's only line has. */
function partsOf(
  part: EvaluatedPart['part'],
  told: Partial<Facts>,
  line: Readonly<Record<string, unknown>>,
  project: Readonly<Record<string, unknown>> = {},
  states: States = {},
): readonly EvaluatedPart[] {
  const entitled = [{ who: { person: LI }, gets: { data: 'read' }, ...line }]
  const policy = policyOf({ partners: PARTNERS, projects: { ...TIDES, qsense: projectOf({ ...project, entitled }) } })
  const night = nightOf(factsOf({ ...people, ...told }, states), policy)
  const [considered] = night.standing(night.snapshot.personOf(night.snapshot.people.flatMap(({ joins }) => joins)[0]!.account)).considered
  return considered?.parts.filter((one) => one.part === part) ?? []
}

const TIDES = { tides: projectOf({ resources: { data: { kind: 'share', at: 'grants:tides' } } }) }

const PARTNERS = {
  helios: {
    name: 'Helios Photonics Ltd',
    country: 'GB',
    domains: ['helios-photonics.example'],
    agreements: [
      { id: 'NOW', type: 'collaboration', covers: ['qsense'], until: '2026-11-26' },
      { id: 'OVER', type: 'collaboration', covers: ['qsense'], until: '2026-11-25' },
      { id: 'LATER', type: 'collaboration', covers: ['qsense'], from: '2026-11-27', until: '2027-11-27' },
      { id: 'OTHER', type: 'collaboration', covers: ['tides'], until: '2027-11-27' },
      { id: 'NAMED', type: 'collaboration', covers: ['qsense'], until: '2027-11-27', people: ['someone.else@helios-photonics.example'] },
      { id: 'LI', type: 'collaboration', covers: ['qsense'], until: '2027-11-27', people: ['LI.WEI@northmoor.example'] },
      { id: 'DATA', type: 'collaboration', covers: ['qsense'], until: '2027-11-27', data: ['research-data'] },
      { id: 'NDA', type: 'nda', covers: ['qsense'], until: '2027-11-27' },
    ],
  },
  rheinstadt: { name: 'Technische Universität Rheinstadt', country: 'DE', domains: ['tu-rheinstadt.example'], agreements: [] },
}

type Row = readonly [string, Partial<Facts>, 'complete' | 'partial' | 'denied' | 'unsourced' | 'bad row', string]

/** One table a register: rows × state → truth, rule. */
function table(register: RegisterName, part: EvaluatedPart['part'], when: object, rows: readonly Row[]): void {
  describe(`${part} by the register of ${register}`, () => {
    test.each(rows)('%s (%#)', (_, told, state, expected) => {
      const facts = state === 'bad row' ? { ...told, gaps: [badRow(register, LI)] } : told
      const states = state === 'bad row' ? {} : { [register]: state }
      const [only, ...others] = partsOf(part, facts, { when }, {}, states)
      expect(others).toEqual([])
      expect(`${only?.truth} ${only?.rule}`).toBe(expected)
    })
  })
}

const tr = (told: object = {}) => ({ training: [trained(LI, 'tr', told)] })
table('training', 'training', { training: ['tr'] }, [
  ['a course without an end', tr(), 'complete', 'met CLR-05'],
  ['a course that ends today', tr({ until: '2026-11-26' }), 'complete', 'met CLR-05'],
  ['a course that ended yesterday', tr({ until: '2026-11-25' }), 'complete', 'not-met CLR-05'],
  ['a course completed today', tr({ from: '2026-11-26' }), 'complete', 'met CLR-05'],
  ['a course to be completed tomorrow', tr({ from: '2026-11-27' }), 'complete', 'not-met CLR-05'],
  ['another course', { training: [trained(LI, 'laser')] }, 'complete', 'not-met CLR-05'],
  ['somebody else’s course', { training: [trained('id:E1', 'tr')] }, 'complete', 'not-met CLR-05'],
  ['no row', {}, 'complete', 'not-met CLR-05'],
  ['met in a partial register', tr(), 'partial', 'met CLR-05'],
  ['ended in a partial register: the next row may be unread', tr({ until: '2026-11-25' }), 'partial', 'unknown CLR-05'],
  ['no row in a partial register', {}, 'partial', 'unknown CLR-05'],
  ['no row in a refused register', {}, 'denied', 'unknown CLR-05'],
  ['no register', {}, 'unsourced', 'unknown CLR-05'],
  ['no row but a bad one about the person', {}, 'bad row', 'unknown CLR-05'],
  ['met beside a bad row about the person', tr(), 'bad row', 'met CLR-05'],
  [
    'two rows, of which one holds',
    { training: [trained(LI, 'tr', { until: '2026-01-02' }), trained(LI, 'tr', { from: '2026-06-01', line: 3 })] },
    'complete',
    'met CLR-05',
  ],
])

const atas = (status: 'ok' | 'pending' | 'missing' | 'expired' | 'unknown', told: object = {}, slug = 'qsense') => ({
  clearances: [cleared(LI, 'atas', slug, status, told)],
})
table('clearances', 'clearance', { clearance: ['atas'] }, [
  ['ok', atas('ok'), 'complete', 'met CLR-01'],
  ['ok until today', atas('ok', { until: '2026-11-26' }), 'complete', 'met CLR-01'],
  ['ok until yesterday', atas('ok', { until: '2026-11-25' }), 'complete', 'not-met CLR-02'],
  ['ok from tomorrow', atas('ok', { from: '2026-11-27' }), 'complete', 'not-met CLR-01'],
  ['ok for other work', atas('ok', {}, 'tides'), 'complete', 'not-met CLR-02'],
  ['expired', atas('expired'), 'complete', 'not-met CLR-02'],
  ['pending', atas('pending'), 'complete', 'not-met CLR-01'],
  ['missing', atas('missing'), 'complete', 'not-met CLR-01'],
  ['recorded as unknown', atas('unknown'), 'complete', 'not-met CLR-01'],
  ['pending for other work', atas('pending', {}, 'tides'), 'complete', 'not-met CLR-01'],
  ['another clearance', { clearances: [cleared(LI, 'sc', 'qsense')] }, 'complete', 'not-met CLR-01'],
  ['no row', {}, 'complete', 'not-met CLR-01'],
  ['ok in a partial register', atas('ok'), 'partial', 'met CLR-01'],
  ['ended in a partial register', atas('ok', { until: '2026-11-25' }), 'partial', 'unknown CLR-01'],
  ['pending in a partial register', atas('pending'), 'partial', 'unknown CLR-01'],
  ['no row in a partial register', {}, 'partial', 'unknown CLR-01'],
  ['no register', {}, 'unsourced', 'unknown CLR-01'],
  ['no row but a bad one about the person', {}, 'bad row', 'unknown CLR-01'],
  [
    'expired beside ok',
    { clearances: [cleared(LI, 'atas', 'qsense', 'expired'), cleared(LI, 'atas', 'qsense', 'ok', { line: 3 })] },
    'complete',
    'met CLR-01',
  ],
])

const hosted = (host: string, told: object = {}) => ({ visitors: [visit(LI, { host, ...told })] })
table('visitors', 'host', { host: 'id:E1' }, [
  ['the host by number', hosted('id:E1'), 'complete', 'met CLR-05'],
  ['the host by mail', hosted('Aisha.Khan@northmoor.example'), 'complete', 'met CLR-05'],
  ['another host', hosted('id:E2'), 'complete', 'not-met CLR-05'],
  ['a host whom nobody knows', hosted('gone@northmoor.example'), 'complete', 'not-met CLR-05'],
  ['a host by display name', hosted('Aisha Khan'), 'complete', 'not-met CLR-05'],
  ['no host', hosted(''), 'complete', 'not-met CLR-05'],
  ['a visit that has ended', hosted('id:E1', { until: '2026-11-25' }), 'complete', 'not-met CLR-05'],
  ['a host on a partnership', { partners: [partnership('helios', LI, { host: 'id:E1' })] }, 'complete', 'met CLR-05'],
  ['another host in a partial register', hosted('id:E2'), 'partial', 'unknown CLR-05'],
  ['the host in a partial register', hosted('id:E1'), 'partial', 'met CLR-05'],
  ['no visit but a bad row', {}, 'bad row', 'unknown CLR-05'],
])

test('any host will do for `any`, and none will not', () => {
  const truth = (told: Partial<Facts>) => partsOf('host', told, { when: { host: 'any' } }).map((part) => part.truth)
  expect([truth(hosted('id:E2')), truth(hosted('')), truth({})]).toEqual([['met'], ['not-met'], ['not-met']])
})

test('without any register of hosts nobody can tell', () => {
  const states = { visitors: 'unsourced', partners: 'unsourced' } as const
  expect(partsOf('host', {}, { when: { host: 'any' } }, {}, states).map(({ truth }) => truth)).toEqual(['unknown'])
})

test('strong sign-in and the place of sign-in have no source yet: unknown, never met', () => {
  expect(partsOf('mfa', {}, { when: { mfa: true } }).map(({ truth }) => truth)).toEqual(['unknown'])
  expect(partsOf('access-from', {}, { when: { access_from: ['GB'] } }).map(({ truth }) => truth)).toEqual(['unknown'])
})

describe('an agreement that a line names', () => {
  test.each([
    ['NOW', {}, 'met AGR-01'],
    ['OVER', {}, 'not-met AGR-01'],
    ['LATER', {}, 'not-met AGR-01'],
    ['LI', {}, 'met AGR-01'],
    ['NAMED', {}, 'not-met AGR-02'],
    ['DATA', {}, 'met AGR-01'],
    ['DATA', { data: ['research-data', 'personal-data'] }, 'not-met AGR-02'],
    ['OTHER', {}, 'not-met AGR-02'],
    // Named on purpose: then confidentiality is what the line asks for.
    ['NDA', {}, 'met AGR-01'],
  ])('%s on a project with %j is %s', (id, project, expected) => {
    const entitled = [{ who: { person: LI }, gets: { data: 'read' }, when: { agreement: id } }]
    const policy = policyOf({ partners: PARTNERS, projects: { ...TIDES, qsense: projectOf({ ...project, entitled }) } })
    const [line] = nightOf(factsOf(people), policy).standing(LI).considered
    expect(line?.parts.filter(({ part }) => part === 'agreement').map(({ truth, rule }) => `${truth} ${rule}`)).toEqual([expected])
  })
})

describe('a partner’s line needs an agreement of that partner, written or not', () => {
  const line = (partner: string) => ({ who: { partner, people: [LI] } })
  const truth = (ids: readonly string[], partner = 'helios') => {
    const agreements = PARTNERS.helios.agreements.filter(({ id }) => ids.includes(id))
    const entitled = [{ ...line(partner), gets: { data: 'read' } }]
    const partners = { ...PARTNERS, helios: { ...PARTNERS.helios, agreements } }
    const policy = policyOf({ partners, projects: { ...TIDES, qsense: projectOf({ entitled }) } })
    const [considered] = nightOf(factsOf(people), policy).standing(LI).considered
    return considered?.parts.filter(({ part }) => part === 'agreement').map((one) => `${one.truth} ${one.rule}`)
  }
  test.each([
    [['NOW'], 'met AGR-01'],
    [['OVER', 'NOW'], 'met AGR-01'],
    [['NDA'], 'not-met AGR-01'],
    [[], 'not-met AGR-01'],
    [['OVER'], 'not-met AGR-01'],
    [['OVER', 'NDA'], 'not-met AGR-01'],
    [['OTHER'], 'not-met AGR-02'],
    [['NAMED'], 'not-met AGR-02'],
  ])('%j is %s', (ids, expected) => expect(truth(ids)).toEqual([expected]))
  test('another partner’s agreement does not serve', () => expect(truth(['NOW'], 'rheinstadt')).toEqual(['not-met AGR-01']))
})

describe('export control', () => {
  const control = (told: object) => ({ export_control: { regime: 'UK', ...told } })
  const licences = [
    { id: 'OPEN', until: '2026-11-26', to: ['DE'] },
    { id: 'OVER', until: '2026-11-25', to: ['DE'] },
    { id: 'LI', until: '2027-01-01', to: ['DE'], people: [LI] },
    { id: 'OTHER', until: '2027-01-01', to: ['DE'], people: ['id:E1'] },
  ]
  test.each([
    ['OPEN', 'met'],
    ['OVER', 'not-met'],
    ['LI', 'met'],
    ['OTHER', 'not-met'],
  ])('licence %s is %s', (licence, expected) => {
    const [part] = partsOf('licence', {}, { when: { licence } }, control({ licences }))
    expect([part?.truth, part?.rule, part?.condition]).toEqual([expected, 'CLR-04', expected === 'met' ? null : `licence:${licence}`])
  })

  test.each([
    ['any', 'met'],
    [[LI], 'met'],
    [['id:E1'], 'not-met'],
  ])('a control plan that lists %j is %s', (listed, expected) => {
    const plan = control({ control_plan: { id: 'PLAN', people: listed } })
    expect(partsOf('control-plan', {}, { when: { control_plan: 'PLAN' } }, plan).map(({ truth }) => truth)).toEqual([expected])
  })

  const visiting = (organisation: string, told: object = {}) => ({ visitors: [visit(LI, { organisation, ...told })] })
  const places: readonly (readonly [string, Partial<Facts>, States, string])[] = [
    ['a seat inside', visiting('helios'), {}, 'met'],
    ['a seat outside', visiting('rheinstadt'), {}, 'not-met'],
    ['a seat outside, by the domain of the organisation', visiting('physik.tu-rheinstadt.example'), {}, 'not-met'],
    ['an organisation that is no partner', visiting('elsewhere.example'), {}, 'unknown'],
    ['no organisation, external', visiting(''), {}, 'unknown'],
    ['a work country outside', visiting('helios', { workCountry: 'DE' }), {}, 'not-met'],
    ['a work country inside, of an unregistered organisation', visiting('elsewhere.example', { workCountry: 'GB' }), {}, 'met'],
    ['a second partnership outside', { ...visiting('helios'), partners: [partnership('rheinstadt', LI)] }, {}, 'not-met'],
    [
      'a partnership outside that has ended, beside a visit inside',
      { ...visiting('helios'), partners: [partnership('rheinstadt', LI, { until: '2026-11-25' })] },
      {},
      'met',
    ],
    ['staff without a work country', { hr: [hrRow('E5', { upn: LI, line: 5 })] }, {}, 'met'],
    [
      'staff with a former visit from outside',
      { hr: [hrRow('E5', { upn: LI, line: 5 })], ...visiting('rheinstadt', { until: '2024-11-25' }) },
      {},
      'met',
    ],
    ['staff with a work country outside', { hr: [hrRow('E5', { upn: LI, workCountry: 'DE', line: 5 })] }, {}, 'not-met'],
    ['inside as far as a partial register says', visiting('helios'), { partners: 'partial' }, 'unknown'],
    ['outside for certain, in a partial register', visiting('rheinstadt'), { partners: 'partial' }, 'not-met'],
    ['no register of partners at all', visiting('helios'), { partners: 'unsourced' }, 'met'],
  ]
  test.each(places)('territory: %s', (_, told, states, expected) => {
    expect(partsOf('territory', told, {}, control({ access_from: ['GB'] }), states).map(({ truth }) => truth)).toEqual([expected])
  })

  test('a licence of the line adds its countries, for that line only; one that has ended does not', () => {
    const truth = (line: Readonly<Record<string, unknown>>) =>
      partsOf('territory', visiting('rheinstadt'), line, control({ access_from: ['GB'], licences })).map((one) => one.truth)
    expect(truth({ when: { licence: 'OPEN' } })).toEqual(['met'])
    expect(truth({ when: { licence: 'OVER' } })).toEqual(['not-met'])
    expect(truth({})).toEqual(['not-met'])
  })

  test('a project that limits no territory asks nothing', () => {
    expect(partsOf('territory', visiting('rheinstadt'), {}, control({}))).toEqual([])
  })
})
