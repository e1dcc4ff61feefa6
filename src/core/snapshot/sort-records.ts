import { canonicalJson, type Json } from '../base/canonical-json.ts'
import { compareText } from '../base/order.ts'
import type { Account, Group } from '../model/account.ts'
import type { Gap } from '../model/coverage.ts'
import type { Name } from '../model/fragment.ts'

export interface NamedRecord<Thing extends Account | Group> {
  readonly thing: Thing
  readonly names: readonly Name[]
  /** As `AccountFact` and `GroupFact` have it. */
  readonly copyOf?: Name
}

/**
 * Sorts accounts or groups by source and native id, so that handles do not depend on the order of pages, and merges records
 * with one id: an overlapping page repeats a record word for word, which is nothing; two different records under one id are a gap,
 * and the union of their names is kept so that neither is lost.
 */
export function sortRecords<Thing extends Account | Group>(
  records: NamedRecord<Thing>[],
): { readonly sorted: readonly NamedRecord<Thing>[]; readonly gaps: readonly Gap[] } {
  records.sort((a, b) => compareText(a.thing.source, b.thing.source) || compareText(a.thing.id, b.thing.id))
  const sorted: NamedRecord<Thing>[] = []
  const gaps: Gap[] = []
  for (let first = 0; first < records.length;) {
    let end = first + 1
    while (end < records.length && sameId(records[first], records[end])) end++
    const [one, ...others] = records.slice(first, end)
    if (one !== undefined) sorted.push(others.length === 0 ? one : merged([one, ...others], gaps))
    first = end
  }
  return { sorted, gaps }
}

function sameId<Thing extends Account | Group>(a: NamedRecord<Thing> | undefined, b: NamedRecord<Thing> | undefined): boolean {
  return a !== undefined && b !== undefined && a.thing.source === b.thing.source && a.thing.id === b.thing.id
}

function merged<Thing extends Account | Group>(same: NamedRecord<Thing>[], gaps: Gap[]): NamedRecord<Thing> {
  const keyed = same
    .map((record) => ({ record, content: contentOf(record), key: canonicalJson(plain(record.thing)) }))
    .sort((a, b) => compareText(a.content, b.content) || compareText(a.key, b.key))
  const chosen = keyed[0]
  if (chosen === undefined) throw new Error('nothing to merge')
  const contents = new Set(keyed.map(({ content }) => content))
  if (contents.size > 1) {
    const { source, id, provenance } = chosen.record.thing
    gaps.push({
      source,
      unit: '',
      dataset: provenance.dataset,
      code: 'reference-ambiguous',
      record: id,
      reason: `${contents.size} different records share the id \`${id}\``,
      cure: 'read the source again; if it stays, the system holds two objects under one identifier',
      at: provenance.file,
    })
  }
  const names = [...new Set(same.flatMap((record) => record.names))].sort(compareText)
  const { thing, copyOf } = chosen.record
  return copyOf === undefined ? { thing, names } : { thing, names, copyOf }
}

/** All of a record but where it was read. */
function contentOf<Thing extends Account | Group>({ thing, names, copyOf }: NamedRecord<Thing>): string {
  const { provenance: _, ...rest } = thing
  return canonicalJson([plain(rest), [...names].sort(compareText), copyOf ?? null])
}

function plain(value: object): Json {
  // Records are plain data by contract (`FragmentSink`).
  return JSON.parse(JSON.stringify(value)) as Json
}
