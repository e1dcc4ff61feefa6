import { addApps } from './example/apps.ts'
import { addFiles } from './example/files.ts'
import { addGroups } from './example/groups.ts'
import { addPeople } from './example/people.ts'
import { addPolicies } from './example/policies.ts'
import { addRoles } from './example/roles.ts'
import { addTeams } from './example/teams.ts'
import { type TenantBuilder, tenantBuilder } from './tenant-builder.ts'

/** A small university with one of everything that a trap is about. `names` holds the ids of what stands in it. */
export function exampleTenant(seed: number) {
  const builder: TenantBuilder = tenantBuilder({ seed })
  const people = addPeople(builder)
  const groups = addGroups(builder, people)
  const apps = addApps(builder, people, groups)
  const roles = addRoles(builder, people, groups)
  const teams = addTeams(builder, people, groups)
  const files = addFiles(builder, people, groups)
  addPolicies(builder, people, groups)
  return { builder, names: { people, groups, apps, roles, teams, files } }
}
