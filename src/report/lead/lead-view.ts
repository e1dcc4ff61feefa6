import type { AccessRow, ProjectAssessment } from '../../core/model/audit-result.ts'
import { distinctTexts } from '../../core/base/order.ts'
import type { Finding } from '../../core/model/finding.ts'
import { type FindingView, type ResultView, isAccepted } from '../result-view.ts'

/** Access without entitlement that asks for one decision: the finding about it, and the accesses that it speaks of. */
export interface LeadCard {
  /** Null where the result holds no finding about it that this lead may read. */
  readonly finding: FindingView | null
  /** Of one person; empty where it is nobody's in particular, or was not seen tonight. */
  readonly rows: readonly AccessRow[]
}

/** What the lead of one project may see of a result (`reports.md`, Who sees what), and nothing more. */
export interface LeadView {
  readonly project: ProjectAssessment
  readonly view: ResultView
  /** Gravest first; those without a finding stand last. */
  readonly cards: readonly LeadCard[]
  /** Open findings of this project that are no access without entitlement, gravest first. */
  readonly alsoFound: readonly FindingView[]
  readonly accepted: readonly FindingView[]
  readonly resolved: readonly FindingView[]
  /** How many open findings touch this project and others: also another lead's facts, so they are counted and not told. */
  readonly elsewhere: number
  /** Every open finding of this project alone, by fingerprint. */
  readonly own: ReadonlyMap<string, FindingView>
  /** Visits that end soon, of people who are listed. */
  readonly visits: readonly FindingView[]
}

/** Which findings the lead of each project may read, and how many touch it beside others. */
export interface LeadFindings {
  readonly open: ReadonlyMap<string, readonly FindingView[]>
  readonly resolved: ReadonlyMap<string, readonly FindingView[]>
  readonly elsewhere: ReadonlyMap<string, number>
  /** By subject: a visit belongs to no project, and its host and its end are the business of each that the visitor reaches. */
  readonly visits: ReadonlyMap<string, readonly FindingView[]>
}

/** Sorted out once for all projects. O(findings × projects that they touch). */
export function leadFindings(view: ResultView): LeadFindings {
  const elsewhere = new Map<string, number>()
  for (const { finding } of view.open) {
    if (finding.family === 'source' || onlyProjectOf(finding) !== null) continue
    for (const project of touchedBy(finding)) elsewhere.set(project, (elsewhere.get(project) ?? 0) + 1)
  }
  const visits = Map.groupBy(
    view.open.filter(({ finding }) => finding.family === 'ending' && finding.identity['register'] === 'visitors'),
    ({ finding }) => finding.identity['subject'] ?? '',
  )
  return { open: byOnlyProject(view.open), resolved: byOnlyProject(view.resolved), elsewhere, visits }
}

export function leadView(project: ProjectAssessment, findings: LeadFindings, view: ResultView): LeadView {
  const open = findings.open.get(project.id) ?? []
  const own = new Map(open.map((one) => [one.finding.fingerprint, one]))
  return {
    project,
    view,
    cards: cardsOf(project, open, own),
    alsoFound: open.filter((one) => !one.finding.excess && !isAccepted(one) && !isToldElsewhere(one.finding, own)),
    accepted: open.filter(isAccepted),
    resolved: findings.resolved.get(project.id) ?? [],
    elsewhere: findings.elsewhere.get(project.id) ?? 0,
    own,
    visits: distinctTexts(project.access.map(({ subject }) => subject)).flatMap((subject) => findings.visits.get(subject) ?? []),
  }
}

// What was not read stands with the reasons of the project, cure and all; that a finding is overdue, with the finding.
function isToldElsewhere({ family, identity }: Finding, own: LeadView['own']): boolean {
  return family === 'source' || (family === 'process' && own.has(identity['overdue'] ?? ''))
}

/** One card a finding of excess that stands, with every access that it speaks of; then accesses whose finding is not this lead's. */
function cardsOf({ access }: ProjectAssessment, open: readonly FindingView[], own: LeadView['own']): readonly LeadCard[] {
  const rows = access.filter(({ standing }) => standing === 'excess')
  const byFinding = Map.groupBy(rows, ({ finding }) => (finding !== null && own.has(finding) ? finding : ''))
  const told = open
    .filter((one) => one.finding.excess && !isAccepted(one))
    .map((finding) => ({ finding, rows: byFinding.get(finding.finding.fingerprint) ?? [] }))
  const shown = new Set(told.map(({ finding }) => finding.finding.fingerprint))
  const untold = rows.filter(({ finding }) => finding === null || !shown.has(finding))
  return [...told, ...[...Map.groupBy(untold, ({ subject }) => subject).values()].map((some) => ({ finding: null, rows: some }))]
}

/** The one project that a finding is about; null where it touches several, or none. */
function onlyProjectOf(finding: Finding): string | null {
  const [first, ...others] = touchedBy(finding)
  return first === undefined || others.length > 0 ? null : first
}

function touchedBy({ project, projects }: Finding): readonly string[] {
  return project === null || projects.includes(project) ? projects : [project, ...projects]
}

function byOnlyProject(views: readonly FindingView[]): ReadonlyMap<string, readonly FindingView[]> {
  const found = new Map<string, FindingView[]>()
  for (const one of views) {
    const project = onlyProjectOf(one.finding)
    if (project === null) continue
    const there = found.get(project)
    if (there === undefined) found.set(project, [one])
    else there.push(one)
  }
  return found
}
