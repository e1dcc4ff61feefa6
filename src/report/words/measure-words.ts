import { assertNever } from '../../core/base/assert-never.ts'
import type { Measure, MeasureName, Period } from '../../core/model/measures.ts'
import { counted, grouped, listed } from './count-words.ts'

/**
 * What a measure's number can be trusted for where something was not read:
 * `known` itself tells what was read; `harm` may be larger than was seen, and `good` too; `lack` is all less what was seen to be lacking, so
 * it may be smaller.
 */
type Nature = 'known' | 'harm' | 'good' | 'lack'

const MEASURES: Readonly<Record<MeasureName, { readonly label: string; readonly nature: Nature }>> = {
  'sources-on-time': { label: 'Sources read completely', nature: 'known' },
  'crown-resources-seen': { label: 'Resources of crown jewels that were seen', nature: 'known' },
  'affiliations-known': { label: 'External people whose affiliation is known', nature: 'lack' },
  'projects-answered': { label: 'Projects above open that were answered in full', nature: 'known' },
  'externals-without-entitlement': { label: 'External people with access without entitlement', nature: 'harm' },
  'crown-externals-without-entitlement': { label: 'External people at a crown jewel without entitlement', nature: 'harm' },
  'access-after-end': { label: 'Findings on access that outlived its end, of those on access', nature: 'harm' },
  'findings-overdue': { label: 'Findings past their date, of those with one', nature: 'harm' },
  'partners-with-agreement': { label: 'Partners with access whose agreement is in force', nature: 'lack' },
  'partners-with-diligence': { label: 'Partners with access whose due diligence is current', nature: 'lack' },
  'externals-entitled': { label: 'External people who work with entitled access', nature: 'good' },
}

/** The measures that say how much was read. */
export const COVERAGE_MEASURES: readonly MeasureName[] = ['sources-on-time', 'crown-resources-seen', 'projects-answered']

export function measureLabel(name: MeasureName): string {
  return MEASURES[name].label
}

/**
 * The number beside its denominator, and what it is worth.
 *
 * INVARIANT: a number that looks good (nothing found, nobody lacking) is written only where everything that it rests on was read.
 */
export function measureWords(measure: Measure): string {
  const { unread } = measure
  return isKnown(measure) || unread.length === 0 ? measureNumber(measure) : `${measureNumber(measure)}: ${unreadNote(unread)}`
}

/** The same without what was not read, for a table that says that beside it. */
export function measureNumber({ name, count, all, unread }: Measure): string {
  const { nature } = MEASURES[name]
  const number = `${grouped(count)} of ${grouped(all)}`
  if (nature === 'known') return all === 0 ? 'none declared' : number
  if (unread.length === 0) return all === 0 ? 'none to count' : number
  switch (nature) {
    case 'harm':
      return count === 0 ? 'not assessed: none seen' : `at least ${number} seen`
    case 'good':
      return count === 0 ? 'not assessed: none seen' : `at least ${number} seen`
    case 'lack':
      return count === all ? 'not assessed: nobody seen to lack it' : `at most ${number} seen`
    default:
      return assertNever(nature, 'nature')
  }
}

/** Says the number itself what was read? Then nothing that is unread makes it doubtful. */
function isKnown({ name }: Measure): boolean {
  return MEASURES[name].nature === 'known'
}

const NAMES_SHOWN = 5

/** `aws and entra were not read completely`. */
function unreadNote(unread: readonly string[]): string {
  const shown = unread.slice(0, NAMES_SHOWN)
  const rest = unread.length - shown.length
  const names = rest === 0 ? listed(shown) : `${shown.join(', ')} and ${counted(rest, 'more')}`.replace(/mores$/u, 'more')
  return `${names} ${unread.length === 1 ? 'was' : 'were'} not read completely`
}

/** Whole percent; null where there is nothing to be a part of. */
function percentOf({ count, all }: Pick<Measure, 'count' | 'all'>): number | null {
  return all === 0 ? null : Math.round((count / all) * 100)
}

const POINTS = 5

/** How much was read against the period before: what fell at all, and what moved by more than five points. */
export function coverageMoved(
  before: readonly Measure[],
  now: readonly Measure[],
): { readonly fell: readonly string[]; readonly moved: readonly string[] } {
  const pairs = COVERAGE_MEASURES.flatMap((name) => {
    const [was, is] = [before, now].map((all) => all.find((one) => one.name === name))
    const [from, to] = [was, is].map((one) => (one === undefined ? null : percentOf(one)))
    return from === null || from === undefined || to === null || to === undefined ? [] : [{ label: MEASURES[name].label, from, to }]
  })
  const words = ({ label, from, to }: (typeof pairs)[number]) => `${label}: from ${from}% to ${to}%`
  return {
    fell: pairs.filter(({ from, to }) => to < from).map(words),
    moved: pairs.filter(({ from, to }) => Math.abs(to - from) > POINTS).map(words),
  }
}

/** Were both measured by the same version over the same sources? If not, they are not compared. */
export function sameMethod(a: Period['method'], b: Period['method']): boolean {
  return a.gatehouse === b.gatehouse && a.sources.join('\n') === b.sources.join('\n')
}

/**
 * The change since the period before, or why none is shown: coverage moved by more than five points, the method changed, or one of the
 * two could not be assessed.
 *
 * A number that improved while less was read says that first.
 */
export function changeWords(name: MeasureName, before: Period | null, now: Pick<Period, 'method' | 'measures'>): string {
  if (before === null) return 'no earlier period'
  if (!sameMethod(before.method, now.method)) return 'not compared: the method changed'
  const [was, is] = [before, now].map(({ measures }) => measures.find((one) => one.name === name))
  if (was === undefined || is === undefined) return 'not compared: not measured then'
  const from = `${grouped(was.count)} of ${grouped(was.all)}`
  if (isKnown(is)) return was.count === is.count && was.all === is.all ? 'as before' : `before: ${from}`
  const { fell, moved } = coverageMoved(before.measures, now.measures)
  if (moved.length > 0) return `not compared: coverage moved by more than ${POINTS} points`
  if (isUnsure(was) || isUnsure(is)) return 'not compared: one of the two is not assessed'
  const better = isBetter(name, was, is)
  if (better === null) return `as before: ${from}`
  if (better && (fell.length > 0 || is.unread.length > was.unread.length))
    return `less was read, so this may only look better; before: ${from}`
  return `${better ? 'better' : 'worse'} than before: ${from}`
}

function isUnsure(measure: Measure): boolean {
  return measureWords(measure).startsWith('not assessed')
}

/** By how many are harmed, lack something or are well served, not by their share: that also falls where more are counted. Null: as before. */
function isBetter(name: MeasureName, was: Measure, is: Measure): boolean | null {
  const { nature } = MEASURES[name]
  const [from, to] = nature === 'lack' ? [was.all - was.count, is.all - is.count] : [was.count, is.count]
  if (from === to) return null
  return nature === 'good' ? to > from : to < from
}
