import type { Partner } from '../model/declared-partner.ts'
import type { Person } from '../model/person.ts'
import { isInDomain } from './affiliation.ts'

/** The organisation behind an external person, as far as registers and domains say. */
export type Organisation =
  | { readonly kind: 'partner'; readonly partner: Partner }
  /** Named by a register, but no registered partner. */
  | { readonly kind: 'unregistered'; readonly name: string }
  | { readonly kind: 'none' }

/**
 * The organisation that a register names for the person, strongest first: partners, then visitors, then the domain of a login or
 * mail. A domain ties a person to a partner for reporting; it grants nothing.
 */
export function organisationOf(person: Person, partners: readonly Partner[]): Organisation {
  for (const { partner: slug } of person.partnerships) {
    const partner = partners.find((candidate) => candidate.slug === slug)
    return partner === undefined ? { kind: 'unregistered', name: slug } : { kind: 'partner', partner }
  }
  for (const { organisation } of person.visits) {
    if (organisation === '') continue
    const partner = partners.find((candidate) => isNamed(candidate, organisation))
    return partner === undefined ? { kind: 'unregistered', name: organisation } : { kind: 'partner', partner }
  }
  for (const address of [...person.logins, ...person.mails]) {
    const partner = partners.find(({ domains }) => domains.some((domain) => isInDomain(address, domain)))
    if (partner !== undefined) return { kind: 'partner', partner }
  }
  return { kind: 'none' }
}

/** A register names an organisation by partner slug, ROR address or domain. */
function isNamed({ slug, ror, domains }: Partner, organisation: string): boolean {
  return slug === organisation || ror === organisation || domains.some((domain) => isInDomain(organisation, domain))
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
