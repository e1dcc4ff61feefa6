import type { Day } from '../base/instant.ts'
import type { AffiliationKind } from '../model/affiliation-kind.ts'
import { isExternalKind } from '../model/affiliation-kind.ts'
import type { AffiliationRule, AttributeMatch } from '../model/declared-institution.ts'
import type { Truth } from '../model/finding.ts'
import type { Person } from '../model/person.ts'
import type { HrRow, PartnerRow, VisitorRow } from '../model/register.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { PartnerIndex } from './partner-index.ts'
import { type Candidate, type PossibleKinds, possibleKinds } from './possible-kinds.ts'

/** One rule of `affiliations` that a person meets, by a record in force or by one that has ended. */
export interface AffiliationMatch {
  readonly kind: AffiliationKind
  readonly rule: AffiliationRule
  readonly inForce: boolean
  /** The last day of the record behind it; null = open, or the record has no dates. */
  readonly until: Day | null
}

/** A person's relation to the institution, as the policy's rules decide it. */
export interface Affiliation {
  /** The one that counts; `unknown` where no rule matches. */
  readonly kind: AffiliationKind | 'unknown'
  /** The one that counts on `sensitive` and `controlled`: a later external match outweighs. `policy-language.md`, Meaning 6. */
  readonly strictKind: AffiliationKind | 'unknown'
  /** True where only ended records match: `kind` says what the person was. */
  readonly ended: boolean
  /** The day after which no record holds; only where `ended`. */
  readonly endedOn: Day | null
  /** Every match, in the order of the rules. */
  readonly matches: readonly AffiliationMatch[]
  /** What else the person may be, for all that was not read. */
  readonly possible: PossibleKinds
}

/** External: visitor-like, partner, contractor, emeritus, unknown; and whoever has left, since nobody answers for them any more. */
export function isExternal({ kind, ended }: Pick<Affiliation, 'kind' | 'ended'>): boolean {
  return ended || isExternalKind(kind)
}

/** The kind that counts for a project of this sensitivity. */
export function kindFor(affiliation: Affiliation, strict: boolean): AffiliationKind | 'unknown' {
  return strict ? affiliation.strictKind : affiliation.kind
}

/** Does `holds` fit whatever the person may be, nothing of it, or can nobody tell? Who has left is `unknown` here: no kind any more. */
export function affiliationTruth(affiliation: Affiliation, strict: boolean, holds: (kind: AffiliationKind | 'unknown') => boolean): Truth {
  const kinds = strict ? affiliation.possible.strictKinds : affiliation.possible.kinds
  if (kinds.every(holds)) return 'met'
  return kinds.some(holds) ? 'unknown' : 'not-met'
}

/**
 * Applies the policy's rules in order: the first that a record in force meets wins; if a later one is external, it counts for
 * sensitive projects unless the first says otherwise. If only ended records match, the first of these tells what the person was.
 * `mayHide` says of a source whether it may hold a record about the person that was not read.
 */
export function affiliationOf(
  person: Person,
  snapshot: Snapshot,
  rules: readonly AffiliationRule[],
  partners: PartnerIndex,
  today: Day,
  mayHide: (source: string) => boolean,
): Affiliation {
  const records = recordsOf(person, snapshot, today)
  const matches: AffiliationMatch[] = []
  const candidates: Candidate[] = []
  for (const rule of rules) {
    const match = matchOf(rule, records, partners)
    if (match !== null) matches.push(match)
    if (match?.inForce === true) candidates.push({ rule, sure: true })
    else if (mayHold(rule, records, partners, mayHide)) candidates.push({ rule, sure: false })
  }
  const possible = possibleKinds(candidates)
  const live = matches.filter(({ inForce }) => inForce)
  const [first] = live
  if (first === undefined) {
    const [past] = matches
    const endedOn = matches.reduce<Day | null>(
      (last, { until }) => (until !== null && (last === null || until > last) ? until : last),
      null,
    )
    return { kind: past?.kind ?? 'unknown', strictKind: past?.kind ?? 'unknown', ended: past !== undefined, endedOn, matches, possible }
  }
  const outweighing = first.rule.winsOverExternal || isExternalKind(first.kind) ? undefined : live.find(({ kind }) => isExternalKind(kind))
  return { kind: first.kind, strictKind: outweighing?.kind ?? first.kind, ended: false, endedOn: null, matches, possible }
}

