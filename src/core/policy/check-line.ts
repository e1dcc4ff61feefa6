import { type AffiliationKind, AFFILIATION_KINDS, isExternalKind } from '../model/affiliation-kind.ts'
import { ALL_LEVELS, isLevelOf, isResourceKind, levelsOf } from '../model/resource-kind.ts'
import { nameHelp } from '../base/nearest-name.ts'
import { checkConditions } from './check-conditions.ts'
import { checkOrder } from './check-common.ts'
import { checkWho } from './check-who.ts'
import { complain, complainAtKey, type Cursor, exists, member, members, textAt, textItems, warn } from './cursor.ts'
import { warnIfNeverHolds } from './never-holds.ts'
import type { Names } from './names.ts'
import { referKey } from './references.ts'

/** One line of `entitled`. */
export function checkLine(line: Cursor, slug: string, project: Cursor, names: Names): void {
  checkWho(member(line, 'who'), names)
  const affiliations = affiliationsAt(line)
  if (exists(member(member(line, 'who'), 'department')) && !exists(member(line, 'affiliation'))) {
    complain(line, 'P011', 'missing key `affiliation` in an entitlement', 'a department needs kinds of affiliation')
  }
  checkGets(member(line, 'gets'), slug, project)
  checkOrder(line, 'from', 'until')
  checkConditions(member(line, 'when'), slug, project, names)
  if (exists(member(member(line, 'who'), 'partner')) || affiliations.some(isExternalKind)) {
    if (!exists(member(line, 'until')))
      warn(line, 'P042', 'the line names externals and has no `until` of its own', 'write the last day that is needed')
    if (!exists(member(line, 'why')))
      warn(line, 'P046', 'the line names externals and has no `why`', 'say in a few words what they need it for')
  }
  warnIfNeverHolds(line, affiliations, slug, project, names)
}

function affiliationsAt(line: Cursor): readonly AffiliationKind[] {
  const written = textItems(member(line, 'affiliation')).map(({ text }) => text)
  return AFFILIATION_KINDS.filter((kind) => written.includes(kind))
}

function checkGets(gets: Cursor, slug: string, project: Cursor): void {
  const resources = new Map(members(member(project, 'resources')).map(({ key, at }) => [key, at]))
  if (gets.node?.kind === 'map' && gets.node.entries.size === 0) complain(gets, 'P013', 'expected a map with at least one entry')
  for (const { key, at } of members(gets)) {
    const resource = resources.get(key)
    if (resource === undefined) {
      referKey(at, key, resources, `project \`${slug}\` has no resource`)
      continue
    }
    const kind = textAt(member(resource, 'kind'))
    const levelAt = at.node?.kind === 'map' ? member(at, 'level') : at
    const level = textAt(levelAt)
    const ports = member(at, 'ports')
    if (kind === null || !isResourceKind(kind)) {
      if (level !== null && !ALL_LEVELS.some((each) => each === level))
        complain(levelAt, 'P030', `\`${level}\` is not a level`, nameHelp(level, ALL_LEVELS))
      continue
    }
    if (level !== null && !isLevelOf(kind, level))
      complain(levelAt, 'P030', `a ${kind} has no level \`${level}\``, nameHelp(level, levelsOf(kind)))
    if (exists(ports) && kind !== 'segment') complainAtKey(ports, 'P030', `a ${kind} has no ports`, 'ports belong to a segment')
  }
}
