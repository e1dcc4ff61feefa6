import { describe, expect, it } from 'vitest'
import type { Instant } from '../../src/core/base/instant.ts'
import type { AuditResult, ProjectAssessment } from '../../src/core/model/audit-result.ts'
import { resultView } from '../../src/report/result-view.ts'
import { accessWords, heldWords, truthWords } from '../../src/report/words/access-words.ts'
import { dateWords } from '../../src/report/words/date-words.ts'
import { exceptionSentence, lifeSentence } from '../../src/report/words/life-words.ts'
import { statusSentence } from '../../src/report/words/status-words.ts'
import { sampleFinding } from './sample-findings.ts'
import { fp, instant, sampleResult } from './sample-result.ts'

const result = sampleResult()
const view = resultView(result)

function project(id: string, change: Partial<ProjectAssessment> = {}): ProjectAssessment {
  const found = result.assessment.projects.find((candidate) => candidate.id === id)
  if (found === undefined) throw new Error(`the sample has no project ${id}`)
  return { ...found, ...change }
}

describe('the wording of a project', () => {
  const ledger = (count: number, state: 'complete' | 'partial' = 'complete'): AuditResult => ({
    ...result,
    assessment: {
      ...result.assessment,
      coverage: Array.from({ length: count }, (_, i) => ({
        ...result.assessment.coverage[0]!,
        source: `source-${i}`,
        state: i === 0 ? state : ('complete' as const),
        asOf: instant('2026-11-25T12:31:00.000Z'),
        projects: ['helix'],
      })),
    },
  })

  it.each<[string, string, string]>([
    [
      'none',
      statusSentence(project('helix'), resultView(ledger(9))),
      'No access without entitlement was found. All 9 sources that this rests on were read completely; the oldest 14 hours ago.',
    ],
    [
      'none, one source',
      statusSentence(project('helix'), resultView(ledger(1))),
      'No access without entitlement was found. The one source that this rests on was read completely, 14 hours ago.',
    ],
    [
      'none, though a row is not complete',
      statusSentence(project('helix'), resultView(ledger(2, 'partial'))),
      'No access without entitlement was found. Not all of 2 sources that this rests on were read completely.',
    ],
    [
      'none, resting on nothing',
      statusSentence(project('helix'), resultView(ledger(0))),
      'No access without entitlement was found. The coverage ledger names no source that this rests on.',
    ],
    [
      'excess, complete',
      statusSentence(project('qsense'), view),
      '3 of the 41 people who can reach this project have no entitlement for it.',
    ],
    [
      'excess, partial',
      statusSentence(
        project('basalt', {
          counts: { ...project('basalt').counts, people: 41, excessPeople: 3 },
          reasons: [{ says: 'the door system was not read', gap: null, cure: null, blindSpot: null }],
        }),
        view,
      ),
      'At least 3 of 41 people have no entitlement. There may be more: the door system was not read.',
    ],
    [
      'not assessed',
      statusSentence(
        project('cryolab', {
          id: 'cryo2',
          reasons: [
            {
              says: 'the membership of `qsense-core` could not be read (access denied) since 18 November',
              gap: null,
              cure: null,
              blindSpot: null,
            },
          ],
        }),
        {
          ...view,
          lastComplete: new Map([['cryo2', { project: 'cryo2', run: 'r', now: instant('2026-11-17T02:31:00.000Z'), status: 'none' }]]),
        },
      ),
      'Not assessed. The membership of `qsense-core` could not be read (access denied) since 18 November. Last full answer, 17 November: none found.',
    ],
    ['not compared', statusSentence(project('open-tides'), view), 'Not compared: this project is declared open.'],
    [
      'blind spots',
      statusSentence(project('verdant'), view),
      'No access without entitlement was found in what was read. Not read, and accepted as blind spot archive-groups: archive: site-groups was not read completely (no interface shows them).',
    ],
  ])('%s', (_, written, expected) => {
    expect(written).toBe(expected)
  })

  it('says that open findings could not be re-checked', () => {
    expect(statusSentence(project('cryolab'), view)).toContain('1 finding open, not re-checked since 17 November.')
  })
})

describe('the wording of an access', () => {
  it.each([
    [accessWords('read', { kind: 'allowed' }, []), 'can read'],
    [
      accessWords('read', { kind: 'conditional', on: [{ code: 'c', says: 'the role is activated' }] }, []),
      'can read, if the role is activated',
    ],
    [accessWords('read', { kind: 'denied' }, []), 'cannot read'],
    [accessWords('read', { kind: 'denied' }, ['the door system']), 'not known: the door system was not read'],
    [
      heldWords({ ...sampleFinding('x'), level: 'read', confirmation: 'unconfirmed' }),
      'can read, unless a control policy that was not read forbids it',
    ],
    [truthWords('met'), 'met'],
    [truthWords('not-met'), 'not met'],
    [truthWords('unknown'), 'unknown'],
  ])('%s', (written, expected) => {
    expect(written).toBe(expected)
  })

  it('names who accepted, until when and why', () => {
    const accepted = view.byFingerprint.get(fp('a4'))
    expect(accepted && exceptionSentence(accepted, view.dates)).toBe(
      'accepted until 5 December by the SIRO: beam time booked before the agreement was renewed',
    )
  })

  it('says when a finding that was not re-checked was last checked', () => {
    const waiting = view.byFingerprint.get(fp('a6'))
    expect(waiting && lifeSentence(waiting, view.dates)).toBe('still open; last checked 17 November')
  })
})

describe('dates in words', () => {
  const words = dateWords(instant('2026-07-02T00:30:00.000Z'), 'Europe/London')
  it.each([
    [words.moment(instant('2026-07-01T23:30:00.000Z')), '2 July 2026 at 00:30 BST'],
    [words.clock(instant('2026-06-30T12:00:00.000Z')), '30 June at 13:00 BST'],
    [words.ago(instant('2026-07-02T00:29:00.000Z')), '1 minute ago'],
    [words.ago(instant('2026-06-30T00:30:00.000Z')), '2 days ago'],
    [words.ago(instant('2026-07-02T00:40:00.000Z')), '10 minutes after the run'],
    [words.dayOf(instant('2025-12-31T12:00:00.000Z')), '31 December 2025'],
    [dateWords('2026-07-02T00:30:00.000Z' as Instant, 'America/Toronto').clock(instant('2026-07-02T00:10:00.000Z')), '20:10 UTC-04:00'],
  ])('%s', (written, expected) => {
    expect(written).toBe(expected)
  })
})
