import { distinctTexts } from '../../core/base/order.ts'
import { findingsTonight } from '../../core/findings/findings-tonight.ts'
import type { AuditResult } from '../../core/model/audit-result.ts'
import { type ResultView, resultView } from '../result-view.ts'
import { counted, grouped, listed } from '../words/count-words.ts'
import { coverageFellSentences, coverageSentences, isWhole } from '../words/coverage-words.ts'
import { troubleLines } from '../words/trouble-words.ts'
import { type Changes, changesOf, isChange } from './changes.ts'
import { answerLines, coverageIds, exceptionLines, findingLines, firstObservedLines, uncheckedLines } from './digest-lines.ts'
import { type DigestScope, scopedResult } from './scope.ts'
import type { Turns } from './turns.ts'

/** One message in words, before it is written as text, HTML or Markdown. */
export interface Digest {
  readonly subject: string
  readonly heading: string
  /** Coverage first; what is empty is left out. */
  readonly parts: readonly DigestPart[]
  /** Address of the report; null where reports have none. */
  readonly link: string | null
}

export interface DigestPart {
  readonly title: string
  readonly lines: readonly string[]
}

/** What one audience is told about a night; null where nothing changed for it. The same result gives the same digest. */
export function digestOf(result: AuditResult, turns: Turns, scope: DigestScope): Digest | null {
  const view = resultView(scopedResult(result, scope))
  const changes = changesOf(view, scopedTurns(turns, scope))
  if (!isChange(changes)) return null
  const { run } = result
  return {
    subject: subjectOf(changes, view),
    heading: `Gatehouse audit of ${run.institution}, ${view.dates.moment(run.now)}`,
    parts: partsOf(changes, view, scope).filter(({ lines }) => lines.length > 0),
    link: reportLink(run.id, scope.baseUrl),
  }
}

function scopedTurns(turns: Turns, { projects }: DigestScope): Turns {
  if (projects === null) return turns
  return {
    exceptions: turns.exceptions.filter(({ outcome }) => projects.includes(outcome?.about['project'] ?? '')),
    answerLost: turns.answerLost.filter((id) => projects.includes(id)),
    answerRegained: turns.answerRegained.filter((id) => projects.includes(id)),
  }
}

/** `Gatehouse: 2 new, 1 worse, coverage incomplete (qsense)`. */
function subjectOf(changes: Changes, view: ResultView): string {
  const { begun, worse, reopened, resolved, outOfScope, firstObserved, exceptions, isFirstRun } = changes
  const ending = exceptions.filter(({ turn }) => turn === 'ending').length
  const ended = exceptions.length - ending
  const parts = [
    isFirstRun ? 'first run' : '',
    ...[
      [begun.length, 'new'],
      [worse.length, 'worse'],
      [reopened.length, 'reopened'],
      [resolved.length, 'resolved'],
      [outOfScope.length, 'no longer audited'],
      [firstObserved.length, 'first observed'],
    ].map(([count, words]) => (count === 0 ? '' : `${grouped(Number(count))} ${words}`)),
    ending === 0 ? '' : `${counted(ending, 'exception')} ending`,
    ended === 0 ? '' : `${counted(ended, 'exception')} ended`,
    changes.lost.length + changes.answerLost.length === 0 ? '' : 'coverage lost',
    changes.regained.length + changes.answerRegained.length === 0 ? '' : 'coverage regained',
    isWhole(view) ? '' : 'coverage incomplete',
  ].filter((part) => part !== '')
  return `Gatehouse: ${parts.join(', ')}${projectsIn(changes)}`
}

const PROJECTS_NAMED = 3

function projectsIn({ begun, worse, reopened, resolved, outOfScope, firstObserved, answerLost, answerRegained }: Changes): string {
  const views = [begun, worse, reopened, resolved, outOfScope, firstObserved].flat()
  const ofFindings = views.flatMap(({ finding: { project, projects: all } }) => (project === null ? all : [project]))
  const projects = distinctTexts([...ofFindings, ...answerLost, ...answerRegained])
  if (projects.length === 0) return ''
  return ` (${projects.length <= PROJECTS_NAMED ? projects.join(', ') : counted(projects.length, 'project')})`
}

