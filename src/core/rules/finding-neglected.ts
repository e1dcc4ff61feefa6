import { dayInWords } from '../base/day-words.ts'
import type { Day } from '../base/instant.ts'
import { acceptedBlindSpot } from '../compare/project-status.ts'
import { hasEffect } from '../findings/exceptions.ts'
import type { LivingFinding } from '../findings/life-facts.ts'
import { oneClassUp } from '../findings/severity.ts'
import type { EscalationTarget, Institution } from '../model/declared-institution.ts'
import type { DeclaredPolicy } from '../model/declared-policy.ts'
import type { Finding } from '../model/finding.ts'
import { plainFinding } from './plain-finding.ts'
import { type FindingDraft, rule } from './rule.ts'

/** A finding is still there after the day by which it was to be dealt with, or came back twice. */
export const findingNeglected = rule(
  {
    id: 'GOV-03',
    name: 'finding-neglected',
    title: 'Not dealt with',
    severity: "the finding's, one up",
    needs: ['lives'],
    remediation: 'escalate',
    serves: ['TR-risk', 'S1.2.09'],
  },
  ({ lives, policy, day }) =>
    lives.seen.flatMap((living) => {
      const { finding } = living
      const isBorne = isAccepted(finding) || isBlindSpot(finding, policy.declared, day.today)
      const because = isAboutFindings(finding) || isBorne ? null : neglect(living, day.today)
      return because === null ? [] : [neglected(living, because, policy.declared)]
    }),
)

/** A neglected finding is not neglected once more. */
function isAboutFindings({ family }: Finding): boolean {
  return family === 'process' || family === 'hold'
}

function isAccepted({ exception }: Finding): boolean {
  return exception !== null && hasEffect(exception.state)
}

/** What nobody can read, and somebody of rank has accepted until a day, is not neglected meanwhile. */
function isBlindSpot({ family, identity }: Finding, { institution, blindSpots }: DeclaredPolicy, today: Day): boolean {
  if (family !== 'source') return false
  const dataset = { source: identity['source'] ?? '', dataset: identity['dataset'] ?? '' }
  return acceptedBlindSpot({ dataset }, institution, blindSpots, today) !== null
}

function neglect({ life: { due, timesReopened } }: LivingFinding, today: Day): string | null {
  const faults = [
    ...(due !== null && due < today ? [`was to be dealt with by ${dayInWords(due)}`] : []),
    ...(timesReopened >= 2 ? [`came back ${timesReopened} times`] : []),
  ]
  return faults.length === 0 ? null : faults.join(' and ')
}

function neglected({ finding, life }: LivingFinding, because: string, policy: DeclaredPolicy): FindingDraft {
  const { fingerprint, project, projects, sensitivity, subject, severity, rule: about } = finding
  return plainFinding(
    {
      identity: { family: 'process', overdue: fingerprint },
      project,
      projects,
      sensitivity,
      severity: oneClassUp(severity, 'it was not dealt with'),
      sentence: `Still there, although it ${because}: ${finding.sentence}`,
      detail: `${about.id} \`${about.name}\` ${fingerprint}, first seen ${life.firstSeen.slice(0, 10)}, ${because}`,
      remediation: `${finding.remediation}; whoever cannot must say so to ${escalated(finding, policy.institution)}`,
      owner: ownerOf(finding, policy),
    },
    { subject },
  )
}

function targets({ severity }: Finding, { escalation }: Institution): readonly EscalationTarget[] {
  return severity.class === 'notice' ? [{ kind: 'senior_lead' }] : escalation[severity.class].to
}

function escalated(finding: Finding, institution: Institution): string {
  return targets(finding, institution)
    .map((target) => {
      switch (target.kind) {
        case 'person':
          return target.person.written
        case 'siro':
          return 'the SIRO'
        case 'senior_lead':
          return 'the senior lead'
        case 'project-lead':
          return 'the project lead'
        case 'host':
          return 'the host'
        case 'officer':
          return `the officer for ${target.role.replaceAll('-', ' ')}`
      }
    })
    .join(' and ')
}

/** The first of those to whom the severity escalates, as the policy writes them; null leaves it to the project's lead. */
function ownerOf(finding: Finding, { institution }: DeclaredPolicy): string | null {
  const [target] = targets(finding, institution)
  switch (target?.kind) {
    case 'person':
      return target.person.written
    case 'siro':
      return institution.siro.written
    case 'senior_lead':
      return institution.seniorLead.written
    case 'officer':
      return institution.officers.find(({ role }) => role === target.role)?.person.written ?? null
    case 'host':
      return finding.subject?.host ?? null
    case 'project-lead':
    case undefined:
      return null
  }
}
