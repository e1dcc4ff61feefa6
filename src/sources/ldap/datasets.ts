import type { Flavour } from './flavour.ts'

export const LDAP_KIND = 'ldap'

/** What every read of a directory must give; `counts` beside them only checks. */
export const CORE_DATASETS = ['users', 'workloads', 'groups'] as const
export type CoreDataset = (typeof CORE_DATASETS)[number]

/** What a read of Active Directory gives beside them: principals of other domains, the domains that are trusted, and who may change groups. */
export const DOMAIN_DATASETS = ['foreign', 'trusts', 'control'] as const
export type DomainDataset = (typeof DOMAIN_DATASETS)[number]

/** The rules by which the directory itself says who may change what, where they do not stand beside what they are about. */
export const ACL = 'acl'

export type Dataset = CoreDataset | DomainDataset | typeof ACL

/** How often the same question was answered alike; checks the others, and holds no entry. */
export const COUNTS = 'counts'

/** A dataset with the filter (RFC 4515) that says who belongs to it. */
export interface DatasetQuery {
  readonly dataset: CoreDataset | DomainDataset
  readonly filter: string
}

/** What is read of a directory, in this order. */
export function datasetQueries(flavour: Flavour): readonly DatasetQuery[] {
  const core = CORE_DATASETS.map((dataset) => ({ dataset, filter: datasetFilter(flavour, dataset) }))
  if (flavour !== 'active-directory') return core
  return [...core, ...DOMAIN_DATASETS.map((dataset) => ({ dataset, filter: DOMAIN_FILTERS[dataset] }))]
}

/** Who belongs to a dataset, as a filter (RFC 4515). */
export function datasetFilter(flavour: Flavour, dataset: CoreDataset): string {
  return FILTERS[flavour][dataset]
}

const PERSON = '(|(objectClass=inetOrgPerson)(objectClass=posixAccount))'
const DEVICE = '(|(objectClass=device)(objectClass=applicationProcess)(objectClass=simpleSecurityObject))'
const IPA_MACHINE = '(|(objectClass=ipaHost)(objectClass=ipaService))'
const GROUPS = '(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup)(objectClass=groupOfURLs))'

const FILTERS: Readonly<Record<Flavour, Readonly<Record<CoreDataset, string>>>> = {
  'active-directory': {
    // `(objectClass=user)` alone holds computers too.
    users: '(&(objectCategory=person)(objectClass=user))',
    workloads: '(|(objectClass=computer)(objectClass=msDS-GroupManagedServiceAccount)(objectClass=msDS-ManagedServiceAccount))',
    groups: '(objectClass=group)',
  },
  openldap: {
    users: PERSON,
    workloads: `(&${DEVICE}(!${PERSON}))`,
    groups: GROUPS,
  },
  '389-ds': {
    users: PERSON,
    workloads: `(&${DEVICE}(!${PERSON}))`,
    groups: GROUPS,
  },
  freeipa: {
    users: `(&${PERSON}(!${IPA_MACHINE}))`,
    workloads: `(|${IPA_MACHINE}(&${DEVICE}(!${PERSON})))`,
    groups: GROUPS,
  },
}

const DOMAIN_FILTERS: Readonly<Record<DomainDataset, string>> = {
  foreign: '(objectClass=foreignSecurityPrincipal)',
  trusts: '(objectClass=trustedDomain)',
  // Groups, the head of the domain, and the container whose list replaces that of protected groups.
  control: '(|(objectClass=group)(objectClass=domainDNS)(&(objectClass=container)(cn=AdminSDHolder)))',
}

/** The databases of slapd, each with its access rules. */
export const DATABASE_ENTRIES = '(objectClass=olcDatabaseConfig)'
