import { expect } from 'vitest'
import { EXCEPTION, GROUP_NIGHTS, GROUP_OF } from '../../fixtures/story/chapters.ts'
import type { Plot } from '../../fixtures/story/plot.ts'
import { findingLine } from '../../fixtures/story/told.ts'
import type { AuditResult } from '../../src/core/model/audit-result.ts'
import type { Known } from './read-digest.ts'

const TOLD = ['first-observed', 'new', 'worse', 'reopened', 'resolved']

/** The states of the published result are those that were planted, also beyond what a digest has room for. */
export function expectNight({ told }: Plot, night: number, { assessment, life }: AuditResult, known: Known): void {
  const rules = new Map([...assessment.findings, ...life.raised].map(({ fingerprint, rule }) => [fingerprint, rule.id]))
  const accepted = new Set(assessment.findings.filter(({ exception }) => exception !== null).map(({ fingerprint }) => fingerprint))
  const seen = life.findings
    .filter(({ state, fingerprint }) => TOLD.includes(state) && !accepted.has(fingerprint))
    .map(({ state, fingerprint, lastKnown }) => {
      const about = known.get(fingerprint)
      return findingLine(state, rules.get(fingerprint) ?? lastKnown?.rule.id ?? '?', about?.projects ?? ['?'], about?.subject ?? null)
    })
  const planted = told.flatMap(({ night: on, projects, what }) =>
    on === night && what.kind === 'finding' ? [findingLine(what.state, what.rule, projects, what.subject)] : [],
  )
  expect({ night, seen: seen.sort() }).toEqual({ night, seen: planted.sort() })

  const open = life.findings.filter(({ state }) => state !== 'resolved').length
  if (night === GROUP_NIGHTS.comes) {
    expect(open).toBe(GROUP_OF + 2)
    expect(assessment.causes[0]?.findings).toHaveLength(GROUP_OF)
  }
  if (night === GROUP_NIGHTS.goes) expect([seen.length, open]).toEqual([GROUP_OF, 2])
  const exception = assessment.exceptions.find(({ id }) => id === EXCEPTION)
  expect({ night, exception: exception?.state }).toEqual({ night, exception: exceptionState(night) })
}

function exceptionState(night: number): string | undefined {
  if (night >= 36) return undefined
  return night < 26 ? 'active' : night < 34 ? 'ending' : 'expired'
}
