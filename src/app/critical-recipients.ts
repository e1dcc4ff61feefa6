import { assertNever } from '../core/base/assert-never.ts'
import { distinctTexts, sortedBy } from '../core/base/order.ts'
import { findingsTonight } from '../core/findings/findings-tonight.ts'
import { hasEffect } from '../core/findings/exceptions.ts'
import type { AuditResult, LifeState } from '../core/model/audit-result.ts'
import type { EscalationTarget, Institution } from '../core/model/declared-institution.ts'
import type { Finding } from '../core/model/finding.ts'
import { type PersonReference, parsePersonReference } from '../core/model/person-reference.ts'

export interface CriticalRecipients {
  /** By address; each with the findings that concern them. */
  readonly people: readonly { readonly address: string; readonly findings: readonly string[] }[]
  /** Critical findings of tonight that nobody could be written to about. */
  readonly unaddressed: readonly string[]
}

/** Whom tonight's critical findings go to at once: those that began, came back or became critical, and are not accepted. */
export function criticalRecipients(institution: Institution, result: AuditResult): CriticalRecipients {
  const { assessment, life } = result
  const states = new Map(life.findings.map(({ fingerprint, state }) => [fingerprint, state]))
  const leads = new Map(assessment.projects.map(({ id, lead }) => [id, lead]))
  const urgent = findingsTonight(result).filter((finding) => isUrgent(finding, states.get(finding.fingerprint)))
  const byAddress = new Map<string, Set<string>>()
  const unaddressed: string[] = []
  for (const finding of urgent) {
    const addresses = institution.escalation.critical.to.flatMap((target) => addressesOf(target, finding, institution, leads))
    if (addresses.length === 0) unaddressed.push(finding.fingerprint)
    for (const address of addresses) {
      const theirs = byAddress.get(address) ?? new Set<string>()
      byAddress.set(address, theirs.add(finding.fingerprint))
    }
  }
  return {
    people: sortedBy(
      [...byAddress].map(([address, findings]) => ({ address, findings: distinctTexts(findings) })),
      ({ address }) => address,
    ),
    unaddressed: distinctTexts(unaddressed),
  }
}

const URGENT: ReadonlySet<LifeState> = new Set(['new', 'first-observed', 'worse', 'reopened'])

function isUrgent({ severity, exception }: Finding, state: LifeState | undefined): boolean {
  return severity.class === 'critical' && state !== undefined && URGENT.has(state) && !(exception !== null && hasEffect(exception.state))
}

function addressesOf(
  target: EscalationTarget,
  finding: Finding,
  { seniorLead, siro, officers }: Institution,
  leads: ReadonlyMap<string, string | null>,
): readonly string[] {
  switch (target.kind) {
    case 'person':
      return mailOf(target.person)
    case 'senior_lead':
      return mailOf(seniorLead)
    case 'siro':
      return mailOf(siro)
    case 'officer':
      return officers.filter(({ role }) => role === target.role).flatMap(({ person }) => mailOf(person))
    case 'project-lead':
      return (finding.project === null ? finding.projects : [finding.project]).flatMap((project) => written(leads.get(project) ?? null))
    case 'host':
      return written(finding.subject?.host ?? null)
    default:
      return assertNever(target, 'escalation target')
  }
}

function written(reference: string | null): readonly string[] {
  const person = reference === null ? null : parsePersonReference(reference)
  return person === null ? [] : mailOf(person)
}

/** An employee number is no address. */
function mailOf(person: PersonReference): readonly string[] {
  return person.kind === 'name' ? [person.text] : []
}
