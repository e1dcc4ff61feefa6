import type { TenantBuilder } from '../tenant-builder.ts'
import type { People } from './people.ts'

export type Groups = ReturnType<typeof addGroups>

/** A group of every kind, with members and owners; returns their ids by name. */
export function addGroups(tenant: TenantBuilder, people: People) {
  const unified = { groupTypes: ['Unified'], mailEnabled: true, securityEnabled: false, visibility: 'Private' }
  const groups = {
    security: tenant.group({ displayName: 'Laser lab' }),
    /** Stands behind a team, and behind a site of the same name. */
    team: tenant.group({
      displayName: 'Quantum project',
      mail: `quantum@${tenant.domain}`,
      ...unified,
      resourceProvisioningOptions: ['Team'],
    }),
    /** Behind a site alone. */
    site: tenant.group({
      displayName: 'R&D + partners',
      mail: `rd@${tenant.domain}`,
      ...unified,
      expirationDateTime: '2027-01-31T00:00:00Z',
    }),
    outer: tenant.group({ displayName: 'Chain, outer' }),
    middle: tenant.group({ displayName: 'Chain, middle' }),
    inner: tenant.group({ displayName: 'Chain, inner' }),
    dynamic: tenant.group({
      displayName: 'All of Physics',
      groupTypes: ['DynamicMembership'],
      membershipRule: '(user.department -eq "Physics")',
      membershipRuleProcessingState: 'On',
    }),
    paused: tenant.group({
      displayName: 'All guests, once',
      groupTypes: ['DynamicMembership'],
      membershipRule: '(user.userType -eq "Guest")',
      membershipRuleProcessingState: 'Paused',
    }),
    forRoles: tenant.group({ displayName: 'Holders of roles', isAssignableToRole: true, visibility: 'Private' }),
    hidden: tenant.group({ displayName: 'Ethics cases', ...unified, visibility: 'HiddenMembership' }),
    restricted: tenant.group({ displayName: 'Under seal', isManagementRestricted: true }),
    /** A copy of a group in Active Directory. */
    synchronised: tenant.group({
      displayName: 'AD project group',
      onPremisesSyncEnabled: true,
      onPremisesSecurityIdentifier: 'S-1-5-21-1004336348-1177238915-682003330-2201',
    }),
    /** One more than `$expand` shows. */
    large: tenant.group({ displayName: 'Twenty-one' }),
    empty: tenant.group({ displayName: 'Nobody' }),
  }
  tenant.member(groups.security, people.ada, people.guest, people.pending)
  tenant.member(groups.team, people.ada, people.dora, people.guest, people.externalMember)
  tenant.member(groups.site, people.dora, groups.outer)
  tenant.member(groups.outer, groups.middle)
  tenant.member(groups.middle, groups.inner, people.internalGuest)
  tenant.member(groups.inner, people.mailGuest, groups.outer) // a ring
  tenant.member(groups.dynamic, people.ada)
  tenant.member(groups.paused, people.guest)
  tenant.member(groups.forRoles, people.cleo, groups.inner)
  tenant.member(groups.hidden, people.otherExternal)
  tenant.member(groups.restricted, people.cleo)
  tenant.member(groups.synchronised, people.ada, people.emil)
  // A group may answer for somebody: whoever is in it.
  tenant.sponsor(people.mailGuest, groups.restricted)
  for (let more = 0; more < 21; more += 1) tenant.member(groups.large, tenant.user())
  for (const group of [groups.security, groups.team, groups.site, groups.hidden]) tenant.owner(group, people.dora)
  tenant.owner(groups.team, people.guest)
  return groups
}
