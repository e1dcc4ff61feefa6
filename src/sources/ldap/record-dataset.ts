import type { CoreDataset } from './datasets.ts'
import { type LdifRecord, valuesOf } from './ldif/ldif-record.ts'
import { isRangeAnswer } from './range-joins.ts'

/** The dataset of a record in an export of everything, by its classes; null for a container, `unknown` for a record without classes. */
export function datasetOf(record: LdifRecord): CoreDataset | null | 'unknown' {
  const classes = new Set(valuesOf(record, 'objectclass').map((value) => Buffer.from(value).toString('utf8').toLowerCase()))
  // Only groups have lists that come in ranges.
  if (classes.size === 0) return isRangeAnswer(record) ? 'groups' : 'unknown'
  return ORDER.find(([, names]) => names.some((name) => classes.has(name)))?.[0] ?? null
}

/** Is it a group, or the head of a domain, or AdminSDHolder, whose descriptor says who may change it? A person's is not kept. */
export function isControlled(record: LdifRecord): boolean {
  if (!record.attributes.has('ntsecuritydescriptor')) return false
  const classes = valuesOf(record, 'objectclass').map((value) => Buffer.from(value).toString('utf8').toLowerCase())
  return classes.includes('group') || classes.includes('domaindns') || /^cn=adminsdholder,/iu.test(record.dn)
}

// The first that fits: a computer of Active Directory is a user by class, too.
const ORDER: readonly (readonly [CoreDataset, readonly string[]])[] = [
  ['groups', ['group', 'groupofnames', 'groupofuniquenames', 'posixgroup', 'groupofurls']],
  ['workloads', ['computer', 'msds-managedserviceaccount', 'msds-groupmanagedserviceaccount', 'ipahost', 'ipaservice']],
  ['users', ['user', 'inetorgperson', 'posixaccount']],
  ['workloads', ['device', 'applicationprocess', 'simplesecurityobject']],
]
