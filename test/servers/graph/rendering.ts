import { graphSchema } from './metadata/schema.ts'
import type { Query } from './query.ts'
import type { Route } from './route.ts'
import { KINDS_OF } from './selectable.ts'
import { type GraphObject, idOf, type Json, type Tenant } from './tenant.ts'

/** What a token must allow before the properties of such a member are shown; without it: its id and type, the rest null. */
const SHOWN_WITH: Readonly<Record<string, readonly string[]>> = {
  user: ['User.Read.All', 'Directory.Read.All'],
  group: ['GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All'],
  servicePrincipal: ['Application.Read.All', 'Directory.Read.All'],
  application: ['Application.Read.All', 'Directory.Read.All'],
  administrativeUnit: ['AdministrativeUnit.Read.All', 'Directory.Read.All'],
}

/** `$expand` never shows more, and gives no link to the rest. */
const EXPANDED_AT_MOST = 20

/** An object as the route shows it to a token with these roles: what is selected, or the defaults; nothing unselected. */
export function rendered(object: GraphObject, route: Route, query: Query, roles: readonly string[], tenant: Tenant): Json {
  const named = query.select ?? (route.defaults === 'all' ? Object.keys(object.values) : route.defaults)
  const mixed = KINDS_OF[route.entity] !== undefined
  const known = graphSchema().properties(object.type)
  const shown = mayShow(object, route, roles)
  const result: Record<string, Json> = mixed ? { '@odata.type': `#microsoft.graph.${object.type}` } : {}
  for (const name of mixed && !named.includes('id') ? ['id', ...named] : named) {
    const type = known.get(name)
    if (type === undefined && !name.startsWith('@')) continue // of another kind in the same list
    const value = shown || name === 'id' ? object.values[name] : null
    if (value !== undefined) result[name] = value
    else if (!route.absentIfUnset.includes(name)) result[name] = type?.startsWith('Collection(') === true ? [] : null
  }
  for (const [name, value] of Object.entries(object.values)) if (name.startsWith('@') && shown) result[name] = value
  for (const name of query.expand) result[name] = expanded(object, route, name, tenant)
  return result
}

function mayShow({ type }: GraphObject, { entity }: Route, roles: readonly string[]): boolean {
  const needed = entity === 'directoryObject' ? SHOWN_WITH[type] : undefined
  return needed === undefined || needed.some((role) => roles.includes(role))
}

function expanded(object: GraphObject, route: Route, name: string, tenant: Tenant): Json {
  const rows = tenant.rows(`${route.source}/{id}/${name}`, [idOf(object)]).map(({ type, values }) => ({
    '@odata.type': `#microsoft.graph.${type}`,
    ...values,
  }))
  const isList = graphSchema().navigation(object.type).get(name)?.startsWith('Collection(') === true
  return isList ? rows.slice(0, EXPANDED_AT_MOST) : (rows[0] ?? null)
}
