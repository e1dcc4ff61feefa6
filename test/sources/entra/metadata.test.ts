import { expect, test } from 'vitest'
import { z } from 'zod'
import { CALLS, type GraphCall } from '../../../src/sources/entra/datasets.ts'
import * as wire from '../../../src/sources/entra/wire.ts'
import { graphSchema } from '../../servers/graph/metadata/schema.ts'
import { selectable } from '../../servers/graph/selectable.ts'

const calls: readonly (readonly [string, GraphCall])[] = Object.entries(CALLS)

test.each(calls)("Graph's published metadata knows the path, the type and every property of %s", (_, { path, entity, keeps, shape }) => {
  const schema = graphSchema()
  const type = schema.typeOfPath(path.replace('{inner}', '{id}'))
  if (shape === 'count') expect(type).toBe('Edm.Int32')
  else expect(itemOf(type)).toSatisfy((item: string) => schema.isA(entity, item))
  const navigation = schema.navigation(entity)
  expect(keeps.filter((name) => !selectable(entity).has(name) && !navigation.has(name))).toEqual([])
})

const WIRE: readonly (readonly [keyof typeof wire, string])[] = [
  ['organization', 'organization'],
  ['user', 'user'],
  ['signsOfGuest', 'user'],
  ['leaveDate', 'user'],
  ['group', 'group'],
  ['directoryObject', 'directoryObject'],
  ['servicePrincipal', 'servicePrincipal'],
  ['administrativeUnit', 'administrativeUnit'],
  ['application', 'application'],
  ['channel', 'channel'],
  ['channelMember', 'aadUserConversationMember'],
  ['crossTenantPartner', 'crossTenantAccessPolicyConfigurationPartner'],
  ['recency', 'user'],
  ['signInActivity', 'signInActivity'],
]

test.each(WIRE)('what the reader makes of Graph’s records names only what is there: %s', (name, entity) => {
  const shape = wire[name]
  if (!(shape instanceof z.ZodObject)) throw new Error(`${name} is no object`)
  expect(Object.keys(shape.shape).filter((key) => !key.startsWith('@') && !selectable(entity).has(key))).toEqual([])
})

test('no property that only describes a person’s life is asked for, and no permission that opens content', () => {
  const asked = calls.flatMap(([, { keeps }]) => keeps)
  const never = ['birthday', 'ageGroup', 'country', 'city', 'state', 'postalCode', 'streetAddress', 'usageLocation', 'mobilePhone', 'businessPhones', 'preferredLanguage', 'aboutMe', 'schools', 'skills'] // prettier-ignore
  const ofUsers = calls.flatMap(([, { keeps, entity }]) => (entity === 'user' ? keeps : []))
  expect(ofUsers.filter((name) => never.includes(name))).toEqual([])
  expect(asked.length).toBeGreaterThan(100)
  const permissions = calls.flatMap(([, call]) => call.permissions)
  expect(permissions.filter((one) => /ReadWrite|^(Files|Sites|Mail)|^Group\.Read|^Directory/u.test(one))).toEqual([])
})

function itemOf(type: string): string {
  return /^Collection\((.+)\)$/u.exec(type)?.[1] ?? type
}
