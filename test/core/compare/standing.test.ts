import { describe, expect, test } from 'vitest'
import type { Standing } from '../../../src/core/compare/standing.ts'
import { allOf } from '../../../src/core/compare/evaluated-part.ts'
import {
  AFFILIATIONS,
  INSTITUTION,
  account,
  approved,
  badRow,
  factsOf,
  group,
  hrRow,
  instant,
  members,
  nightOf,
  partnership,
  policyOf,
  projectOf,
  trained,
  visit,
  type Facts,
  type NightOptions,
  type States,
} from './institution.ts'

const LI = 'li.wei@northmoor.example'
const people: Partial<Facts> = {
  accounts: [
    account('ad', 'aisha', { attributes: { employeeid: 'E1' } }),
    account('ad', 'li', { attributes: { userprincipalname: LI } }),
    account('ad', 'guest', { attributes: { mail: 'aisha.khan@northmoor.example' } }),
  ],
  groups: [group('ad', 'steering'), group('ad', 'inner')],
  hr: [hrRow('E1', { mail: 'aisha.khan@northmoor.example' })],
  visitors: [visit(LI, { organisation: 'helios' })],
}
const partners = {
  helios: {
    name: 'Helios Photonics Ltd',
    country: 'GB',
    domains: ['helios-photonics.example'],
    agreements: [{ id: 'CA-1', type: 'collaboration', covers: ['tides'], until: '2027-01-01' }],
  },
}

interface Told {
  readonly facts?: Partial<Facts>
  readonly states?: States
  readonly project?: Readonly<Record<string, unknown>>
  readonly sections?: Readonly<Record<string, unknown>>
  readonly options?: NightOptions
}

function night({ facts = {}, states = {}, project = {}, sections = {}, options = {} }: Told = {}) {
  const tides = projectOf({ resources: { data: { kind: 'share', at: 'grants:tides' } } })
  const projects = { tides, qsense: projectOf({ ...project }) }
  const policy = policyOf({ institution: { ...INSTITUTION, authorities: ['ad:steering'] }, partners, projects, ...sections })
  return nightOf(factsOf({ ...people, ...facts }, states), policy, options)
}

const line = (told: object = {}) => ({ who: { person: 'id:E1' }, gets: { data: 'read' }, ...told })
/** Kind, with what covers or fails. */
function told(standing: Standing): string {
  switch (standing.kind) {
    case 'entitled':
      return `entitled by ${standing.by.kind}`
    case 'failing':
      return `failing ${standing.failing.map(({ part, rule }) => `${part} ${rule}`).join(', ')}`
    case 'undeclared':
      return `undeclared ${standing.rule}`
    case 'not-assessed':
      return `not assessed ${standing.open}`
  }
}
const aisha = (given: Told, level: 'see' | 'read' | 'write' | 'admin' = 'read') => told(night(given).standing('id:E1', level))

describe('and over three values', () => {
  test.each([
    ['nothing_is_met', [], 'met'],
    ['met_and_met_is_met', ['met', 'met'], 'met'],
    ['met_and_unknown_is_unknown', ['met', 'unknown'], 'unknown'],
    ['unknown_and_not_met_is_not_met', ['unknown', 'not-met'], 'not-met'],
    ['met_and_not_met_is_not_met', ['met', 'not-met'], 'not-met'],
  ] as const)('%s', (_, truths, expected) => expect(allOf(truths)).toBe(expected))
})

