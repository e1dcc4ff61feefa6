import type { RolePower } from './role-power.ts'

/** What a right of an application opens: groups of each sort, and every team and site at a level. */
export interface AppPower {
  readonly groups: Omit<RolePower, 'label'> | null
  readonly teams: string | null
  readonly sites: string | null
}

const nothing: AppPower = { groups: null, teams: null, sites: null }
const EVERY_GROUP = { security: 'control', unified: 'control', forRoles: 'control' } as const
/** Groups that may hold roles are beyond all but the rights over roles. */
const PLAIN_GROUPS = { security: 'control', unified: 'control', forRoles: null } as const

/**
 * Rights of applications that open groups, teams or sites of the whole tenant (learn.microsoft.com/graph/permissions-reference; of
 * SharePoint, learn.microsoft.com/sharepoint/dev/solution-guidance/security-apponly-azuread). Who may give itself any right has them all.
 */
const POWERS: Readonly<Record<string, Partial<AppPower>>> = {
  'Group.ReadWrite.All': { groups: PLAIN_GROUPS, teams: 'manage', sites: 'write' },
  'GroupMember.ReadWrite.All': { groups: { security: 'add-members', unified: 'add-members', forRoles: null }, teams: 'manage' },
  'Directory.ReadWrite.All': { groups: PLAIN_GROUPS, teams: 'manage' },
  'RoleManagement.ReadWrite.Directory': { groups: EVERY_GROUP, teams: 'manage', sites: 'admin' },
  'AppRoleAssignment.ReadWrite.All': { groups: EVERY_GROUP, teams: 'manage', sites: 'admin' },
  'Group.Read.All': { teams: 'read', sites: 'read' },
  'TeamMember.ReadWrite.All': { teams: 'manage' },
  'TeamMember.ReadWriteNonOwnerRole.All': { teams: 'manage' },
  'ChannelMember.ReadWrite.All': { teams: 'manage' },
  'ChannelMessage.Read.All': { teams: 'read' },
  'Sites.FullControl.All': { sites: 'admin' },
  'Sites.Manage.All': { sites: 'manage' },
  'Sites.ReadWrite.All': { sites: 'write' },
  'Sites.Read.All': { sites: 'read' },
  'Files.ReadWrite.All': { sites: 'write' },
  'Files.Read.All': { sites: 'read' },
}

/** What speaks of people, mail, devices, reports and the like opens no group, team or site. */
const OF_OTHER_THINGS =
  /^(?:User|User-\w+|UserAuthenticationMethod|Mail|MailboxSettings|MailboxFolder|MailboxItem|Calendars|Contacts|OrgContact|People|Place|Presence|AuditLog|AuditLogsQuery|Reports|ReportSettings|ServiceHealth|ServiceMessage|Device|DeviceManagement\w+|BitlockerKey|Organization|Domain|Policy|CrossTenant\w+|IdentityProvider|IdentityRiskEvent|IdentityRiskyUser|IdentityUserFlow|SecurityEvents|SecurityAlert|SecurityIncident|ThreatIndicators|ThreatHunting|Tasks|Schedule|OnlineMeetings|OnlineMeetingTranscript|Calls|CallRecords|Printer|PrintJob|PrintSettings|LicenseAssignment|Subscription|SMTP|IMAP|POP|EWS|TeamsAppInstallation|TeamsActivity|Chat|ChatMessage|Member)\./u
const READS_ONLY = /\.Read(?:Basic)?(?:\.|$)/u
/** Of these even reading opens what is inside. */
const HOLDS_CONTENT = /^(?:Sites|Files|Group|Team|Channel|ChannelMessage|Notes|Directory)\./u

/**
 * Null for a right of which this version does not know what it opens. Of single sites or files (`Selected`) nobody says here which: null
 * too.
 */
export function appPower(value: string): AppPower | null {
  const known = POWERS[value]
  if (known !== undefined) return { ...nothing, ...known }
  if (OF_OTHER_THINGS.test(value)) return nothing
  if (READS_ONLY.test(value) && !HOLDS_CONTENT.test(value)) return nothing
  return READS_MEMBERS.has(value) ? nothing : null
}

/** Rights to see who is in what: no more. */
const READS_MEMBERS: ReadonlySet<string> = new Set([
  'Directory.Read.All',
  'GroupMember.Read.All',
  'Team.ReadBasic.All',
  'TeamMember.Read.All',
  'Channel.ReadBasic.All',
  'ChannelMember.Read.All',
  'ChannelSettings.Read.All',
  'TeamSettings.Read.All',
])
