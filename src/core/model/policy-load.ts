import type { Diagnostic, Place } from '../base/diagnostic.ts'
import type { DeclaredPolicy } from './declared-policy.ts'
import type { PersonReference } from './person-reference.ts'
import type { ResourceAddress } from './resource-address.ts'
import type { ResourceKind } from './resource-kind.ts'
import type { Sensitivity } from './sensitivity.ts'

/** What reading the policy files gave. */
export interface PolicyLoad {
  /** Null if an error stands outside any one entry of `projects`, `partners`, `exceptions`: nothing may be evaluated (exit 78). */
  readonly policy: DeclaredPolicy | null
  /** All of them, by place. Any error here makes `policy check` exit 78. */
  readonly diagnostics: readonly Diagnostic[]
  /** By section, then key. Entries that an error took out of `policy`: each must show up as POL-02 or POL-05, never as silence. */
  readonly broken: readonly BrokenEntry[]
}

/** An entry that is declared but cannot be used. */
export type BrokenEntry = {
  /** Slug of the project or partner, id of the exception; for an exception without a readable id `file:line:column`. */
  readonly key: string
  readonly place: Place
  /** The errors that took it out, by place; for a project also those of the broken partners that it names. */
  readonly because: readonly Diagnostic[]
} & (
  | { readonly section: 'projects'; readonly known: KnownOfProject; readonly brokenPartners: readonly string[] }
  | { readonly section: 'partners' }
  | { readonly section: 'exceptions' }
)

/** What could still be read of a broken project, so that the audit can show it. Null where it could not. */
export interface KnownOfProject {
  readonly title: string | null
  readonly lead: PersonReference | null
  readonly sensitivity: Sensitivity | null
  readonly crownJewel: boolean | null
  /** Those whose kind and address could be read; by slug. Perhaps not all. */
  readonly resources: readonly { readonly slug: string; readonly kind: ResourceKind; readonly at: ResourceAddress }[]
}

/** A source of `gatehouse.yaml`, as far as binding a policy needs to know it. */
export interface KnownSource {
  readonly name: string
  /** `ldap`, `entra`, `aws`, `network`, `files`, `doors`, `table`, …; any other is not checked against the kinds of resources. */
  readonly kind: string
  /** For a table, the register that it holds; else null. */
  readonly register: string | null
  /** Can this version read it? If not, whatever it would supply is a gap (P047). */
  readonly readable: boolean
}
