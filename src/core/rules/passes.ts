import { catalogue } from './catalogue.ts'
import { type Rule, factName } from './rule.ts'

/**
 * When a rule can speak: about the night itself; about its exceptions, which are judged by the findings of the night; about the life
 * of its findings, which earlier runs decide. No rule of a later pass is seen by an earlier one.
 */
export type Pass = 'night' | 'exceptions' | 'lives'

export function rulesOf(pass: Pass): readonly Rule[] {
  return catalogue.filter((rule) => passOf(rule) === pass)
}

function passOf({ meta }: Rule): Pass {
  const facts = meta.needs.map(factName)
  if (facts.includes('lives')) return 'lives'
  return facts.includes('exceptions') ? 'exceptions' : 'night'
}
