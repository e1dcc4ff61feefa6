import type { Day, Instant } from '../base/instant.ts'
import type { AccountState, Recency } from './account.ts'
import type { DatasetCoverage, Gap } from './coverage.ts'
import type { SubjectKey } from './person.ts'
import type { ResourceKind } from './resource-kind.ts'

/**
 * The institution's register of external people, as far as its sources show them: guests, visitors, partners, those who left, and
 * everybody of whom no register says anything. Plain JSON.
 */
export interface ExternalsRegister {
  readonly schemaVersion: '1.0'
  readonly gatehouse: string
  /** Null where no policy names it. */
  readonly institution: string | null
  readonly now: Instant
  readonly timeZone: string
  readonly decidedBy: DecidedBy
  /** Was every configured source read completely, without a gap that may hide somebody? Only then may the list be called whole. */
  readonly complete: boolean
  /** Tonight's ledger, lowered by age and shrinking. */
  readonly coverage: readonly DatasetCoverage[]
  readonly gaps: readonly Gap[]
  readonly population: { readonly people: number; readonly accounts: number; readonly internal: number }
  /** By relation, then label, then key. */
  readonly externals: readonly External[]
}

/** Who says that somebody is external. */
export type DecidedBy =
  /** The `affiliations` of a policy. */
  | { readonly kind: 'policy'; readonly hash: string }
  /**
   * No policy: a row in force in `hr` is internal, whatever its type, and one in `visitors` or `partners` external. `internalTypes` counts
   * those held to be internal by the employee type that their row states, since an institution may see some of these otherwise.
   */
  | {
      readonly kind: 'registers'
      readonly staffRegister: 'read' | 'not-read' | 'not-configured'
      readonly internalTypes: readonly { readonly type: string; readonly people: number }[]
    }

export interface External {
  readonly subject: SubjectKey
  readonly label: string
  /** A kind of affiliation where a policy decides; else `guest`, `visitor`, `partner`, `left`, `not-begun` or `unknown`. */
  readonly relation: string
  /** Does nothing on record hold any more? */
  readonly ended: boolean
  /** Why it is held to be so: one line, lower case. */
  readonly because: string
  readonly organisation: string | null
  /** As the registers write them, and who that is, where it is one person whom a register knows. */
  readonly hosts: readonly { readonly written: string; readonly label: string | null }[]
  /** The last day that a register states. */
  readonly end: { readonly kind: 'day'; readonly day: Day } | { readonly kind: 'open' } | { readonly kind: 'no-record' }
  /** Of the account used last. */
  readonly lastUse: Recency
  /** A program or device, as far as the system says: no register knows whose. */
  readonly workload: boolean
  readonly accounts: readonly ExternalAccount[]
  /** People whom an account might belong to, on evidence that is not enough. */
  readonly perhaps: readonly { readonly person: string; readonly doubt: string }[]
}

export interface ExternalAccount {
  readonly source: string
  readonly id: string
  readonly label: string
  readonly state: AccountState
  readonly endsAt: Instant | null
  readonly lastUse: Recency
  /** Of an account that its system holds for a guest's, or for somebody's of another organisation; else null. */
  readonly guest: Guest | null
  /** What the system itself states of the holder: a hint that decides nothing. Sorted by attribute. */
  readonly states: readonly { readonly attribute: string; readonly value: string }[]
  /** All groups, those that it is in directly first, then by path. */
  readonly groups: readonly { readonly address: string; readonly label: string; readonly direct: boolean }[]
  /** Grants in force, and what access rules let it control (a group among them), by resource, level, then group. */
  readonly opens: readonly Opened[]
}

export interface Guest {
  /** `b2bCollaborationGuest`, `b2bDirectConnectUser`, …: docs/sources/entra.md, Guests. */
  readonly class: string
  /** The tenant or domain that it comes from; null = not shown. */
  readonly home: string | null
  /** Who answers for it in that system, as the system names them. */
  readonly sponsors: readonly string[]
}

/** What an account may do, and what lets it. */
export interface Opened {
  readonly resource: string
  readonly label: string
  readonly kind: ResourceKind
  readonly level: string
  /** Label of the group that holds the grant; null where the account itself does. */
  readonly through: string | null
  /** The grant's own last day, as written. */
  readonly until: string | null
}
