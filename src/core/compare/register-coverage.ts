import { type DatasetCoverage, type DatasetKey, type Gap, datasetId } from '../model/coverage.ts'
import type { Person, SubjectKey } from '../model/person.ts'
import { type Ledger, isWithoutEvidence } from './coverage-ledger.ts'
import type { RegisterName } from '../model/register.ts'
import type { Snapshot } from '../model/snapshot.ts'

/**
 * How far a register may be believed when it shows nothing.
 *
 * `unsourced`: no configured source supplies it. Only `complete` lets an absent row mean *not met*.
 */
export type RegisterState =
  | { readonly kind: 'complete'; readonly datasets: readonly DatasetKey[] }
  | { readonly kind: 'partial'; readonly datasets: readonly DatasetKey[]; readonly says: string }
  | { readonly kind: 'unsourced' }

/**
 * The state of a register over all sources that supply it, or did on an earlier night: the worst counts. `ledger` is tonight's, already
 * lowered.
 */
export function registerState(name: RegisterName, ledger: ReadonlyMap<string, DatasetCoverage>): RegisterState {
  const datasets = registerDatasets(name, ledger)
  if (datasets.length === 0) return { kind: 'unsourced' }
  const partial = datasets.flatMap(({ source, unit, dataset }) => {
    const row = ledger.get(`${source}/${unit}/${dataset}`)
    return row === undefined || row.state !== 'complete' ? [`register \`${source}\` was not read completely`] : []
  })
  return partial[0] === undefined ? { kind: 'complete', datasets } : { kind: 'partial', datasets, says: partial[0] }
}

/**
 * The datasets that hold a register, by the ledger: one that an earlier run read and the evidence no longer lists is among them.
 * Where none does, it may be any configured source that left no evidence at all: an export that never came must not look like a
 * register that the institution does not keep.
 */
export function registerDatasets(name: RegisterName, ledger: ReadonlyMap<string, DatasetCoverage>): readonly DatasetKey[] {
  const rows = [...ledger.values()]
  const holding = rows.filter(({ dataset }) => dataset === name)
  return (holding.length > 0 ? holding : rows.filter(isWithoutEvidence)).map(({ source, unit, dataset }) => ({ source, unit, dataset }))
}

/**
 * Gaps of single register rows, by the person whom the row names.
 *
 * A row that names nobody whom we know may concern anybody: it counts for every person.
 */
export function registerRowGaps(snapshot: Snapshot, ledger: Ledger): { about(person: Pick<Person, 'key'>): readonly Gap[] } {
  const registerDatasets = new Set(
    [...snapshot.registers.datasets].flatMap(([name, keys]) => (aboutPeople(name) ? keys.map(datasetId) : [])),
  )
  const byPerson = new Map<SubjectKey, Gap[]>()
  const everybody: Gap[] = []
  for (const gap of ledger.gaps) {
    if (gap.record === null || !registerDatasets.has(datasetId(gap))) continue
    const people = peopleNamed(gap.record, snapshot)
    if (people.length === 0) everybody.push(gap)
    for (const { key } of people) {
      const there = byPerson.get(key)
      if (there === undefined) byPerson.set(key, [gap])
      else there.push(gap)
    }
  }
  return { about: ({ key }) => [...(byPerson.get(key) ?? []), ...everybody] }
}

/** Rows of `doors` and `grants` are about rooms and resources: their gaps are touched through those. */
function aboutPeople(name: RegisterName): boolean {
  return name !== 'doors' && name !== 'grants'
}

function peopleNamed(record: string, snapshot: Snapshot): readonly Person[] {
  for (const reference of [record, `id:${record}`]) {
    const found = snapshot.findPerson(reference)
    if (found.found === 'one') return [found.thing]
    if (found.found === 'several') return found.things
  }
  return []
}
