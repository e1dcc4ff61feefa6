import type { Finding } from '../model/finding.ts'
import { compareLevels, isLevelOf, isResourceKind } from '../model/resource-kind.ts'
import { compareSeverity } from './severity-order.ts'

/** Did a finding become worse or better since it was last seen? The severity decides; where it is the same, the level. */
export function movement(before: Finding, now: Finding): 'worse' | 'better' | 'same' {
  const moved = compareSeverity(now.severity.class, before.severity.class) || levelMovement(before, now)
  return moved > 0 ? 'worse' : moved < 0 ? 'better' : 'same'
}

function levelMovement(before: Finding, now: Finding): number {
  const kind = now.resource?.kind
  if (kind === undefined || before.level === null || now.level === null) return 0
  return compareLevelTexts(kind, now.level, before.level)
}

/** Positive where `a` stands above `b`; 0 where either is no level of the kind. */
export function compareLevelTexts(kind: string, a: string, b: string): number {
  if (!isResourceKind(kind) || !isLevelOf(kind, a) || !isLevelOf(kind, b)) return 0
  return compareLevels(kind, a, b)
}
