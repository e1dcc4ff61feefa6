import type { AuditResult, ExceptionOutcome } from '../../core/model/audit-result.ts'
import type { ExceptionState, Finding } from '../../core/model/finding.ts'
import { sortedBy } from '../../core/base/order.ts'
import { findingsTonight } from '../../core/findings/findings-tonight.ts'
import { capitalised, counted, grouped } from '../words/count-words.ts'
import { dateWords } from '../words/date-words.ts'
import { exceptionStateWords, roleWords } from '../words/life-words.ts'
import { visibleText } from '../words/visible-text.ts'

/** Those that ask for something first. */
const STATES: readonly ExceptionState[] = ['defective', 'expired', 'ending', 'active', 'pending', 'unused', 'not-assessed']

/** Exceptions whose finding will be, or is, back in full: for these the text of a new entry is printed. */
const TO_RENEW: ReadonlySet<ExceptionState> = new Set<ExceptionState>(['defective', 'expired', 'ending'])

/** Every exception by state, with what it lacks; then, for those that end or have no effect, the text of an entry that would renew it. */
export function exceptionsText(result: AuditResult): string {
  const { exceptions, coverage } = result.assessment
  const dates = dateWords(result.run.now, result.run.timeZone)
  const incomplete = coverage.filter(({ state }) => state !== 'complete').length
  const head = [
    `Exceptions of ${result.run.institution}, as run ${result.run.id} judged them`,
    incomplete === 0
      ? '  Everything configured was read completely.'
      : `  ${grouped(incomplete)} of ${counted(coverage.length, 'dataset')} not read completely: what could not be assessed is listed so.`,
  ].join('\n')
  if (exceptions.length === 0) return `${head}\n\nNo exception is declared.\n`
  const sections = STATES.flatMap((state) => {
    const ofState = sortedBy(
      exceptions.filter((one) => one.state === state),
      ({ id }) => id,
    )
    const count = `${grouped(ofState.length)} of ${grouped(exceptions.length)}`
    return ofState.length === 0
      ? []
      : [[`${capitalised(exceptionStateWords(state))}: ${count}`, ...ofState.map((one) => entry(one, dates))].join('\n')]
  })
  return `${[head, ...sections, ...renewals(result)].join('\n\n')}\n`
}

function entry(
  { id, rule, about, approvedBy, askedBy, granted, expires, reason, defects, findings }: ExceptionOutcome,
  dates: ReturnType<typeof dateWords>,
): string {
  const fields = sortedBy(Object.entries(about), ([key]) => key).map(([key, value]) => `${key} ${value}`)
  const lines = [
    `  ${id}  ${rule}: ${fields.join(', ')}`,
    `    from ${dates.day(granted)} until ${dates.day(expires)}, by ${roleWords(approvedBy)}; asked by ${askedBy}: ${reason}`,
    ...defects.map((defect) => `    ! ${defect}`),
    `    ${findings.length === 0 ? 'speaks of no finding tonight' : `speaks of ${findings.map((fingerprint) => fingerprint.slice(0, 12)).join(', ')}`}`,
  ]
  return lines.map(visibleText).join('\n')
}

function renewals(result: AuditResult): readonly string[] {
  const known = new Map(findingsTonight(result).map((finding) => [finding.fingerprint, finding]))
  const texts = result.assessment.exceptions
    .filter(({ state }) => TO_RENEW.has(state))
    .flatMap(({ id, findings }) => findings.flatMap((fingerprint) => textFor(id, known.get(fingerprint))))
  return texts.length === 0 ? [] : ['To paste under `exceptions`, completed by a person, if it is to go on', ...texts]
}

function textFor(id: string, finding: Finding | undefined): readonly string[] {
  if (finding === undefined || finding.exceptionText === null) return []
  return [`# after ${id}; may be accepted by ${roleWords(finding.mayAccept)}\n${visibleText(finding.exceptionText)}`]
}