describe('lines are a union, and each a conjunction', () => {
  const met = line()
  const unknown = line({ when: { training: ['tr'] } })
  const notMet = line({ until: '2026-11-25' })
  const states = { training: 'partial' } as const
  test.each([
    ['met_or_unknown_is_entitled', [unknown, met], 'entitled by line'],
    ['met_or_not_met_is_entitled', [notMet, met], 'entitled by line'],
    ['unknown_or_not_met_is_unknown', [notMet, unknown], 'not assessed condition'],
    ['not_met_alone_is_failing', [notMet], 'failing ended EXP-01'],
    ['no_line_is_undeclared', [], 'undeclared ACC-01'],
    ['a_line_for_somebody_else_is_no_line', [line({ who: { person: LI } })], 'undeclared ACC-01'],
    ['a_line_for_another_resource_is_no_line', [line({ gets: { lab: 'escorted' } })], 'undeclared ACC-01'],
  ])('%s', (_, entitled, expected) => {
    const resources = { data: { kind: 'share', at: 'grants:data' }, lab: { kind: 'room', at: 'doors:lab' } }
    expect(aisha({ states, project: { entitled, resources } })).toBe(expected)
  })

  test('parts of two lines never combine', () => {
    const entitled = [line({ gets: { data: 'write' }, until: '2026-11-25' }), line({ gets: { data: 'read' } })]
    expect(aisha({ project: { entitled } }, 'write')).toBe('failing ended EXP-01')
    expect(aisha({ project: { entitled } }, 'read')).toBe('entitled by line')
  })

  test('a part that fails for certain is told though another is unknown', () => {
    expect(aisha({ states, project: { entitled: [line({ when: { training: ['tr'] }, until: '2026-11-25' })] } })).toBe(
      'failing ended EXP-01',
    )
  })

  test('of two failing lines the one with fewer failing parts is nearest, then the first written', () => {
    const two = line({ until: '2026-11-25', affiliation: ['partner'] })
    const one = line({ affiliation: ['partner'] })
    expect(aisha({ project: { entitled: [two, one] } })).toBe('failing affiliation ACC-01')
    const found = night({ project: { entitled: [one, line({ until: '2026-11-25' })] } }).standing('id:E1')
    expect(found.kind === 'failing' && found.nearest.line.index).toBe(0)
  })

  test.each([
    ['see', 'entitled by line'],
    ['read', 'entitled by line'],
    ['write', 'failing level ACC-02'],
    ['admin', 'failing level ACC-02'],
  ] as const)('a line for `read` and an access at %s', (level, expected) =>
    expect(aisha({ project: { entitled: [line()] } }, level)).toBe(expected),
  )
})

describe('days end in the institution’s zone', () => {
  const on = (now: string, told_: object) => aisha({ project: { entitled: [line(told_)] }, options: { now: instant(now) } })
  test('`until` holds to the last moment of its day, in summer time too', () => {
    expect(on('2026-11-26T23:59:59Z', { until: '2026-11-26' })).toBe('entitled by line')
    expect(on('2026-11-27T00:00:00Z', { until: '2026-11-26' })).toBe('failing ended EXP-01')
    expect(on('2026-07-01T22:59:59Z', { until: '2026-07-01' })).toBe('entitled by line')
    expect(on('2026-07-01T23:00:00Z', { until: '2026-07-01' })).toBe('failing ended EXP-01')
  })

  test('`from` begins at midnight', () => {
    expect(on('2026-11-25T23:59:59Z', { from: '2026-11-26' })).toBe('failing not-begun ACC-01')
    expect(on('2026-11-26T00:00:00Z', { from: '2026-11-26' })).toBe('entitled by line')
  })

  test('without its own dates a line has the project’s', () => {
    expect(aisha({ project: { until: '2026-11-25', entitled: [line()] } })).toBe('failing ended EXP-01')
    expect(aisha({ project: { from: '2026-11-27', entitled: [line()] } })).toBe('failing not-begun ACC-01')
  })
})

