import { describe, expect, test } from 'vitest'
import { distinctTexts } from '../../../src/core/base/order.ts'
import { fingerprint } from '../../../src/core/findings/fingerprint.ts'
import { life } from '../../../src/core/findings/life.ts'
import type { Tonight } from '../../../src/core/findings/tonight.ts'
import type { FindingLife } from '../../../src/core/model/audit-result.ts'
import type { Finding } from '../../../src/core/model/finding.ts'
import { buildFinding, day, night, person, sha256 } from './build-finding.ts'
import { type ToldNight, afterNights, lifeInput } from './nights.ts'

const FINDING = buildFinding()

type Told = Omit<ToldNight, 'run' | 'now'>

function nights(...told: readonly Told[]): readonly ToldNight[] {
  return told.map((one, index) => ({ run: `run-${index + 1}`, now: night(index + 1), ...one }))
}

function lastLife(...told: readonly Told[]): FindingLife {
  const { last } = afterNights(nights(...told))
  expect(last.findings).toHaveLength(1)
  return last.findings[0] as FindingLife
}

const seen = { findings: [FINDING] }
const quiet = { findings: [] }
const blind = { findings: [], incomplete: ['qsense'] }

describe('from night to night', () => {
  test('on the first night everything is first observed', () => {
    expect(lastLife(seen)).toMatchObject({ state: 'first-observed', firstSeen: night(1), timesReopened: 0 })
  })

  test('what appears later is new', () => {
    expect(lastLife(quiet, seen)).toMatchObject({ state: 'new', firstSeen: night(2), due: day('2026-11-04') })
  })

  test('what stays is persisting and keeps its first-seen date and its due date', () => {
    expect(lastLife(quiet, seen, seen)).toMatchObject({
      state: 'persisting',
      firstSeen: night(2),
      lastSeen: night(3),
      due: day('2026-11-04'),
    })
  })

  test('a higher severity is worse and its new term may bring the due date forward', () => {
    const medium = { findings: [buildFinding({ severityClass: 'medium' })] }
    expect(lastLife(quiet, medium)).toMatchObject({ due: day('2026-11-16') })
    expect(lastLife(quiet, medium, seen)).toMatchObject({ state: 'worse', firstSeen: night(2), due: day('2026-11-05') })
  })

  test('a lower level at the same severity is better', () => {
    expect(lastLife({ findings: [buildFinding({ level: 'manage' })] }, seen)).toMatchObject({ state: 'better' })
  })

  test('not seen, with complete facts, is resolved, with what it was and why', () => {
    expect(lastLife(seen, quiet)).toMatchObject({
      state: 'resolved',
      reason: 'access-removed',
      lastSeen: night(1),
      lastChecked: night(2),
      lastKnown: FINDING,
    })
  })

  test('not seen, with incomplete facts, stays open and keeps the date of its last check', () => {
    expect(lastLife(seen, blind)).toMatchObject({
      state: 'not-rechecked',
      lastSeen: night(1),
      lastChecked: night(1),
      lastKnown: FINDING,
      because: 'qsense: `groups` was not read',
    })
  })

  test('not re-checked for a night and then seen is persisting, as if nothing had been', () => {
    expect(lastLife(seen, blind, seen)).toMatchObject({ state: 'persisting', firstSeen: night(1), lastChecked: night(3) })
  })

  test('resolved and seen again is reopened: first-seen kept, count up, new due date', () => {
    expect(lastLife(seen, quiet, seen)).toMatchObject({ state: 'reopened', firstSeen: night(1), timesReopened: 1, due: day('2026-11-05') })
  })

  test('resolved findings that stay away are not repeated', () => {
    expect(afterNights(nights(seen, quiet, quiet)).last.findings).toEqual([])
  })

  test('an older night gives a result, and never a change of life', () => {
    const { earlier } = afterNights(nights(seen, quiet))
    const older = life(earlier, lifeInput({ run: 'old', now: night(1), findings: [FINDING] }), sha256)
    expect(older.findings).toMatchObject([{ state: 'resolved', timesReopened: 0, firstSeen: night(1) }])
    const stillOpen = afterNights(nights(seen, seen)).earlier
    expect(life(stillOpen, lifeInput({ run: 'old', now: night(1), findings: [] }), sha256).findings).toEqual([])
  })
})

