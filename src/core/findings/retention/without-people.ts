import type { Day } from '../../base/instant.ts'
import type { AccessRow, AuditResult, ExceptionOutcome } from '../../model/audit-result.ts'
import type { Finding } from '../../model/finding.ts'
import { isPseudonym, pseudonym } from '../pseudonym.ts'

/** What of a published result is past its term. */
export interface PastTerm {
  /** The lists of who could reach each project. */
  readonly access: boolean
  /** What the result says beside findings, access and exceptions: leads, gaps, causes, acknowledgements. */
  readonly rest: boolean
  /** The findings about whom nobody needs to be named any more. */
  isFindingDue(fingerprint: string): boolean
  /** Exceptions that ended before this day; null for none. */
  readonly exceptionsEndedBefore: Day | null
}

/** Stands where a text was that may have named somebody. */
export const NO_LONGER_KEPT = 'no longer kept'

/**
 * The result without the people who are past their term; counts, statuses, rules, resources, levels and dates stay.
 *
 * Doing it twice gives what doing it once gave, so that an interrupted prune can be done again. Linear in the result's size.
 */
export function withoutPeople(result: AuditResult, past: PastTerm): AuditResult {
  const of = (finding: Finding) => (past.isFindingDue(finding.fingerprint) ? findingWithoutPeople(finding) : finding)
  const { assessment, life } = result
  const emptied: AuditResult = {
    ...result,
    assessment: {
      ...assessment,
      findings: assessment.findings.map(of),
      projects: assessment.projects.map((project) =>
        past.access ? { ...project, access: accessWithoutPeople(project.id, project.access) } : project,
      ),
      exceptions: assessment.exceptions.map((one) => {
        const isOver = past.exceptionsEndedBefore !== null && one.expires < past.exceptionsEndedBefore
        return isOver ? exceptionWithoutPeople(one) : one
      }),
    },
    life: {
      ...life,
      raised: life.raised.map(of),
      findings: life.findings.map((one) => (one.lastKnown === null ? one : { ...one, lastKnown: of(one.lastKnown) })),
    },
  }
  return past.rest ? restWithoutPeople(emptied) : emptied
}

/** Fields of an identity that name no person. */
const IMPERSONAL: ReadonlySet<string> = new Set(
  'rule family project resource platform source unit dataset from to section institution register line overdue'.split(' '),
)

/** Keeps what the finding was about, but for whom: the fingerprint stays, and the organisation. */
export function findingWithoutPeople(finding: Finding): Finding {
  const { fingerprint, rule, identity, subject, account, exception } = finding
  const name = pseudonym(fingerprint)
  return {
    ...finding,
    identity: Object.fromEntries(Object.entries(identity).map(([key, value]) => [key, IMPERSONAL.has(key) ? value : NO_LONGER_KEPT])),
    subject: subject === null ? null : { ...subject, key: name, label: 'a person no longer named', host: null },
    account: account === null ? null : { ...account, id: name, label: NO_LONGER_KEPT },
    proof: [],
    considered: [],
    sentence: `${rule.title}: whom it was about is no longer kept.`,
    detail: NO_LONGER_KEPT,
    remediation: NO_LONGER_KEPT,
    exceptionText: null,
    owner: null,
    exception: exception === null ? null : { ...exception, by: NO_LONGER_KEPT, reason: NO_LONGER_KEPT },
  }
}

/** One number a person and list, in the order of the list: who holds two rights is still one. */
function accessWithoutPeople(project: string, rows: readonly AccessRow[]): readonly AccessRow[] {
  if (rows.every(({ subject }) => isPseudonym(subject))) return rows
  const numbers = new Map<string, number>()
  return rows.map((row) => {
    const number = numbers.get(row.subject) ?? numbers.size + 1
    numbers.set(row.subject, number)
    const because = /^[\w./-]+:\d+$/u.test(row.because) ? row.because : NO_LONGER_KEPT
    return { ...row, subject: pseudonym(`${project}-${number}`), label: `person ${number}`, host: null, accounts: [], because, why: null }
  })
}

const OF_AN_ACCESS: ReadonlySet<string> = new Set(['project', 'resource', 'level'])

function exceptionWithoutPeople(exception: ExceptionOutcome): ExceptionOutcome {
  const about = Object.entries(exception.about).map(([key, value]) => [key, OF_AN_ACCESS.has(key) ? value : NO_LONGER_KEPT])
  return {
    ...exception,
    about: Object.fromEntries(about) as ExceptionOutcome['about'],
    reason: NO_LONGER_KEPT,
    mitigation: NO_LONGER_KEPT,
    askedBy: NO_LONGER_KEPT,
    approvedBy: NO_LONGER_KEPT,
    defects: exception.defects.map(() => NO_LONGER_KEPT),
  }
}

function restWithoutPeople(result: AuditResult): AuditResult {
  const { assessment, life, publication } = result
  return {
    ...result,
    assessment: {
      ...assessment,
      gaps: assessment.gaps.map((gap) => ({
        ...gap,
        record: gap.record === null ? null : NO_LONGER_KEPT,
        reason: NO_LONGER_KEPT,
        cure: null,
        at: null,
      })),
      causes: assessment.causes.map((cause) => ({
        ...cause,
        says: NO_LONGER_KEPT,
        record: { ...cause.record, file: NO_LONGER_KEPT, record: NO_LONGER_KEPT },
      })),
      projects: assessment.projects.map((project) => ({
        ...project,
        lead: null,
        deputy: null,
        reasons: project.reasons.map((reason) => ({ ...reason, says: NO_LONGER_KEPT, cure: null })),
      })),
      rulesNotAssessed: assessment.rulesNotAssessed.map((one) => ({ ...one, reason: NO_LONGER_KEPT })),
      policyDiagnostics: [],
      offices: [],
    },
    life: {
      ...life,
      findings: life.findings.map((one) => (one.because === null ? one : { ...one, because: NO_LONGER_KEPT })),
      aliases: life.aliases.map((alias) => ({ ...alias, because: NO_LONGER_KEPT })),
      acknowledgements: [],
    },
    publication: publication === null ? null : { ...publication, undelivered: [], failedRuns: [] },
  }
}
