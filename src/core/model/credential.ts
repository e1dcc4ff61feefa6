import type { Instant } from '../base/instant.ts'
import type { Recency } from './account.ts'
import type { AccountHandle } from './handle.ts'
import type { Name } from './name.ts'
import type { Provenance } from './provenance.ts'

/** Something by which one can act as an account, or be let in by one, without its holder being asked again. */
export type CredentialKind = 'password' | 'access-key' | 'token' | 'secret' | 'link' | 'invitation'

/** A credential as its system lists it. */
export interface CredentialFact {
  readonly source: string
  /** Whose it is: of a key the account that it acts as, of a link whoever made it, of an invitation whom it invites. */
  readonly account: Name
  readonly kind: CredentialKind
  /**
   * What its system calls it, stable from night to night, unique in the source, and none of the ids of its accounts. Never the secret itself:
   * where the system knows no other name, the account and the kind (`<account id>#password`).
   */
  readonly id: string
  /** Would it open something by itself, as far as its system says? One that is refused while its account is disabled is not. Null = not shown. */
  readonly active: boolean | null
  readonly createdAt: Instant | null
  /** From then on it no longer works; null = it has no end. */
  readonly endsAt: Instant | null
  readonly lastUsed: Recency
  readonly provenance: Provenance
}

/** A credential whose account was looked for. */
export interface Credential extends Omit<CredentialFact, 'account'> {
  /** Null where no record of the source describes the account. */
  readonly account: AccountHandle | null
  readonly name: Name
}
