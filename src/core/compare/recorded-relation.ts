import { dayInWords } from '../base/day-words.ts'
import type { Day } from '../base/instant.ts'
import { distinctTexts } from '../base/order.ts'
import type { Person } from '../model/person.ts'
import type { HrRow, PartnerRow, VisitorRow } from '../model/register.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { isInForce, lastEnd } from './condition/in-force.ts'

/** What registers and sources alone make of somebody, where no policy says how affiliations are told apart. */
export interface RecordedRelation {
  readonly relation: 'internal' | 'partner' | 'visitor' | 'guest' | 'left' | 'not-begun' | 'unknown'
  /** Was there a relation, and does no row of it hold any more? */
  readonly ended: boolean
  /** One line, lower case: which rows say so. */
  readonly because: string
}

/**
 * A row in force in `visitors` or `partners` makes somebody external, also beside one in `hr`: the stricter reading. Else a row in
 * force in `hr` makes internal, whatever its type. Else what ended or has not begun is told; and of whom no register says anything is
 * a guest where the system calls the account one, else unknown.
 */
export function recordedRelation(person: Person, snapshot: Snapshot, today: Day): RecordedRelation {
  const inForce = (row: Row): boolean => isInForce(row, today)
  const partnerships = person.partnerships.filter(inForce)
  const visits = person.visits.filter(inForce)
  const posts = person.hr.filter((row) => row.status === 'active' && inForce(row))
  const beside = posts.length === 0 ? '' : `, beside a row in ${registersOf(posts)}`
  if (partnerships.length > 0) return holds('partner', `a row in force in ${registersOf(partnerships)}${beside}`)
  if (visits.length > 0) return holds('visitor', `a row in force in ${registersOf(visits)}${beside}`)
  if (posts.length > 0) return holds('internal', `a row in force in ${registersOf(posts)}`)

  const external: readonly Row[] = [...person.partnerships, ...person.visits]
  const rows: readonly Row[] = [...person.hr, ...external]
  const later = rows.find(({ from }) => from !== null && from > today)
  if (later !== undefined && later.from !== null) {
    return holds('not-begun', `a row in ${registersOf([later])} that begins on ${dayInWords(later.from)}`)
  }
  if (rows.length > 0) {
    const kind = person.partnerships.length > 0 ? 'partner' : person.visits.length > 0 ? 'visitor' : 'left'
    const end = lastEnd(rows)
    return {
      relation: kind,
      ended: true,
      because: `the last row in ${registersOf(rows)} ended${end === null ? '' : ` on ${dayInWords(end)}`}`,
    }
  }
  const guest = person.joins.find(({ account }) => isGuest(snapshot.accounts[account]?.attributes ?? {}))
  if (guest === undefined) return holds('unknown', 'no register has a row about this account')
  return holds('guest', `\`${snapshot.accounts[guest.account]?.source ?? ''}\` calls the account a guest, and no register has a row`)
}

type Row = HrRow | VisitorRow | PartnerRow

function holds(relation: RecordedRelation['relation'], because: string): RecordedRelation {
  return { relation, ended: false, because }
}

function registersOf(rows: readonly Row[]): string {
  return distinctTexts(rows.map(({ provenance }) => `\`${provenance.source}\``)).join(' and ')
}

/** By the type that the system gives, or by what its reader found: somebody may be a member of a tenant that is not theirs. */
function isGuest(attributes: Readonly<Record<string, readonly string[]>>): boolean {
  const isCalled = attributes['usertype']?.some((value) => value.toLowerCase() === 'guest') === true
  return isCalled || attributes['gatehouseguestclass']?.some((value) => value !== 'unclassified') === true
}
