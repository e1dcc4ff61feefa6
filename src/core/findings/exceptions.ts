import { dayAfter } from '../base/duration.ts'
import type { Day } from '../base/instant.ts'
import { sortedBy } from '../base/order.ts'
import type { ExceptionOutcome } from '../model/audit-result.ts'
import type { ExceptionAbout, PolicyException } from '../model/declared-exception.ts'
import type { Institution } from '../model/declared-institution.ts'
import type { ExceptionState, Finding } from '../model/finding.ts'
import type { Sensitivity } from '../model/sensitivity.ts'
import { defectsOf } from './exception-defects.ts'
import { aboutInWords, identityKey, identityNamed, ruleInWords, uncovered } from './exception-match.ts'
import type { Officers } from './officers.ts'

export interface ExceptionInput {
  readonly exceptions: readonly PolicyException[]
  readonly institution: Institution
  readonly findings: readonly Finding[]
  /** In the institution's zone. */
  readonly today: Day
  readonly officers: Officers
  /** How a declared project is to be treated; null for none of that name. */
  sensitivityOf(project: string): Sensitivity | null
  /** Was all complete tonight that this rule (null: the access family) needs for the project (null: the institution)? */
  isAssessed(about: { readonly rule: string | null; readonly project: string | null }): boolean
}

/** Does an exception in this state take a finding out of the exit threshold and the list of what is new? */
export function hasEffect(state: ExceptionState): boolean {
  return state === 'active' || state === 'ending'
}

/**
 * Every exception with its state, by id; and the findings, in their order, with the exception that speaks of each.
 *
 * It only says that a finding is accepted: nothing is taken out, and no finding changes otherwise. What cannot be established
 * about an exception leaves it without effect. O(exceptions + findings).
 */
export function withExceptions(input: ExceptionInput): {
  readonly outcomes: readonly ExceptionOutcome[]
  readonly findings: readonly Finding[]
} {
  const findingsAbout = Map.groupBy(input.findings, ({ identity }) => identityKey(identity))
  const named = input.exceptions.map((exception) => ({ exception, thing: thingKey(exception.about, input.officers) }))
  const siblingsAbout = Map.groupBy(named, ({ thing }) => thing.key)
  const judged = sortedBy(named, ({ exception }) => exception.id).map(({ exception, thing }) => {
    const about = thing.isFound ? (findingsAbout.get(thing.key) ?? []) : []
    const siblings = (siblingsAbout.get(thing.key) ?? []).map((other) => other.exception).filter((other) => other !== exception)
    return judgedException(exception, about, siblings, input)
  })
  const speaking = new Map<string, Judged>()
  for (const one of judged)
    for (const { fingerprint } of one.covered) {
      const other = speaking.get(fingerprint)
      if (other === undefined || outranks(one, other)) speaking.set(fingerprint, one)
    }
  return {
    outcomes: judged.map(outcomeOf),
    findings: input.findings.map((finding) => {
      const one = speaking.get(finding.fingerprint)
      if (one === undefined) return { ...finding, exception: null }
      const { id, expires, approvedBy, reason } = one.exception
      return { ...finding, exception: { id, state: one.state, until: expires, by: approvedBy.written, reason } }
    }),
  }
}

interface Judged {
  readonly exception: PolicyException
  readonly state: ExceptionState
  readonly covered: readonly Finding[]
  /** Why it has no effect, or what it does not cover. */
  readonly notes: readonly string[]
}

function judgedException(
  exception: PolicyException,
  about: readonly Finding[],
  siblings: readonly PolicyException[],
  input: ExceptionInput,
): Judged {
  const covered = about.filter((finding) => uncovered(exception, finding) === null)
  const notCovered = about.flatMap((finding) => uncovered(exception, finding) ?? [])
  const { today, officers, institution } = input
  const { granted, expires } = exception
  const project = projectOf(exception.about)
  const { defects, doubts } = defectsOf(exception, {
    institution,
    officers,
    covered,
    subjectKey: subjectKeyOf(exception.about, officers),
    sensitivity: project === null ? null : input.sensitivityOf(project),
    siblings,
  })
  const judged = (state: ExceptionState, notes: readonly string[]): Judged => ({ exception, state, covered, notes })
  if (today > expires) return judged('expired', [])
  if (today < granted) return judged('pending', defects)
  if (defects.length > 0) return judged('defective', defects)
  if (doubts.length > 0) return judged('not-assessed', doubts)
  if (covered.length === 0) {
    const rule = exception.about.family === 'access' ? null : exception.about.rule
    return judged(input.isAssessed({ rule, project }) ? 'unused' : 'not-assessed', notCovered)
  }
  return judged(dayAfter(today, institution.thresholds.endsSoon) >= expires ? 'ending' : 'active', [])
}

/** Those with an effect first; then the one that could have one soonest, then the later end, then the id. */
const PRECEDENCE: readonly ExceptionState[] = ['active', 'ending', 'not-assessed', 'defective', 'pending', 'expired', 'unused']

function outranks(a: Judged, b: Judged): boolean {
  const byState = PRECEDENCE.indexOf(a.state) - PRECEDENCE.indexOf(b.state)
  if (byState !== 0 && !(hasEffect(a.state) && hasEffect(b.state))) return byState < 0
  if (a.exception.expires !== b.exception.expires) return a.exception.expires > b.exception.expires
  return a.exception.id < b.exception.id
}

function outcomeOf({ exception, state, covered, notes }: Judged): ExceptionOutcome {
  const { id, about, reason, mitigation, askedBy, approvedBy, granted, expires } = exception
  return {
    id,
    state,
    rule: ruleInWords(about),
    about: aboutInWords(about),
    reason,
    mitigation,
    askedBy: askedBy.written,
    approvedBy: approvedBy.written,
    granted,
    expires,
    defects: notes,
    findings: covered.map(({ fingerprint }) => fingerprint).sort(),
  }
}

/** What it is about, as one text: by the identity of its finding if that can be told, else by its own words. */
function thingKey(about: ExceptionAbout, officers: Officers): { readonly key: string; readonly isFound: boolean } {
  const identity = identityNamed(about, officers)
  if (identity !== null) return { key: identityKey(identity), isFound: true }
  const { level: _level, ...words } = aboutInWords(about)
  return { key: `not found ${about.family === 'access' ? 'access' : about.rule} ${JSON.stringify(words)}`, isFound: false }
}

function projectOf(about: ExceptionAbout): string | null {
  return 'project' in about ? about.project : null
}

function subjectKeyOf(about: ExceptionAbout, officers: Officers): string | null {
  if ('subject' in about) return officers.subjectKey(about.subject)
  if (about.family === 'at-large' && about.holder.kind === 'subject') return officers.subjectKey(about.holder.subject)
  return about.family === 'ending' && about.on.kind === 'register' ? officers.subjectKey(about.on.subject) : null
}
