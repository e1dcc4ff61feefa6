import { createHash } from 'node:crypto'
import { IN_EVERY_TENANT } from './every-tenant.ts'
import { type RowTable, tenantOf } from './rows.ts'
import { type GraphObject, idOf, type Json, type Tenant } from './tenant.ts'

type Values = Readonly<Record<string, Json>>

/** Makes a tenant, object by object. Ids and dates follow from the seed alone. */
export interface TenantBuilder {
  readonly tenantId: string
  readonly domain: string
  /** A new GUID. */
  newId(): string
  /** Adds an object at any path, and returns its id; the other methods are short for this one. */
  put(path: string, type: string, values: Values, ids?: readonly string[]): string
  /** Adds an object that is there already to a list of another: members, owners, sponsors, principal … */
  relate(path: string, ids: readonly string[], object: string): void
  user(values?: Values): string
  group(values?: Values): string
  member(group: string, ...objects: readonly string[]): void
  owner(group: string, ...objects: readonly string[]): void
  sponsor(user: string, sponsor: string): void
  application(values?: Values): string
  servicePrincipal(values?: Values): string
  /** Takes a user out of every list and into the bin, from where it can be restored; a second time for good. */
  deleteUser(user: string): void
  /** From now on the index behind `ConsistencyLevel: eventual` does not hold the object. */
  notIndexedYet(object: string): void
  build(): Tenant
}

export interface TenantOptions {
  readonly seed: number
  readonly domain?: string
  readonly tenantId?: string
}

const BIN = '/directory/deletedItems/microsoft.graph.user'
const DELETED = '2026-11-20T08:00:00Z'
const CREATED = '2025-09-01T08:00:00Z'

export function tenantBuilder({ seed, domain = 'northmoor.test', tenantId }: TenantOptions): TenantBuilder {
  const table: RowTable = new Map()
  const objects = new Map<string, GraphObject>()
  const unindexed = new Set<string>()
  let made = 0

  const newId = (): string => guid(`${seed} ${(made += 1)}`)
  const listAt = (path: string, ids: readonly string[]): GraphObject[] => {
    const lists = table.get(path) ?? new Map<string, GraphObject[]>()
    table.set(path, lists)
    const rows = lists.get(ids.join(' ')) ?? []
    lists.set(ids.join(' '), rows)
    return rows
  }
  const put: TenantBuilder['put'] = (path, type, values, ids = []) => {
    const object: GraphObject = { type, values: 'id' in values || 'tenantId' in values ? values : { id: newId(), ...values } }
    listAt(path, ids).push(object)
    // Details of a user or a team carry the id of what they are about, which came first.
    if (!objects.has(idOf(object))) objects.set(idOf(object), object)
    return idOf(object)
  }
  const relate: TenantBuilder['relate'] = (path, ids, object) => {
    const found = objects.get(object)
    if (found === undefined) throw new Error(`the tenant has no object \`${object}\``)
    listAt(path, ids).push(found)
  }
  const own = tenantId ?? newId()
  const builder: TenantBuilder = {
    tenantId: own,
    domain,
    newId,
    put,
    relate,
    user: (values = {}) => put('/users', 'user', { id: newId(), ...userValues(made, domain), ...values }),
    group: (values = {}) => put('/groups', 'group', { id: newId(), ...groupValues(made), ...values }),
    member: (group, ...members) => members.forEach((member) => relate('/groups/{id}/members', [group], member)),
    owner: (group, ...owners) => owners.forEach((owner) => relate('/groups/{id}/owners', [group], owner)),
    sponsor: (user, sponsor) => relate('/users/{id}/sponsors', [user], sponsor),
    application: (values = {}) =>
      put('/applications', 'application', { id: newId(), appId: newId(), displayName: `App ${made}`, createdDateTime: CREATED, ...values }),
    servicePrincipal: (values = {}) =>
      put('/servicePrincipals', 'servicePrincipal', { id: newId(), appId: newId(), ...principalValues(made, own), ...values }),
    deleteUser(user) {
      const wasInBin = listAt(BIN, []).some((object) => idOf(object) === user)
      for (const lists of table.values()) {
        for (const rows of lists.values()) rows.splice(0, rows.length, ...rows.filter((object) => idOf(object) !== user))
      }
      if (!wasInBin) put(BIN, 'user', { ...objects.get(user)?.values, id: user, deletedDateTime: DELETED })
    },
    notIndexedYet: (object) => void unindexed.add(object),
    build() {
      for (const [path, object] of Object.entries(IN_EVERY_TENANT)) if (!table.has(path)) listAt(path, []).push(object)
      return tenantOf(own, domain, table, unindexed)
    },
  }
  put('/organization', 'organization', { id: own, displayName: 'Northmoor University', verifiedDomains: [verifiedDomain(domain)] })
  return builder
}

function userValues(made: number, domain: string): Values {
  const name = `person${made}`
  return {
    userPrincipalName: `${name}@${domain}`,
    displayName: `Person ${made}`,
    mail: `${name}@${domain}`,
    accountEnabled: true,
    userType: 'Member',
    createdDateTime: CREATED,
    identities: [{ signInType: 'userPrincipalName', issuer: domain, issuerAssignedId: `${name}@${domain}` }],
  }
}

function groupValues(made: number): Values {
  return {
    displayName: `Group ${made}`,
    createdDateTime: CREATED,
    groupTypes: [],
    securityEnabled: true,
    mailEnabled: false,
    mailNickname: `group${made}`,
    isAssignableToRole: false,
    isManagementRestricted: false,
    resourceProvisioningOptions: [],
    assignedLabels: [],
  }
}

function principalValues(made: number, tenantId: string): Values {
  return {
    displayName: `App ${made}`,
    appDisplayName: `App ${made}`,
    accountEnabled: true,
    appOwnerOrganizationId: tenantId,
    appRoleAssignmentRequired: false,
    servicePrincipalType: 'Application',
    appRoles: [],
    keyCredentials: [],
    passwordCredentials: [],
  }
}

function verifiedDomain(name: string): Json {
  return { capabilities: 'Email', isDefault: true, isInitial: true, name, type: 'Managed' }
}

/** A GUID (version 4 in form) that follows from a text. */
function guid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-')
}
