import { type GraphObject, idOf, type Tenant } from './tenant.ts'

const MEMBERS = '/groups/{id}/members'
const UNIT_MEMBERS = '/directory/administrativeUnits/{id}/members'
const NONE: readonly GraphObject[] = []

/** Rows by path and ids, which a builder fills. */
export type RowTable = Map<string, Map<string, GraphObject[]>>

/** A tenant over rows. What follows from other rows (memberships upwards and transitive ones) is worked out when it is asked for. */
export function tenantOf(id: string, domain: string, table: RowTable, unindexed: ReadonlySet<string>): Tenant {
  const indexes = new Map<readonly GraphObject[], ReadonlyMap<string, GraphObject>>()
  let upwards: ReadonlyMap<string, readonly GraphObject[]> | undefined

  const stored = (path: string, ids: readonly string[]): readonly GraphObject[] => table.get(path)?.get(ids.join(' ')) ?? NONE
  const memberOf = (member: string): readonly GraphObject[] => {
    upwards ??= inverse(table, [
      [MEMBERS, '/groups'],
      [UNIT_MEMBERS, '/directory/administrativeUnits'],
    ])
    return upwards.get(member) ?? NONE
  }
  const transitive = (group: string): readonly GraphObject[] => {
    const reached = new Map<string, GraphObject>()
    const open = [group]
    for (let next = open.pop(); next !== undefined; next = open.pop())
      for (const member of stored(MEMBERS, [next])) {
        if (reached.has(idOf(member))) continue
        reached.set(idOf(member), member)
        if (member.type === 'group') open.push(idOf(member))
      }
    return [...reached.values()]
  }
  const rows = (path: string, ids: readonly string[] = []): readonly GraphObject[] => {
    if (path === '/groups/{id}/transitiveMembers') return transitive(ids[0] ?? '')
    if (path === '/users/{id}/memberOf' || path === '/servicePrincipals/{id}/memberOf') return memberOf(ids[0] ?? '')
    return stored(path, ids)
  }
  return {
    id,
    domain,
    unindexed,
    rows,
    row(path, ids, wanted) {
      const all = rows(path, ids)
      const index = indexes.get(all) ?? new Map(all.map((row) => [idOf(row), row]))
      indexes.set(all, index)
      return index.get(wanted)
    },
  }
}

/** For every member, the objects that hold it. */
function inverse(table: RowTable, relations: readonly (readonly [string, string])[]): ReadonlyMap<string, readonly GraphObject[]> {
  const above = new Map<string, GraphObject[]>()
  for (const [members, holders] of relations)
    for (const holder of table.get(holders)?.get('') ?? NONE)
      for (const member of table.get(members)?.get(idOf(holder)) ?? NONE) {
        const list = above.get(idOf(member))
        if (list === undefined) above.set(idOf(member), [holder])
        else list.push(holder)
      }
  return above
}
