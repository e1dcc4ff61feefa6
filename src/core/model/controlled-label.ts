import { assertNever } from '../base/assert-never.ts'
import type { Controlled } from './control.ts'
import type { Snapshot } from './snapshot.ts'

/** What people call the thing that a right is about. */
export function controlledLabel(on: Controlled, { accounts, groups }: Pick<Snapshot, 'accounts' | 'groups'>): string {
  switch (on.kind) {
    case 'group':
      return groups[on.group]?.label ?? ''
    case 'account':
      return accounts[on.account]?.label ?? ''
    case 'resource':
      return on.address
    case 'directory':
      return `every group of ${on.source}`
    default:
      return assertNever(on)
  }
}
