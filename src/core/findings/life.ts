import type { Sha256 } from '../base/hash.ts'
import type { Instant } from '../base/instant.ts'
import { sortedBy } from '../base/order.ts'
import type { FindingLife, Life } from '../model/audit-result.ts'
import type { Finding } from '../model/finding.ts'
import { carriedOver } from './aliases.ts'
import { baselineTest } from './assessed.ts'
import { type CoverageChange, changedCoverage } from './coverage-change.ts'
import { type DueTerms, baselineDueDays, dueDay, movedDueDay } from './due-date.ts'
import type { Earlier, EarlierLife } from './earlier.ts'
import { movement } from './movement.ts'
import type { LifeInput } from './tonight.ts'
import { judgeSilence } from './silence.ts'

/**
 * How tonight's findings stand to those of the earlier runs (`findings.md`, Life from night to night).
 *
 * Findings resolved earlier that stay away are not repeated. A night that is not newer than the latest published run changes no
 * life: what is known is stated as it stands, and nothing is closed. Findings sorted by fingerprint. O(n log n).
 */
export function life(earlier: Earlier, input: LifeInput, sha256: Sha256): Life {
  const { previousRun } = earlier
  if (previousRun !== null && input.now <= previousRun.now) return olderNight(earlier, input)
  // 1. Findings whose subject is known by another key tonight keep their life.
  const { lives, aliases } = carriedOver(earlier.lives, input.tonight, sha256)
  // 2. What was seen.
  const seen = seenTonight(lives, earlier, input)
  // 3. What was open and not seen: resolved only where its silence means something.
  const present = new Set(input.assessment.findings.map(({ fingerprint }) => fingerprint))
  const unseen = sortedBy(lives.values(), ({ fingerprint }) => fingerprint)
    .filter((before) => before.open && !present.has(before.fingerprint))
    .map((before) => unseenTonight(before, input))
  // A hold on a mass closing (DAT-05) goes here: it turns `resolved` of `unseen` back into `not-rechecked` before anything is said.
  const coverage: CoverageChange = changedCoverage(earlier.coverage, input.assessment.coverage)
  return {
    firstRun: previousRun === null,
    previousRun,
    lastComplete: lastCompleteAfter(earlier.lastComplete, input),
    findings: sortedBy([...seen, ...unseen], ({ fingerprint }) => fingerprint),
    aliases: sortedBy(aliases, ({ from }) => from),
    coverageLost: coverage.lost,
    coverageRegained: coverage.regained,
  }
}

function seenTonight(lives: ReadonlyMap<string, EarlierLife>, earlier: Earlier, input: LifeInput): readonly FindingLife[] {
  const { assessment, now, escalation, timeZone } = input
  const terms: DueTerms = { escalation, timeZone }
  const isBaseline = earlier.previousRun === null ? () => true : baselineTest(earlier.everAssessed, assessment.coverage)
  const baseline = assessment.findings.filter((finding) => !lives.has(finding.fingerprint) && isBaseline(finding))
  const baselineDue = baselineDueDays(baseline, now, terms)
  return assessment.findings.map((finding): FindingLife => {
    const before = lives.get(finding.fingerprint)
    if (before === undefined) {
      const spread = baselineDue.get(finding.fingerprint)
      return spread === undefined
        ? begun(finding, 'new', now, dueDay(now, finding.severity.class, terms))
        : begun(finding, 'first-observed', now, spread)
    }
    return before.open ? continued(before, finding, now, terms) : reopened(before, finding, now, terms)
  })
}

function begun({ fingerprint }: Finding, state: 'new' | 'first-observed', now: Instant, due: FindingLife['due']): FindingLife {
  return {
    fingerprint,
    state,
    reason: null,
    firstSeen: now,
    lastSeen: now,
    lastChecked: now,
    timesReopened: 0,
    due,
    lastKnown: null,
    because: null,
  }
}

function continued(before: EarlierLife, finding: Finding, now: Instant, terms: DueTerms): FindingLife {
  const { fingerprint, firstSeen, timesReopened } = before
  const moved = movement(before.lastKnown, finding)
  const due = movedDueDay(before.due, moved, { firstSeen, now, severity: finding.severity.class }, terms)
  const state = moved === 'same' ? 'persisting' : moved
  return {
    fingerprint,
    state,
    reason: null,
    firstSeen,
    lastSeen: now,
    lastChecked: now,
    timesReopened,
    due,
    lastKnown: null,
    because: null,
  }
}

function reopened(before: EarlierLife, finding: Finding, now: Instant, terms: DueTerms): FindingLife {
  return {
    fingerprint: before.fingerprint,
    state: 'reopened',
    reason: null,
    firstSeen: before.firstSeen,
    lastSeen: now,
    lastChecked: now,
    timesReopened: before.timesReopened + 1,
    due: dueDay(now, finding.severity.class, terms),
    lastKnown: null,
    because: null,
  }
}

function unseenTonight(before: EarlierLife, { tonight, now }: LifeInput): FindingLife {
  const { fingerprint, firstSeen, lastSeen, lastChecked, timesReopened, due, lastKnown } = before
  const kept = { fingerprint, firstSeen, lastSeen, timesReopened, due, lastKnown }
  const silence = judgeSilence(lastKnown, tonight)
  if (silence.kind === 'resolved') return { ...kept, state: 'resolved', reason: silence.reason, lastChecked: now, because: null }
  return { ...kept, state: 'not-rechecked', reason: null, lastChecked, because: silence.because }
}

function lastCompleteAfter(before: Life['lastComplete'], { assessment, now, run }: LifeInput): Life['lastComplete'] {
  const complete = assessment.projects.filter(
    ({ status }) => status.kind === 'none' || (status.kind === 'excess' && status.coverage === 'complete'),
  )
  const byProject = new Map(before.map((row) => [row.project, row]))
  for (const { id, status } of complete) byProject.set(id, { project: id, run, now, status: status.kind })
  return sortedBy(byProject.values(), ({ project }) => project)
}

function olderNight(earlier: Earlier, { assessment, now }: LifeInput): Life {
  const lives = new Map(earlier.lives.map((life) => [life.fingerprint, life]))
  const findings = assessment.findings.map((finding): FindingLife => {
    const known = lives.get(finding.fingerprint)
    if (known === undefined) return begun(finding, 'new', now, null)
    const { fingerprint, state, firstSeen, lastSeen, lastChecked, timesReopened, due } = known
    return { fingerprint, state, reason: null, firstSeen, lastSeen, lastChecked, timesReopened, due, lastKnown: null, because: null }
  })
  return {
    firstRun: false,
    previousRun: earlier.previousRun,
    lastComplete: earlier.lastComplete,
    findings: sortedBy(findings, ({ fingerprint }) => fingerprint),
    aliases: [],
    coverageLost: [],
    coverageRegained: [],
  }
}
