import { describe, expect, test } from 'vitest'
import { runDiff } from '../../../../src/core/findings/diff/run-diff.ts'
import { type Closing, whyGone } from '../../../../src/core/findings/diff/why-gone.ts'
import { NOTHING_EARLIER } from '../../../../src/core/findings/earlier.ts'
import type { AuditResult, ResolvedReason } from '../../../../src/core/model/audit-result.ts'
import type { Finding } from '../../../../src/core/model/finding.ts'
import type { MethodChange } from '../../../../src/core/model/run-diff.ts'
import { publicationOf } from '../../../store/build-publication.ts'
import { buildFinding, night, person } from '../build-finding.ts'
import type { ToldNight } from '../nights.ts'

const finding = buildFinding()
const other = buildFinding({ subject: person('employee:E2000'), project: 'helix' })

function run(n: number, findings: readonly Finding[], told: Partial<ToldNight> = {}): AuditResult {
  return publicationOf({ run: `run-${n}`, now: night(n), findings, ...told }, NOTHING_EARLIER, null).result
}

function compared(
  from: AuditResult,
  to: AuditResult,
  closings: readonly (readonly [string, Closing])[] = [],
  baselines: readonly string[] = [],
) {
  return runDiff({ from, to, renamed: new Map(), closings: new Map(closings), baselines: new Set(baselines) })
}

const POLICY: MethodChange = { what: 'policy', from: 'a', to: 'b' }

describe('a finding that is gone', () => {
  const cases: readonly (readonly [ResolvedReason, readonly MethodChange[], boolean])[] = [
    ['access-removed', [POLICY], true],
    ['subject-gone', [], true],
    ['condition-met', [], true],
    ['condition-met', [POLICY], false],
    ['condition-met', [{ ...POLICY, what: 'gatehouse' }], false],
    ['declared', [], false],
    ['declared', [POLICY], false],
    ['out-of-scope', [], false],
  ]
  test.each(cases)('by %s, with %j changed: fixed is %s', (reason, method, fixed) => {
    expect(whyGone(finding, { reason, inBetween: false }, run(2, []), method)).toMatchObject({ fixed })
  })

  test('of which nobody knows why is not fixed', () => {
    const { changed, onlySeen } = compared(run(1, [finding]), run(2, []))
    expect(changed.resolved).toEqual([])
    expect(onlySeen.invisible).toMatchObject([{ because: 'no longer listed, and the store does not say why' }])
  })

  test('that was over in between is not called fixed where the later run could not look', () => {
    const closing = [[finding.fingerprint, { reason: 'access-removed', inBetween: true }]] as const
    const blind = run(3, [], { sources: { ad: 'denied', hr: 'complete' }, incomplete: ['qsense'] })
    expect(compared(run(1, [finding]), run(3, []), closing).changed.resolved).toHaveLength(1)
    const told = compared(run(1, [finding]), blind, closing)
    const wanted = finding.evidence.some(({ source }) => source === 'ad') ? 0 : 1
    expect(told.changed.resolved).toHaveLength(wanted)
  })
})

describe('a finding that is there now', () => {
  test('appeared, where the earlier run would have told it', () => {
    expect(compared(run(1, [other]), run(2, [finding, other]))).toMatchObject({ changed: { appeared: [{ rule: 'ACC-01' }] }, unchanged: 1 })
  })

  const blind = { sources: { ad: 'denied', hr: 'complete' }, incomplete: ['qsense'] } as const
  test.each([
    ['the earlier run did not see all of its project', run(1, [], blind), []],
    ['its project was not declared', run(1, [], { projects: ['helix'] }), []],
    ['it was looked at for the first time', run(1, []), [finding.fingerprint]],
  ])('only became visible: %s', (_, from, baselines) => {
    const { changed, onlySeen } = compared(from, run(2, [finding]), [], baselines)
    expect(changed.appeared).toEqual([])
    expect(onlySeen.visible).toHaveLength(1)
  })

  test('is accepted, not resolved, under an exception, and comes back when that ends', () => {
    const exception = {
      id: 'EX-1',
      state: 'active',
      until: '2026-12-01',
      by: 'omar',
      reason: 'beam time',
    } as unknown as Finding['exception']
    const accepted = { ...finding, exception }
    expect(compared(run(1, [finding]), run(2, [accepted])).decided).toMatchObject({ accepted: [{ because: 'EX-1, until 2026-12-01' }] })
    expect(compared(run(1, [accepted]), run(2, [finding])).decided).toMatchObject({ returned: [{ because: 'EX-1 no longer holds' }] })
  })

  test('that looks less grave because less was read is not better', () => {
    const milder = { ...finding, severity: { ...finding.severity, class: 'low' as const } }
    expect(compared(run(1, [finding]), run(2, [milder])).changed.better).toHaveLength(1)
    const told = compared(run(1, [finding]), run(2, [milder], { incomplete: ['qsense'] }))
    expect(told.changed.better).toEqual([])
    expect(told.onlySeen.invisible).toMatchObject([{ severity: 'low', severityBefore: 'high' }])
  })
})
