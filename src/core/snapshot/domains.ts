import type { Account, Group } from '../model/account.ts'
import type { NamedRecord } from './sort-records.ts'

/** Sources whose records bear SIDs of a domain or machine (`S-1-5-21-…`). O(names of the sources without any). */
export function domainsAmong(...records: readonly (readonly NamedRecord<Account | Group>[])[]): ReadonlySet<string> {
  const domains = new Set<string>()
  for (const some of records) {
    for (const { thing, names } of some) {
      if (!domains.has(thing.source) && names.some((name) => name.startsWith('sid:S-1-5-21-'))) domains.add(thing.source)
    }
  }
  return domains
}
