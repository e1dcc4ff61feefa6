import { caseIgnored } from '../../core/base/distinguished-name.ts'
import type { GroupFact, Name } from '../../core/model/fragment.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import { isSid } from './original.ts'
import type { Group } from './wire.ts'

/** How a policy names a group: `<source>:group/<id>`. */
export function groupId(id: string): string {
  return `group/${id}`
}

export function groupFact(group: Group, provenance: Provenance): GroupFact {
  const called = [group.displayName, group.mail].filter((name): name is string => typeof name === 'string' && name !== '')
  const names: readonly Name[] = [
    `id:${groupId(group.id)}`,
    `id:${group.id}`,
    ...called.map((name): Name => `name:${caseIgnored(groupId(name))}`),
  ]
  return {
    group: {
      source: provenance.source,
      id: groupId(group.id),
      weakKey: false,
      label: group.displayName ?? group.id,
      path: groupId(group.displayName ?? group.id),
      grantsAccess: group.securityEnabled !== false || isUnified(group),
      breadth: isDynamic(group) ? { kind: 'rule', rule: group.membershipRule ?? 'a rule that the reader is not shown' } : { kind: 'named' },
      provenance,
    },
    names: [...new Set(names)],
    ...(group.onPremisesSyncEnabled === true && isSid(group.onPremisesSecurityIdentifier)
      ? { copyOf: `sid:${group.onPremisesSecurityIdentifier}` as const }
      : {}),
  }
}

function isUnified({ groupTypes }: Group): boolean {
  return groupTypes?.includes('Unified') === true
}

function isDynamic({ groupTypes, membershipRule }: Group): boolean {
  return groupTypes?.includes('DynamicMembership') === true || (typeof membershipRule === 'string' && membershipRule !== '')
}

export function isTeam({ resourceProvisioningOptions }: Group): boolean {
  return resourceProvisioningOptions?.includes('Team') === true
}
