import { describe, expect, it } from 'vitest'
import type { ProofHop } from '../../src/core/model/finding.ts'
import { type AuditedNight, auditedNight } from './scenario/audited-night.ts'
import { allScenarios } from './scenario/scenario.ts'
import { shuffled } from './scenario/shuffled.ts'

const nights = allScenarios().flatMap(({ name, nights: all }) =>
  all.map((night, index) => [`${name}, night ${index + 1}`, auditedNight(night)] as const),
)

describe('what holds on every night of every scenario', () => {
  it.for(nights)('every excess has a finding that speaks about its holder: %s', ([, { audit }]) => {
    const { projects, findings } = audit.assessment
    for (const project of projects) {
      for (const row of project.access.filter(({ standing }) => standing === 'excess' || standing === 'accepted')) {
        const speaking = findings.find(({ fingerprint }) => fingerprint === row.finding)
        expect(speaking?.subject?.key, `${project.id} ${row.subject} ${row.resource}: ${row.because}`).toBe(row.subject)
        expect(speaking?.projects).toContain(project.id)
      }
    }
  })

  it.for(nights)('no project is `none` while something that it rests on is incomplete: %s', ([, { audit }]) => {
    const { projects, coverage } = audit.assessment
    const states = new Map(coverage.map(({ source, unit, dataset, state }) => [`${source}/${unit}/${dataset}`, state]))
    for (const { id, status, restsOn } of projects.filter((project) => project.status.kind === 'none')) {
      expect(
        restsOn.map((dataset) => [dataset, states.get(dataset)]),
        `${id} is ${status.kind}`,
      ).toEqual(restsOn.map((dataset) => [dataset, 'complete']))
    }
  })

  it.for(nights)('every proof leads from the person to the resource, hop by hop: %s', ([, { audit }]) => {
    for (const { proof, resource, subject, rule } of audit.assessment.findings.filter((finding) => finding.level !== null)) {
      // What is open to whom nobody named begins with nobody in particular.
      expect(proof.length, rule.id).toBeGreaterThan(subject === null ? 0 : 1)
      if (subject !== null) expect(proof[0]?.from).toBe(subject.label)
      expect(joints(proof)).toEqual([])
      const last = proof.at(-1)
      const arrives = last?.kind === 'grant' ? last.to === resource?.slug : resource?.kind === 'group'
      expect(arrives, `${rule.id} ends at ${last?.to}`).toBe(true)
      for (const { record } of proof) expect(record.record).not.toBe('')
    }
  })

  it.for(nights)('no two findings share a fingerprint: %s', ([, { audit }]) => {
    const prints = audit.assessment.findings.map(({ fingerprint }) => fingerprint)
    expect(new Set(prints).size).toBe(prints.length)
  })

  it.for(nights)('counts agree with the rows that they count: %s', ([, { audit }]) => {
    for (const { access, counts, id } of audit.assessment.projects) {
      const of = (standing: string): number => access.filter((row) => row.standing === standing).length
      expect([of('excess') + of('accepted'), of('accepted'), of('not-assessed')], id).toEqual([
        counts.excessAccesses,
        counts.acceptedAccesses,
        counts.notAssessedAccesses,
      ])
    }
  })

  it.for(nights)('the same night gives the same bytes, in whatever order its facts arrive: %s', ([, first]) => {
    const { night } = first
    expect(JSON.stringify(auditedNight(night).audit.assessment)).toBe(bytes(first))
    for (const seed of [1, 2, 3]) {
      expect(bytes(auditedNight(night, { batches: (all) => shuffled(all, seed) })), `shuffled by ${seed}`).toBe(bytes(first))
    }
  })
})

function joints(proof: readonly ProofHop[]): readonly string[] {
  return proof.flatMap((hop, index) => {
    const before = proof[index - 1]
    return before === undefined || before.to === hop.from ? [] : [`${before.to} ≠ ${hop.from}`]
  })
}

function bytes({ audit }: AuditedNight): string {
  return JSON.stringify(audit.assessment)
}
