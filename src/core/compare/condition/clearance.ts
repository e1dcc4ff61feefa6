import { dayInWords } from '../../base/day-words.ts'
import type { Person } from '../../model/person.ts'
import type { Project } from '../../model/declared-project.ts'
import type { Comparison } from '../comparison.ts'
import { type EvaluatedPart, met, notMet, unknown } from '../evaluated-part.ts'
import { isInForce, lastEnd } from './in-force.ts'

/**
 * A clearance counts if some row says `ok`, is in force and was given for this project.
 *
 * *Not met* is said under CLR-01 where nothing is recorded as ok, under CLR-02 where it ended or is for other work. Rows found in a
 * partial register still count; only their absence is then unknown.
 */
export function clearance(slug: string, person: Person, project: Project, context: Comparison): EvaluatedPart {
  const condition = `clearance:${slug}`
  const register = context.register('clearances', person)
  const restsOn = register.kind === 'unsourced' ? [] : register.datasets
  const rows = (context.snapshot.registers.clearances.get(person.key) ?? []).filter((row) => row.clearance === slug)
  const here = rows.filter((row) => row.project === project.slug)
  const held = here.filter(({ status }) => status === 'ok')
  const good = held.find((row) => isInForce(row, context.today))
  if (good !== undefined) return met('clearance', 'CLR-01', `clearance \`${slug}\` is recorded as ok`, restsOn)
  if (register.kind === 'unsourced') return unknown('clearance', 'CLR-01', 'no register of clearances is configured', { condition })
  if (register.kind === 'partial') return unknown('clearance', 'CLR-01', register.says, { condition, restsOn })
  const later = held.find(({ from }) => from !== null && from > context.today)
  if (later?.from !== undefined && later.from !== null) {
    return notMet('clearance', 'CLR-01', `clearance \`${slug}\` begins on ${dayInWords(later.from)}`, { condition, restsOn })
  }
  if (held.length > 0) {
    const endedOn = lastEnd(held)
    return notMet('clearance', 'CLR-02', `clearance \`${slug}\` ended${endedOn === null ? '' : ` on ${dayInWords(endedOn)}`}`, {
      condition,
      endedOn,
      restsOn,
    })
  }
  if (here.some(({ status }) => status === 'expired')) {
    const endedOn = lastEnd(here.filter(({ status }) => status === 'expired'))
    return notMet('clearance', 'CLR-02', `clearance \`${slug}\` is recorded as expired`, { condition, endedOn, restsOn })
  }
  const status = here[0]?.status
  if (status !== undefined) return notMet('clearance', 'CLR-01', `clearance \`${slug}\` is recorded as ${status}`, { condition, restsOn })
  if (rows.some((row) => row.status === 'ok')) {
    return notMet('clearance', 'CLR-02', `clearance \`${slug}\` was given for other work`, { condition, restsOn })
  }
  return notMet('clearance', 'CLR-01', `no clearance \`${slug}\` is recorded`, { condition, restsOn })
}
