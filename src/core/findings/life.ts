import type { Sha256 } from '../base/hash.ts'
import { type Day, type Instant, dayIn } from '../base/instant.ts'
import { sortedBy } from '../base/order.ts'
import type { FindingLife, Life } from '../model/audit-result.ts'
import type { Finding } from '../model/finding.ts'
import { carriedOver } from './aliases.ts'
import { baselineTest } from './assessed.ts'
import { type CoverageChange, changedCoverage } from './coverage-change.ts'
import { type DueTerms, baselineDueDays, dueDay, movedDueDay } from './due-date.ts'
import type { Earlier, EarlierLife } from './earlier.ts'
import { heldClosings } from './closing-hold.ts'
import { isOfLife, unraised } from './life-of-process.ts'
import { movement } from './movement.ts'
import type { LifeInput } from './tonight.ts'
import { judgeSilence } from './silence.ts'
import { askOutcomes, earlierPeriods } from './trend.ts'

/**
 * How tonight's findings stand to those of the earlier runs (`findings.md`, Life from night to night).
 *
 * Findings resolved earlier that stay away are not repeated. A night that is not newer than the latest published run changes no
 * life: what is known is stated as it stands, and nothing is closed. Findings sorted by fingerprint. O(n log n).
 */
export function life(earlier: Earlier, input: LifeInput, sha256: Sha256): Life {
  const { previousRun } = earlier
  if (previousRun !== null && input.now <= previousRun.now) return olderNight(earlier, input)
  const { assessment, tonight } = input
  // 1. Findings whose subject is known by another key tonight keep their life.
  const { lives, aliases } = carriedOver(earlier.lives, tonight, sha256)
  // 2. What was seen.
  const seen = seenTonight(assessment.findings, lives, earlier, input)
  // 3. What was open and not seen: resolved only where its silence means something, and not too many at once.
  const present = new Set(assessment.findings.map(({ fingerprint }) => fingerprint))
  const open = sortedBy(lives.values(), ({ fingerprint }) => fingerprint).filter((before) => before.open && !isOfLife(before.lastKnown))
  const judged = open.filter(({ fingerprint }) => !present.has(fingerprint)).map((before) => unseenTonight(before, input))
  const held = heldTonight(judged, open, earlier, input)
  const unseen = judged.map((one) => (held.stays.has(one.fingerprint) ? heldBack(one, lives) : one))
  // 4. What the lives themselves tell, and the life of that.
  const seenFindings = new Map(assessment.findings.map((finding) => [finding.fingerprint, finding]))
  const raised = input.raise({
    seen: seen.flatMap((one) => {
      const finding = seenFindings.get(one.fingerprint)
      return finding === undefined ? [] : [{ finding, life: one }]
    }),
    held: held.stays.size === 0 ? null : { count: held.stays.size, open: open.length },
  })
  const raisedLives = livesOfRaised(raised, lives, new Map([...seen, ...unseen].map((one) => [one.fingerprint, one])), earlier, input)
  const findings = sortedBy([...seen, ...unseen, ...raisedLives], ({ fingerprint }) => fingerprint)
  const coverage: CoverageChange = changedCoverage(earlier.coverage, assessment.coverage)
  return {
    firstRun: previousRun === null,
    previousRun,
    lastComplete: lastCompleteAfter(earlier.lastComplete, input, held.stays, unseen),
    findings,
    aliases: sortedBy(aliases, ({ from }) => from),
    coverageLost: coverage.lost,
    coverageRegained: coverage.regained,
    raised,
    held: sortedBy(held.stays, (fingerprint) => fingerprint),
    acknowledgements: acknowledgedTonight(earlier, findings, aliases, dayIn(input.timeZone, input.now)),
    periods: earlierPeriods(input.board, input.now, input.timeZone),
    asked: askOutcomes(input.board.asked, findings, [...assessment.findings, ...raised]),
  }
}

/** Whose closing is held tonight: newly, or since an earlier run that no complete one has confirmed yet. */
function heldTonight(
  judged: readonly FindingLife[],
  open: readonly EarlierLife[],
  earlier: Earlier,
  { closing, acceptedShrinks, tonight, now, timeZone }: LifeInput,
): { readonly stays: ReadonlySet<string> } {
  const before = new Set(earlier.held)
  const closings = judged.flatMap(({ fingerprint, state, reason, lastKnown }) =>
    state === 'resolved' && lastKnown !== null && !before.has(fingerprint) ? [{ finding: lastKnown, reason }] : [],
  )
  const newly = heldClosings({
    closings,
    open: open.length,
    thresholds: closing,
    accepted: acceptedShrinks,
    since: earlier.previousRun?.now ?? now,
    today: dayIn(timeZone, now),
    tonight,
  })
  const waiting = judged.flatMap(({ fingerprint, state }) => (state === 'not-rechecked' && before.has(fingerprint) ? [fingerprint] : []))
  return { stays: new Set([...newly, ...waiting]) }
}

