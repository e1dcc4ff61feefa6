import { epochMs } from '../../core/base/instant.ts'
import { sortedBy } from '../../core/base/order.ts'
import type { AuditResult, LifeState, ProjectStatus } from '../../core/model/audit-result.ts'
import type { DatasetState } from '../../core/model/coverage.ts'
import type { ExceptionState } from '../../core/model/finding.ts'
import { isAccepted, resultView } from '../result-view.ts'
import { sourceCoverage } from '../words/coverage-words.ts'
import { SEVERITIES_GRAVEST_FIRST } from '../words/severity-words.ts'

/**
 * `gatehouse.prom` for the textfile collector: no timestamps, no project, name or id as a label; ends with a line feed.
 *
 * Every combination of labels that a family can have is written, with 0 where there is none, so that a rule on it never falls silent.
 * A family without a value is left out: `gatehouse_last_complete_timestamp_seconds` until every project was once answered in full, and
 * the counts of requests, since no source of this version counts them.
 */
export function prometheusText(result: AuditResult, durationSeconds: number): string {
  const { run, assessment } = result
  const view = resultView(result)
  const complete = lastCompleteSeconds(result)
  const families: readonly Family[] = [
    family('gatehouse_last_run_timestamp_seconds', 'Moment of the last published run.', [[{}, seconds(run.now)]]),
    family(
      'gatehouse_last_complete_timestamp_seconds',
      'Moment since which every project above open was answered in full.',
      complete === null ? [] : [[{}, complete]],
    ),
    family('gatehouse_run_duration_seconds', 'How long the last published run took.', [[{}, durationSeconds]]),
    family(
      'gatehouse_projects',
      'Projects by status.',
      STATUSES.map((status) => [{ status }, view.projects.filter((project) => project.status.kind === status).length]),
    ),
    family(
      'gatehouse_findings',
      'Findings by severity and by what the last run said of them; accepted ones are a state of their own.',
      SEVERITIES_GRAVEST_FIRST.flatMap((severity) =>
        FINDING_STATES.map((state): Sample => [
          { severity, state },
          [...view.open, ...view.resolved].filter((entry) => entry.finding.severity.class === severity && stateOf(entry) === state).length,
        ]),
      ),
    ),
    family(
      'gatehouse_datasets',
      'Datasets by source and by how far they were read.',
      view.sources.flatMap((source) =>
        DATASET_STATES.map((state): Sample => [
          { source, state },
          (view.ledgerOf.get(source) ?? []).filter((row) => row.state === state).length,
        ]),
      ),
    ),
    family(
      'gatehouse_evidence_age_seconds',
      'Age of the oldest part read of each source, at the last run.',
      sourceCoverage(view).flatMap(({ source, oldest }) => (oldest === null ? [] : [[{ source }, seconds(run.now) - seconds(oldest)]])),
    ),
    family(
      'gatehouse_exceptions',
      'Exceptions by state.',
      EXCEPTION_STATES.map((state) => [{ state }, assessment.exceptions.filter((one) => one.state === state).length]),
    ),
  ]
  return families.map(familyText).join('')
}

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number]
type Family = readonly [name: string, help: string, samples: readonly Sample[]]

function family(name: string, help: string, samples: readonly Sample[]): Family {
  return [name, help, samples]
}

const STATUSES: readonly ProjectStatus['kind'][] = ['excess', 'none', 'none-in-what-was-read', 'not-assessed', 'not-compared']
const DATASET_STATES: readonly DatasetState[] = ['complete', 'partial', 'denied', 'failed', 'skipped']
const EXCEPTION_STATES: readonly ExceptionState[] = ['pending', 'active', 'ending', 'expired', 'unused', 'not-assessed', 'defective']
const FINDING_STATES: readonly (LifeState | 'accepted')[] = [
  'new',
  'first-observed',
  'persisting',
  'worse',
  'better',
  'reopened',
  'not-rechecked',
  'accepted',
  'resolved',
]

function stateOf(entry: Parameters<typeof isAccepted>[0]): LifeState | 'accepted' | null {
  const state = entry.life?.state ?? null
  return state !== 'resolved' && isAccepted(entry) ? 'accepted' : state
}

/** The oldest of the projects' last full answers; null while one never had any, or where there is no project. */
function lastCompleteSeconds({ assessment, life }: AuditResult): number | null {
  const last = new Map(life.lastComplete.map(({ project, now }) => [project, now]))
  const compared = assessment.projects.filter(({ status }) => status.kind !== 'not-compared')
  const moments = compared.map(({ id }) => last.get(id) ?? null)
  const [oldest] = sortedBy(moments, (moment) => moment ?? '')
  return oldest === undefined || oldest === null ? null : seconds(oldest)
}

function seconds(instant: Parameters<typeof epochMs>[0]): number {
  return epochMs(instant) / 1000
}

function familyText([name, help, samples]: Family): string {
  if (samples.length === 0) return ''
  const lines = samples.map(([labels, value]) => {
    const written = Object.entries(labels).map(([label, text]) => `${label}="${labelText(text)}"`)
    return `${name}${written.length === 0 ? '' : `{${written.join(',')}}`} ${value}\n`
  })
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`
}

/** https://prometheus.io/docs/instrumenting/exposition_formats/: backslash, quote and line feed are escaped. */
function labelText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
