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
  const matches = rules.flatMap((rule) => matchOf(rule, records, partners) ?? [])
  const possible = possibleKinds(
    rules.flatMap((rule): readonly Candidate[] => {
      if (matches.some((match) => match.rule === rule && match.inForce)) return [{ rule, sure: true }]
      return mayHold(rule, records, partners, mayHide) ? [{ rule, sure: false }] : []
    }),
  )
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
  // All conditions of one rule must hold; each may be met by a different record (a guest's type in one system, the visit in another).
  const hits = rule.match.map((match) => records.filter((record) => meets(record, match, partners)))
  if (hits.some((list) => list.length === 0)) return null
  const best = hits.map((list) => list.find(({ inForce }) => inForce) ?? latest(list))
  return {
    kind: rule.kind,
    rule,
    inForce: best.every(({ inForce }) => inForce),
    until: best.reduce<Day | null>((first, { until }) => (until !== null && (first === null || until < first) ? until : first), null),
  }
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
  readonly attributes: Readonly<Record<string, readonly string[]>>
  readonly inForce: boolean
  readonly until: Day | null
}

function recordsOf(person: Person, snapshot: Snapshot, today: Day): readonly AttributeRecord[] {
  return [
    ...person.hr.map((row) => rowRecord(row, today, hrAttributes(row), row.status === 'active')),
    ...person.visits.map((row) =>
      rowRecord(row, today, { kind: [row.kind], organisation: [row.organisation], host: [row.host], person: [row.person] }, true),
    ),
    ...person.partnerships.map((row) =>
      rowRecord(row, today, { partner: [row.partner], agreement: [row.agreement], host: [row.host], person: [row.person] }, true),
    ),
    ...person.joins.map(({ account }): AttributeRecord => {
      const { source = '', attributes = {} } = snapshot.accounts[account] ?? {}
      // An account has no dates of its own here: whether it still works is its state, not its holder's relation.
      return { source, attributes, inForce: true, until: null }
    }),
  ]
}

function hrAttributes(row: HrRow): Record<string, readonly string[]> {
  return {
    employee_type: [row.employeeType],
    department: [row.department],
    status: [row.status],
    mail: [row.mail],
    employee_id: [row.employeeId],
  }
}

function rowRecord(
  row: HrRow | VisitorRow | PartnerRow,
  today: Day,
  attributes: Record<string, readonly string[]>,
  active: boolean,
): AttributeRecord {
  const begun = row.from === null || row.from <= today
  return {
    source: row.provenance.source,
    attributes,
    inForce: active && begun && (row.until === null || today <= row.until),
    until: row.until,
  }
}

function meets(
  { source, attributes }: AttributeRecord,
  { source: wanted, attribute, test }: AttributeMatch,
  partners: PartnerIndex,
): boolean {
  if (source !== wanted) return false
  const values = attributes[attribute] ?? attributes[attribute.toLowerCase()] ?? []
  switch (test.kind) {
    case 'one-of':
      return values.some((value) => test.values.includes(value))
    case 'domain-of-partner':
      return values.some((value) => partners.ofAddress(value) !== null)
  }
}

function latest(records: readonly AttributeRecord[]): AttributeRecord {
  const [first, ...others] = records
  if (first === undefined) throw new Error('no record to choose from')
  return others.reduce((best, record) => ((record.until ?? '9') > (best.until ?? '9') ? record : best), first)
}
