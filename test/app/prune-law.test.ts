import { afterAll, beforeAll, expect, test } from 'vitest'
import { CAST } from '../../fixtures/northmoor/cast.ts'
import { NO_LONGER_KEPT, type PastTerm, withoutPeople } from '../../src/core/findings/retention/without-people.ts'
import { resultDigest } from '../../src/core/findings/result-digest.ts'
import type { AuditResult } from '../../src/core/model/audit-result.ts'
import { parseResult } from '../../src/report/json/parse-result.ts'
import { sha256 } from '../../src/sources/evidence/sha256.ts'
import { day } from '../core/findings/build-finding.ts'
import { sampleResult } from '../report/sample-result.ts'
import { type PrunedInstitution, fourteenNights, removeInstitution } from './pruned-institution.ts'

let institution: PrunedInstitution
beforeAll(async () => {
  institution = await fourteenNights()
}, 120_000)
afterAll(async () => removeInstitution(institution))

const ALL: PastTerm = { access: true, rest: true, isFindingDue: () => true, exceptionsEndedBefore: day('2099-01-01') }

/** Names, logins, numbers and addresses of everybody who plays a part, and of all whom the result speaks of. */
function namesIn({ assessment, life }: AuditResult): ReadonlySet<string> {
  const findings = [...assessment.findings, ...life.raised, ...life.findings.flatMap(({ lastKnown }) => lastKnown ?? [])]
  const told = [
    ...assessment.projects.flatMap(({ access, lead }) => [
      lead,
      ...access.flatMap((row) => [row.subject, row.label, row.host, ...row.accounts]),
    ]),
    ...findings.flatMap(({ subject, account, owner }) => [subject?.key, subject?.label, subject?.host, account?.id, account?.label, owner]),
    ...assessment.exceptions.flatMap(({ askedBy, approvedBy }) => [askedBy, approvedBy]),
  ]
  const cast = CAST.flatMap((actor) => [actor.uid, actor.name, 'number' in actor ? `employee:${actor.number}` : actor.uid])
  const organisations = new Set(findings.map(({ subject }) => subject?.organisation))
  return new Set([...told, ...cast].filter((name) => typeof name === 'string' && name.length > 3 && !organisations.has(name)) as string[])
}

test('a result that is past every term names nobody: not one name, login, number or address of anybody in it is left', () => {
  let names = 0
  for (const result of institution.nights) {
    const text = JSON.stringify(withoutPeople(result, ALL))
    for (const name of namesIn(result)) {
      names += 1
      expect(text.includes(JSON.stringify(name).slice(1, -1)), `${name} in run ${result.run.id}`).toBe(false)
    }
  }
  expect(names).toBeGreaterThan(1000)
})

test('what is left can be read, says the same of statuses and counts, has the same parts, and is emptied once and for all', () => {
  for (const result of [...institution.nights, sampleResult()]) {
    const emptied = withoutPeople(result, ALL)
    expect(parseResult(JSON.stringify(emptied))).toMatchObject({ ok: true })
    expect(withoutPeople(emptied, ALL)).toEqual(emptied)
    expect(emptied.assessment.projects.map(({ id, status, counts }) => ({ id, status, counts }))).toEqual(
      result.assessment.projects.map(({ id, status, counts }) => ({ id, status, counts })),
    )
    expect(emptied.assessment.coverage).toEqual(result.assessment.coverage)
    const parts = (of: AuditResult) => resultDigest(of, sha256).parts.map(({ part }) => part)
    expect(parts(emptied)).toEqual(parts(result))
    expect(JSON.stringify(emptied)).toContain(NO_LONGER_KEPT)
  }
})

test('nothing past its term leaves every byte as it was', () => {
  const none: PastTerm = { access: false, rest: false, isFindingDue: () => false, exceptionsEndedBefore: null }
  for (const result of institution.nights) expect(JSON.stringify(withoutPeople(result, none))).toBe(JSON.stringify(result))
})
