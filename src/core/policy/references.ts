import { nameHelp } from '../base/nearest-name.ts'
import type { KnownSource } from '../model/policy-load.ts'
import { parseResourceAddress, type ResourceAddress } from '../model/resource-address.ts'
import { complain, complainAtKey, type Cursor, textAt, warn } from './cursor.ts'
import type { Help } from './draft.ts'
import type { Names } from './names.ts'

/** So many names can be read in a help; of more, only the nearest is told. */
const READABLE = 20

/** P021 at `at`, unless `known` has `written`. `what` completes the message: "project `qsense` has no resource". */
export function refer(
  at: Cursor,
  written: string | null,
  known: { has(name: string): boolean; keys(): Iterable<string> },
  what: string,
): void {
  if (written !== null && !known.has(written)) complain(at, 'P021', `${what} \`${written}\``, nearby(written, known.keys()))
}

/** As `refer`, where the name is the key itself. */
export function referKey(at: Cursor, written: string, known: { has(name: string): boolean; keys(): Iterable<string> }, what: string): void {
  if (!known.has(written)) complainAtKey(at, 'P021', `${what} \`${written}\``, nearby(written, known.keys()))
}

export function referProject(at: Cursor, written: string | null, names: Names): void {
  if (names.allProjectsSeen && names.allSectionsSeen) refer(at, written, names.projects, 'there is no project')
}

/** The source of that name: P031 if `gatehouse.yaml` has none, P047 if this version cannot read it yet. */
export function bindSource(at: Cursor, name: string | null, names: Names): KnownSource | null {
  if (name === null) return null
  const source = names.sources.get(name)
  if (source === undefined) {
    complain(at, 'P031', `source \`${name}\` is not in \`gatehouse.yaml\``, nearby(name, names.sources.keys()))
    return null
  }
  if (!source.readable) warn(at, 'P047', `source \`${name}\` cannot be read by this version yet`, 'what it would show stays a gap')
  return source
}

/** The address at `at` with its source; null where it is none (the schema tells that) or its source is unknown. */
export function bindAddress(at: Cursor, names: Names): { readonly address: ResourceAddress; readonly source: KnownSource } | null {
  const text = textAt(at)
  const address = text === null ? null : parseResourceAddress(text)
  if (address === null) return null
  const source = bindSource(at, address.source, names)
  return source === null ? null : { address, source }
}

/** The nearest name; else all of them, if they can be read at a glance. */
export function nearby(written: string, names: Iterable<string>): Help {
  return () => {
    const all = [...names]
    return nameHelp(written, all.length <= READABLE ? all : nearIn(written, all))
  }
}

// Names of a very different length cannot be near; leaving them out keeps many mistakes in a large policy quick.
function nearIn(written: string, names: readonly string[]): readonly string[] {
  const close = names.filter((name) => Math.abs(name.length - written.length) <= 2)
  const help = nameHelp(written, close)
  return help !== null && help.startsWith('did you mean') ? close : []
}
