import { distinctTexts } from '../base/order.ts'
import type { AcceptanceRank, Institution } from '../model/declared-institution.ts'
import type { AcceptablePart, Finding, LinePart } from '../model/finding.ts'
import { familyOf } from './family.ts'
import { RANKS, type Rank } from './officers.ts'

/** Who may accept a finding. */
export type Acceptor =
  | { readonly kind: 'nobody'; readonly because: string }
  /** This rank or one above it. */
  | { readonly kind: 'rank'; readonly rank: Rank }
  /** Whoever fills all of these offices. */
  | { readonly kind: 'offices'; readonly roles: readonly string[] }

type Judged = Pick<Finding, 'rule' | 'severity' | 'failing'>

const NEVER: ReadonlySet<string> = new Set(['DAT-01', 'DAT-05', 'POL-04', 'POL-05', 'POL-06', 'GOV-03'])

/** Legal findings are accepted only by the officer named for them, of whatever severity they are. */
const LEGAL: Readonly<Record<string, string>> = {
  'CLR-01': 'clearance',
  'CLR-02': 'clearance',
  'CLR-03': 'export-control',
  'CLR-04': 'export-control',
  'AGR-04': 'data-protection',
}

/** Can a finding of this rule be accepted at all? */
export function mayBeExcepted(rule: string): boolean {
  return !NEVER.has(rule)
}

/** Who may accept this finding, by its rule, the legal parts that fail, and else its severity. */
export function acceptorOf(finding: Judged, institution: Pick<Institution, 'escalation' | 'officers'>): Acceptor {
  if (!mayBeExcepted(finding.rule.id)) return { kind: 'nobody', because: `${finding.rule.id} cannot be accepted` }
  const roles = legalRoles(finding)
  const vacant = roles.filter((role) => !institution.officers.some((officer) => officer.role === role))
  if (vacant.length > 0) return { kind: 'nobody', because: `no officer for \`${vacant.join('`, `')}\` is named` }
  if (roles.length > 0) return { kind: 'offices', roles }
  const { class: severity } = finding.severity
  return ofRank(severity === 'notice' ? { kind: 'project-lead' } : institution.escalation[severity].mayAccept)
}

/** `siro`, `officers/clearance`, `nobody`: as a finding states it. */
export function acceptorText(acceptor: Acceptor): string {
  if (acceptor.kind === 'nobody') return 'nobody'
  return acceptor.kind === 'rank' ? acceptor.rank : acceptor.roles.map((role) => `officers/${role}`).join(' and ')
}

export function isAtLeast(rank: Rank | null, needed: Rank): boolean {
  return rank !== null && RANKS.indexOf(rank) >= RANKS.indexOf(needed)
}

const PARTS: Readonly<Partial<Record<LinePart, AcceptablePart>>> = {
  level: 'level',
  ended: 'ended',
  'not-begun': 'ended',
  approval: 'ended',
  affiliation: 'undeclared',
  agreement: 'agreement',
  terms: 'terms',
  territory: 'territory',
  'access-from': 'territory',
}

/**
 * The parts that an exception of the access family must accept to cover this finding; null where it fails a part that no such
 * exception can accept.
 *
 * An access that no line fits fails `undeclared`. Sorted.
 */
export function partsToAccept({ failing }: Pick<Finding, 'failing'>): readonly AcceptablePart[] | null {
  const parts: AcceptablePart[] = failing.length === 0 ? ['undeclared'] : []
  for (const part of failing) {
    const accepted = PARTS[part]
    if (accepted === undefined) return null
    parts.push(accepted)
  }
  return distinctTexts(parts) as AcceptablePart[]
}

function legalRoles({ rule, failing }: Judged): readonly string[] {
  const own = LEGAL[rule.id]
  // Another rule may speak for an access that fails the territory or the terms too: accepting it accepts that.
  const parts = familyOf(rule.id) === 'access' ? failing.map((part) => PARTS[part]) : []
  return distinctTexts([
    ...(own === undefined ? [] : [own]),
    ...(parts.includes('territory') ? ['export-control'] : []),
    ...(parts.includes('terms') ? ['data-protection'] : []),
  ])
}

function ofRank(rank: AcceptanceRank): Acceptor {
  return rank.kind === 'officer' ? { kind: 'offices', roles: [rank.role] } : { kind: 'rank', rank: rank.kind }
}
