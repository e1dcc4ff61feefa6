import type { GraphDataset } from './graph-dataset.ts'

/** Inside these only what says when a credential ends is kept: names and hints of keys are nobody's business. */
const INNER: Readonly<Record<string, ReadonlySet<string>>> = {
  keyCredentials: new Set(['keyId', 'startDateTime', 'endDateTime', 'type', 'usage']),
  passwordCredentials: new Set(['keyId', 'startDateTime', 'endDateTime']),
}

/**
 * Cuts out of a record what is not on the list, and counts it; annotations (`@odata.type`) stay. The same object where nothing had to
 * go, so that a body that is clean is written as Graph sent it.
 */
export function keptRecord(record: unknown, keeps: ReadonlySet<string>, dataset: GraphDataset): unknown {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return record
  const entries = Object.entries(record)
  const kept = entries.filter(([name]) => keeps.has(name) || name.startsWith('@'))
  const cut = kept.map(([name, value]): [string, unknown] => [name, keptInner(name, value, dataset)])
  dataset.dropped += entries.length - kept.length
  const isClean = kept.length === entries.length && cut.every(([, value], position) => value === kept[position]?.[1])
  return isClean ? record : Object.fromEntries(cut)
}

function keptInner(name: string, value: unknown, dataset: GraphDataset): unknown {
  const keeps = INNER[name]
  if (keeps === undefined || !Array.isArray(value)) return value
  const kept = value.map((one) => keptRecord(one, keeps, dataset))
  return kept.every((one, position) => one === value[position]) ? value : kept
}
