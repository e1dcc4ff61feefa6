import { checkOneOf } from './check-common.ts'
import { complain, type Cursor, items, member, textAt, textItems } from './cursor.ts'
import type { Names } from './names.ts'
import { bindAddress, bindSource, nearby, refer, referProject } from './references.ts'

export function checkTag(addresses: Cursor, names: Names): void {
  for (const at of items(addresses)) bindAddress(at, names)
}

/** One form, and ends that name something. */
export function checkSegregation(rule: Cursor, names: Names): void {
  checkOneOf(rule, ['never', 'only'], 'a segregation')
  const never = member(rule, 'never')
  const only = member(rule, 'only')
  const ends = [member(never, 'from'), member(never, 'to'), member(only, 'to'), ...items(member(only, 'from'))]
  for (const end of ends) checkEnd(end, names)
}

function checkEnd(end: Cursor, names: Names): void {
  if (end.node?.kind !== 'map') return
  checkOneOf(end, ['tag', 'segment', 'affiliation'], 'an end of a segregation')
  bindAddress(member(end, 'segment'), names)
  const tag = textAt(member(end, 'tag'))
  // Some address or resource of a file that could not be read may bear the tag.
  if (tag === null || names.tags.has(tag) || !names.allProjectsSeen || !names.allSectionsSeen) return
  complain(
    member(end, 'tag'),
    'P060',
    `no address and no resource bears the tag \`${tag}\``,
    names.tags.size === 0 ? 'list its addresses under `tags`' : nearby(tag, names.tags),
  )
}

/** One form, and projects or duties that exist. */
export function checkConflict(conflict: Cursor, names: Names): void {
  checkOneOf(conflict, ['exclusive', 'duties'], 'a conflict')
  for (const { text, at } of textItems(member(conflict, 'exclusive'))) referProject(at, text, names)
  if (!names.allProjectsSeen || !names.allSectionsSeen) return
  for (const { text, at } of textItems(member(conflict, 'duties'))) refer(at, text, names.duties, 'no project has a duty')
}

export function checkPlatform(platform: Cursor, names: Names): void {
  bindSource(member(platform, 'source'), textAt(member(platform, 'source')), names)
}

export function checkBlindSpot(spot: Cursor, names: Names): void {
  bindSource(member(spot, 'source'), textAt(member(spot, 'source')), names)
}
