import { type Duration, dayAfter } from '../base/duration.ts'
import { plusCalendar } from '../base/instant.ts'
import type { Institution } from '../model/declared-institution.ts'
import type { PolicyException } from '../model/declared-exception.ts'
import type { Finding, Truth } from '../model/finding.ts'
import type { Sensitivity } from '../model/sensitivity.ts'
import { acceptorOf, acceptorText, isAtLeast, mayBeExcepted } from './accepting.ts'
import type { Officers } from './officers.ts'

export interface DefectInput {
  readonly institution: Institution
  readonly officers: Officers
  /** The findings that it covers tonight. */
  readonly covered: readonly Finding[]
  /** The key of its subject, if it names one that can be found. */
  readonly subjectKey: string | null
  /** Of what it is about; null where it belongs to no project. */
  readonly sensitivity: Sensitivity | null
  /** Other exceptions about the same thing. */
  readonly siblings: readonly PolicyException[]
}

/** Why an exception has no effect, each in one line; and what could not be established, which leaves it without effect too. */
export interface Defects {
  readonly defects: readonly string[]
  readonly doubts: readonly string[]
}

/** `findings.md`, Exceptions: defective. In the order of that list. */
export function defectsOf(exception: PolicyException, input: DefectInput): Defects {
  const { about, approvedBy, askedBy } = exception
  const { officers, subjectKey } = input
  const approver = `the approver \`${approvedBy.written}\``
  const asked: readonly (readonly [Truth, string])[] = [
    [officers.isLiveInternal(approvedBy), `${approver} is not a live internal person`],
    [negated(officers.sameAs(approvedBy, askedBy)), `${approver} is the one who asked for it`],
    ...(subjectKey === null
      ? []
      : ([
          [negated(officers.isSubject(approvedBy, subjectKey)), `${approver} is its subject`],
          [negated(officers.isHostOf(approvedBy, subjectKey)), `${approver} is the host of its subject`],
        ] as const)),
  ]
  const certain = [
    ...(about.family !== 'access' && !mayBeExcepted(about.rule) ? [`${about.rule} cannot be accepted`] : []),
    ...beyondMaximum(exception, input),
    ...(isThirdInARow(exception, input.siblings) ? ['the third in a row for the same thing'] : []),
    ...input.covered.flatMap((finding) => beyondAuthority(exception, finding, input)),
  ]
  return {
    defects: [...asked.flatMap(([truth, says]) => (truth === 'not-met' ? [says] : [])), ...certain],
    doubts: asked.flatMap(([truth, says]) => (truth === 'unknown' ? [`cannot be established whether ${says}`] : [])),
  }
}

function beyondMaximum({ granted, expires }: PolicyException, { institution, sensitivity }: DefectInput): readonly string[] {
  // What belongs to no project is held to the widest term that the institution allows.
  const terms = sensitivity === null ? Object.values(institution.appetite.bySensitivity) : [institution.appetite.bySensitivity[sensitivity]]
  if (terms.some(({ maxException }) => expires <= dayAfter(granted, maxException))) return []
  const most = terms.map(({ maxException }) => durationText(maxException)).join(', ')
  return [`runs from ${granted} to ${expires}, longer than ${most}`]
}

function beyondAuthority({ approvedBy }: PolicyException, finding: Finding, { institution, officers }: DefectInput): readonly string[] {
  const acceptor = acceptorOf(finding, institution)
  if (acceptor.kind === 'nobody') return [`nobody may accept the finding: ${acceptor.because}`]
  const rank = officers.rankOf(approvedBy, finding.projects)
  const offices = officers.officesOf(approvedBy)
  const may = acceptor.kind === 'rank' ? isAtLeast(rank, acceptor.rank) : acceptor.roles.every((role) => offices.includes(role))
  if (may) return []
  const needed = acceptor.kind === 'rank' && acceptor.rank !== 'siro' ? `${acceptor.rank} or above` : acceptorText(acceptor)
  return [`a ${finding.severity.class} finding of ${finding.rule.id} is accepted by ${needed}; \`${approvedBy.written}\` is not`]
}

/** Is there one before it that joins its dates, and one before that? */
function isThirdInARow(exception: PolicyException, siblings: readonly PolicyException[]): boolean {
  return siblings.some((second) => isRenewal(second, exception) && siblings.some((first) => isRenewal(first, second)))
}

function isRenewal(before: PolicyException, after: PolicyException): boolean {
  const sharesParts =
    before.about.family !== 'access' ||
    after.about.family !== 'access' ||
    before.about.parts.some((part) => after.about.family === 'access' && after.about.parts.includes(part))
  const follows = before.granted < after.granted && before.expires < after.expires
  return sharesParts && follows && after.granted <= plusCalendar(before.expires, { days: 1 })
}

function negated(truth: Truth): Truth {
  return truth === 'unknown' ? 'unknown' : truth === 'met' ? 'not-met' : 'met'
}

function durationText({ unit, count }: Duration): string {
  return `${count} ${count === 1 ? unit.slice(0, -1) : unit}`
}
