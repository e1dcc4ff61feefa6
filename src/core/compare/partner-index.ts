import type { Partner } from '../model/declared-partner.ts'

/** Finds partners by what registers and addresses call them. Each answer is O(labels of the domain). */
export interface PartnerIndex {
  withSlug(slug: string): Partner | null
  /** By slug, ROR address or domain, as a register may name an organisation. */
  named(organisation: string): Partner | null
  /** By the domain of a mail address or login, or one that it lies below. Case does not count. */
  ofAddress(address: string): Partner | null
  /** By the tenant or the domain in which an account has its home. */
  ofHome(home: string): Partner | null
  /** By the number of an AWS account. */
  ofAwsAccount(number: string): Partner | null
}

/** Where two partners claim one domain, the first by slug has it: the policy's own order. */
export function partnerIndex(partners: readonly Partner[]): PartnerIndex {
  const byName = new Map<string, Partner>()
  const byDomain = new Map<string, Partner>()
  const byTenant = new Map<string, Partner>()
  const byAwsAccount = new Map<string, Partner>()
  for (const partner of partners) {
    for (const name of [partner.slug, partner.ror]) if (name !== null && !byName.has(name)) byName.set(name, partner)
    for (const tenant of partner.tenants) if (!byTenant.has(tenant.toLowerCase())) byTenant.set(tenant.toLowerCase(), partner)
    for (const number of partner.awsAccounts) if (!byAwsAccount.has(number)) byAwsAccount.set(number, partner)
    for (const domain of partner.domains) if (!byDomain.has(domain)) byDomain.set(domain, partner)
  }
  const bySlug = new Map(partners.map((partner) => [partner.slug, partner]))
  return {
    withSlug: (slug) => bySlug.get(slug) ?? null,
    named: (organisation) => byName.get(organisation) ?? ofAddress(organisation),
    ofAddress,
    ofAwsAccount: (number) => byAwsAccount.get(number) ?? null,
    ofHome: (home) => byTenant.get(home.toLowerCase()) ?? ofAddress(home),
  }

  function ofAddress(address: string): Partner | null {
    let domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
    for (;;) {
      const partner = byDomain.get(domain)
      if (partner !== undefined) return partner
      const dot = domain.indexOf('.')
      if (dot < 0) return null
      domain = domain.slice(dot + 1)
    }
  }
}
