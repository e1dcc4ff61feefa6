import { assertNever } from '../../core/base/assert-never.ts'
import { distinctTexts } from '../../core/base/order.ts'
import type { LedgerRow, ProjectAssessment, ProjectStatus } from '../../core/model/audit-result.ts'
import type { ResultView } from '../result-view.ts'
import { counted, grouped, listed, sentence } from './count-words.ts'

/** A short word for a tag. */
export function statusWords(status: ProjectStatus): string {
  switch (status.kind) {
    case 'excess':
      return 'excess access'
    case 'none':
      return 'none found'
    case 'none-in-what-was-read':
      return 'none in what was read'
    case 'not-assessed':
      return 'not assessed'
    case 'not-compared':
      return 'not compared'
    default:
      return assertNever(status, 'status')
  }
}

/**
 * What may be said of a project, with `notRead` for what was not, in the words of `reports.md`, Wording: one to three sentences.
 *
 * INVARIANT: "All … were read completely" is written only where every row of the ledger that the project rests on says so.
 */
export function statusSentence(project: ProjectAssessment, view: ResultView, notRead = reasonsOf(project)): string {
  const { status } = project
  switch (status.kind) {
    case 'excess':
      return status.coverage === 'complete' ? completeExcess(project) : partialExcess(project, notRead)
    case 'none':
      return `No access without entitlement was found. ${basis(project, view)}`
    case 'none-in-what-was-read':
      return `No access without entitlement was found in what was read. Not read, and accepted as blind ${status.blindSpots.length === 1 ? 'spot' : 'spots'} ${listed(status.blindSpots)}: ${notRead}`
    case 'not-assessed':
      return [
        'Not assessed.',
        project.reasons.length === 0 ? 'No reason is recorded.' : sentence(notRead),
        openUnchecked(project, view),
        lastAnswer(project, view),
      ]
        .filter((text) => text !== '')
        .join(' ')
    case 'not-compared':
      return 'Not compared: this project is declared open.'
    default:
      return assertNever(status, 'status')
  }
}

/** How many projects stand in each status, a line a status, each beside its denominator; then those declared open. */
export function statusCounts({ projects }: ResultView): readonly string[] {
  const compared = projects.filter(({ status }) => status.kind !== 'not-compared')
  const open = projects.length - compared.length
  const lines = STATUSES.flatMap(({ kind, words }) => {
    const count = compared.filter(({ status }) => status.kind === kind).length
    return count === 0 ? [] : [`${grouped(count)} of ${counted(compared.length, 'project')} above open: ${words}`]
  })
  return [
    ...(compared.length === 0 ? ['No project above open is declared, so there is no verdict'] : lines),
    ...(open === 0 ? [] : [`${counted(open, 'more project')} declared open: not compared`]),
  ]
}

/** How complete the answer is, in a word or two. */
export function coverageOfProject({ status }: ProjectAssessment): string {
  switch (status.kind) {
    case 'excess':
      return status.coverage
    case 'none':
      return 'complete'
    case 'none-in-what-was-read':
      return 'complete but for accepted blind spots'
    case 'not-assessed':
      return 'partial'
    case 'not-compared':
      return 'not compared'
    default:
      return assertNever(status, 'status')
  }
}

/** `Last full answer, 17 November: none found.`, or that there has been none. */
export function lastAnswer(project: ProjectAssessment, view: ResultView): string {
  const last = datedAnswer(project, view)
  return last === null ? 'There has been no full answer yet.' : `Last full answer, ${last}.`
}

/** `17 November: none found`; null if there has been no full answer. */
export function datedAnswer({ id }: ProjectAssessment, { lastComplete, dates }: ResultView): string | null {
  const last = lastComplete.get(id)
  return last === undefined ? null : `${dates.dayOf(last.now)}: ${ANSWERS.get(last.status) ?? last.status}`
}

const ANSWERS: ReadonlyMap<string, string> = new Map([
  ['none', 'none found'],
  ['excess', 'access without entitlement found'],
  ['none-in-what-was-read', 'none found in what was read'],
  ['not-assessed', 'not assessed'],
  ['not-compared', 'not compared'],
])

