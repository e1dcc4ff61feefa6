import { afterAll, describe, expect, it } from 'vitest'
import type { DatasetCoverage, DatasetState } from '../../src/core/model/coverage.ts'
import type { Finding } from '../../src/core/model/finding.ts'
import { judgeSilence } from '../../src/core/findings/silence.ts'
import { type AuditedNight, auditedNight } from './scenario/audited-night.ts'
import { allScenarios } from './scenario/scenario.ts'

// `findings.md`, Withholding law, on hand-written nights: whatever is read less completely, nothing looks better for it.
const states: readonly DatasetState[] = ['partial', 'denied', 'failed']

const nights = allScenarios().flatMap(({ name, nights: all }) =>
  all.map((night, index) => [`${name}, night ${index + 1}`, auditedNight(night)] as const),
)
let compared = 0
afterAll(() => console.log(`withholding: ${compared} combinations of night, dataset and state compared`))

describe('a source that left no evidence never makes anything look better', () => {
  it.for(nights)('%s', ([, whole]) => {
    for (const source of new Set(whole.snapshot.coverage.map((row) => row.source))) {
      compared += 1
      const gone = auditedNight(
        whole.night,
        {
          coverage: (rows) => rows.filter((row) => row.source !== source),
          batches: (all) => all.filter((batch) => !batch.dataset.startsWith(`${source}/`)),
          // What was read before is remembered; what was short before has a finding already, which tonight's short source replaces.
          earlier: whole.snapshot.coverage,
        },
        whole.load,
      )
      holds(whole, gone, `${source} without evidence`)
    }
  })
})

describe('a dataset read less completely never makes anything look better', () => {
  it.for(nights)('%s', ([, whole]) => {
    for (const { source, dataset } of whole.snapshot.coverage.filter(({ state }) => state === 'complete')) {
      for (const state of states) {
        for (const withheld of [false, true]) {
          compared += 1
          holds(whole, lowered(whole, source, dataset, state, withheld), `${source}/${dataset} ${state}${withheld ? ', withheld' : ''}`)
        }
      }
    }
  })
})

function lowered({ night, load }: AuditedNight, source: string, dataset: string, state: DatasetState, withheld: boolean): AuditedNight {
  const lower = (row: DatasetCoverage): DatasetCoverage =>
    row.source === source && row.dataset === dataset ? { ...row, state, reasons: ['lowered by the test'], cure: null } : row
  return auditedNight(
    night,
    {
      coverage: (rows) => rows.map(lower),
      batches: (all) => (withheld ? all.filter((batch) => batch.dataset !== `${source}/${dataset}`) : all),
    },
    load,
  )
}

function holds(whole: AuditedNight, less: AuditedNight, what: string): void {
  const before = new Map(whole.audit.assessment.projects.map(({ id, status }) => [id, status.kind]))
  for (const { id, status } of less.audit.assessment.projects) {
    if (status.kind === 'none') expect(before.get(id), `${what}: ${id} is \`none\``).toBe('none')
  }
  const present = new Set(less.audit.assessment.findings.map(({ fingerprint }) => fingerprint))
  for (const finding of whole.audit.assessment.findings) {
    if (present.has(finding.fingerprint) || isToldOfSource(finding, less)) continue
    const silence = judgeSilence(finding, less.audit.tonight)
    expect(silence.kind, `${what}: ${named(finding)} vanished`).toBe('not-rechecked')
  }
}

function named({ rule, projects, subject, resource, identity }: Finding): string {
  return [rule.id, ...projects, subject?.key ?? '', resource?.slug ?? identity['key'] ?? ''].join(' ')
}

/** A dataset that was short before stands in for its source, once not even its datasets are listed. */
function isToldOfSource({ rule, identity }: Finding, { audit }: AuditedNight): boolean {
  return (
    rule.id === 'DAT-01' &&
    audit.assessment.findings.some((other) => other.rule.id === 'DAT-01' && other.identity['source'] === identity['source'])
  )
}
