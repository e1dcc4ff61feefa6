import { type Day, daysBetween } from '../base/instant.ts'
import type { AccountState } from '../model/account.ts'
import type { Severity, SeverityClass } from '../model/finding.ts'
import type { Level } from '../model/resource-kind.ts'
import type { Sensitivity } from '../model/sensitivity.ts'
import { ascendingSeverities, compareSeverity } from './severity-order.ts'

/** Who holds the access, as the table of `rules.md` counts it. */
export type HolderStep = 'internal' | 'external-with-terms' | 'external-without-terms' | 'unknown'

export interface SeverityFacts {
  readonly sensitivity: Sensitivity
  /** Null for findings that are not about a level. */
  readonly level: Level | null
  readonly holder: HolderStep
  /** The latest day on which a reason for the access ended; null if none did. */
  readonly endedOn: Day | null
  /** The best state among the accounts that reach it. */
  readonly account: AccountState | null
  readonly confirmed: boolean
  readonly today: Day
}

export interface Bound {
  readonly what: string
  readonly to: SeverityClass
}

const sensitivitySteps: Readonly<Record<Sensitivity, number>> = { open: 0, internal: 1, sensitive: 2, controlled: 3 }
const holderSteps: Readonly<Record<HolderStep, { readonly add: number; readonly what: string }>> = {
  internal: { add: 0, what: 'holder is internal' },
  'external-with-terms': { add: 1, what: 'holder is external, with agreement or visit, and host' },
  'external-without-terms': { add: 2, what: 'holder is external, lacking agreement, visit or host' },
  unknown: { add: 3, what: 'holder is unknown' },
}
const graceDays = 30

/** The score of `rules.md`, Severity: steps, reductions, class; then the rule's own step, then floors. */
export function scoredSeverity(facts: SeverityFacts, rule: { readonly oneUp?: string; readonly floors?: readonly Bound[] } = {}): Severity {
  const steps: Step[] = [
    { what: `sensitivity is ${facts.sensitivity}`, add: sensitivitySteps[facts.sensitivity] },
    ...(facts.level === null ? [] : [{ what: `level is ${facts.level}`, add: levelStep(facts.level) }]),
    holderSteps[facts.holder],
    ...timeStep(facts),
    ...reduction(facts.account),
  ]
  const sum = Math.max(
    0,
    steps.reduce((total, { add }) => total + add, 0),
  )
  const unconfirmed = !facts.confirmed && facts.sensitivity === 'controlled'
  const floors = [...(rule.floors ?? []), ...(unconfirmed ? [{ what: 'unconfirmed on a controlled project', to: 'medium' as const }] : [])]
  const scored: Severity = { class: classOf(sum), sum, steps, bounds: [] }
  return raised(rule.oneUp === undefined ? scored : oneClassUp(scored, rule.oneUp), floors)
}

/** The rule's own step: one class up, which stops at critical. */
export function oneClassUp(severity: Severity, what: string): Severity {
  const up = ascendingSeverities[ascendingSeverities.indexOf(severity.class) + 1]
  return up === undefined ? severity : { ...severity, class: up, bounds: [...severity.bounds, { what, to: up }] }
}

/** A severity that the rule names itself, with the reason. */
export function fixedSeverity(severityClass: SeverityClass, what: string, floors: readonly Bound[] = []): Severity {
  return raised({ class: severityClass, sum: null, steps: [{ what, add: 0 }], bounds: [] }, floors)
}

/** Lifts a severity to each floor that lies above it; a floor that does not is not mentioned. */
export function raised(severity: Severity, floors: readonly Bound[]): Severity {
  return floors.reduce<Severity>(
    (current, floor) =>
      compareSeverity(current.class, floor.to) < 0 ? { ...current, class: floor.to, bounds: [...current.bounds, floor] } : current,
    severity,
  )
}

function classOf(sum: number): SeverityClass {
  if (sum >= 8) return 'critical'
  if (sum >= 6) return 'high'
  return sum >= 3 ? 'medium' : 'low'
}

interface Step {
  readonly what: string
  readonly add: number
}

function levelStep(level: Level): number {
  switch (level) {
    case 'see':
    case 'escorted':
      return 0
    case 'read':
      return 1
    case 'write':
    case 'use':
    case 'connect':
    case 'unescorted':
    case 'out-of-hours':
      return 2
    case 'manage':
    case 'admin':
      return 3
  }
}

function timeStep({ endedOn, today }: SeverityFacts): readonly Step[] {
  if (endedOn === null || daysBetween(endedOn, today) <= graceDays) return []
  return [{ what: `its reason ended over ${graceDays} days ago`, add: 1 }]
}

/** Reductions on recorded evidence only: an unknown state reduces nothing. */
function reduction(state: AccountState | null): readonly Step[] {
  switch (state) {
    case 'disabled':
    case 'expired':
      return [{ what: `account is ${state}`, add: -3 }]
    case 'locked':
    case 'pending':
      return [{ what: `account is ${state}`, add: -2 }]
    case 'enabled':
    case 'unknown':
    case null:
      return []
  }
}
