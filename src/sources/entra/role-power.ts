import type { z } from 'zod'
import type { SeenGroup } from './tenant.ts'
import type { roleDefinition } from './wire.ts'

/** What a role lets its holders do with groups of each sort. */
export interface RolePower {
  readonly label: string
  readonly security: Right | null
  readonly unified: Right | null
  readonly forRoles: Right | null
}

export type Right = 'add-members' | 'control'

/** Global Administrator: the same id in every tenant (learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference). */
const GLOBAL_ADMINISTRATOR = '62e90394-69f5-4237-9190-012177145e10'

const GROUPS =
  /^microsoft\.directory\/groups(?:\.(?<form>security|unified)(?:\.\w+)?)?\/(?<what>allProperties|members|owners|dynamicMembershipRule)\/(?:allTasks|update)$/u
const FOR_ROLES = /^microsoft\.directory\/groupsAssignableToRoles\/(?<what>allProperties|members|owners)\/(?:allTasks|update)$/u

/** Read from the role's actions, never from its name; null where it changes no group. */
export function powerOver({ displayName, id, templateId, isEnabled, rolePermissions }: z.infer<typeof roleDefinition>): RolePower | null {
  if (isEnabled === false) return null
  const rights: Record<'security' | 'unified' | 'forRoles', Right | null> = { security: null, unified: null, forRoles: null }
  const raise = (sort: keyof typeof rights, what: string | undefined): void => {
    if (rights[sort] !== 'control') rights[sort] = what === 'members' ? 'add-members' : 'control'
  }
  for (const action of (rolePermissions ?? []).flatMap(({ allowedResourceActions }) => allowedResourceActions ?? [])) {
    const ofGroups = GROUPS.exec(action)?.groups
    if (ofGroups !== undefined) {
      if (ofGroups['form'] !== 'unified') raise('security', ofGroups['what'])
      if (ofGroups['form'] !== 'security') raise('unified', ofGroups['what'])
    }
    const ofRoles = FOR_ROLES.exec(action)?.groups
    if (ofRoles !== undefined) raise('forRoles', ofRoles['what'])
  }
  if (id === GLOBAL_ADMINISTRATOR || templateId === GLOBAL_ADMINISTRATOR)
    for (const sort of ['security', 'unified', 'forRoles'] as const) raise(sort, 'all')
  const isPowerless = Object.values(rights).every((right) => right === null)
  return isPowerless ? null : { label: `role ${displayName ?? id}`, ...rights }
}

/** What the role lets do with this group; `own` = it was given in the group's own unit or on the group itself. */
export function rightOn(power: RolePower, group: SeenGroup, own: boolean): Right | null {
  if (group.isRestricted && !own) return null
  return group.isForRoles ? power.forRoles : power[group.form]
}
