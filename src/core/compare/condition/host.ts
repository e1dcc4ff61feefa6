import type { PersonReference } from '../../model/person-reference.ts'
import type { Person } from '../../model/person.ts'
import type { RegisterState } from '../register-coverage.ts'
import type { Comparison } from '../comparison.ts'
import { type EvaluatedPart, met, notMet, unknown } from '../evaluated-part.ts'
import { isInForce } from './in-force.ts'
import { parsePersonReference } from '../../model/person-reference.ts'

/** Somebody must answer for the visitor: anybody, or the person whom the line names, on a visit or partnership in force. */
export function host(wanted: PersonReference | 'any', person: Person, context: Comparison): EvaluatedPart {
  const condition = wanted === 'any' ? 'host:any' : `host:${wanted.written}`
  const registers = [context.register('visitors', person), context.register('partners', person)].filter(isSourced)
  const restsOn = registers.flatMap(({ datasets }) => datasets)
  const hosts = hostsOf(person, context)
  const named = hosts.filter((written) => wanted === 'any' || isSame(written, wanted, context))
  if (named[0] !== undefined) return met('host', 'CLR-05', `host is ${named[0]}`, restsOn)
  if (registers.length === 0) return unknown('host', 'CLR-05', 'no register of visitors or partners is configured', { condition })
  const partial = registers.find(({ kind }) => kind === 'partial')
  if (partial?.kind === 'partial') return unknown('host', 'CLR-05', partial.says, { condition, restsOn })
  const says = hosts[0] === undefined ? 'no host is recorded' : `host is ${hosts[0]}${wanted === 'any' ? '' : `, not ${wanted.written}`}`
  return notMet('host', 'CLR-05', says, { condition, restsOn })
}

/** The hosts on record for a person today, as the registers write them; sorted as the rows are. */
export function hostsOf(person: Person, context: Comparison): readonly string[] {
  const rows = [...person.visits, ...person.partnerships].filter((row) => isInForce(row, context.today))
  return [...new Set(rows.map((row) => row.host).filter((written) => written !== ''))]
}

function isSourced(register: RegisterState): register is Exclude<RegisterState, { readonly kind: 'unsourced' }> {
  return register.kind !== 'unsourced'
}

function isSame(written: string, wanted: PersonReference, context: Comparison): boolean {
  const parsed = parsePersonReference(written)
  if (parsed === null) return false
  const found = context.snapshot.findPerson(written)
  return found.found === 'one' && context.isPerson(wanted, found.thing)
}
