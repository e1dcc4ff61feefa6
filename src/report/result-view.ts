import type {
  Acknowledgement,
  AuditResult,
  Cause,
  FindingLife,
  GapRow,
  LedgerRow,
  Life,
  LifeState,
  ProjectAssessment,
} from '../core/model/audit-result.ts'
import type { Day } from '../core/base/instant.ts'
import type { Finding } from '../core/model/finding.ts'
import { findingsTonight, projectsTonight } from '../core/findings/findings-tonight.ts'
import { distinctTexts, sortedBy } from '../core/base/order.ts'
import { type DateWords, dateWords } from './words/date-words.ts'
import { SEVERITY_RANK } from './words/severity-words.ts'

/** A finding with its life; `seen` says whether it was seen tonight, or stands as it was last known. */
export interface FindingView {
  readonly finding: Finding
  /** Null where the result records no life for it, as for an evaluation that was only printed. */
  readonly life: FindingLife | null
  readonly seen: boolean
  readonly causes: readonly Cause[]
}

/** The result as the reports read it: joined and sorted once, nothing added and nothing left out. */
export interface ResultView {
  readonly result: AuditResult
  readonly dates: DateWords
  /** Seen tonight, or open and not re-checked. Gravest first, confirmed before unconfirmed, then oldest, then fingerprint. */
  readonly open: readonly FindingView[]
  /** Resolved tonight, in the same order. */
  readonly resolved: readonly FindingView[]
  readonly byFingerprint: ReadonlyMap<string, FindingView>
  /** Who says that they are on an open finding, by its fingerprint. */
  readonly acknowledged: ReadonlyMap<string, Acknowledgement>
  readonly openByProject: ReadonlyMap<string, readonly FindingView[]>
  /** Open findings that belong to no single project. */
  readonly atLarge: readonly FindingView[]
  /** Those that need work first: excess, not assessed, blind spots, none, not compared; then by sensitivity, then id. */
  readonly projects: readonly ProjectAssessment[]
  readonly projectIds: ReadonlySet<string>
  /** Ledger rows by the project that rests on them. */
  readonly restsOn: ReadonlyMap<string, readonly LedgerRow[]>
  readonly lastComplete: ReadonlyMap<string, Life['lastComplete'][number]>
  readonly ledgerOf: ReadonlyMap<string, readonly LedgerRow[]>
  readonly gapsOf: ReadonlyMap<string, readonly GapRow[]>
  /** Names of all sources that the ledger or the evidence speak of, sorted. Gaps may also name what is no source: `policy`. */
  readonly sources: readonly string[]
}

export function resultView(result: AuditResult): ResultView {
  const { assessment, life, run } = result
  const lives = new Map(life.findings.map((entry) => [entry.fingerprint, entry]))
  const causes = causesByFinding(assessment.causes)
  const findings = findingsTonight(result)
  const seen = findings.map((finding) => viewOf(finding, lives.get(finding.fingerprint) ?? null, true, causes))
  const tonight = new Set(findings.map(({ fingerprint }) => fingerprint))
  const unseen = life.findings.filter(({ fingerprint }) => !tonight.has(fingerprint))
  const lastKnown = unseen.map((entry) => viewOf(knownFinding(entry), entry, false, causes))
  const open = inOrder([...seen, ...lastKnown.filter((view) => view.life?.state !== 'resolved')])
  const resolved = inOrder(lastKnown.filter((view) => view.life?.state === 'resolved'))
  const projects = projectsTonight(result)
  const projectIds = new Set(projects.map(({ id }) => id))
  // A finding whose project is not among those assessed must still stand somewhere.
  const homes = grouped(open, ({ finding: { project } }) => (project !== null && projectIds.has(project) ? project : AT_LARGE))
  return {
    result,
    dates: dateWords(run.now, run.timeZone),
    open,
    resolved,
    byFingerprint: new Map([...open, ...resolved].map((view) => [view.finding.fingerprint, view])),
    acknowledged: new Map(life.acknowledgements.map((one) => [one.fingerprint, one])),
    openByProject: homes,
    atLarge: homes.get(AT_LARGE) ?? [],
    projects: sortedBy(projects, projectKey),
    projectIds,
    restsOn: grouped(
      assessment.coverage.flatMap((row) => row.projects.map((project) => ({ project, row }))),
      ({ project }) => project,
      ({ row }) => row,
    ),
    lastComplete: new Map(life.lastComplete.map((last) => [last.project, last])),
    ledgerOf: grouped(
      sortedBy(assessment.coverage, ({ source, unit, dataset }) => [source, unit, dataset]),
      ({ source }) => source,
    ),
    gapsOf: grouped(
      sortedBy(assessment.gaps, ({ source, unit, dataset, record, id }) => [source, unit, dataset, record ?? '', id]),
      ({ source }) => source,
    ),
    sources: distinctTexts([...assessment.coverage, ...run.evidence].map(({ source }) => source)),
  }
}

