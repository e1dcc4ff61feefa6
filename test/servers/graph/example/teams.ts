import type { TenantBuilder } from '../tenant-builder.ts'
import type { Groups } from './groups.ts'
import { PARTNER, type People } from './people.ts'

/** A team with a channel of each kind, one of another tenant's, and a member whom only a shared channel knows; returns ids by name. */
export function addTeams(tenant: TenantBuilder, people: People, groups: Groups) {
  const team = groups.team
  tenant.put('/teams', 'team', { id: team, displayName: 'Quantum project', tenantId: tenant.tenantId })
  const channel = (displayName: string, membershipType: string, tenantId = tenant.tenantId): string => {
    const id = `19:${tenant.newId().replaceAll('-', '')}@thread.tacv2`
    const values = { id, displayName, membershipType, tenantId, createdDateTime: '2026-01-05T08:00:00Z', isArchived: false }
    tenant.put('/teams/{id}/allChannels', 'channel', values, [team])
    if (tenantId === tenant.tenantId) tenant.relate('/teams/{id}/channels', [team], id)
    return id
  }
  const channels = {
    general: channel('General', 'standard'),
    private: channel('Budget', 'private'),
    shared: channel('With Southfield', 'shared'),
    incoming: channel('Southfield’s own', 'shared', PARTNER.tenantId),
  }
  const member = (id: string, userId: string, more: { tenantId?: string; roles?: readonly string[]; through?: string } = {}): void => {
    const { tenantId = tenant.tenantId, roles = [], through } = more
    const values = { id: tenant.newId(), roles, displayName: 'Somebody', userId, tenantId, email: null, visibleHistoryStartDateTime: '0001-01-01T00:00:00Z' } // prettier-ignore
    const indirect = through === undefined ? {} : { '@microsoft.graph.originalSourceMembershipUrl': through }
    const row = tenant.put('/teams/{id}/channels/{id}/allMembers', 'aadUserConversationMember', { ...values, ...indirect }, [team, id])
    if (through === undefined) tenant.relate('/teams/{id}/channels/{id}/members', [team, id], row)
  }
  /** Has no object in this tenant. */
  const stranger = 'aa0b0f4e-9d53-4f27-8f1c-6f1f0f5f7a21'
  /** Comes through a team of the partner's that the channel is shared with. */
  const throughTeam = 'bb1c1e5d-8e64-4a38-9b2d-7a2a1b6a8b32'
  const theirTeam = 'dd3e3a7f-a086-4c5a-bd4f-9c4c3d8cad54'
  member(channels.private, people.ada, { roles: ['owner'] })
  member(channels.private, people.guest, { roles: ['guest'] })
  member(channels.shared, people.dora, { roles: ['owner'] })
  member(channels.shared, stranger, { tenantId: PARTNER.tenantId })
  member(channels.shared, throughTeam, {
    tenantId: PARTNER.tenantId,
    through: `https://graph.microsoft.com/v1.0/tenants/${PARTNER.tenantId}/teams/${theirTeam}/members/x`,
  })
  const shared = (id: string, tenantId: string, isHostTeam: boolean): void =>
    void tenant.put('/teams/{id}/channels/{id}/sharedWithTeams', 'sharedWithChannelTeamInfo', { id, displayName: 'A team', tenantId, isHostTeam }, [team, channels.shared]) // prettier-ignore
  shared(team, tenant.tenantId, true)
  shared(theirTeam, PARTNER.tenantId, false)
  return { team, channels, stranger, throughTeam }
}
