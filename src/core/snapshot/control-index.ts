import type { Control, Controls } from '../model/control.ts'

const none: readonly Control[] = []

/** Finds controls by their object; keeps their order. O(controls). */
export function controlIndex(all: readonly Control[]): Controls {
  const index = { group: new Map<number, Control[]>(), account: new Map<number, Control[]>() }
  const named = { resource: new Map<string, Control[]>(), directory: new Map<string, Control[]>() }
  for (const control of all) {
    const { on } = control
    if (on.kind === 'group') append(index.group, on.group, control)
    else if (on.kind === 'account') append(index.account, on.account, control)
    else if (on.kind === 'resource') append(named.resource, on.address, control)
    else append(named.directory, on.source, control)
  }
  return {
    all,
    ofGroup: (group) => index.group.get(group) ?? none,
    ofAccount: (account) => index.account.get(account) ?? none,
    ofResource: (address) => named.resource.get(address) ?? none,
    ofDirectory: (source) => named.directory.get(source) ?? none,
  }
}

function append<Key>(lists: Map<Key, Control[]>, key: Key, control: Control): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [control])
  else list.push(control)
}
