import { list, one, type Route } from './route.ts'

const channels = ['Channel.ReadBasic.All', 'ChannelSettings.Read.All']
const members = ['ChannelMember.Read.All']
const teams = { limit: 'teams' } as const
const channel = '/teams/{id}/channels/{id}'

/** Teams, and the little that Graph shows of SharePoint to whom it does not show all content. */
export const COLLABORATION_ROUTES: readonly Route[] = [
  list({ path: '/teams/{id}/allChannels', entity: 'channel', permissions: channels, filters: ['membershipType', 'displayName'], ...teams }),
  list({ path: '/teams/{id}/channels', entity: 'channel', permissions: channels, filters: ['membershipType', 'displayName'], ...teams }),
  ...[`${channel}/allMembers`, `${channel}/members`].map((path) =>
    list({ path, entity: 'conversationMember', permissions: members, parent: '/teams/{id}/allChannels', ...teams }),
  ),
  list({
    path: `${channel}/sharedWithTeams`,
    entity: 'sharedWithChannelTeamInfo',
    permissions: [...channels, ...members],
    parent: '/teams/{id}/allChannels',
    ...teams,
  }),

  one({ path: '/admin/sharepoint/settings', entity: 'sharepointSettings', permissions: ['SharePointTenantSettings.Read.All'] }),
  one({ path: '/groups/{id}/sites/root', entity: 'site', permissions: ['Sites.Selected'] }),
  list({ path: '/drives/{id}/items/{id}/permissions', entity: 'permission', permissions: ['Sites.Selected'], parent: undefined }),
]