describe('whom a line names', () => {
  const by = (who: object, facts: Partial<Facts> = {}, states: States = {}, more: object = {}) =>
    aisha({ facts, states, project: { entitled: [{ who, gets: { data: 'read' }, ...more }] } })
  const staff = { affiliation: ['staff'] }
  const shared = { hr: [hrRow('E1', { mail: 'us@northmoor.example' }), hrRow('E2', { mail: 'us@northmoor.example', line: 3 })] }
  test.each([
    ['by number', by({ person: 'id:E1' }), 'entitled by line'],
    ['by mail in another case', by({ person: 'Aisha.KHAN@northmoor.example' }), 'entitled by line'],
    ['one of several', by({ people: [LI, 'id:E1'] }), 'entitled by line'],
    ['by a mail that two people have: nobody', by({ person: 'us@northmoor.example' }, shared), 'undeclared ACC-01'],
    ['a department', by({ department: 'Physics' }, {}, {}, staff), 'entitled by line'],
    ['another department', by({ department: 'Chemistry' }, {}, {}, staff), 'undeclared ACC-01'],
    ['another department, staff not all read', by({ department: 'Chemistry' }, {}, { hr: 'partial' }, staff), 'not assessed condition'],
    [
      'another department, her row malformed',
      by({ department: 'Chemistry' }, { gaps: [badRow('hr', 'E1')] }, {}, staff),
      'not assessed condition',
    ],
    [
      'a department that she has left',
      by({ department: 'Physics' }, { hr: [hrRow('E1', { until: '2026-11-25' })] }, {}, staff),
      'undeclared ACC-01',
    ],
    ['an approval', by({ authority: 'approvals:qsense' }, { approvals: [approved('qsense', 'id:E1')] }), 'entitled by line'],
    [
      'an approval for another authority',
      by({ authority: 'approvals:qsense' }, { approvals: [approved('tides', 'id:E1')] }),
      'undeclared ACC-01',
    ],
    [
      'an approval that has ended',
      by({ authority: 'approvals:qsense' }, { approvals: [approved('qsense', 'id:E1', { until: '2026-11-25' })] }),
      'failing approval EXP-01',
    ],
    [
      'an approval to come',
      by({ authority: 'approvals:qsense' }, { approvals: [approved('qsense', 'id:E1', { from: '2026-11-27' })] }),
      'failing approval EXP-01',
    ],
    [
      'an ended approval, approvals not all read',
      by(
        { authority: 'approvals:qsense' },
        { approvals: [approved('qsense', 'id:E1', { until: '2026-11-25' })] },
        { approvals: 'partial' },
      ),
      'not assessed condition',
    ],
    ['no approval, approvals not all read', by({ authority: 'approvals:qsense' }, {}, { approvals: 'partial' }), 'not assessed condition'],
    [
      'no approval, her row malformed',
      by({ authority: 'approvals:qsense' }, { gaps: [badRow('approvals', 'id:E1')] }),
      'not assessed condition',
    ],
    ['no register of approvals', by({ authority: 'approvals:qsense' }, {}, { approvals: 'unsourced' }), 'not assessed condition'],
    [
      'a group, nested',
      by({ authority: 'ad:steering' }, { memberships: [members('ad', 'steering', ['inner']), members('ad', 'inner', ['aisha'])] }),
      'entitled by line',
    ],
    ['a group without her', by({ authority: 'ad:steering' }, { memberships: [members('ad', 'steering', ['li'])] }), 'undeclared ACC-01'],
    [
      'a group without her, members not all read',
      by({ authority: 'ad:steering' }, {}, { 'ad/members': 'partial' }),
      'not assessed condition',
    ],
    [
      'a group with a member whom nobody knows',
      by({ authority: 'ad:steering' }, { memberships: [members('ad', 'steering', ['dn:cn=gone'])] }),
      'not assessed condition',
    ],
    ['her account as a workload', by({ workload: 'ad:aisha', owner: 'id:E1' }), 'entitled by line'],
    ['another account as a workload', by({ workload: 'ad:li', owner: 'id:E1' }), 'undeclared ACC-01'],
  ])('%s', (_, found, expected) => expect(found).toBe(expected))
})

describe('nobody is implied', () => {
  test('not the lead', () => expect(aisha({ project: { lead: 'id:E1' } })).toBe('undeclared ACC-01'))

  test.each([
    ['staff on internal', {}, 'write', 'entitled by default'],
    ['staff on internal, above write', {}, 'admin', 'undeclared ACC-01'],
    ['a student', { hr: [hrRow('E1', { employeeType: 'research-student' })] }, 'write', 'entitled by default'],
    ['who has left', { hr: [hrRow('E1', { status: 'left' })] }, 'read', 'undeclared ACC-01'],
    ['staff who visit besides: internal takes the first match', { visitors: [visit('id:E1')] }, 'read', 'entitled by default'],
  ] as const)('the default of internal projects: %s', (_, facts, level, expected) => {
    expect(aisha({ facts, project: { sensitivity: 'internal' } }, level)).toBe(expected)
  })

  test('the default asks for a relation that was read', () => {
    const internal = { sensitivity: 'internal' }
    expect(aisha({ states: { hr: 'partial' }, facts: { hr: [hrRow('E1', { employeeType: 'casual' })] }, project: internal })).toBe(
      'not assessed relation',
    )
    // The first rule holds for certain, and no later one counts on internal.
    expect(aisha({ states: { visitors: 'denied' }, project: internal })).toBe('entitled by default')
    const [staff, student, visitor] = AFFILIATIONS
    expect(aisha({ states: { visitors: 'denied' }, project: internal, sections: { affiliations: [visitor, staff, student] } })).toBe(
      'not assessed relation',
    )
  })

  test('a platform’s administrator counts on its source, unless external or perhaps external', () => {
    const platform = { id: 'm', source: 'grants', run_by: 'institution', owner: 'id:E1' }
    const sections = { platforms: [{ ...platform, administrators: ['id:E1', LI] }] }
    expect(aisha({ sections }, 'admin')).toBe('entitled by administrator')
    expect(told(night({ sections }).standing(LI, 'admin'))).toBe('undeclared ACC-06')
    expect(aisha({ sections, states: { visitors: 'partial' } }, 'admin')).toBe('not assessed relation')
    expect(aisha({ sections: { platforms: [{ ...platform, source: 'ad', administrators: ['id:E1'] }] } }, 'admin')).toBe(
      'undeclared ACC-01',
    )
  })
})

