import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type AuditedNight, auditedNight } from './scenario/audited-night.ts'
import { allScenarios } from './scenario/scenario.ts'

// A finding prints the text of an exception for it. Pasted into the policy and completed, it must speak of that finding and no other.
const completed = {
  id: 'EX-PASTED',
  reason: 'For the test',
  mitigation: 'None',
  asked_by: 'tom.reid@northmoor.example',
  approved_by: 'omar.haddad@northmoor.example',
  granted: '2026-10-01',
  expires: '2026-12-31',
}

const nights = allScenarios().flatMap(({ name, nights: all }) =>
  all.map((night, index) => [`${name}, night ${index + 1}`, auditedNight(night)] as const),
)

describe('the text of an exception, pasted and completed, is about its finding', () => {
  it.for(nights)('%s', ([, audited]) => {
    for (const { exceptionText, fingerprint, rule } of audited.audit.assessment.findings) {
      if (exceptionText === null) continue
      const pasted = withException(audited, exceptionText)
      expect(
        pasted.load.broken.filter(({ key }) => key === completed.id).flatMap(({ because }) => because),
        exceptionText,
      ).toEqual([])
      const outcome = pasted.audit.assessment.exceptions.find(({ id }) => id === completed.id)
      expect(outcome?.findings, `${rule.id}\n${exceptionText}\n${outcome?.state} ${outcome?.defects.join('; ')}`).toEqual([fingerprint])
    }
  })
})

function withException({ night }: AuditedNight, text: string): AuditedNight {
  const [written] = parse(text) as readonly Record<string, unknown>[]
  const { exceptions } = night.policy
  const others = Array.isArray(exceptions) ? (exceptions as readonly unknown[]) : []
  return auditedNight({ ...night, policy: { ...night.policy, exceptions: [...others, { ...written, ...completed }] } })
}
