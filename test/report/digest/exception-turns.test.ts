import { describe, expect, test } from 'vitest'
import type { EarlierLife } from '../../../src/core/findings/earlier.ts'
import type { AuditResult } from '../../../src/core/model/audit-result.ts'
import type { ExceptionState, Finding } from '../../../src/core/model/finding.ts'
import { turnsSince } from '../../../src/report/digest/turns.ts'
import { day, night } from '../../core/findings/build-finding.ts'
import { earlierTo, quietNight, sampleResult } from './build-night.ts'

function finding(state: ExceptionState | null): Finding {
  const [any] = sampleResult().assessment.findings
  if (any === undefined) throw new Error('the sample has findings')
  const exception = state === null ? null : { id: 'EX-1', state, until: day('2026-11-20'), by: 'siro', reason: 'r' }
  return { ...any, fingerprint: 'f1', exception }
}

function life(lastKnown: Finding): EarlierLife {
  return { ...sampleResult().life.findings[0], fingerprint: 'f1', open: true, lastKnown } as EarlierLife
}

function turns(before: ExceptionState | null, tonight: ExceptionState | null | 'unseen', outcome: ExceptionState | null = null) {
  const quiet = quietNight()
  const [sample] = sampleResult().assessment.exceptions
  if (sample === undefined) throw new Error('the sample has exceptions')
  const result: AuditResult = {
    ...quiet,
    life: { ...quiet.life, previousRun: { id: 'run-1', now: night(20) } },
    assessment: {
      ...quiet.assessment,
      findings: tonight === 'unseen' ? [] : [finding(tonight)],
      exceptions: outcome === null ? [] : [{ ...sample, id: 'EX-1', state: outcome, expires: day('2026-11-20') }],
    },
  }
  return turnsSince(earlierTo(result, { lives: [life(finding(before))] }), result).exceptions.map(({ id, turn }) => `${id} ${turn}`)
}

describe('an exception', () => {
  test.each<readonly [ExceptionState | null, ExceptionState | null | 'unseen', ExceptionState | null, readonly string[]]>([
    ['active', 'active', 'active', []],
    ['active', 'ending', 'ending', ['EX-1 ending']],
    ['ending', 'ending', 'ending', []],
    [null, 'ending', 'ending', ['EX-1 ending']],
    ['ending', 'expired', 'expired', ['EX-1 ended']],
    ['expired', 'expired', 'expired', []],
    ['active', 'defective', 'defective', ['EX-1 ended']],
    ['active', null, null, ['EX-1 ended']],
    // Not re-checked tonight: only the end of its last day is told, on the night after it.
    ['active', 'unseen', 'active', []],
    ['active', 'unseen', 'expired', ['EX-1 ended']],
    ['active', 'unseen', null, []],
  ])('that was %s and is %s (outcome %s)', (before, tonight, outcome, wanted) => {
    expect(turns(before, tonight, outcome)).toEqual(wanted)
  })
})

test('a project turns when the run before answered it in full and tonight does not, and the other way round', () => {
  const result = quietNight()
  const [project] = result.assessment.projects
  if (project === undefined) throw new Error('the sample has a project')
  const row = (run: string) => ({ project: project.id, run, now: night(20), status: 'none' })
  const answered: AuditResult = { ...result, life: { ...result.life, lastComplete: [row(result.run.id)] } }
  const not: AuditResult = { ...result, life: { ...result.life, lastComplete: [row('run-1')] } }
  const known = [{ kind: 'project', name: project.id }] as const
  const before = earlierTo(result, { lastComplete: [row('run-1')], everAssessed: known })
  expect(turnsSince(before, not)).toMatchObject({ answerLost: [project.id], answerRegained: [] })
  expect(turnsSince(before, answered)).toMatchObject({ answerLost: [], answerRegained: [] })
  const older = earlierTo(result, { lastComplete: [row('run-0')], everAssessed: known })
  expect(turnsSince(older, answered)).toMatchObject({ answerLost: [], answerRegained: [project.id] })
  expect(turnsSince(older, not)).toMatchObject({ answerLost: [], answerRegained: [] })
})
