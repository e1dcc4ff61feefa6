import { reachOver } from '../../../src/core/reach/reach.ts'
import { assembler } from '../../../src/core/snapshot/assemble.ts'
import type { Facts } from './facts-of.ts'

/** Which accounts the engine lets change the group `label`, by whatever steps; `held`: also those of whom it makes a condition. */
export function changersOf(facts: Facts, label: string, which: 'allowed' | 'held' = 'allowed'): ReadonlySet<string> {
  const building = assembler()
  building.sink.accounts(facts.accounts)
  building.sink.groups(facts.groups)
  building.sink.memberships(facts.memberships)
  building.sink.controls(facts.controls)
  const snapshot = building.finish({ keys: [], overrules: [] })
  const reach = reachOver(snapshot, '2026-11-26' as Parameters<typeof reachOver>[1])
  const group = facts.groups.find((one) => one.group.label === label)?.group
  if (group === undefined) throw new Error(`no group ${label}`)
  const changers = facts.accounts.flatMap(({ account }) => {
    const found = snapshot.findAccount(account.source, account.id)
    if (found.found !== 'one') return []
    const held = reach.what(found.thing).filter(({ address }) => address === `${group.source}:${group.id}`)
    return held.some(({ level, verdict }) => (level === 'manage' || level === 'admin') && (which === 'held' || verdict.kind === 'allowed'))
      ? [account.label]
      : []
  })
  return new Set(changers)
}
