declare const accountBrand: unique symbol
declare const groupBrand: unique symbol
declare const membershipBrand: unique symbol

/** Position of an account in `snapshot.accounts`, which is sorted by source and native id. */
export type AccountHandle = number & { readonly [accountBrand]: true }

/** Position of a group in `snapshot.groups`, which is sorted by source and native id. */
export type GroupHandle = number & { readonly [groupBrand]: true }

/** Position of a direct membership in the snapshot's columns: sorted by group, then member, then kind. */
export type MembershipHandle = number & { readonly [membershipBrand]: true }

/** The one file that mints handles: elsewhere a number never becomes one. */
export function accountHandle(position: number): AccountHandle {
  return position as AccountHandle
}

export function groupHandle(position: number): GroupHandle {
  return position as GroupHandle
}

export function membershipHandle(position: number): MembershipHandle {
  return position as MembershipHandle
}
