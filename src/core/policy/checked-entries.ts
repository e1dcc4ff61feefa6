import type { z } from 'zod'
import type { PolicyEntry } from './collect-entries.ts'
import type { Cursor } from './cursor.ts'
import { ENTRY_SCHEMAS, type Section } from './schema/policy-file.ts'
import { checkedValue } from './schema-problems.ts'

/** An entry whose form is right. */
export interface CheckedEntry<Value> {
  readonly key: string
  readonly value: Value
  readonly at: Cursor
}

/** By section, in the order of files; an entry of the wrong form is left out, and its problems are told. */
export type CheckedEntries = { readonly [Each in Section]: readonly CheckedEntry<z.output<(typeof ENTRY_SCHEMAS)[Each]>>[] }

export function checkedEntries(entries: readonly PolicyEntry[]): CheckedEntries {
  const bySection = Map.groupBy(entries, ({ section }) => section)
  const of = <Schema extends z.ZodType>(section: Section, schema: Schema): readonly CheckedEntry<z.output<Schema>>[] =>
    (bySection.get(section) ?? []).flatMap((entry) => checkedEntry(entry, schema))
  return {
    institution: of('institution', ENTRY_SCHEMAS.institution),
    affiliations: of('affiliations', ENTRY_SCHEMAS.affiliations),
    partners: of('partners', ENTRY_SCHEMAS.partners),
    projects: of('projects', ENTRY_SCHEMAS.projects),
    tags: of('tags', ENTRY_SCHEMAS.tags),
    segregation: of('segregation', ENTRY_SCHEMAS.segregation),
    conflicts: of('conflicts', ENTRY_SCHEMAS.conflicts),
    platforms: of('platforms', ENTRY_SCHEMAS.platforms),
    blind_spots: of('blind_spots', ENTRY_SCHEMAS.blind_spots),
    exceptions: of('exceptions', ENTRY_SCHEMAS.exceptions),
  }
}

function checkedEntry<Schema extends z.ZodType>({ key, at, spoiled }: PolicyEntry, schema: Schema): CheckedEntry<z.output<Schema>>[] {
  if (spoiled) return []
  const value = checkedValue(schema, at)
  return value === null ? [] : [{ key, value, at }]
}
