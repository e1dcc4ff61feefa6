import { canonicalJson, type Json } from '../../../src/core/base/canonical-json.ts'
import { groupHandle } from '../../../src/core/model/handle.ts'
import type { Snapshot } from '../../../src/core/model/snapshot.ts'

/** Everything that a snapshot holds, as one text: two snapshots are equal if and only if their dumps are. */
export function dumped(snapshot: Snapshot): string {
  const { accounts, groups, memberships, resources, controls, people, registers, doubtfulJoins, coverage, gaps } = snapshot
  const rows: unknown[] = []
  for (const position of groups.keys()) {
    const group = groupHandle(position)
    memberships.forEachAccountOf(group, (account, handle) =>
      rows.push(['account', position, account, memberships.kind(handle), memberships.provenance(handle)]),
    )
    memberships.forEachGroupOf(group, (member, handle) =>
      rows.push(['group', position, member, memberships.kind(handle), memberships.provenance(handle)]),
    )
  }
  const owners = accounts.map((_, position) => people.findIndex(({ joins }) => joins.some(({ account }) => account === position)))
  const whole = {
    accounts,
    groups,
    rows,
    resources: [...resources],
    controls: controls.all,
    people,
    owners,
    registers: {
      datasets: [...registers.datasets],
      training: [...registers.training],
      clearances: [...registers.clearances],
      approvals: [...registers.approvals],
    },
    doubtfulJoins,
    coverage,
    gaps,
  }
  return canonicalJson(JSON.parse(JSON.stringify(whole)) as Json)
}