function matchOf(rule: AffiliationRule, records: readonly AttributeRecord[], partners: PartnerIndex): AffiliationMatch | null {
  let inForce = true
  let until: Day | null = null
  // All conditions of one rule must hold; each may be met by a different record (a guest's type in one system, the visit in another).
  for (const match of rule.match) {
    const best = bestMeeting(match, records, partners)
    if (best === null) return null
    inForce &&= best.inForce
    if (best.until !== null && (until === null || best.until < until)) until = best.until
  }
  return { kind: rule.kind, rule, inForce, until }
}

/** The record that meets a condition: one in force before any that ended, of ended ones the latest. */
function bestMeeting(match: AttributeMatch, records: readonly AttributeRecord[], partners: PartnerIndex): AttributeRecord | null {
  let best: AttributeRecord | null = null
  for (const record of records) {
    if (!meets(record, match, partners)) continue
    if (record.inForce) return record
    if (best === null || (record.until ?? '9') > (best.until ?? '9')) best = record
  }
  return best
}

/** Could unread records make the rule hold? Each condition is met by a record in force, or its source may hide one. */
function mayHold(
  rule: AffiliationRule,
  records: readonly AttributeRecord[],
  partners: PartnerIndex,
  mayHide: (source: string) => boolean,
): boolean {
  return rule.match.every((match) => mayHide(match.source) || records.some((record) => record.inForce && meets(record, match, partners)))
}

/** A register row or an account, as `match` sees it. */
interface AttributeRecord {
  readonly source: string
  readonly inForce: boolean
  readonly until: Day | null
  /** The values of an attribute, by the column's or the system's name in lower case; asked rather than copied, since everybody has many. */
  values(attribute: string): readonly string[]
}

function recordsOf(person: Person, snapshot: Snapshot, today: Day): readonly AttributeRecord[] {
  return [
    ...person.hr.map((row) => rowRecord(row, today, row.status === 'active', (name) => hrCell(row, name))),
    ...person.visits.map((row) => rowRecord(row, today, true, (name) => visitCell(row, name))),
    ...person.partnerships.map((row) => rowRecord(row, today, true, (name) => partnershipCell(row, name))),
    ...person.joins.map(({ account }): AttributeRecord => {
      const { source = '', attributes = {} } = snapshot.accounts[account] ?? {}
      // An account has no dates of its own here: whether it still works is its state, not its holder's relation.
      return { source, inForce: true, until: null, values: (name) => attributes[name] ?? [] }
    }),
  ]
}

function hrCell(row: HrRow, column: string): string | undefined {
  switch (column) {
    case 'employee_type':
      return row.employeeType
    case 'department':
      return row.department
    case 'status':
      return row.status
    case 'mail':
      return row.mail
    case 'employee_id':
      return row.employeeId
    default:
      return undefined
  }
}

function visitCell({ kind, organisation, host, person }: VisitorRow, column: string): string | undefined {
  return { kind, organisation, host, person }[column]
}

function partnershipCell({ partner, agreement, host, person }: PartnerRow, column: string): string | undefined {
  return { partner, agreement, host, person }[column]
}

function rowRecord(
  row: HrRow | VisitorRow | PartnerRow,
  today: Day,
  active: boolean,
  cell: (column: string) => string | undefined,
): AttributeRecord {
  const begun = row.from === null || row.from <= today
  return {
    source: row.provenance.source,
    inForce: active && begun && (row.until === null || today <= row.until),
    until: row.until,
    values(column) {
      const value = cell(column)
      return value === undefined ? [] : [value]
    },
  }
}

function meets(record: AttributeRecord, { source: wanted, attribute, test }: AttributeMatch, partners: PartnerIndex): boolean {
  if (record.source !== wanted) return false
  const values = record.values(attribute.toLowerCase())
  switch (test.kind) {
    case 'one-of':
      return values.some((value) => test.values.includes(value))
    case 'domain-of-partner':
      return values.some(
        (value) => partners.ofAddress(value) !== null || (attribute === 'awsaccount' && partners.ofAwsAccount(value) !== null),
      )
  }
}
