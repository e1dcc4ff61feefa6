import type { AccountHandle } from './handle.ts'
import type { HrRow, PartnerRow, VisitorRow } from './register.ts'

/**
 * The strongest declared key of a subject, which identifies it from night to night: `employee:E1042`, `upn:…` (eppn
 * included), `mail:…`, or `account:<source>/<native id>`; `findings.md`, A finding. Case-folded, but for ids.
 */
export type SubjectKey = `${'employee' | 'upn' | 'mail' | 'account'}:${string}`

/** Why an account is held to be a person's. */
export interface Join {
  readonly account: AccountHandle
  /** The declared key: `employee-number`, `upn`, `eppn`, `mail`, `original` of a copy that a system made, or `overruled` by the joins file. */
  readonly by: string
  readonly value: string
}

/** An account that might be somebody's, on evidence that must never cover an access (`architecture.md`, Snapshot). */
export interface DoubtfulJoin extends Join {
  readonly person: SubjectKey
  /** `the holder can write this key`, `given to somebody else before`, `two people claim it`, …: one line, lower case. */
  readonly doubt: string
}

/**
 * A human behind accounts and register rows, joined by declared keys only.
 *
 * An account that no register knows is a person of its own (`registered` false): nothing is known of it but the account.
 */
export interface Person {
  readonly key: SubjectKey
  readonly label: string
  readonly registered: boolean
  readonly employeeNumber: string | null
  /** Login names and eppns, case-folded, sorted: those that issue from the institution. */
  readonly logins: readonly string[]
  /** Mail addresses that a register states, case-folded, sorted. */
  readonly mails: readonly string[]
  readonly hr: readonly HrRow[]
  readonly visits: readonly VisitorRow[]
  readonly partnerships: readonly PartnerRow[]
  /** Trusted joins only, by account. */
  readonly joins: readonly Join[]
}
