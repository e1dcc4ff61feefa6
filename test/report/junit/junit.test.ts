import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { junitOfPolicyCheck, junitOfPolicyTest } from '../../../src/report/junit/junit-policy.ts'
import { junitReport } from '../../../src/report/junit/junit-report.ts'
import { type JunitSuite, junitXml } from '../../../src/report/junit/junit-xml.ts'
import { visibleText } from '../../../src/report/words/visible-text.ts'
import type { AuditResult, ProjectAssessment, ProjectStatus, ResourceAssessment } from '../../../src/core/model/audit-result.ts'
import { quietFirstNight, sampleResult } from '../sample-result.ts'
import { readJunit } from './read-junit.ts'

const read = (result: AuditResult) => readJunit(junitReport(result)[0]?.text ?? '')

/** The sample counts the same excess at every resource, whatever its project says. */
function changed(result: AuditResult, change: Partial<ProjectAssessment>, resource: Partial<ResourceAssessment> = {}): AuditResult {
  const projects = result.assessment.projects.map((project) => ({
    ...project,
    ...change,
    resources: project.resources.map((one) => ({ ...one, excess: 0, ...resource })),
  }))
  return { ...result, assessment: { ...result.assessment, projects } }
}

describe('junit.xml', () => {
  test('passes a resource only where its project was answered in full and nothing of it is in excess', () => {
    const result = changed(sampleResult(), {})
    const passed = read(result).filter(({ outcome }) => outcome === 'passed')
    for (const { suite } of passed) {
      const { status } = result.assessment.projects.find(({ id }) => id === suite) ?? {}
      expect(['none', 'excess']).toContain(status?.kind)
      if (status?.kind === 'excess') expect(status.coverage).toBe('complete')
    }
    expect(new Set(read(result).map(({ suite }) => suite))).toEqual(
      new Set([...result.assessment.projects.map(({ id }) => id), 'policy files']),
    )
    expect(read(changed(quietFirstNight(), {})).every(({ outcome }) => outcome === 'passed')).toBe(true)
  })

  const cases: readonly (readonly [ProjectStatus, string])[] = [
    [{ kind: 'none' }, 'passed'],
    [{ kind: 'none-in-what-was-read', blindSpots: ['BS-1'] }, 'skipped'],
    [{ kind: 'not-assessed' }, 'error'],
    [{ kind: 'not-compared' }, 'skipped'],
    [{ kind: 'excess', coverage: 'partial' }, 'error'],
  ]
  test.each(cases)('a resource without excess of its own in a project that is %j is %s', (status, outcome) => {
    const found = read(changed(quietFirstNight(), { status }))
    expect(found.length).toBeGreaterThan(0)
    expect(new Set(found.map((one) => one.outcome))).toEqual(new Set([outcome]))
  })

  test('a resource that was not observed is an error, whatever its project says', () => {
    const found = read(changed(quietFirstNight(), {}, { observed: false }))
    expect(found.every(({ outcome }) => outcome === 'error')).toBe(true)
  })

  test('an access in excess fails also where no finding speaks of it', () => {
    expect(read(changed(quietFirstNight(), {}, { excess: 2 }))).toMatchObject([
      { outcome: 'failure', message: '2 accesses without entitlement' },
    ])
  })

  test('excess fails, accepted is skipped with its date, not re-checked is an error', () => {
    const found = read(changed(sampleResult(), {}))
    expect(found.filter(({ outcome }) => outcome === 'failure').length).toBeGreaterThan(0)
    for (const { text } of found.filter(({ outcome }) => outcome === 'failure')) expect(text).toContain('gatehouse explain ')
    expect(found.some(({ outcome, text }) => outcome === 'error' && text.includes('open, not re-checked'))).toBe(true)
    const result = sampleResult()
    const accepted = result.assessment.findings.filter(({ exception }) => exception?.state === 'active')
    const only = { ...result, assessment: { ...result.assessment, findings: accepted }, life: { ...result.life, findings: [] } }
    expect(read(changed(only, {})).filter(({ message }) => message.startsWith('accepted until'))).toMatchObject([{ outcome: 'skipped' }])
  })

  test('a run without any project has an error: an empty file would be taken for a pass', () => {
    const quiet = quietFirstNight()
    const found = read({ ...quiet, assessment: { ...quiet.assessment, projects: [], findings: [] }, life: { ...quiet.life, findings: [] } })
    expect(found).toMatchObject([{ outcome: 'error', message: 'no project is declared, so nothing was compared' }])
  })

  test('whatever a name holds, the file is well-formed and says the name', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(']]>', '</testcase>', '" x="', '<!DOCTYPE a>', '&#0;', '\ud800', '\0\v\u0085', '\ufffe', '\r\n\t', '<![CDATA['),
    )
    const outcome = fc.oneof(
      fc.constant({ kind: 'passed' as const }),
      fc.record({ kind: fc.constant('skipped' as const), says: hostile }),
      fc.record({ kind: fc.constantFrom('failure' as const, 'error' as const), type: hostile, says: hostile, details: fc.array(hostile) }),
    )
    const suite: fc.Arbitrary<JunitSuite> = fc.record({
      name: hostile,
      properties: fc.array(fc.tuple(hostile, hostile), { maxLength: 2 }),
      cases: fc.array(fc.record({ name: hostile, outcome }), { maxLength: 4 }),
    })
    fc.assert(
      fc.property(hostile, fc.array(suite, { maxLength: 3 }), (name, suites) => {
        const cases = suites.flatMap((one) => one.cases.map((inner) => ({ suite: one.name, ...inner })))
        expect(readJunit(junitXml(name, suites))).toMatchObject(
          cases.map(({ suite: of, name: called, outcome: { kind, ...rest } }) => ({
            suite: visibleText(of),
            name: visibleText(called),
            outcome: kind,
            message: 'says' in rest ? visibleText(rest.says) : '',
          })),
        )
      }),
    )
  })
})

describe('JUnit of the policy commands', () => {
  const at = { file: 'policies/projects/qsense.yaml', line: 4, column: 2, code: 'P012', message: 'unknown key `untill`', help: null }

  test('`policy check`: a case a file; an error fails it, a warning does not', () => {
    const xml = junitOfPolicyCheck(
      ['policies/institution.yaml', 'policies/projects/qsense.yaml'],
      [
        { ...at, level: 'error' },
        { ...at, file: 'policies/institution.yaml', level: 'warning' },
      ],
    )
    expect(readJunit(xml).map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      'policies/institution.yaml passed',
      'policies/projects/qsense.yaml failure',
    ])
    expect(readJunit(junitOfPolicyCheck([], []))).toMatchObject([{ outcome: 'error' }])
  })

  test('`policy test`: a suite a file, a case an expectation; a broken or empty file is an error', () => {
    const expectation = { on: '2026-11-26', who: 'ada', resource: 'data', level: 'read', expected: 'can', failure: null }
    const failing = { ...expectation, failure: { ...at, level: 'error' as const, code: 'P071' } }
    const xml = junitOfPolicyTest(
      [
        { file: 'a.yaml', results: [expectation, failing] },
        { file: 'b.yaml', results: [] },
        { file: 'c.yaml', results: [] },
      ],
      [{ ...at, file: 'c.yaml', level: 'error' }],
    )
    expect(readJunit(xml).map(({ suite, outcome }) => `${suite} ${outcome}`)).toEqual([
      'a.yaml passed',
      'a.yaml failure',
      'b.yaml error',
      'c.yaml error',
    ])
  })
})
