import type { Day, Instant } from '../core/base/instant.ts'
import type { EarlierLife } from '../core/findings/earlier.ts'
import type { AuditResult, FindingLife, LifeState } from '../core/model/audit-result.ts'
import type { Finding } from '../core/model/finding.ts'
import type { FindingLifeRow, StoreTables } from './store-tables.ts'

/** A row for each life of the result. Throws if a life speaks of a finding that the result does not show. */
export function lifeRows({ run, assessment, life }: AuditResult): readonly FindingLifeRow[] {
  const seen = new Map([...assessment.findings, ...life.raised].map((finding) => [finding.fingerprint, finding]))
  return life.findings.map((one) => {
    const finding = seen.get(one.fingerprint) ?? one.lastKnown
    if (finding === null) throw new Error(`the life of ${one.fingerprint} has no finding`)
    return lifeRow(one, finding, run.id)
  })
}

function lifeRow(life: FindingLife, finding: Finding, run: string): FindingLifeRow {
  return {
    fingerprint: life.fingerprint,
    is_open: life.state === 'resolved' ? 0 : 1,
    state: life.state,
    reason: life.reason,
    rule: finding.rule.id,
    project: finding.project ?? '',
    severity: finding.severity.class,
    level: finding.level,
    first_seen: life.firstSeen,
    last_seen: life.lastSeen,
    last_checked: life.lastChecked,
    times_reopened: life.timesReopened,
    due: life.due,
    run_id: run,
    known: JSON.stringify(finding),
  }
}

export function earlierLife(row: FindingLifeRow): EarlierLife {
  return {
    fingerprint: row.fingerprint,
    open: row.is_open === 1,
    state: row.state as LifeState,
    firstSeen: row.first_seen as Instant,
    lastSeen: row.last_seen as Instant,
    lastChecked: row.last_checked as Instant,
    timesReopened: row.times_reopened,
    due: row.due as Day | null,
    lastKnown: JSON.parse(row.known) as Finding,
  }
}

const UNEVENTFUL: ReadonlySet<LifeState> = new Set<LifeState>(['persisting', 'not-rechecked'])

/** What befell findings in this run; a night on which one merely stayed leaves no row. */
export function changeRows({ run, life, publication }: AuditResult): readonly StoreTables['finding_change'][] {
  const sequence = publication?.sequence ?? 0
  return life.findings
    .filter(({ state }) => !UNEVENTFUL.has(state))
    .map(({ fingerprint, state, reason }) => ({ fingerprint, sequence, run_id: run.id, now: run.now, state, reason }))
}
