import type { Place } from '../base/diagnostic.ts'
import { nameHelp } from '../base/nearest-name.ts'
import {
  complain,
  complainAtKey,
  type Cursor,
  exists,
  items,
  keyPlaceOf,
  member,
  members,
  placeOf,
  placeText,
  rootCursor,
  textAt,
} from './cursor.ts'
import type { BreakableSection, Ledger, Scope } from './ledger.ts'
import { type PolicyText, projectOfFile } from './policy-text.ts'
import { isProtectedWord } from './protected-attributes.ts'
import { LIST_SECTIONS, MAP_SECTIONS, policyFileSchema, type Section } from './schema/policy-file.ts'
import { PROTECTED_HELP, protectedMessage } from './schema-problems.ts'

/** One entry of a section as it stands in a file. */
export interface PolicyEntry {
  readonly section: Section
  /** Slug, tag or id; empty for `institution` and `affiliations`. */
  readonly key: string
  /** The entry's value. */
  readonly at: Cursor
  /** Where its key, or the item of a list, stands. */
  readonly place: Place
  /** What belongs to it in the text: from the end of the entry before it to its own end. */
  readonly extent: { readonly start: number; readonly end: number }
  /** Does it stand in a file that cannot be relied on? Then only its name is used, and what can be read of it is shown. */
  readonly spoiled: boolean
}

const NOWHERE = { start: 0, end: 0 }

/**
 * Takes the files apart into entries and merges them: a key twice is an error that shows both places, nothing overrides anything.
 * Whatever an entry's value looks like, it is here: a broken one must stay visible.
 */
export function collectEntries(files: readonly PolicyText[], ledger: Ledger): readonly PolicyEntry[] {
  const entries = files.flatMap((file) => (file.spoiled ? entriesOfSpoiled(file, ledger) : entriesOf(file, ledger)))
  tellTwice(entries, ledger)
  for (const file of files) tellYamlProblems(file, entries, ledger)
  return entries
}

function entriesOf(file: PolicyText, ledger: Ledger): PolicyEntry[] {
  const root = rootCursor(file, ledger.sink('whole'))
  checkVersion(root)
  const known = Object.keys(policyFileSchema.shape)
  for (const { key, at } of members(root)) {
    if (known.includes(key)) continue
    if (isProtectedWord(key)) complainAtKey(at, 'P019', protectedMessage(key), PROTECTED_HELP)
    else complainAtKey(at, 'P012', `unknown key \`${key}\` in a policy file`, nameHelp(key, known))
  }
  const institution = member(root, 'institution')
  const mapped = MAP_SECTIONS.flatMap((section) => mapEntries(section, member(root, section), ledger, false))
  const listed = LIST_SECTIONS.flatMap((section) => listEntries(section, member(root, section), ledger))
  const single: PolicyEntry[] = exists(institution)
    ? [{ section: 'institution', key: '', at: institution, place: keyPlaceOf(institution), extent: NOWHERE, spoiled: false }]
    : []
  return [...single, ...mapped, ...listed]
}

function checkVersion(root: Cursor): void {
  const version = member(root, 'version')
  if (!exists(version)) return complain(root, 'P010', 'missing key `version`', 'begin the file with `version: 1`')
  const { node } = version
  if (node?.kind === 'scalar' && node.value === 1) return
  complain(version, 'P010', `version ${node?.kind === 'scalar' ? `\`${node.source}\`` : 'of this form'} is not known`, 'write `version: 1`')
}

// Of a file in `projects/` that does not parse: the project of its name, and every project that can still be seen in it.
function entriesOfSpoiled(file: PolicyText, ledger: Ledger): PolicyEntry[] {
  const named = projectOfFile(file)
  const root = rootCursor(file, ledger.sink('whole'))
  const sections = [...members(root).map(({ key }) => key), ...file.seen.sections]
  if (named === null || sections.some((key) => key !== 'version' && key !== 'projects')) return []
  const composed = mapEntries('projects', member(root, 'projects'), ledger, true)
  const others = new Set([named, ...file.seen.projects])
  for (const { key } of composed) others.delete(key)
  const unread = [...others].map((key): PolicyEntry => {
    const at = { ...root, node: null, sink: ledger.sink({ section: 'projects', key }) }
    return { section: 'projects', key, at, place: placeOf(root), extent: NOWHERE, spoiled: true }
  })
  return [...composed, ...unread]
}

function mapEntries(section: (typeof MAP_SECTIONS)[number], map: Cursor, ledger: Ledger, spoiled: boolean): PolicyEntry[] {
  if (!exists(map)) return []
  if (map.node?.kind !== 'map') {
    if (!spoiled) complain(map, 'P013', `expected a map as \`${section}\``, 'write `{}`, or leave the key out')
    return []
  }
  const { entries } = map.node
  return members(map).map(({ key, at }) => {
    const sink = ledger.sink(scopeOf(section, key))
    return { section, key, at: { ...at, sink }, place: keyPlaceOf(at), extent: entries.get(key) ?? NOWHERE, spoiled }
  })
}