function partsOf(changes: Changes, view: ResultView, scope: DigestScope): readonly DigestPart[] {
  const ofOpen = `of ${counted(view.open.length, 'open finding')}`
  function findings(title: string, list: Changes['begun']): DigestPart {
    return { title: `${title}: ${grouped(list.length)} ${ofOpen}`, lines: findingLines(list, view, scope) }
  }
  return [
    {
      title: 'Coverage',
      lines: [
        ...coverageSentences(view),
        ...coverageFellSentences(view),
        ...(changes.isFirstRun ? ['First run: nothing to compare with.'] : []),
      ],
    },
    { title: 'Not checked', lines: uncheckedLines(view) },
    findings('New', changes.begun),
    findings('Worse', changes.worse),
    findings('Reopened', changes.reopened),
    { title: `First observed: ${grouped(changes.firstObserved.length)} ${ofOpen}`, lines: firstObservedLines(changes.firstObserved) },
    {
      title: `Resolved: ${grouped(changes.resolved.length)}, ${grouped(view.open.length)} still open`,
      lines: findingLines(changes.resolved, view, scope),
    },
    {
      title: `No longer audited, not counted as fixed: ${grouped(changes.outOfScope.length)}`,
      lines: findingLines(changes.outOfScope, view, scope),
    },
    { title: 'Exceptions', lines: exceptionLines(changes.exceptions, view) },
    { title: 'Coverage lost', lines: [...coverageIds(changes.lost), ...answerLines(changes.answerLost, 'no longer answered in full')] },
    {
      title: 'Coverage regained',
      lines: [...coverageIds(changes.regained), ...answerLines(changes.answerRegained, 'answered in full again')],
    },
    {
      title: 'Before this run', // How the machinery fared is nothing for those who are told of one project.
      lines: scope.projects === null ? troubleLines(view) : [],
    },
    { title: 'Run', lines: identityLines(view) },
  ]
}

/** What every message names: run, moment, policy, version, head of the chain. */
function identityLines({ result: { run, publication }, dates }: ResultView): readonly string[] {
  return [
    `${run.id}, evaluated as of ${dates.moment(run.now)}`,
    `policy ${run.policyHash.slice(0, 12)}, Gatehouse ${run.gatehouse}`,
    publication === null ? 'evaluated and not published' : `head of the chain ${publication.head}`,
  ]
}

/** Where the run's report is; null without a base address. */
function reportLink(run: string, baseUrl: string | null): string | null {
  return baseUrl === null ? null : `${baseUrl.replace(/\/+$/u, '')}/runs/${encodeURIComponent(run)}/security/index.html`
}

/** One message about critical findings, at once and to one person, who is told of nothing but the projects that these touch. */
export function criticalDigest(result: AuditResult, fingerprints: readonly string[], scope: Omit<DigestScope, 'projects'>): Digest {
  const wanted = new Set(fingerprints)
  const about = findingsTonight(result).filter(({ fingerprint }) => wanted.has(fingerprint))
  const touched = about.map(({ project, projects: all }) => (project === null ? all : [project]))
  const view = resultView(scopedResult(result, { projects: touched.some((all) => all.length === 0) ? null : touched.flat() }))
  const views = view.open.filter(({ finding }) => wanted.has(finding.fingerprint))
  const projects = distinctTexts(views.flatMap(({ finding }) => finding.project ?? []))
  return {
    subject: `Gatehouse: ${grouped(views.length)} critical${projects.length === 0 ? '' : ` (${projects.length <= PROJECTS_NAMED ? listed(projects) : counted(projects.length, 'project')})`}`,
    heading: `Gatehouse audit of ${result.run.institution}, ${view.dates.moment(result.run.now)}`,
    parts: [
      { title: 'Coverage', lines: coverageSentences(view) },
      {
        title: `Critical: ${grouped(views.length)} of ${counted(view.open.length, 'open finding')}`,
        lines: findingLines(views, view, scope),
      },
      { title: 'Run', lines: identityLines(view) },
    ],
    link: reportLink(result.run.id, scope.baseUrl),
  }
}
