import { distinctTexts } from '../../core/base/order.ts'
import type { Measure, MeasureName, Period } from '../../core/model/measures.ts'
import { type Markup, markup } from '../html/markup.ts'
import type { Section } from '../html/page-frame.ts'
import { table } from '../html/table.ts'
import { lineChart } from '../charts/line-chart.ts'
import { counted, listed } from '../words/count-words.ts'
import { changeWords, measureLabel, measureNumber, measureWords, sameMethod } from '../words/measure-words.ts'
import type { BoardView } from './board-view.ts'

const CHARTED: MeasureName = 'externals-without-entitlement'

/** Every measure tonight, with what changed; then the periods, each number with its denominator. */
export function measuresSection(board: BoardView): Section {
  const { tonight, before, view } = board
  return {
    id: 'measures',
    title: 'Annex: the measures',
    body: markup`${table(
      'measures-table',
      markup`As of this run`,
      [
        { head: 'Measure', holds: 'text' },
        { head: 'Now', holds: 'text' },
        { head: 'Target', holds: 'word' },
        { head: 'Since the period before', holds: 'text' },
      ],
      tonight.measures.map((measure) => [
        markup`${measureLabel(measure.name)}`,
        markup`${measureWords(measure)}`,
        markup`${target(measure.name, board)}`,
        markup`${changeWords(measure.name, before, tonight)}`,
      ]),
    )}
<p>Not measured by this version: days to removal, response times, reviews on time, and whether enclaves are isolated.</p>
<h3>Over the periods</h3>
${view.result.life.periods.length === 0 ? markup`<p>This is the first period: there is no trend.</p>` : trend(board)}`,
  }
}

/** What the policy says should be reached; a measure without a limit has none. */
function target(name: MeasureName, { view }: BoardView): string {
  const { sourcesOnTimeMin, affiliationKnownMin } = view.result.assessment.appetite
  if (name === 'sources-on-time' && sourcesOnTimeMin !== null) return `at least ${sourcesOnTimeMin}%`
  if (name === 'affiliations-known' && affiliationKnownMin !== null) return `at least ${affiliationKnownMin}%`
  return 'none declared'
}

function trend({ view, tonight }: BoardView): Markup {
  const { run, life } = view.result
  const periods = [...life.periods.map((one) => ({ label: view.dates.fullDay(one.begins), ...one })), { label: 'this period', ...tonight }]
  const of = ({ measures }: Pick<Period, 'measures'>, name: MeasureName): Measure | null =>
    measures.find((one) => one.name === name) ?? null
  // The line stops where the method changed, and has a hole where a number is not assessed.
  const comparable = periods.map(({ method }) => sameMethod(method, tonight.method))
  const points = periods.map((one, i) => {
    const measure = of(one, CHARTED)
    const known = measure !== null && comparable[i] === true && !measureWords(measure).startsWith('not assessed')
    return { label: one.label, value: known ? measure.count : null }
  })
  const partial = periods.filter((one) => (of(one, CHARTED)?.unread.length ?? 0) > 0).map(({ label }) => label)
  return markup`${lineChart({
    id: 'chart-externals',
    headline: `${measureLabel(CHARTED)}, by period`,
    subtitle: `People, at the last run of each period${partial.length === 0 ? '' : `; not everything was read in ${counted(partial.length, 'period')}, so there may have been more`}. A gap: not assessed, or measured in another way.`,
    points,
  })}
${table(
  'trend-table',
  markup`${counted(periods.length, 'period')} up to ${view.dates.moment(run.now)}, each as its last run left it`,
  [
    { head: 'Period from', holds: 'word' },
    ...tonight.measures.map(({ name }) => ({ head: measureLabel(name), holds: 'name' as const })),
    { head: 'Not read completely', holds: 'name' },
  ],
  periods.map((one) => [
    markup`${one.label}${sameMethod(one.method, tonight.method) ? null : markup`<span class="sub">another method</span>`}`,
    ...tonight.measures.map(({ name }) => {
      const measure = of(one, name)
      return markup`${measure === null ? 'not measured' : measureNumber(measure)}`
    }),
    markup`${listed(distinctTexts(one.measures.flatMap(({ unread }) => unread))) || 'nothing'}`,
  ]),
)}
${methodChanges(periods)}`
}

/** What the board has to know before it compares: another version, or other sources. */
function methodChanges(periods: readonly (Pick<Period, 'method'> & { readonly label: string })[]): Markup {
  const changes = periods.slice(1).flatMap(({ label, method }, i) => {
    const was = periods[i]?.method
    if (was === undefined || sameMethod(was, method)) return []
    const added = method.sources.filter((source) => !was.sources.includes(source))
    const gone = was.sources.filter((source) => !method.sources.includes(source))
    const words = [
      ...(was.gatehouse === method.gatehouse ? [] : [`Gatehouse ${was.gatehouse} became ${method.gatehouse}, with other rules`]),
      ...(added.length === 0 ? [] : [`${listed(added)} ${added.length === 1 ? 'was' : 'were'} added`]),
      ...(gone.length === 0 ? [] : [`${listed(gone)} ${gone.length === 1 ? 'is' : 'are'} no longer a source`]),
    ]
    return [`${label}: ${words.join('; ')}`]
  })
  return markup`<h3>Changes of method</h3>${changes.length === 0 ? markup`<p>None between these periods.</p>` : markup`<ul>${changes.map((words) => markup`<li>${words}.</li>`)}</ul>`}`
}
