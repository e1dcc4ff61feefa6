import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithServers } from '../describe-with-servers.ts'
import { type Graph, startGraph } from '../graph.ts'
import { exampleTenant } from './example-tenant.ts'
import { misfits } from './metadata/misfits.ts'
import { bearer, get } from './plain-client.ts'
import type { Route } from './route.ts'
import { LEAST_PERMISSIONS, ROUTES } from './routes.ts'
import { selectable } from './selectable.ts'
import { idOf, type Tenant } from './tenant.ts'

const DEMANDED: Readonly<Record<string, string>> = { groupId: exampleTenant(4).names.groups.security }

describeWithServers(['openssl'], "what the tests' Graph serves of its example", () => {
  const { builder, names } = exampleTenant(4)
  const tenant = builder.build()
  let graph: Graph
  let headers: Readonly<Record<string, string>>
  let values = 0

  beforeAll(async () => {
    graph = await startGraph({ tenant, roles: [...LEAST_PERMISSIONS, 'Directory.Read.All', 'Sites.Selected'] })
    headers = { ...(await bearer(graph)), consistencylevel: 'eventual' }
  })

  afterAll(async () => {
    console.log(`${ROUTES.length} routes, ${values} objects held against the metadata`)
    await graph.stop()
  })

  test.each(ROUTES.map((route) => [route.path, route] as const))(
    '%s: is something, and of the types that the metadata has',
    async (_, route) => {
      let rows = 0
      for (const ids of idsOf(route, tenant, [names.files.drive, names.files.item])) {
        for (const query of queriesOf(route)) {
          const { status, json, text } = await get(graph, `${filled(route.path, ids)}${query}`, headers)
          if (route.answers === 'one' && status === 404) continue
          expect([status, text]).toEqual([200, expect.anything()])
          const served = route.answers === 'count' ? [] : (json.value ?? [json])
          rows += route.answers === 'count' ? Number(text) : served.length
          values += served.length
          expect(served.flatMap((row, at) => misfits(route.entity, row, `${route.path}[${at}]`))).toEqual([])
        }
      }
      expect(rows, 'nothing in the example').toBeGreaterThan(0)
    },
  )

  test('is refused to a token that lacks the route’s permission, and to no other', async () => {
    for (const route of ROUTES.filter(({ permissions }) => !permissions.includes('Sites.Selected'))) {
      const target = `${filled(route.path, ['x', 'y'])}${queriesOf(route)[0] ?? ''}`
      graph.use({ roles: LEAST_PERMISSIONS.filter((role) => !route.permissions.includes(role)) })
      const without = { ...(await bearer(graph)), consistencylevel: 'eventual' }
      expect([route.path, (await get(graph, target, without)).status]).toEqual([route.path, 403])
      graph.use({ roles: route.permissions.slice(0, 1) })
      const least = { ...(await bearer(graph)), consistencylevel: 'eventual' }
      expect([route.path, (await get(graph, target, least)).status]).not.toEqual([route.path, 403])
    }
    graph.use({ roles: [...LEAST_PERMISSIONS, 'Directory.Read.All', 'Sites.Selected'] })
  })
})

/** The plain list, and one with everything that may be selected or expanded. */
function queriesOf({ select, entity, expands, demandedFilters }: Route): readonly string[] {
  const filter = demandedFilters.slice(0, 1).map((name) => `$filter=${encodeURIComponent(`${name} eq '${DEMANDED[name] ?? ''}'`)}`)
  const known = [...selectable(entity).keys()]
  const options = [
    ...filter,
    ...(select ? [`$select=${known.join(',')}`] : []),
    ...(expands.length > 0 ? [`$expand=${expands.join(',')}`] : []),
  ]
  return [queryOf(filter), queryOf(options)]
}

function queryOf(options: readonly string[]): string {
  return options.length === 0 ? '' : `?${options.join('&')}`
}

function idsOf({ path, parent, source, answers }: Route, tenant: Tenant, place: readonly [string, string]): readonly (readonly string[])[] {
  if (!path.includes('{id}')) return [[]]
  if (path.startsWith('/drives/')) return [place]
  const holder = parent ?? (answers === 'one' ? source : '')
  if (!holder.includes('{id}')) return tenant.rows(holder).map((row) => [idOf(row)])
  const root = holder.slice(0, holder.indexOf('/{id}'))
  return tenant.rows(root).flatMap((row) => tenant.rows(holder, [idOf(row)]).map((inner) => [idOf(row), idOf(inner)]))
}

function filled(path: string, ids: readonly string[]): string {
  let next = 0
  return path.replaceAll('{id}', () => encodeURIComponent(ids[next++] ?? ''))
}
