import { isResourceKind } from '../model/resource-kind.ts'
import { SENSITIVITIES } from '../model/sensitivity.ts'
import { checkConditions } from './check-conditions.ts'
import { checkOrder } from './check-common.ts'
import { checkLine } from './check-line.ts'
import { checkResource } from './check-resource.ts'
import { addressKey } from './address-key.ts'
import { complain, type Cursor, exists, items, keyPlaceOf, member, members, placeText, textAt } from './cursor.ts'
import type { Names } from './names.ts'

/** What the schema cannot see of a project: references, addresses, levels, dates, forms. Works on whatever is there. */
export function checkProject(slug: string, project: Cursor, names: Names): void {
  checkReasons(project)
  checkOrder(project, 'from', 'until')
  checkIds(member(member(project, 'export_control'), 'licences'))
  checkAddressesOnce(project)
  for (const { key, at } of members(member(project, 'resources'))) checkResource(slug, project, key, at, names)
  checkConditions(member(project, 'requires'), slug, project, names)
  for (const line of items(member(project, 'entitled'))) checkLine(line, slug, project, names)
}

function checkReasons(project: Cursor): void {
  const sensitivity = textAt(member(project, 'sensitivity'))
  const rank = SENSITIVITIES.findIndex((each) => each === sensitivity)
  if (rank < SENSITIVITIES.indexOf('sensitive')) return
  const reasons = member(project, 'why_sensitive')
  if (!exists(reasons))
    complain(project, 'P011', 'missing key `why_sensitive` in a project', `a project that is \`${sensitivity}\` says why`)
  else if (reasons.node?.kind === 'list' && reasons.node.items.length === 0)
    complain(reasons, 'P013', 'expected a list with at least one entry')
}

function checkIds(list: Cursor): void {
  const seen = new Set<string>()
  for (const each of items(list)) {
    const id = textAt(member(each, 'id'))
    if (id !== null && seen.has(id)) complain(member(each, 'id'), 'P023', `id \`${id}\` is used twice`)
    if (id !== null) seen.add(id)
  }
}

function checkAddressesOnce(project: Cursor): void {
  const seen = new Map<string, Cursor>()
  for (const { key, at } of members(member(project, 'resources'))) {
    const address = textAt(member(at, 'at'))
    const kind = textAt(member(at, 'kind'))
    if (address === null) continue
    const same = addressKey(address, kind !== null && isResourceKind(kind) ? kind : null)
    const earlier = seen.get(same)
    if (earlier === undefined) seen.set(same, at)
    else
      complain(
        member(at, 'at'),
        'P023',
        `resource \`${key}\` has the address of another: also at ${placeText(keyPlaceOf(earlier))}`,
        'a resource has one address, and an address one resource',
      )
  }
}
