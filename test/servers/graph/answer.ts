import { nextLink, positionOf } from './paging.ts'
import { type Query, readQuery } from './query.ts'
import { badRequest, Refusal } from './refusal.ts'
import { rendered } from './rendering.ts'
import type { Route } from './route.ts'
import { routeOf } from './routes.ts'
import { visibleRows } from './visible-rows.ts'
import { type GraphObject, type Json, type Tenant } from './tenant.ts'

/** A request below the version, as it came, and who sends it. */
export interface GraphRequest {
  /** Path and query, byte for byte: `/users?$select=id`. */
  readonly target: string
  readonly roles: readonly string[]
  readonly eventual: boolean
}

export interface World {
  readonly tenant: Tenant
  readonly origin: string
  readonly licences: { readonly p1: boolean; readonly p2: boolean }
  readonly showsServicePrincipals: boolean
  /** Rows a page where the client asks for none, so that a small tenant has many pages; undefined leaves it to the routes. */
  readonly pageSize: number | undefined
  /** Skip tokens that are older than this have expired. */
  readonly tokenAge: number
}

export type Body = { readonly json: Json } | { readonly text: string }

export interface Asked {
  readonly route: Route
  readonly ids: readonly string[]
  readonly query: Query
}

/** The route, ids and options of a request; throws a refusal for anything that the table of routes does not know. */
export function asked(target: string): Asked {
  const [path = '', ...query] = target.split('?')
  const found = routeOf(path)
  if (found === undefined) throw badRequest(`Resource not found for the segment in ${path}`, 'BadRequest')
  return { ...found, query: readQuery(found.route, query.join('?')) }
}

/** What a healthy Graph answers. Throws a refusal otherwise. */
export function answer({ target, roles, eventual }: GraphRequest, { route, ids, query }: Asked, world: World): Body {
  mayRead(route, query, roles, world)
  mustExist(route, ids, world.tenant)
  if ((route.eventual || query.count) && !eventual)
    throw badRequest(`$count at ${route.path} needs the header ConsistencyLevel: eventual`, 'Request_UnsupportedQuery')
  if (route.answers === 'one') return { json: single(route, ids, query, roles, world) }
  const rows = visibleRows(world.tenant, route, ids, query, { roles, eventual, showsServicePrincipals: world.showsServicePrincipals })
  if (route.answers === 'count') return { text: String(rows.length) }

  const path = target.split('?')[0] ?? ''
  const { offset } = positionOf(path, query, world.tokenAge)
  const size = query.top ?? (route.page === undefined ? rows.length : (world.pageSize ?? route.page))
  const page = rows.slice(offset, offset + size)
  const isLast = offset + size >= rows.length
  return {
    json: {
      ...context(route, query, world),
      ...(query.count && query.skipToken === undefined ? { '@odata.count': rows.length } : {}),
      ...(isLast ? {} : { '@odata.nextLink': nextLink(world.origin, { path, offset: offset + size, age: world.tokenAge }, query) }),
      value: page.map((row) => rendered(row, route, query, roles, world.tenant)),
    },
  }
}

function single(route: Route, ids: readonly string[], query: Query, roles: readonly string[], world: World): Json {
  const object = found(route, ids, world.tenant)
  if (object === undefined) throw notFound(ids.at(-1) ?? route.path)
  return { ...context(route, query, world), ...(rendered(object, route, query, roles, world.tenant) as object) }
}

function found({ path, source }: Route, ids: readonly string[], tenant: Tenant): GraphObject | undefined {
  return path.endsWith('{id}') ? tenant.row(source, ids.slice(0, -1), ids.at(-1) ?? '') : tenant.rows(source, ids)[0]
}

function context({ path, answers }: Route, { select }: Query, { origin }: World): { readonly '@odata.context': string } {
  const chosen = select === undefined ? '' : `(${select.join(',')})`
  return { '@odata.context': `${origin}/v1.0/$metadata#${path.slice(1)}${chosen}${answers === 'one' ? '/$entity' : ''}` }
}

/** Properties that need a right of their own, whatever opens the route. */
const RIGHT_OF: Readonly<Record<string, readonly string[]>> = {
  signInActivity: ['AuditLog.Read.All'],
  employeeLeaveDateTime: ['User-LifeCycleInfo.Read.All'],
}

function mayRead(route: Route, { select }: Query, roles: readonly string[], { licences }: World): void {
  const rights = [route.permissions, ...(select ?? []).flatMap((name) => (RIGHT_OF[name] === undefined ? [] : [RIGHT_OF[name]]))]
  if (!rights.every((any) => any.some((role) => roles.includes(role))))
    throw new Refusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.')
  const needsP1 = route.licence === 'P1' || select?.includes('signInActivity') === true
  if (needsP1 && !licences.p1)
    throw new Refusal(
      403,
      'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
      'Neither tenant is B2C or tenant does not have premium license.',
    )
  if (route.licence === 'P2' && !licences.p2)
    throw new Refusal(
      400,
      'AadPremiumLicenseRequired',
      'The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.',
    )
}

function mustExist({ parent }: Route, ids: readonly string[], tenant: Tenant): void {
  if (parent === undefined) return
  const depth = parent.split('{id}').length - 1
  const id = ids[depth] ?? ''
  if (tenant.row(parent, ids.slice(0, depth), id) === undefined) throw notFound(id)
}

function notFound(id: string): Refusal {
  return new Refusal(
    404,
    'Request_ResourceNotFound',
    `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`,
  )
}
