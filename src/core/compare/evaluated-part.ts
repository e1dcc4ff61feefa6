import type { Day } from '../base/instant.ts'
import type { LinePart, PartOutcome, Truth } from '../model/finding.ts'
import type { DatasetKey } from '../model/coverage.ts'

/** A part of a line held against one person, with what the rules need to speak about it. */
export interface EvaluatedPart extends PartOutcome {
  /** The rule that speaks if this part alone is not met; null for parts of the family `access` whose rule the gravest part decides. */
  readonly rule:
    | 'ACC-01'
    | 'ACC-02'
    | 'EXP-01'
    | 'EXP-02'
    | 'BLD-01'
    | 'AGR-01'
    | 'AGR-02'
    | 'AGR-04'
    | 'CLR-01'
    | 'CLR-02'
    | 'CLR-03'
    | 'CLR-04'
    | 'CLR-05'
  /** What the condition names, for the identity of a condition's finding: `clearance:atas`; null for other parts. */
  readonly condition: string | null
  /** When the reason ended, if it did: access that outlived it by 30 days is graver. */
  readonly endedOn: Day | null
  /** Datasets that the answer rests on. */
  readonly restsOn: readonly DatasetKey[]
}

export function met(part: LinePart, rule: EvaluatedPart['rule'], says: string, restsOn: readonly DatasetKey[] = []): EvaluatedPart {
  return { part, rule, truth: 'met', says, condition: null, endedOn: null, restsOn }
}

export function notMet(
  part: LinePart,
  rule: EvaluatedPart['rule'],
  says: string,
  more: { readonly condition?: string; readonly endedOn?: Day | null; readonly restsOn?: readonly DatasetKey[] } = {},
): EvaluatedPart {
  return {
    part,
    rule,
    truth: 'not-met',
    says,
    condition: more.condition ?? null,
    endedOn: more.endedOn ?? null,
    restsOn: more.restsOn ?? [],
  }
}

export function unknown(
  part: LinePart,
  rule: EvaluatedPart['rule'],
  says: string,
  more: { readonly condition?: string; readonly restsOn?: readonly DatasetKey[] } = {},
): EvaluatedPart {
  return { part, rule, truth: 'unknown', says, condition: more.condition ?? null, endedOn: null, restsOn: more.restsOn ?? [] }
}

/** `and` over three values: one *not met* decides, then one *unknown*. */
export function allOf(truths: readonly Truth[]): Truth {
  if (truths.includes('not-met')) return 'not-met'
  return truths.includes('unknown') ? 'unknown' : 'met'
}
