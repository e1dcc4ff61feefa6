import type { DatasetState } from '../../core/model/coverage.ts'
import type { Instant } from '../../core/base/instant.ts'
import type { ResultView } from '../result-view.ts'
import { counted, grouped, listed } from './count-words.ts'

/** What was read of one source. */
export interface SourceCoverage {
  readonly source: string
  /** The worst state of its datasets; `nothing read` where the ledger has none. */
  readonly state: DatasetState | 'nothing read'
  readonly complete: number
  readonly datasets: number
  readonly gaps: number
  /** The oldest moment that its records show; null where none was read. */
  readonly oldest: Instant | null
  readonly projects: number
}

/** Every source of the run, sorted by name. */
export function sourceCoverage({ sources, ledgerOf, gapsOf }: ResultView): readonly SourceCoverage[] {
  return sources.map((source) => {
    const rows = ledgerOf.get(source) ?? []
    return {
      source,
      state: WORST_FIRST.find((state) => rows.some((row) => row.state === state)) ?? 'nothing read',
      complete: rows.filter(({ state }) => state === 'complete').length,
      datasets: rows.length,
      gaps: (gapsOf.get(source) ?? []).length,
      oldest:
        rows
          .filter(({ state }) => state === 'complete' || state === 'partial')
          .map(({ asOf }) => asOf)
          .sort()[0] ?? null,
      projects: new Set(rows.flatMap(({ projects }) => projects)).size,
    }
  })
}

/** Was every source read completely, without any gap, and every project above `open` answered in full? */
export function isWhole(view: ResultView): boolean {
  const sources = sourceCoverage(view)
  const { gaps, projects } = view.result.assessment
  return (
    sources.length > 0 &&
    sources.every(({ state }) => state === 'complete') &&
    gaps.length === 0 &&
    projects.every(({ reasons, status }) => status.kind === 'not-compared' || reasons.length === 0)
  )
}

/** Coverage in a few sentences: what was read, what was not, how old the oldest part is, and what that leaves unanswered; `where` the gaps stand, if elsewhere. */
export function coverageSentences(view: ResultView, where = ''): readonly string[] {
  const sources = sourceCoverage(view)
  const whole = sources.filter(({ state }) => state === 'complete')
  const broken = sources.filter(({ state }) => state !== 'complete')
  const oldest = sources.flatMap((source) => (source.oldest === null ? [] : [source.oldest])).sort()[0]
  const gaps = view.result.assessment.gaps.length
  return [
    sources.length === 0
      ? 'No source was read.'
      : broken.length === 0
        ? `${sources.length === 1 ? 'The one source was' : `All ${grouped(sources.length)} sources were`} read completely.`
        : `${grouped(whole.length)} of ${counted(sources.length, 'source')} ${whole.length === 1 ? 'was' : 'were'} read completely; ${listed(broken.map(({ source, state }) => `${source} (${state})`))} ${broken.length === 1 ? 'was' : 'were'} not.`,
    ...(oldest === undefined ? [] : [`The oldest part read is from ${view.dates.moment(oldest)}, ${view.dates.ago(oldest)}.`]),
    ...(gaps === 0 ? [] : [`${counted(gaps, 'gap')} ${gaps === 1 ? 'is' : 'are'} listed with the cure${where}.`]),
    ...unanswered(view),
  ]
}

/** To be said before any number: where coverage fell, a smaller number may only mean that less was seen. */
export function coverageFellSentences({ result: { life } }: ResultView): readonly string[] {
  if (life.coverageLost.length === 0) return []
  return ['Coverage fell since the last run: where fewer findings are shown, less may have been seen, not less be there.']
}

const WORST_FIRST: readonly DatasetState[] = ['failed', 'denied', 'partial', 'skipped', 'complete']

function unanswered({ projects }: ResultView): readonly string[] {
  const compared = projects.filter(({ status }) => status.kind !== 'not-compared')
  const count = compared.filter(({ status }) => status.kind === 'not-assessed').length
  if (count === 0) return []
  return [`${grouped(count)} of ${counted(compared.length, 'project')} above open ${count === 1 ? 'is' : 'are'} not assessed.`]
}
