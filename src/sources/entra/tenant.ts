import type { Instant } from '../../core/base/instant.ts'
import type { ChannelMember, SiteRight } from './read-sites.ts'
import type { Recency } from '../../core/model/account.ts'

/** What has been read of a tenant so far, as far as later datasets need it: ids, and what describes guests. Filled by the readers. */
export interface Tenant {
  /** Null where the organization was not shown. */
  id: string | null
  readonly domains: Set<string>
  /** What the reader's token said it may do; null where nobody knows. */
  roles: readonly string[] | null
  readonly recency: Map<string, Recency | 'none'>
  readonly leaves: Map<string, Instant>
  /** Guest → ids of its sponsors. */
  readonly sponsors: Map<string, readonly string[]>
  /** Groups that sponsor somebody, with their direct members as they become known. */
  readonly sponsorGroups: Map<string, string[]>
  /** Tenants whose people help here by contract: partner setting `isServiceProvider`. */
  readonly serviceProviders: Set<string>
  /** Partners of cross-tenant access as their records state them: null = as in the default. */
  readonly partners: { readonly tenantId: string; readonly trustsStrongSignIn: boolean | null; readonly file: string }[]
  /** Account → when the last of its packages of access ends, where each of them does. */
  readonly packageEnds: Map<string, Instant>
  readonly users: Set<string>
  /** Service principals. */
  readonly programs: Map<string, SeenProgram>
  readonly groups: Map<string, SeenGroup>
  /** Group → what its own list names, whatever it is; filled only where Graph counted members. */
  readonly direct: Map<string, string[]>
  /** Group → groups that it is in directly. */
  readonly parents: Map<string, string[]>
  /** Groups whose sites somebody asks about, as the configuration writes them, in lower case; and their owners, by the same text. */
  readonly siteOwners: Map<string, string[]>
  /** Programs that can reach every site. */
  readonly siteRights: SiteRight[]
  /** As `siteOwners`, the members of channels whose sites somebody asks about. */
  readonly siteChannels: Map<string, ChannelMember[]>
}

export interface SeenProgram {
  /** The application that it stands for; null where it is not shown. */
  readonly appId: string | null
  /** The tenant of another organisation that owns the application. */
  readonly home: string | null
  readonly file: string
  /** Null where it is not shown. */
  readonly isEnabled: boolean | null
  readonly owners: Set<string>
  /** Rights that it gives to others, by id. */
  readonly appRoles: ReadonlyMap<string, string>
}

export interface SeenGroup {
  readonly label: string
  readonly isTeam: boolean
  /** Its members are shown only to a reader with a right of its own. */
  readonly isHidden: boolean
  readonly form: 'unified' | 'security'
  /** Who may hold roles answers to few. */
  readonly isForRoles: boolean
  /** Answers only to roles of its own unit. */
  readonly isRestricted: boolean
}

export function emptyTenant(siteGroups: readonly string[]): Tenant {
  return {
    id: null,
    domains: new Set(),
    roles: null,
    recency: new Map(),
    leaves: new Map(),
    sponsors: new Map(),
    sponsorGroups: new Map(),
    serviceProviders: new Set(),
    partners: [],
    packageEnds: new Map(),
    users: new Set(),
    programs: new Map(),
    groups: new Map(),
    direct: new Map(),
    parents: new Map(),
    siteRights: [],
    siteOwners: new Map(siteGroups.map((group) => [group, []])),
    siteChannels: new Map(siteGroups.map((channel) => [channel, []])),
  }
}
