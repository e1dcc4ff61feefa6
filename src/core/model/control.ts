import type { AccessList } from './access-control.ts'
import type { Name } from './name.ts'
import type { AccountHandle, GroupHandle } from './handle.ts'
import type { Principal } from './principal.ts'
import type { Provenance } from './provenance.ts'

/** Whom an access control list means, as far as the sources show it. */
export type Trustee =
  | Principal
  /** Whoever owns the object (OWNER RIGHTS, S-1-3-4). */
  | { readonly kind: 'owner' }
  /** The object itself (PRINCIPAL SELF, S-1-5-10): of a group its members. */
  | { readonly kind: 'self' }
  /** Everybody, but only in some sessions: whoever sits at the machine, whoever comes without a login. */
  | { readonly kind: 'sometimes'; readonly everybody: GroupHandle; readonly says: string }
  /** No account at all: the system itself, a creator who only inherits. */
  | { readonly kind: 'nobody' }
  /** Somebody whom no source shows, or whom several records claim to be; a gap stands on the name. */
  | { readonly kind: 'unread'; readonly name: Name }

/** What can be controlled. A directory is the source that it is: who controls its head controls every group in it. */
export type Controlled =
  | { readonly kind: 'group'; readonly group: GroupHandle }
  | { readonly kind: 'account'; readonly account: AccountHandle }
  /** `<source>:<native id>`. */
  | { readonly kind: 'resource'; readonly address: string }
  | { readonly kind: 'directory'; readonly source: string }

/** A `ControlFact` whose trustees were found. Equal lists of one source are one object. */
export interface Control {
  readonly on: Controlled
  /** The address of the part of the resource that the lists are about; null = the whole. */
  readonly part: string | null
  readonly lists: readonly AccessList<Trustee>[]
  /** The broad group of all accounts of the object's system; null where nothing means it. */
  readonly everybody: GroupHandle | null
  readonly provenance: Provenance
}

/** The rules of objects, found by the object; each list in the order of file and record. O(1) a question. */
export interface Controls {
  readonly all: readonly Control[]
  ofGroup(group: GroupHandle): readonly Control[]
  ofAccount(account: AccountHandle): readonly Control[]
  ofResource(address: string): readonly Control[]
  ofDirectory(source: string): readonly Control[]
}
