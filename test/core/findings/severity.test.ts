import { describe, expect, test } from 'vitest'
import { fixedSeverity, oneClassUp, raised, scoredSeverity, type SeverityFacts } from '../../../src/core/findings/severity.ts'
import type { SeverityClass } from '../../../src/core/model/finding.ts'
import { ALL_LEVELS } from '../../../src/core/model/resource-kind.ts'
import { TODAY, day } from '../compare/institution.ts'

const facts: SeverityFacts = {
  sensitivity: 'controlled',
  level: 'write',
  holder: 'internal',
  endedOn: null,
  account: 'enabled',
  confirmed: true,
  today: TODAY,
}
const scored = (told: Partial<SeverityFacts>, rule: Parameters<typeof scoredSeverity>[1] = {}) =>
  scoredSeverity({ ...facts, ...told }, rule)
const shown = ({ sum, class: severity }: { readonly sum: number | null; readonly class: SeverityClass }) => `${sum} ${severity}`

describe('the cases of the rules page', () => {
  const legal = [{ what: 'legal condition unmet', to: 'high' as const }]
  test.each([
    ['a visitor with terms writes on controlled', { holder: 'external-with-terms' }, {}, '6 high'],
    ['the same, account disabled', { holder: 'external-with-terms', account: 'disabled' }, {}, '3 medium'],
    [
      'a partner’s guest reads sensitive, visit ended 45 days ago',
      { sensitivity: 'sensitive', level: 'read', holder: 'external-without-terms', endedOn: day('2026-10-12') },
      {},
      '6 high',
    ],
    ['an unregistered guest owns a controlled site', { level: 'admin', holder: 'unknown' }, {}, '9 critical'],
    ['staff read a controlled share', { level: 'read' }, {}, '4 medium'],
    [
      'a visitor reads internal, clearance pending',
      { sensitivity: 'internal', level: 'read', holder: 'external-with-terms' },
      { floors: legal },
      '3 high',
    ],
  ] as const)('%s', (_, told, rule, expected) => expect(shown(scored(told, rule))).toBe(expected))
})

describe('steps', () => {
  test.each([
    ['open', 2],
    ['internal', 3],
    ['sensitive', 4],
    ['controlled', 5],
  ] as const)('sensitivity %s', (sensitivity, sum) => expect(scored({ sensitivity }).sum).toBe(sum))

  test.each(ALL_LEVELS.map((level) => [level] as const))('every level has a step: %s', (level) => {
    const steps: Record<string, number> = { see: 0, escorted: 0, read: 1, manage: 3, admin: 3 }
    expect(scored({ level }).sum).toBe(3 + (steps[level] ?? 2))
  })

  test('a finding that is about no level has no step for it', () => {
    expect(scored({ level: null }).steps.map(({ what }) => what)).toEqual(['sensitivity is controlled', 'holder is internal'])
  })

  test.each([
    ['internal', 5],
    ['external-with-terms', 6],
    ['external-without-terms', 7],
    ['unknown', 8],
  ] as const)('holder %s', (holder, sum) => expect(scored({ holder }).sum).toBe(sum))

  test.each([
    [null, 5],
    ['2026-11-26', 5],
    ['2026-10-27', 5],
    ['2026-10-26', 6],
    ['2027-01-01', 5],
  ])('a reason that ended on %s: over 30 days count', (ended, sum) => {
    expect(scored({ endedOn: ended === null ? null : day(ended) }).sum).toBe(sum)
  })

  test.each([
    ['enabled', 5],
    ['unknown', 5],
    [null, 5],
    ['locked', 3],
    ['pending', 3],
    ['disabled', 2],
    ['expired', 2],
  ] as const)('account %s', (account, sum) => expect(scored({ account }).sum).toBe(sum))

  test('reductions never go below nothing, and every step is shown', () => {
    const { sum, steps } = scored({ sensitivity: 'open', level: 'see', account: 'disabled' })
    expect(sum).toBe(0)
    expect(steps.map(({ add }) => add)).toEqual([0, 0, 0, -3])
  })
})

test.each([
  [{ sensitivity: 'open', level: 'see' }, '0 low'],
  [{ sensitivity: 'open' }, '2 low'],
  [{ sensitivity: 'internal' }, '3 medium'],
  [{}, '5 medium'],
  [{ holder: 'external-with-terms' }, '6 high'],
  [{ holder: 'external-without-terms' }, '7 high'],
  [{ holder: 'unknown' }, '8 critical'],
  [{ holder: 'unknown', level: 'admin', endedOn: day('2026-01-01') }, '10 critical'],
] as const)('the class of a sum: %j is %s', (told, expected) => expect(shown(scored(told))).toBe(expected))

describe('bounds', () => {
  test('the rule’s own step comes before floors, and stops at critical', () => {
    expect(scored({ level: 'read' }, { oneUp: 'off project' })).toMatchObject({
      class: 'high',
      bounds: [{ what: 'off project', to: 'high' }],
    })
    expect(scored({ level: 'admin', holder: 'unknown' }, { oneUp: 'off project' })).toMatchObject({ class: 'critical', bounds: [] })
  })

  test('a floor below the class is not mentioned; of two the higher counts, in their order', () => {
    const floors = [
      { what: 'first', to: 'medium' as const },
      { what: 'second', to: 'high' as const },
      { what: 'third', to: 'low' as const },
    ]
    expect(raised(fixedSeverity('low', 'fixed'), floors)).toMatchObject({ class: 'high', bounds: floors.slice(0, 2) })
    expect(raised(fixedSeverity('critical', 'fixed'), floors).bounds).toEqual([])
  })

  test('floors are not reduced by a dead account', () => {
    expect(scored({ account: 'disabled' }, { floors: [{ what: 'legal', to: 'high' }] }).class).toBe('high')
  })

  test('unconfirmed evidence is at least medium on controlled, and nowhere else', () => {
    expect(scored({ level: 'see', account: 'disabled', confirmed: false })).toMatchObject({ sum: 0, class: 'medium' })
    expect(scored({ sensitivity: 'sensitive', level: 'see', account: 'disabled', confirmed: false }).class).toBe('low')
  })

  test('a notice goes up to low', () => expect(oneClassUp(fixedSeverity('notice', 'n'), 'up').class).toBe('low'))
})
