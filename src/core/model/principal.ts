import type { AccountHandle, GroupHandle } from './handle.ts'

/** An account or a group: what a membership, a grant or an access control list can name. */
export type Principal =
  | { readonly kind: 'account'; readonly account: AccountHandle }
  | { readonly kind: 'group'; readonly group: GroupHandle }