/** How many open findings are in `state` tonight. */
export function inState(view: ResultView, state: LifeState): readonly FindingView[] {
  return (state === 'resolved' ? view.resolved : view.open).filter(({ life }) => life?.state === state)
}

/** Accepted by an exception that holds today, so outside the exit threshold and the list of the new. */
export function isAccepted({ finding: { exception } }: FindingView): boolean {
  return exception !== null && (exception.state === 'active' || exception.state === 'ending')
}

/** Past its due date, and neither resolved nor accepted for now. */
export function isOverdue(view: FindingView, today: Day): boolean {
  const { life } = view
  return life !== null && life.due !== null && life.due < today && life.state !== 'resolved' && !isAccepted(view)
}

const AT_LARGE = ''

// Leaving it out would lose an open finding from every report.
function knownFinding({ fingerprint, lastKnown }: FindingLife): Finding {
  if (lastKnown === null) throw new Error(`finding ${fingerprint} was not seen tonight, and its life keeps no last known form`)
  return lastKnown
}

function viewOf(finding: Finding, life: FindingLife | null, seen: boolean, causes: ReadonlyMap<string, readonly Cause[]>): FindingView {
  return { finding, life, seen, causes: causes.get(finding.fingerprint) ?? [] }
}

function inOrder(views: readonly FindingView[]): readonly FindingView[] {
  return sortedBy(views, ({ finding, life }) => [
    SEVERITY_RANK[finding.severity.class],
    finding.confirmation === 'confirmed' ? 0 : 1,
    life?.firstSeen ?? '~',
    finding.fingerprint,
  ])
}

const STATUS_RANK = { excess: 0, 'not-assessed': 1, 'none-in-what-was-read': 2, none: 3, 'not-compared': 4 } as const
const SENSITIVITY_RANK = { controlled: 0, sensitive: 1, internal: 2, open: 3 } as const

function projectKey({ status, crownJewel, sensitivity, id }: ProjectAssessment): readonly (string | number)[] {
  return [STATUS_RANK[status.kind], crownJewel ? 0 : 1, SENSITIVITY_RANK[sensitivity], id]
}

function causesByFinding(causes: readonly Cause[]): ReadonlyMap<string, readonly Cause[]> {
  return grouped(
    causes.flatMap((cause) => cause.findings.map((fingerprint) => ({ fingerprint, cause }))),
    ({ fingerprint }) => fingerprint,
    ({ cause }) => cause,
  )
}

function grouped<Item, Key>(items: readonly Item[], key: (item: Item) => Key): Map<Key, Item[]>
function grouped<Item, Key, Value>(items: readonly Item[], key: (item: Item) => Key, value: (item: Item) => Value): Map<Key, Value[]>
function grouped<Item, Key>(
  items: readonly Item[],
  key: (item: Item) => Key,
  value: (item: Item) => unknown = (item) => item,
): Map<Key, unknown[]> {
  const groups = new Map<Key, unknown[]>()
  for (const item of items) {
    const at = key(item)
    const group = groups.get(at)
    if (group === undefined) groups.set(at, [value(item)])
    else group.push(value(item))
  }
  return groups
}
