import type { LdapConfig } from './config.ts'

/** A directory that is read live. */
export interface LdapSource {
  /** As `gatehouse.yaml` names it. */
  readonly name: string
  readonly config: LdapConfig
  /** The reader's password, its reference resolved. */
  readonly password: string
}

/** What the network does to us, and what tests must change. */
export interface ConnectionTuning {
  /** For tests alone: `ldap:` to a loopback address. */
  readonly allowPlainLoopback?: boolean
  readonly connectTimeoutMs?: number
  /** For one whole answer. */
  readonly answerTimeoutMs?: number
  /** Waits before a question is asked again. */
  readonly sleep?: (ms: number) => Promise<void>
}