function completeExcess(project: ProjectAssessment): string {
  const { excessPeople, people } = project.counts
  if (excessPeople === 0) return impersonalExcess(project)
  if (people === 1) return 'The one person who can reach this project has no entitlement for it.'
  return `${grouped(excessPeople)} of the ${grouped(people)} people who can reach this project ${have(excessPeople)} no entitlement for it.`
}

function partialExcess(project: ProjectAssessment, notRead: string): string {
  const { excessPeople, people } = project.counts
  const found =
    excessPeople === 0
      ? impersonalExcess(project)
      : `At least ${grouped(excessPeople)} of ${counted(people, 'person', 'people')} ${have(excessPeople)} no entitlement.`
  return `${found} There may be more: ${notRead}`
}

// An accepted exception does not make a project `none`, and an open link is nobody's in particular.
function impersonalExcess({ counts: { acceptedAccesses } }: ProjectAssessment): string {
  if (acceptedAccesses === 0) return 'Access without entitlement was found that belongs to no one person.'
  return `Access without entitlement remains: ${counted(acceptedAccesses, 'access', 'accesses')}, accepted until the exceptions end.`
}

function have(count: number): string {
  return count === 1 ? 'has' : 'have'
}

const REASONS_SAID = 2

/** Why coverage is not complete: gaps first, since one cure ends many reasons; else as they stand. */
export function curableFirst({ reasons }: ProjectAssessment): ProjectAssessment['reasons'] {
  return [...reasons.filter(({ gap }) => gap !== null), ...reasons.filter(({ gap }) => gap === null)]
}

// A few say it; the project's page lists them all.
function reasonsOf(project: ProjectAssessment): string {
  const reasons = curableFirst(project)
  if (reasons.length === 0) return 'not everything that this rests on was read.'
  const shown = reasons.slice(0, REASONS_SAID)
  const rest = reasons.length - shown.length
  return `${shown.map(({ says }) => says.replace(/\.$/u, '')).join('; ')}${rest === 0 ? '' : `; and ${counted(rest, 'more reason')}`}.`
}

function openUnchecked({ id }: ProjectAssessment, { openByProject, dates }: ResultView): string {
  const waiting = (openByProject.get(id) ?? []).filter(({ life }) => life?.state === 'not-rechecked')
  const checked = waiting.map(({ life }) => life?.lastChecked ?? null).filter((instant) => instant !== null)
  const oldest = checked.sort()[0]
  return oldest === undefined ? '' : `${counted(waiting.length, 'finding')} open, not re-checked since ${dates.dayOf(oldest)}.`
}

function basis(project: ProjectAssessment, view: ResultView): string {
  const rows = view.restsOn.get(project.id) ?? []
  const sources = distinctTexts(rows.map(({ source }) => source)).length
  const oldest = rows.map(({ asOf }) => asOf).sort()[0]
  if (oldest === undefined) return 'The coverage ledger names no source that this rests on.'
  if (!rows.every(isComplete))
    return `Not all of ${counted(sources, 'source')} that this rests on ${sources === 1 ? 'was' : 'were'} read completely.`
  const age = view.dates.ago(oldest)
  return sources === 1
    ? `The one source that this rests on was read completely, ${age}.`
    : `All ${grouped(sources)} sources that this rests on were read completely; the oldest ${age}.`
}

/** Says the ledger itself that every dataset which the project rests on was read completely? */
export function restsOnCompleteRows({ id, reasons }: ProjectAssessment, { restsOn }: ResultView): boolean {
  const rows = restsOn.get(id) ?? []
  return rows.length > 0 && reasons.length === 0 && rows.every(isComplete)
}

function isComplete({ state }: LedgerRow): boolean {
  return state === 'complete'
}

const STATUSES = [
  { kind: 'excess', words: 'access without entitlement found' },
  { kind: 'not-assessed', words: 'not assessed' },
  { kind: 'none-in-what-was-read', words: 'none found in what was read; accepted blind spots remain' },
  { kind: 'none', words: 'no access without entitlement found' },
] as const