test('an access keeps its life when a line is written for it and another rule speaks', () => {
  const lapsed = buildFinding({ rule: { id: 'AGR-01', name: 'agreement-missing', title: 'No agreement in force' }, failing: ['agreement'] })
  expect(lastLife(quiet, seen, { findings: [lapsed] })).toMatchObject({ state: 'persisting', firstSeen: night(2), due: day('2026-11-04') })
})

describe('why it is resolved', () => {
  const reasonWith = (tonight: Partial<Tonight>, finding: Finding = FINDING): unknown => {
    const { state, reason, because } = lastLife({ findings: [finding] }, { ...quiet, tonight })
    return state === 'resolved' ? reason : because
  }
  const entitled = (level: string): Partial<Tonight> => ({ standing: () => ({ standing: 'entitled', level }) })

  test.each<readonly [string, Partial<Tonight>, Finding, unknown]>([
    ['the access is gone', {}, FINDING, 'access-removed'],
    ['a line now covers it', entitled('use'), FINDING, 'declared'],
    ['the level was lowered', entitled('use'), buildFinding({ level: 'manage', failing: ['level'] }), 'access-removed'],
    ['the level was declared', entitled('manage'), buildFinding({ level: 'manage', failing: ['level'] }), 'declared'],
    ['the agreement was signed', entitled('use'), buildFinding({ failing: ['agreement'] }), 'condition-met'],
    ['the subject is gone', { subjectIsKnown: () => false }, FINDING, 'subject-gone'],
    ['the project is gone', { hasProject: () => false }, FINDING, 'out-of-scope'],
    ['the resource is no longer declared', { hasResource: () => false }, FINDING, 'out-of-scope'],
    ['the source is no longer configured', { knows: (source) => source !== 'ad' }, FINDING, 'out-of-scope'],
    ['the rule is switched off', { ruleIsActive: () => false }, FINDING, 'out-of-scope'],
  ])('%s', (_, tonight, finding, expected) => {
    expect(reasonWith(tonight, finding)).toBe(expected)
  })

  test('a source taken out closes nothing while the rest is not read', () => {
    expect(reasonWith({ knows: (source) => source !== 'ad', isComplete: () => 'hr was not read' })).toBe('hr was not read')
  })

  test('an access that could not be assessed is not resolved', () => {
    expect(reasonWith({ standing: () => ({ standing: 'not-assessed', level: 'use' }) })).toBe('the access could not be assessed')
  })

  test('an access that is still excess is not resolved, whatever speaks of it', () => {
    expect(reasonWith({ standing: () => ({ standing: 'excess', level: 'use' }) })).toBe('the access is still there, under another finding')
  })

  test('a finding of several projects waits for all of them', () => {
    const finding = buildFinding({
      rule: { id: 'EXP-02', name: 'affiliation-ended', title: 'Account active after the affiliation ended' },
      about: { family: 'account', source: 'ad', account: 'guid-lwei' },
      project: null,
      projects: ['helix', 'qsense'],
      resource: null,
    })
    expect(lastLife({ findings: [finding] }, { findings: [], incomplete: ['helix'] })).toMatchObject({ state: 'not-rechecked' })
    expect(lastLife({ findings: [finding] }, quiet)).toMatchObject({ state: 'resolved', reason: 'condition-met' })
    const helixGone = { hasProject: (project: string) => project !== 'helix' }
    expect(reasonWith(helixGone, finding)).toBe('out-of-scope')
  })
})

