import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { IN_EVERY_TENANT } from './every-tenant.ts'
import { readMetadata } from './metadata/csdl.ts'
import { extractOf } from './metadata/extract.ts'
import { KEPT_ROOTS, KEPT_TYPES } from './metadata/kept-types.ts'
import { publishedMetadata } from './metadata/published.ts'
import { misfits } from './metadata/misfits.ts'
import { graphSchema } from './metadata/schema.ts'
import { ROUTES } from './routes.ts'
import { selectable } from './selectable.ts'

describe("Graph's published metadata", () => {
  test('is what the extract in the repository was taken from', () => {
    const whole = readMetadata(publishedMetadata())
    const extract = readMetadata(readFileSync(new URL('metadata/v1.0-extract.xml', import.meta.url), 'utf8'))
    expect(whole.types.size).toBeGreaterThan(1000)
    expect(extract).toEqual(extractOf(whole, KEPT_TYPES, KEPT_ROOTS))
    console.log(`compared ${extract.types.size} types of ${whole.types.size}`)
  })

  test.each(ROUTES.map((route) => [route.path, route] as const))(
    "knows the server's route %s, what it answers and every property in its table",
    (path, route) => {
      const schema = graphSchema()
      const { entity, answers, defaults, filters, demandedFilters, expands, absentIfUnset } = route
      expect(schema.typeOfPath(path)).toBe(answers === 'count' ? 'Edm.Int32' : answers === 'one' ? entity : `Collection(${entity})`)
      if (answers === 'count') expect(schema.typeOfPath(route.source)).toBe(`Collection(${entity})`)
      const named = [...(defaults === 'all' ? [] : defaults), ...filters, ...demandedFilters, ...absentIfUnset]
      expect(named.filter((name) => !selectable(entity).has(name))).toEqual([])
      expect(expands.filter((name) => !schema.navigation(entity).has(name))).toEqual([])
    },
  )

  test.each([
    ['/people', 'no root `people`'],
    ['/groups/{id}/member', 'no `member` of `group`'],
    ['/groups/members', 'no `members` of `Collection(group)`'],
    ['/directory/deletedItems/microsoft.graph.channel', 'no `microsoft.graph.channel`'],
  ])('does not know %s', (path, words) => {
    expect(() => graphSchema().typeOfPath(path)).toThrow(words)
  })

  test.each(Object.entries(IN_EVERY_TENANT))('has what every tenant has at %s', (_, { type, values }) => {
    expect(misfits(type, values, type)).toEqual([])
  })

  test.each<[string, unknown, string]>([
    ['user', { mail: 5 }, 'user.mail: 5 is no Edm.String'],
    ['user', { emailAddress: null }, 'the metadata knows no `emailAddress` of `user`'],
    ['user', { accountEnabled: 'true' }, 'is no Edm.Boolean'],
    ['user', { createdDateTime: '2026-08-01' }, 'is no Edm.DateTimeOffset'],
    ['user', { identities: [{ issuer: 'x', name: 'y' }] }, 'user.identities[0]: the metadata knows no `name` of `objectIdentity`'],
    ['group', { groupTypes: null }, 'group.groupTypes: no list'],
    ['servicePrincipal', { appOwnerOrganizationId: 'x' }, 'is no Edm.Guid'],
    ['authorizationPolicy', { allowInvitesFrom: 'guests' }, 'allowInvitesFrom has no `guests`'],
    ['directoryObject', { '@odata.type': '#microsoft.graph.channel' }, 'channel is no directoryObject'],
  ])('tells of %s that %j does not fit', (type, value, words) => {
    expect(misfits(type, value, type)).toEqual([expect.stringContaining(words)])
  })
})
