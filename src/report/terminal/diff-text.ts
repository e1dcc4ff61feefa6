import type { DiffedAccess, DiffedFinding, DiffedRun, MethodChange, ProjectDiff, ProjectState, RunDiff } from '../../core/model/run-diff.ts'
import { counted, grouped, listed } from '../words/count-words.ts'
import { dateWords } from '../words/date-words.ts'
import { statusWords } from '../words/status-words.ts'
import { visibleText } from '../words/visible-text.ts'
import { wrap } from './wrap.ts'

export interface DiffTextOptions {
  readonly width: number
  /** An IANA name: the institution's. */
  readonly timeZone: string
}

/** The difference of two runs: what they were judged by and could see first, then what changed, then, apart, what did not. */
export function diffText(diff: RunDiff, { width, timeZone }: DiffTextOptions): string {
  const { changed, decided, onlySeen, unchanged, from, to } = diff
  const dates = dateWords(to.now, timeZone)
  const blocks: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['Compared', [runLine('earlier', from, dates.moment(from.now)), runLine('later', to, dates.moment(to.now))]],
    ['What the two could see, and were judged by', [...coverageLines(diff), ...diff.method.map(methodLine)]],
    [`Appeared: ${grouped(changed.appeared.length)} of ${counted(to.open, 'finding')} open now`, changed.appeared.map(findingLine)],
    [
      `Worse: ${grouped(changed.worse.length)}; better: ${grouped(changed.better.length)}`,
      [...changed.worse, ...changed.better].map(findingLine),
    ],
    [`Resolved: ${grouped(changed.resolved.length)} of ${counted(from.open, 'finding')} open before`, changed.resolved.map(findingLine)],
    [`Accepted by an exception: ${grouped(decided.accepted.length)}; no longer: ${grouped(decided.returned.length)}`, decidedLines(diff)],
    [`Only became visible, perhaps not new: ${grouped(onlySeen.visible.length)}`, onlySeen.visible.map(findingLine)],
    [`Only became invisible, not fixed: ${grouped(onlySeen.invisible.length)}`, onlySeen.invisible.map(findingLine)],
    ['Unchanged', [`${counted(unchanged, 'finding')} open in both runs`]],
    ['Projects', diff.projects.flatMap(projectLines)],
  ]
  const shown = blocks.map(([title, lines]) =>
    [title, ...(lines.length === 0 ? ['none'] : lines).map((line) => wrap(`  ${line}`, width, '    '))].join('\n'),
  )
  return `${shown.map(visibleText).join('\n\n')}\n`
}

function runLine(which: string, { id, gatehouse, open, seen }: DiffedRun, moment: string): string {
  return `${which}: run ${id}, ${moment}, Gatehouse ${gatehouse}: ${counted(open, 'finding')} open, ${grouped(seen)} of them seen by that run`
}

function coverageLines({ coverage: { lost, regained, added } }: RunDiff): readonly string[] {
  const lines = [
    ...lost.map((id) => `no longer read completely: ${id}`),
    ...regained.map((id) => `read completely again: ${id}`),
    ...added.map((id) => `not listed before: ${id}`),
  ]
  return lines.length === 0 ? ['the same datasets were read completely'] : lines
}

function methodLine({ what, from, to }: MethodChange): string {
  const words = { policy: 'the policy', configuration: 'the configuration', joins: 'the joins file', sources: 'the sources' }
  if (what === 'gatehouse') return `Gatehouse changed from ${from} to ${to}, and its rules perhaps with it`
  if (what === 'time-zone-data') return `the time-zone data changed from ${from} to ${to}`
  if (what === 'sources') return `the sources changed: before ${from}; now ${to}`
  return `${words[what]} changed (${from.slice(0, 12)} → ${to.slice(0, 12)})`
}

function findingLine({ severity, severityBefore, rule, project, sentence, because, fingerprint }: DiffedFinding): string {
  const was = severityBefore === null ? '' : `, was ${severityBefore}`
  return `${severity}${was} ${rule}${project === null ? '' : ` ${project}`}: ${sentence}${because === null ? '' : ` [${because}]`} (${fingerprint.slice(0, 12)})`
}

function decidedLines({ decided: { accepted, returned } }: RunDiff): readonly string[] {
  return [...accepted.map((one) => `accepted: ${findingLine(one)}`), ...returned.map((one) => `no longer accepted: ${findingLine(one)}`)]
}

function projectLines({ id, from, to, access }: ProjectDiff): readonly string[] {
  const head = `${id}: ${stateWords(from)} → ${stateWords(to)}`
  if (access === null) return from === null || to === null ? [head] : [head, `  ${id}: one of the lists of access is no longer kept`]
  const parts: readonly (readonly [string, readonly DiffedAccess[]])[] = [
    ['gained', access.gained],
    ['lost', access.lost],
    ['changed', access.moved],
    ['only seen now, perhaps there before', access.newlySeen],
    ['not seen, perhaps still there', access.notSeen],
  ]
  const lines = parts.filter(([, rows]) => rows.length > 0).map(([words, rows]) => `  ${id}: access ${words}: ${accessWords(rows)}`)
  return lines.length === 0 && stateWords(from) === stateWords(to) ? [] : [head, ...lines]
}

const ROWS_SAID = 6

function accessWords(rows: readonly DiffedAccess[]): string {
  const said = rows.slice(0, ROWS_SAID).map(({ label, level, resource, standing }) => `${label} (${level} ${resource}, ${standing})`)
  const rest = rows.length - said.length
  return listed(rest === 0 ? said : [...said, `${grouped(rest)} more`])
}

function stateWords(state: ProjectState | null): string {
  if (state === null) return 'not declared'
  const { status, complete, people, externals } = state
  if (status.kind === 'not-compared') return statusWords(status)
  return `${statusWords(status)}, coverage ${complete ? 'complete' : 'partial'}, ${grouped(externals)} external of ${counted(people, 'person', 'people')}`
}
