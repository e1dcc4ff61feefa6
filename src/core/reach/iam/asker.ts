import type { AccountHandle } from '../../model/handle.ts'
import type { IamIdentity } from '../../model/iam.ts'
import type { Formula } from './formula.ts'
import type { Caller, Policies } from './request.ts'

/** Somebody who may ask AWS for something: an identity of the organization, or a holder outside that stands for whoever is there. */
export interface Asker {
  readonly caller: Caller
  readonly identity: IamIdentity | null
  /** The account of the snapshot that it is. */
  readonly handle: AccountHandle
  readonly policies: Pick<Policies, 'identity' | 'boundary' | 'scp'>
  /** What must hold for it to be that caller: the name of its session, the account of a stranger. */
  readonly calls: Formula
  /** The organization of a holder outside, where a policy tells it apart; null = as the records say. */
  readonly organization: string | null
}

/** An asker that is an identity of the organization. */
export interface IdentifiedAsker extends Asker {
  readonly identity: IamIdentity
}