describe('a baseline', () => {
  test('a project that is assessed for the first time', () => {
    const found = buildFinding({ project: 'helix' })
    expect(lastLife({ findings: [], projects: ['qsense'] }, { findings: [found] })).toMatchObject({ state: 'first-observed' })
  })

  test('a project that could not be assessed before', () => {
    expect(lastLife(blind, seen)).toMatchObject({ state: 'first-observed' })
  })

  test('a source that is read for the first time', () => {
    expect(lastLife({ findings: [], sources: { ad: 'denied', hr: 'complete' } }, seen)).toMatchObject({ state: 'first-observed' })
  })

  test('a rule that runs for the first time', () => {
    expect(lastLife({ findings: [], rules: ['AGR-01'] }, seen)).toMatchObject({ state: 'first-observed' })
  })

  test('its due dates are spread within a severity, but what is critical is due at once', () => {
    const findings = [...Array(10).keys()].flatMap((n) => [
      buildFinding({ subject: person(`employee:${n}`), severityClass: 'medium' }),
      buildFinding({ subject: person(`employee:c${n}`), severityClass: 'critical' }),
    ])
    const { last } = afterNights(nights({ findings }))
    const due = (severity: string): readonly string[] =>
      findings
        .filter(({ severity: { class: own } }) => own === severity)
        .map(({ fingerprint: print }) => last.findings.find((one) => one.fingerprint === print)?.due ?? 'none')
    expect(new Set(due('critical'))).toEqual(new Set([day('2026-11-01')]))
    expect(new Set(due('medium')).size).toBe(10)
    expect(distinctTexts(due('medium')).at(0)).toBe(day('2026-11-15'))
    expect(distinctTexts(due('medium')).at(-1)).toBe(day('2026-12-10'))
  })
})

describe("a subject's key changes", () => {
  const before = buildFinding({ subject: person('upn:lwei@northmoor.example') })
  const joined: Partial<Tonight> = {
    subjectIsKnown: (key) => key === 'employee:E1042',
    subjectOf: () => 'employee:E1042',
  }

  test('the finding is carried over, and it is said', () => {
    const { last } = afterNights(nights({ findings: [before] }, { ...seen, tonight: joined }))
    expect(last.findings).toMatchObject([{ fingerprint: FINDING.fingerprint, state: 'persisting', firstSeen: night(1) }])
    expect(last.aliases).toMatchObject([{ from: before.fingerprint, to: FINDING.fingerprint }])
  })

  test('and closed under its new name if it is gone', () => {
    const { last } = afterNights(nights({ findings: [before] }, { ...quiet, tonight: joined }))
    expect(last.findings).toMatchObject([{ fingerprint: FINDING.fingerprint, state: 'resolved', reason: 'access-removed' }])
    const known = last.findings[0]?.lastKnown
    expect(known === null || known === undefined ? null : fingerprint(known.identity, sha256)).toBe(FINDING.fingerprint)
  })

  test('an account that goes to somebody else carries nothing over', () => {
    const other: Partial<Tonight> = { subjectIsKnown: () => true, subjectOf: () => 'employee:E2000' }
    const { last } = afterNights(
      nights({ findings: [before] }, { findings: [buildFinding({ subject: person('employee:E2000') })], tonight: other }),
    )
    expect(last.aliases).toEqual([])
    expect(last.findings.map(({ state }) => state).sort()).toEqual(['new', 'resolved'])
  })

  test('two lives that become one keep the earlier first-seen date', () => {
    const badge = buildFinding({ subject: person('account:ad/guid-lwei') })
    const { last } = afterNights(
      nights(
        { findings: [before] },
        { findings: [before, badge] },
        { ...seen, tonight: { ...joined, subjectIsKnown: (key) => key === 'employee:E1042' } },
      ),
    )
    expect(last.findings).toMatchObject([{ state: 'persisting', firstSeen: night(1) }])
    expect(last.aliases).toHaveLength(2)
  })
})

test('coverage that was lost, and that came back, is named', () => {
  const lost = afterNights(nights(seen, { ...blind, sources: { ad: 'denied' } }))
  expect(lost.last.coverageLost).toEqual(['ad/DC=northmoor,DC=example/groups', 'hr/DC=northmoor,DC=example/groups'])
  const back = afterNights(nights(seen, { ...blind, sources: { ad: 'denied', hr: 'complete' } }, seen))
  expect(back.last.coverageRegained).toEqual(['ad/DC=northmoor,DC=example/groups'])
})

test('the last complete answer of each project is kept through blind nights', () => {
  const { last } = afterNights(nights(seen, blind))
  expect(last.lastComplete).toEqual([
    { project: 'helix', run: 'run-2', now: night(2), status: 'none' },
    { project: 'qsense', run: 'run-1', now: night(1), status: 'excess' },
  ])
})
