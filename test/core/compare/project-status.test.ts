import { describe, expect, test } from 'vitest'
import { isExcess, projectStatus } from '../../../src/core/compare/project-status.ts'
import type { ComparedProject } from '../../../src/core/compare/compared-project.ts'
import type { Facts, States } from './institution.ts'
import { INSTITUTION, TODAY, account, badRow, day, factsOf, grant, hrRow, nightOf, policyOf, projectOf, resource } from './institution.ts'

const people: Partial<Facts> = {
  accounts: [account('ad', 'aisha', { attributes: { employeeid: 'E1' } }), account('ad', 'tom', { attributes: { employeeid: 'E2' } })],
  hr: [hrRow('E1'), hrRow('E2', { line: 3 })],
  resources: [resource('grants', 'data')],
  grants: [grant('grants', 'data', 'ad:aisha', 'read')],
}
const aisha = [{ who: { person: 'id:E1' }, affiliation: ['staff'], gets: { data: 'read' } }]
const spot = (told: object = {}) => ({
  id: 'BS-1',
  source: 'training',
  dataset: 'training',
  reason: 'the register has no export',
  accepted_by: INSTITUTION.siro,
  expires: '2026-11-26',
  ...told,
})

function statusOf(told: Partial<Facts>, project: object, states: States = {}, spots: readonly object[] = []) {
  const policy = policyOf({ projects: { qsense: projectOf({ entitled: aisha, ...project }) }, blind_spots: spots })
  const night = nightOf(factsOf({ ...people, ...told }, states), policy)
  const compared = night.compared()
  const { kind, ...more } = projectStatus(compared, policy.institution, policy.blindSpots, TODAY)
  return { kind, ...more, shortfalls: compared.shortfalls.map(({ says }) => says) }
}

describe('the table of the findings page', () => {
  test('no excess, everything read: none', () => {
    expect(statusOf({}, {})).toEqual({ kind: 'none', shortfalls: [] })
  })

  test('excess, everything read', () => {
    expect(statusOf({}, { entitled: [] })).toMatchObject({ kind: 'excess', coverage: 'complete' })
  })

  test('excess, something not read: excess all the same, partial', () => {
    expect(statusOf({}, { entitled: [] }, { grants: 'partial' })).toMatchObject({ kind: 'excess', coverage: 'partial' })
  })

  test.each(['grants', 'ad/users', 'hr', 'visitors', 'partners'])('no excess, %s not read: not assessed', (dataset) => {
    for (const state of ['partial', 'denied', 'failed', 'skipped'] as const) {
      const { kind, shortfalls } = statusOf({}, {}, { [dataset]: state })
      expect(kind, state).toBe('not-assessed')
      expect(shortfalls.length, state).toBeGreaterThan(0)
    }
  })

  test.each(['training', 'clearances', 'approvals', 'doors'])('no excess, %s not read, but nothing rests on it: none', (dataset) => {
    expect(statusOf({}, {}, { [dataset]: 'denied' }).kind).toBe('none')
  })

  test('an access that cannot be decided is no excess and no none', () => {
    const entitled = [{ ...aisha[0], when: { training: ['tr'] } }]
    expect(statusOf({}, { entitled }, { training: 'partial' }).kind).toBe('not-assessed')
    expect(statusOf({}, { entitled }, { training: 'unsourced' }).kind).toBe('not-assessed')
    expect(statusOf({}, { entitled: [{ ...aisha[0], when: { mfa: true } }] }).kind).toBe('not-assessed')
  })

  test('a declared resource that was not observed is not free of excess', () => {
    const resources = { data: { kind: 'share', at: 'grants:data' }, other: { kind: 'share', at: 'grants:other' } }
    expect(statusOf({}, { resources })).toMatchObject({ kind: 'not-assessed', shortfalls: ['`grants:other` was not observed'] })
  })

  test('a project whose only resource nobody can reach is none where that was read', () => {
    expect(statusOf({ grants: [] }, {}).kind).toBe('none')
    expect(statusOf({ grants: [] }, {}, { grants: 'partial' }).kind).toBe('not-assessed')
  })

  test('a grant to somebody unknown keeps a project from none', () => {
    expect(statusOf({ grants: [...people.grants!, grant('grants', 'data', 'ad:gone', 'read', { line: 3 })] }, {}).kind).toBe('not-assessed')
  })

  test('a bad row about a holder keeps a project from none, one about somebody else does not', () => {
    expect(statusOf({ gaps: [badRow('hr', 'E1')] }, {}).kind).toBe('not-assessed')
    expect(statusOf({ gaps: [badRow('hr', 'E2')] }, {}).kind).toBe('none')
  })

  test('open projects are not compared, whatever is seen or unread', () => {
    expect(statusOf({}, { entitled: [], sensitivity: 'open' }, { grants: 'partial' }).kind).toBe('not-compared')
  })

  test('a crown jewel is compared as controlled, even if declared open', () => {
    expect(statusOf({}, { entitled: [], sensitivity: 'open', crown_jewel: true }).kind).toBe('excess')
  })
})

