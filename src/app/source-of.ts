import type { LdapSource as ConfiguredLdap, TableSource as ConfiguredTable } from '../config/config.ts'
import type { Secret } from '../config/secret.ts'
import type { LdapSource } from '../sources/ldap/ldap-source.ts'
import { recordedTable } from '../sources/table/recorded-table.ts'
import type { TableSource } from '../sources/table/table-source.ts'

/** A table as its source reads it: the configured file, or the one that lies in a folder gathered by hand. */
export async function tableSourceOf({ name, register, from }: ConfiguredTable): Promise<TableSource> {
  return { name, register, file: from.kind === 'live' ? from.file : await recordedTable(from.folder, register) }
}

/** A live directory as its source reads it, its secret revealed at the last moment. */
export function ldapSourceOf(source: ConfiguredLdap, password: Secret): LdapSource {
  const { name, from, base, attributes, flavour, canary } = source
  if (from.kind === 'recorded' || base === null) throw new Error(`\`${name}\` is not read live`)
  return {
    name,
    password: password.reveal(),
    config: {
      url: from.url,
      base,
      bind: { dn: from.bind.dn },
      attributes: [...attributes],
      ...(flavour === null ? {} : { flavour }),
      ...(canary === null ? {} : { canary }),
      ...(from.ca === null ? {} : { ca: from.ca }),
    },
  }
}