describe('a shared resource', () => {
  const shared = (told_: object, others: object) => ({
    projects: {
      qsense: projectOf({ ...told_, resources: { data: { kind: 'share', at: 'grants:data', shared_with: ['tides'] } } }),
      tides: projectOf({ ...others, resources: { store: { kind: 'share', at: 'grants:data', shared_with: ['qsense'] } } }),
    },
  })
  test('the lines of both are a union', () => {
    expect(aisha({ sections: shared({}, { entitled: [line({ gets: { store: 'read' } })] }) })).toBe('entitled by line')
  })

  test('the higher sensitivity governs: no default, and the stricter affiliation', () => {
    const internal = { sensitivity: 'internal' }
    expect(aisha({ sections: shared(internal, internal) })).toBe('entitled by default')
    expect(aisha({ sections: shared(internal, { sensitivity: 'controlled' }) })).toBe('undeclared ACC-01')
    const sections = shared({ ...internal, entitled: [line({ affiliation: ['staff'] })] }, { sensitivity: 'controlled' })
    expect(aisha({ facts: { visitors: [visit('id:E1')] }, sections })).toBe('failing affiliation ACC-01')
  })
})

describe('which rule speaks where no line fits', () => {
  const rule = (facts: Partial<Facts>, who = LI) => told(night({ facts }).standing(who))
  test.each([
    ['a visitor from a partner that is party to another project', rule({}), 'undeclared ACC-06'],
    ['a visitor from nowhere known', rule({ visitors: [visit(LI)] }), 'undeclared ACC-01'],
    ['nobody whom a rule knows', rule({ visitors: [] }), 'undeclared ACC-05'],
    [
      'a person of a partner that is not registered',
      rule({ visitors: [], partners: [partnership('rheinstadt', LI)] }),
      'undeclared ACC-05',
    ],
  ])('%s', (_, found, expected) => expect(found).toBe(expected))
})

describe('whose account it is', () => {
  const entitled = [line()]
  test('a mail that a stranger wrote inherits nothing: excess, though the colleague is entitled', () => {
    const there = night({ project: { entitled } })
    expect(told(there.standing(there.person('account:ad/guest')))).toBe('undeclared ACC-05')
  })

  test('a login that may be a colleague’s who is entitled cannot be told', () => {
    const twins = ['a', 'b'].map((id) => account('ad', id, { attributes: { userprincipalname: 'ak1@northmoor.example' } }))
    const facts = { accounts: twins, hr: [hrRow('E1', { upn: 'ak1@northmoor.example' })] }
    const there = night({ facts, project: { entitled } })
    expect(told(there.standing(there.person('account:ad/a')))).toBe('not assessed identity')
    const nobody = night({ facts, project: { entitled: [line({ until: '2026-11-25' })] } })
    expect(told(nobody.standing(nobody.person('account:ad/a')))).toBe('undeclared ACC-05')
  })
})

test('every line that was considered is kept, with all its parts', () => {
  const entitled = [line({ until: '2026-11-25' }), line({ who: { person: LI } }), line({ when: { training: ['tr'] } })]
  const { considered } = night({ facts: { training: [trained('id:E1', 'tr')] }, project: { entitled } }).standing('id:E1')
  expect(considered.map(({ line: { index }, parts }) => [index, parts.map(({ part, truth }) => `${part} ${truth}`)])).toEqual([
    [0, ['level met', 'ended not-met']],
    [2, ['level met', 'ended met', 'training met']],
  ])
})
