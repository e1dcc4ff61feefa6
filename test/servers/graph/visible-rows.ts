import { meets } from './filter.ts'
import type { Query } from './query.ts'
import type { Route } from './route.ts'
import { type GraphObject, idOf, type Tenant } from './tenant.ts'

export interface Looker {
  readonly roles: readonly string[]
  /** Whether the request reads the index behind `ConsistencyLevel: eventual`. */
  readonly eventual: boolean
  readonly showsServicePrincipals: boolean
}

const GROUP_MEMBERS = ['/groups/{id}/members', '/groups/{id}/transitiveMembers']

/** The rows of a route that this looker gets: v1.0 leaves service principals out of groups, and a hidden membership looks empty. */
export function visibleRows(tenant: Tenant, route: Route, ids: readonly string[], query: Query, looker: Looker): readonly GraphObject[] {
  const isMembers = GROUP_MEMBERS.includes(route.source)
  if (isMembers && isHidden(tenant, ids) && !looker.roles.includes('Member.Read.Hidden')) return []
  return tenant
    .rows(route.source, ids)
    .filter((row) => !isMembers || looker.showsServicePrincipals || row.type !== 'servicePrincipal')
    .filter((row) => !looker.eventual || !tenant.unindexed.has(idOf(row)))
    .filter((row) => meets(row, query.filter))
}

function isHidden(tenant: Tenant, [id = '']: readonly string[]): boolean {
  return tenant.row('/groups', [], id)?.values['visibility'] === 'HiddenMembership'
}
