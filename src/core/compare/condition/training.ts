import { dayInWords } from '../../base/day-words.ts'
import type { Person } from '../../model/person.ts'
import type { Comparison } from '../comparison.ts'
import { type EvaluatedPart, met, notMet, unknown } from '../evaluated-part.ts'
import { isInForce, lastEnd } from './in-force.ts'

/** A course counts from the day of completion to its end, if it has one. */
export function training(course: string, person: Person, context: Comparison): EvaluatedPart {
  const condition = `training:${course}`
  const register = context.register('training', person)
  const restsOn = register.kind === 'unsourced' ? [] : register.datasets
  const rows = (context.snapshot.registers.training.get(person.key) ?? []).filter((row) => row.course === course)
  if (rows.some((row) => isInForce(row, context.today))) return met('training', 'CLR-05', `training \`${course}\` is current`, restsOn)
  if (register.kind === 'unsourced') return unknown('training', 'CLR-05', 'no register of training is configured', { condition })
  if (register.kind === 'partial') return unknown('training', 'CLR-05', register.says, { condition, restsOn })
  const past = rows.filter(({ until }) => until !== null && until < context.today)
  const endedOn = lastEnd(past)
  // A course that is booked is not taken yet.
  const says = endedOn === null ? `training \`${course}\` is not recorded` : `training \`${course}\` ended on ${dayInWords(endedOn)}`
  return notMet('training', 'CLR-05', says, { condition, endedOn, restsOn })
}