function heldBack(one: FindingLife, lives: ReadonlyMap<string, EarlierLife>): FindingLife {
  if (one.state === 'not-rechecked') return one
  const lastChecked = lives.get(one.fingerprint)?.lastChecked ?? one.lastChecked
  const because = 'closing it is held until a second complete run agrees: too many would close at once'
  return { ...one, state: 'not-rechecked', reason: null, lastChecked, because }
}

function livesOfRaised(
  raised: readonly Finding[],
  lives: ReadonlyMap<string, EarlierLife>,
  tonight: ReadonlyMap<string, FindingLife>,
  earlier: Earlier,
  input: LifeInput,
): readonly FindingLife[] {
  const present = new Set(raised.map(({ fingerprint }) => fingerprint))
  const unseen = [...lives.values()].filter((before) => before.open && isOfLife(before.lastKnown) && !present.has(before.fingerprint))
  return [
    ...seenTonight(raised, lives, earlier, input),
    ...unseen.map((before): FindingLife => {
      const { fingerprint, firstSeen, lastSeen, lastChecked, timesReopened, due, lastKnown } = before
      const ended = unraised(before, tonight)
      const checked = ended.state === 'resolved' ? input.now : lastChecked
      return { fingerprint, firstSeen, lastSeen, timesReopened, due, lastKnown, lastChecked: checked, ...ended }
    }),
  ]
}

function acknowledgedTonight(
  { acknowledgements }: Earlier,
  lives: readonly FindingLife[],
  aliases: Life['aliases'],
  today: Day,
): Life['acknowledgements'] {
  const renamed = new Map(aliases.map(({ from, to }) => [from, to]))
  const open = new Set(lives.filter(({ state }) => state !== 'resolved').map(({ fingerprint }) => fingerprint))
  const current = acknowledgements.map((one) => ({ ...one, fingerprint: renamed.get(one.fingerprint) ?? one.fingerprint }))
  return sortedBy(
    current.filter(({ fingerprint, until }) => until >= today && open.has(fingerprint)),
    ({ fingerprint }) => fingerprint,
  )
}

function seenTonight(
  findings: readonly Finding[],
  lives: ReadonlyMap<string, EarlierLife>,
  earlier: Earlier,
  input: LifeInput,
): readonly FindingLife[] {
  const { assessment, now, escalation, timeZone } = input
  const terms: DueTerms = { escalation, timeZone }
  const isBaseline = earlier.previousRun === null ? () => true : baselineTest(earlier.everAssessed, assessment.coverage)
  const baseline = findings.filter((finding) => !lives.has(finding.fingerprint) && isBaseline(finding))
  const baselineDue = baselineDueDays(baseline, now, terms)
  return findings.map((finding): FindingLife => {
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

function lastCompleteAfter(
  before: Life['lastComplete'],
  { assessment, now, run }: LifeInput,
  held: ReadonlySet<string>,
  unseen: readonly FindingLife[],
): Life['lastComplete'] {
  // A project whose closings are held has no full answer tonight.
  const waiting = new Set(unseen.flatMap(({ fingerprint, lastKnown }) => (held.has(fingerprint) ? (lastKnown?.projects ?? []) : [])))
  const complete = assessment.projects.filter(
    ({ id, status }) => !waiting.has(id) && (status.kind === 'none' || (status.kind === 'excess' && status.coverage === 'complete')),
  )
  const byProject = new Map(before.map((row) => [row.project, row]))
  for (const { id, status } of complete) byProject.set(id, { project: id, run, now, status: status.kind })
  return sortedBy(byProject.values(), ({ project }) => project)
}

function olderNight(earlier: Earlier, { assessment, now, timeZone, board }: LifeInput): Life {
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
    raised: [],
    held: [],
    acknowledgements: [],
    periods: earlierPeriods(board, now, timeZone),
    // What was asked for later than this night has no outcome on it.
    asked: [],
  }
}
