import { expect, test } from 'vitest'
import { exampleTenant } from './example-tenant.ts'
import { largeTenant } from './large-tenant.ts'
import { idOf, type Tenant } from './tenant.ts'

test('the same seed makes the same tenant, another seed other ids', () => {
  const ids = (tenant: Tenant): readonly string[] => tenant.rows('/users').map(idOf)
  expect(ids(exampleTenant(3).builder.build())).toEqual(ids(exampleTenant(3).builder.build()))
  const other = new Set(ids(exampleTenant(4).builder.build()))
  expect(ids(exampleTenant(3).builder.build()).filter((id) => other.has(id))).toEqual([])
})

test('a large tenant has as many users, groups and memberships as were asked for, and no member twice', () => {
  const tenant = largeTenant({ seed: 1, users: 1500, groups: 200, memberships: 4000 })
  const groups = tenant.rows('/groups')
  expect([tenant.rows('/users').length, groups.length]).toEqual([1500, 200])
  const lists = groups.map((group) => tenant.rows('/groups/{id}/members', [idOf(group)]).map(idOf))
  expect(lists.reduce((sum, members) => sum + members.length, 0)).toBe(4000)
  for (const members of lists) expect(new Set(members).size).toBe(members.length)
})