describe('accepted blind spots', () => {
  const asksTraining = { entitled: [{ ...aisha[0], when: { training: ['tr'] } }] }
  test('a gap in a whole dataset that is accepted: none in what was read, and it is named', () => {
    const partners = [spot({ source: 'partners', dataset: 'partners' })]
    expect(statusOf({}, {}, { partners: 'denied' }, partners)).toMatchObject({ kind: 'none-in-what-was-read', blindSpots: ['BS-1'] })
  })

  test.each([
    ['another dataset', { source: 'visitors', dataset: 'visitors' }],
    ['ended yesterday', { source: 'partners', dataset: 'partners', expires: '2026-11-25' }],
    ['accepted below the rank', { source: 'partners', dataset: 'partners', accepted_by: 'aisha.khan@northmoor.example' }],
  ])('%s: not assessed', (_, told) => expect(statusOf({}, {}, { partners: 'denied' }, [spot(told)]).kind).toBe('not-assessed'))

  test('the senior lead may accept one too', () => {
    const accepted = spot({ source: 'partners', dataset: 'partners', accepted_by: INSTITUTION.senior_lead })
    expect(statusOf({}, {}, { partners: 'denied' }, [accepted]).kind).toBe('none-in-what-was-read')
  })

  test('all gaps must be accepted', () => {
    const partners = [spot({ source: 'partners', dataset: 'partners' })]
    expect(statusOf({}, {}, { partners: 'denied', visitors: 'denied' }, partners).kind).toBe('not-assessed')
  })

  test('one accepts neither a condition that stays open nor a single bad row', () => {
    expect(statusOf({}, asksTraining, { training: 'denied' }, [spot()]).kind).toBe('not-assessed')
    expect(statusOf({ gaps: [badRow('hr', 'E1')] }, {}, {}, [spot({ source: 'hr', dataset: 'hr' })]).kind).toBe('not-assessed')
  })

  test('one never hides excess', () => {
    const partners = [spot({ source: 'partners', dataset: 'partners' })]
    expect(statusOf({}, { entitled: [] }, { partners: 'denied' }, partners).kind).toBe('excess')
  })
})

test('failing and undeclared are excess; entitled and not assessed are not', () => {
  expect(['failing', 'undeclared', 'entitled', 'not-assessed'].map(isExcess)).toEqual([true, true, false, false])
})

test('nothing compared, nothing short: an empty project is none', () => {
  const nothing: Pick<ComparedProject, 'compared' | 'accesses' | 'open' | 'shortfalls'> = {
    compared: true,
    accesses: [],
    open: [],
    shortfalls: [],
  }
  const { institution } = policyOf({})
  expect(projectStatus(nothing, institution, [], day('2026-11-26'))).toEqual({ kind: 'none' })
})
