import type { GuardGroups } from './guard.ts'

/** All guards of one source, and the servers that they are tried on. */
export interface GuardSet<Servers> {
  /** The module that exports this set, for a process of its own. */
  readonly module: string
  readonly groups: GuardGroups<Servers>
  /** What crosses to another process must be plain data. */
  readonly start: () => Promise<{ readonly servers: Servers; readonly stop: () => Promise<unknown> }>
}