function listEntries(section: (typeof LIST_SECTIONS)[number], list: Cursor, ledger: Ledger): PolicyEntry[] {
  if (!exists(list)) return []
  if (list.node?.kind !== 'list') {
    complain(list, 'P013', `expected a list as \`${section}\``, 'write `[]`, or leave the key out')
    return []
  }
  const { starts, ends } = list.node
  return items(list).map((at, index) => {
    const place = placeOf(at)
    const key = section === 'affiliations' ? '' : (textAt(member(at, 'id')) ?? placeText(place))
    const extent = { start: starts[index] ?? 0, end: ends[index] ?? 0 }
    return { section, key, at: { ...at, sink: ledger.sink(scopeOf(section, key)) }, place, extent, spoiled: false }
  })
}

function scopeOf(section: Section, key: string): Scope {
  return isBreakable(section) ? { section, key } : 'whole'
}

function isBreakable(section: Section): section is BreakableSection {
  return section === 'projects' || section === 'partners' || section === 'exceptions'
}

function tellTwice(entries: readonly PolicyEntry[], ledger: Ledger): void {
  const first = new Map<string, PolicyEntry>()
  for (const entry of entries) {
    const { section, key, place } = entry
    const id = `${section}/${key}`
    const earlier = first.get(id)
    if (earlier === undefined) {
      first.set(id, entry)
      continue
    }
    const other = placeText(earlier.place)
    const scope = scopeOf(section, key)
    if (section === 'institution' || section === 'affiliations') {
      if (earlier.place.file === place.file) continue
      first.set(id, entry)
      ledger.add(scope, {
        ...sectionPlace(entry),
        code: 'P022',
        level: 'error',
        message: `section \`${section}\` stands in two files: also at ${placeText(sectionPlace(earlier))}`,
        help: 'keep it in one file',
      })
    } else if ((MAP_SECTIONS as readonly string[]).includes(section)) {
      ledger.add(scope, {
        ...place,
        code: 'P020',
        level: 'error',
        message: `\`${key}\` of \`${section}\` is defined twice: also at ${other}`,
        help: 'nothing overrides anything: take one out',
      })
    } else {
      const at = member(entry.at, 'id')
      ledger.add(scope, {
        ...placeOf(at),
        code: 'P023',
        level: 'error',
        message: `id \`${key}\` of \`${section}\` is used twice: also at ${other}`,
        help: null,
      })
    }
  }
}

function sectionPlace({ section, at, place }: PolicyEntry): Place {
  return section === 'affiliations' && at.parent !== null ? keyPlaceOf(at.parent) : place
}

function tellYamlProblems(file: PolicyText, entries: readonly PolicyEntry[], ledger: Ledger): void {
  const own = entries.filter(({ at }) => at.file === file).sort((a, b) => a.extent.start - b.extent.start)
  for (const { code, level, offset, message, help, spoilsFile } of file.problems) {
    const diagnostic = { file: file.path, ...file.lines(offset), code, level, message, help }
    const harmed = file.spoiled ? own : spoilsFile ? [] : entriesAround(offset, own)
    if (harmed.length === 0) ledger.add('whole', diagnostic)
    for (const { section, key } of harmed) ledger.add(scopeOf(section, key), diagnostic)
  }
}

// Entries of one file do not overlap: the last one that begins before the position is the only one that can hold it.
function entriesAround(offset: number, sorted: readonly PolicyEntry[]): readonly PolicyEntry[] {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle]?.extent.start ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  const candidate = sorted[low - 1]
  return candidate !== undefined && offset < candidate.extent.end ? [candidate] : []
}
