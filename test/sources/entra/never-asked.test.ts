import { expect, test } from 'vitest'
import { CALLS, type GraphCall } from '../../../src/sources/entra/datasets.ts'

const calls: readonly (readonly [string, GraphCall])[] = Object.entries(CALLS)

test('no property that only describes a person’s life is asked for, and no permission that opens content', () => {
  const asked = calls.flatMap(([, { keeps }]) => keeps)
  const never = ['birthday', 'ageGroup', 'country', 'city', 'state', 'postalCode', 'streetAddress', 'usageLocation', 'mobilePhone', 'businessPhones', 'preferredLanguage', 'aboutMe', 'schools', 'skills'] // prettier-ignore
  const ofUsers = calls.flatMap(([, { keeps, entity }]) => (entity === 'user' ? keeps : []))
  expect(ofUsers.filter((name) => never.includes(name))).toEqual([])
  expect(asked.length).toBeGreaterThan(100)
  const permissions = calls.flatMap(([, call]) => call.permissions)
  expect(permissions.filter((one) => /ReadWrite|^(Files|Sites|Mail)|^Group\.Read|^Directory/u.test(one))).toEqual([])
})
