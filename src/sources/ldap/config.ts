import type { Flavour } from './flavour.ts'

/** What the collector is told about a directory: the keys of the configuration, without the secret, which comes apart. */
export interface LdapConfig {
  /** `ldaps://host` or `ldaps://host:port`. */
  readonly url: string
  readonly base: string
  readonly bind: { readonly dn: string }
  /** If given, the server must be one. */
  readonly flavour?: Flavour
  /** Attributes of accounts beyond the allow-list. */
  readonly attributes?: readonly string[]
  /** A group that the reader must see with at least so many members. */
  readonly canary?: { readonly group: string; readonly members: number }
  /** A file with the authorities to trust, in PEM; without it those of the machine. */
  readonly ca?: string
}
