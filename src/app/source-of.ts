import type { EntraSource as ConfiguredEntra, LdapSource as ConfiguredLdap, TableSource as ConfiguredTable } from '../config/config.ts'
import type { Secret } from '../config/secret.ts'
import type { EntraSource } from '../sources/entra/entra-source.ts'
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

/**
 * A live tenant as its source reads it. `again` looks the secret up anew: what a platform signs for this program lasts minutes, and a
 * read takes longer.
 */
export function entraSourceOf({ name, from }: ConfiguredEntra, secret: Secret, again: () => Promise<Secret>): EntraSource {
  if (from.kind === 'recorded') throw new Error(`\`${name}\` is not read live`)
  const { tenant, client, cloud, budget, sitePermissions, delegatedGrants } = from
  return {
    name,
    tenant,
    client,
    cloud,
    budget,
    sitePermissions,
    delegatedGrants,
    credential: credentialOf(from.credential.kind, secret, again),
  }
}

function credentialOf(
  kind: 'certificate' | 'federated' | 'secret',
  secret: Secret,
  again: () => Promise<Secret>,
): EntraSource['credential'] {
  switch (kind) {
    case 'certificate':
      return { kind, pem: secret.reveal() }
    case 'federated':
      return { kind, assertion: async () => (await again()).reveal() }
    case 'secret':
      return { kind, secret: secret.reveal() }
  }
}
