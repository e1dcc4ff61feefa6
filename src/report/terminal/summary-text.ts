import type { AuditResult } from '../../core/model/audit-result.ts'
import { diagnosticText } from '../../core/base/diagnostic.ts'
import { distinctTexts } from '../../core/base/order.ts'
import { type FindingView, type ResultView, inState, isAccepted, resultView } from '../result-view.ts'
import { counted, grouped, sentence } from '../words/count-words.ts'
import { coverageFellSentences, coverageSentences } from '../words/coverage-words.ts'
import { lifeSentence } from '../words/life-words.ts'
import { statusCounts, statusSentence } from '../words/status-words.ts'
import { troubleLines } from '../words/trouble-words.ts'
import { visibleText } from '../words/visible-text.ts'
import { gapText } from './gap-text.ts'
import { wrap } from './wrap.ts'

export interface SummaryOptions {
  /** Columns of the terminal; lines are broken at white space to fit. */
  readonly width: number
  /** ANSI colours beside the words, never instead of them. */
  readonly colour: boolean
  /** Where the reports of this run lie, as the reader may open it; null if none were written. */
  readonly reports: string | null
}

const PROJECTS_SHOWN = 12
const FINDINGS_SHOWN = 8
const GAPS_SHOWN = 8

/** The run in some forty lines: coverage first, then projects, changes, the worst findings, what could not be checked. Ends with a line feed. */
export function summaryText(result: AuditResult, options: SummaryOptions): string {
  const view = resultView(result)
  const blocks: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['Coverage', coverage(view)],
    ['Projects', projects(view)],
    ['Tonight', changes(view)],
    ['Worst findings', findings(view)],
    ['What could not be checked, and its cure', unread(view)],
    ['Reports', [options.reports === null ? 'none were written' : options.reports]],
    ['Run', identity(view)],
  ]
  const head = `Gatehouse audit of ${visibleText(result.run.institution)}, ${view.dates.moment(result.run.now)}`
  const parts = blocks.map(([title, lines]) => [bold(title, options), ...lines.map((line) => indented(line, options))].join('\n'))
  return `${[bold(head, options), ...parts].join('\n\n')}\n`
}

function coverage(view: ResultView): readonly string[] {
  const lost = view.result.life.coverageLost
  return [...coverageSentences(view), ...coverageFellSentences(view), ...lost.map((line) => `no longer read completely: ${line}`)]
}

function projects(view: ResultView): readonly string[] {
  if (view.projects.length === 0) {
    const { people, externals } = view.result.assessment.population
    return [
      'No project is declared, so there is no verdict.',
      `Seen: ${counted(people, 'person', 'people')}, ${grouped(externals)} of them external.`,
    ]
  }
  const pressing = view.projects.filter(({ status }) => status.kind !== 'none' && status.kind !== 'not-compared')
  const whole = view.projects.filter(({ status }) => status.kind === 'none')
  const shown = [...pressing, ...whole].slice(0, PROJECTS_SHOWN)
  const rest = pressing.length + whole.length - shown.length
  return [
    ...statusCounts(view),
    ...shown.map((project) => `${project.id}, ${project.sensitivity}: ${statusSentence(project, view)}`),
    ...(rest === 0 ? [] : [`and ${counted(rest, 'more project')}, in the report`]),
  ]
}

function changes(view: ResultView): readonly string[] {
  const { life } = view.result
  const open = `of ${grouped(view.open.length)} open`
  const count = (state: Parameters<typeof inState>[1]) => grouped(inState(view, state).length)
  const resolved = inState(view, 'resolved')
  const gone = resolved.filter((entry) => entry.life?.reason === 'out-of-scope').length
  return [
    life.firstRun ? 'First run: nothing to compare with.' : `Compared with run ${life.previousRun?.id ?? 'unknown'}.`,
    `${count('new')} new, ${count('first-observed')} first observed, ${count('worse')} worse, ${count('better')} better, ${count('reopened')} reopened, ${count('not-rechecked')} not re-checked: each ${open}.`,
    `${grouped(resolved.length - gone)} resolved${gone === 0 ? '' : `; ${grouped(gone)} more no longer audited, not counted as fixed`}.`,
    ...(view.open.some(isAccepted) ? [`${grouped(view.open.filter(isAccepted).length)} ${open} accepted under an exception.`] : []),
    ...troubleLines(view),
  ]
}

function findings(view: ResultView): readonly string[] {
  const shown = view.open.filter((finding) => !isAccepted(finding)).slice(0, FINDINGS_SHOWN)
  if (shown.length === 0)
    return [
      view.open.length === 0
        ? 'No finding is open. What was not read cannot be found.'
        : 'Every open finding is accepted under an exception.',
    ]
  const rest = view.open.length - shown.length
  return [
    ...shown.map((finding) => findingLine(finding, view)),
    ...(rest === 0 ? [] : [`and ${counted(rest, 'more open finding')}, in the report`]),
  ]
}

function findingLine(entry: FindingView, view: ResultView): string {
  const { finding } = entry
  const where = [
    finding.rule.id,
    finding.project ?? finding.projects.join(' '),
    lifeSentence(entry, view.dates),
    `gatehouse explain ${finding.fingerprint}`,
  ]
  return `${finding.severity.class}${finding.confirmation === 'unconfirmed' ? ', unconfirmed' : ''}: ${sentence(finding.sentence)}\n  ${where.filter((part) => part !== '').join('; ')}`
}

function unread(view: ResultView): readonly string[] {
  const { gaps, neverChecked, policyDiagnostics, rulesNotAssessed } = view.result.assessment
  const all = [...view.gapsOf.values()].flat()
  const errors = policyDiagnostics.filter(({ level }) => level === 'error')
  const warnings = policyDiagnostics.length - errors.length
  const mute = distinctTexts(rulesNotAssessed.map(({ rule }) => rule))
  return [
    ...(gaps.length === 0 ? ['No gap was recorded.'] : all.slice(0, GAPS_SHOWN).map(gapText)),
    ...(all.length > GAPS_SHOWN ? [`and ${counted(all.length - GAPS_SHOWN, 'more gap')}, in the report`] : []),
    ...errors.slice(0, GAPS_SHOWN).map(diagnosticText),
    ...(errors.length > GAPS_SHOWN ? [`and ${counted(errors.length - GAPS_SHOWN, 'more error')}, by \`gatehouse policy check\``] : []),
    ...(warnings === 0 ? [] : [`${counted(warnings, 'warning')} on policy files: \`gatehouse policy check\``]),
    ...(mute.length === 0 ? [] : [`${counted(mute.length, 'rule')} could not speak in some projects: ${mute.join(', ')}.`]),
    ...(neverChecked.length === 0
      ? []
      : [`${counted(neverChecked.length, 'route')} that this version never checks: the report lists them.`]),
  ]
}

function identity({ result: { run, publication } }: ResultView): readonly string[] {
  return [
    `${run.id}, policy ${run.policyHash.slice(0, 12)}, Gatehouse ${run.gatehouse}`,
    publication === null ? 'evaluated and not published' : `head of the chain ${publication.head}`,
  ]
}

function indented(text: string, { width }: SummaryOptions): string {
  return visibleText(text)
    .split('\n')
    .map((line) => wrap(`  ${line}`, width, line.startsWith(' ') ? '      ' : '    '))
    .join('\n')
}

function bold(text: string, { colour, width }: SummaryOptions): string {
  const lines = wrap(text, width, '  ')
  return colour ? `\u001b[1m${lines}\u001b[22m` : lines
}
