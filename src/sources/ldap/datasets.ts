import type { ReadableFlavour } from './flavour.ts'

export const LDAP_KIND = 'ldap'

/** What every read of a directory must give; `counts` beside them only checks. */
export const CORE_DATASETS = ['users', 'workloads', 'groups'] as const
export type CoreDataset = (typeof CORE_DATASETS)[number]

/** How often the same question was answered alike; checks the others, and holds no entry. */
export const COUNTS = 'counts'

/** Who belongs to a dataset, as a filter (RFC 4515). */
export function datasetFilter(flavour: ReadableFlavour, dataset: CoreDataset): string {
  return FILTERS[flavour][dataset]
}

const PERSON = '(|(objectClass=inetOrgPerson)(objectClass=posixAccount))'

const FILTERS: Readonly<Record<ReadableFlavour, Readonly<Record<CoreDataset, string>>>> = {
  'active-directory': {
    // `(objectClass=user)` alone holds computers too.
    users: '(&(objectCategory=person)(objectClass=user))',
    workloads: '(objectClass=computer)',
    groups: '(objectClass=group)',
  },
  openldap: {
    users: PERSON,
    workloads: `(&(|(objectClass=device)(objectClass=applicationProcess)(objectClass=simpleSecurityObject))(!${PERSON}))`,
    groups: '(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup)(objectClass=groupOfURLs))',
  },
}
