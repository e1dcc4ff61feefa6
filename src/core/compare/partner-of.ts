import type { Day } from '../base/instant.ts'
import type { Partner } from '../model/declared-partner.ts'
import type { Person } from '../model/person.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { PartnerIndex } from './partner-index.ts'
import { isInForce } from './condition/in-force.ts'

/** The organisation behind an external person, as far as registers and domains say. */
export type Organisation =
  | { readonly kind: 'partner'; readonly partner: Partner }
  /** Named by a register, but no registered partner. */
  | { readonly kind: 'unregistered'; readonly name: string }
  | { readonly kind: 'none' }

/**
 * The organisations behind a person, strongest first: those that rows in force name, partners before visitors. Where none does, a
 * present member of the institution has none; anybody else has the one that an ended row names, else the one whose domain a login or
 * mail bears, or from whose tenant or AWS account it comes. A domain ties a person to a partner for reporting; it grants nothing.
 */
export function organisationsOf(
  person: Person,
  partners: PartnerIndex,
  accounts: Snapshot['accounts'],
  today: Day,
): readonly Organisation[] {
  const named = [
    ...person.partnerships.map((row) => ({ row, organisation: registered(row.partner, partners.withSlug(row.partner)) })),
    ...person.visits
      .filter(({ organisation }) => organisation !== '')
      .map((row) => ({ row, organisation: registered(row.organisation, partners.named(row.organisation)) })),
  ]
  const live = named.filter(({ row }) => isInForce(row, today))
  if (live.length > 0) return live.map(({ organisation }) => organisation)
  if (person.hr.some((row) => row.status === 'active' && isInForce(row, today))) return []
  if (named[0] !== undefined) return [named[0].organisation]
  const homes = person.joins.flatMap(({ account }) => accounts[account]?.attributes['hometenant'] ?? [])
  for (const home of homes) {
    const partner = partners.ofHome(home)
    if (partner !== null) return [{ kind: 'partner', partner }]
  }
  // A whole account of AWS stands for whoever is in it.
  const clouds = person.joins.flatMap(({ account }) => accounts[account]?.attributes['awsaccount'] ?? [])
  for (const number of clouds) {
    const partner = partners.ofAwsAccount(number)
    if (partner !== null) return [{ kind: 'partner', partner }]
  }
  for (const address of [...person.logins, ...person.mails]) {
    const partner = partners.ofAddress(address)
    if (partner !== null) return [{ kind: 'partner', partner }]
  }
  return []
}

function registered(name: string, partner: Partner | null): Organisation {
  return partner === null ? { kind: 'unregistered', name } : { kind: 'partner', partner }
}

export function organisationName(organisation: Organisation): string | null {
  switch (organisation.kind) {
    case 'partner':
      return organisation.partner.name
    case 'unregistered':
      return organisation.name
    case 'none':
      return null
  }
}
