import type { DatasetCoverage, DatasetKey } from '../model/coverage.ts'
import type { SubjectKey } from '../model/person.ts'
import type { ApprovalRow, ClearanceRow, RegisterName, TrainingRow } from '../model/register.ts'
import type { Registers } from '../model/snapshot.ts'
import { compareText, sortedBy } from '../base/order.ts'
import type { FragmentStore } from './fragment-store.ts'
import type { JoinedPeople } from './join-people.ts'

const registerNames: readonly RegisterName[] = ['hr', 'visitors', 'partners', 'training', 'clearances', 'approvals', 'doors', 'grants']

/**
 * Condition rows by the person whom they name. A row that names two people counts for neither: it would lend one the other's
 * clearance; both then lack it, which is visible, and DAT-04 says why.
 */
export function registersOf(store: FragmentStore, coverage: readonly DatasetCoverage[], joined: JoinedPeople): Registers {
  const datasets = new Map<RegisterName, readonly DatasetKey[]>()
  for (const name of registerNames) {
    const keys = coverage.filter(({ dataset }) => dataset === name).map(({ source, unit, dataset }) => ({ source, unit, dataset }))
    if (keys.length > 0) datasets.set(name, keys)
  }
  return {
    datasets,
    training: byPerson(store.training, joined),
    clearances: byPerson(store.clearances, joined),
    approvals: byPerson(store.approvals, joined),
  }
}

function byPerson<Row extends TrainingRow | ClearanceRow | ApprovalRow>(
  rows: readonly Row[],
  joined: JoinedPeople,
): ReadonlyMap<SubjectKey, readonly Row[]> {
  const found = new Map<SubjectKey, Row[]>()
  for (const row of rows) {
    const hit = joined.find(row.person)
    if (hit.found !== 'one') continue
    const there = found.get(hit.thing.key)
    if (there === undefined) found.set(hit.thing.key, [row])
    else there.push(row)
  }
  return new Map(
    [...found]
      .sort(([a], [b]) => compareText(a, b))
      .map(([key, list]) => [key, sortedBy(list, ({ provenance: { source, file, record } }) => [source, file, record.length, record])]),
  )
}
