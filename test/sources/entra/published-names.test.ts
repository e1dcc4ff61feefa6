import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { CALLS, DELEGATED_GRANTS } from '../../../src/sources/entra/datasets.ts'
import * as wire from '../../../src/sources/entra/wire.ts'
import { graphSchema } from '../../servers/graph/metadata/schema.ts'
import { wireMisfits, type WireShape } from '../../servers/graph/metadata/wire-misfits.ts'
import { routeOf } from '../../servers/graph/routes.ts'
import { selectable } from '../../servers/graph/selectable.ts'

/** The published type of every wire schema; null for what does not come from Graph. */
const TYPE_OF: Readonly<Record<string, string | null>> = {
  organization: 'organization',
  user: 'user',
  signsOfGuest: 'user',
  leaveDate: 'user',
  group: 'group',
  directoryObject: 'directoryObject',
  servicePrincipal: 'servicePrincipal',
  administrativeUnit: 'administrativeUnit',
  application: 'application',
  channel: 'channel',
  channelMember: 'conversationMember',
  crossTenantPartner: 'crossTenantAccessPolicyConfigurationPartner',
  signInActivity: 'signInActivity',
  roleDefinition: 'unifiedRoleDefinition',
  roleAssignment: 'unifiedRoleAssignment',
  standingRole: 'unifiedRoleAssignment',
  groupSchedule: 'privilegedAccessGroupEligibilityScheduleInstance',
  authorizationPolicy: 'authorizationPolicy',
  crossTenantDefault: 'crossTenantAccessPolicyConfigurationDefault',
  sharepointSettings: 'sharepointSettings',
  namedLocation: 'namedLocation',
  countryNamedLocation: 'countryNamedLocation',
  ipNamedLocation: 'ipNamedLocation',
  ipRange: 'iPv4CidrRange',
  conditionalAccessPolicy: 'conditionalAccessPolicy',
  registrationDetails: 'userRegistrationDetails',
  connectedOrganization: 'connectedOrganization',
  tenantIdentity: 'azureActiveDirectoryTenant',
  domainIdentity: 'domainIdentitySource',
  packageId: 'accessPackageAssignment',
  packageAssignment: 'accessPackageAssignment',
  deletedUser: 'user',
  federatedCredential: 'federatedIdentityCredential',
  appRoleAssignment: 'appRoleAssignment',
  delegatedGrant: 'oAuth2PermissionGrant',
  eligibleRole: 'unifiedRoleEligibilityScheduleInstance',
  scheduledRole: 'unifiedRoleAssignmentScheduleInstance',
  /** The collector's own words. */
  memberCount: null,
  /** Holds a bucket in the place of the times. */
  recency: null,
  answerLine: null,
  reader: null,
}

describe("the collector's names, beside Graph's published metadata", () => {
  test.each(Object.entries({ ...CALLS, DELEGATED_GRANTS }))(
    'knows the path of `%s`, its type, and every property that is asked for and kept',
    (_, call) => {
      const { path, entity, keeps, shape, filter, expand } = call
      const schema = graphSchema()
      const found = schema.typeOfPath(path.replace('{inner}', '{id}'))
      if (shape === 'count') expect(found).toBe('Edm.Int32')
      else expect([entity, `Collection(${entity})`, ...ancestors(entity)]).toContain(found)
      const related = expand === null ? [] : [expand]
      expect(related.filter((name) => !schema.navigation(entity).has(name))).toEqual([])
      expect(keeps.filter((name) => !selectable(entity).has(name) && !related.includes(name))).toEqual([])
      const compared = filter === null ? [] : [/^\w+/.exec(filter)?.[0] ?? '']
      expect(compared.filter((name) => !selectable(entity).has(name))).toEqual([])
    },
  )

  test.each(Object.entries({ ...CALLS, DELEGATED_GRANTS }))(
    'asks by `%s` for no more than the server’s table permits, by its permission',
    (_, call) => {
      const route = routeOf(call.path.replaceAll(/\{\w+\}/g, 'x'))?.route
      expect(route?.path).toBe(call.path.replace('{inner}', '{id}'))
      expect(call.top ?? 0).toBeLessThanOrEqual(route?.top ?? 0)
      expect(call.permissions[0]).toBeOneOf([...(route?.permissions ?? []), 'User-LifeCycleInfo.Read.All', 'AuditLog.Read.All'])
    },
  )

  test.each(Object.entries(wire).flatMap(([name, schema]) => (schema instanceof z.ZodType ? [[name, schema] as const] : [])))(
    'has every name and type of the wire schema `%s`',
    (name, schema) => {
      const type = TYPE_OF[name]
      expect(type, 'add it to TYPE_OF').toBeDefined()
      if (type === null || type === undefined) return
      expect(wireMisfits(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as WireShape, type, name)).toEqual([])
    },
  )

  test('says of no wire schema that is not there what it would be', () => {
    expect(Object.keys(TYPE_OF).filter((name) => !(name in wire))).toEqual([])
  })

  test.each<[z.ZodType, string, string]>([
    [z.object({ mail: z.boolean() }), 'user', 'user.mail: yes or no, where the metadata has Edm.String'],
    [z.object({ emailAddress: z.string().nullish() }), 'user', 'no `emailAddress` of `user`'],
    [z.object({ groupTypes: z.string() }), 'group', 'a text, where the metadata has Collection(Edm.String)'],
    [z.object({ identities: z.array(z.object({ kind: z.string() })).nullish() }), 'user', 'no `kind` of `objectIdentity`'],
    [z.object({ mail: z.array(z.string()) }), 'user', 'a list, where the metadata has Edm.String'],
  ])('would tell a wrong one: %#', (schema, type, words) => {
    expect(wireMisfits(z.toJSONSchema(schema, { io: 'input' }) as WireShape, type, type)).toEqual([expect.stringContaining(words)])
  })
})

/** What a list of the type may be called in a path: channel members come as conversation members. */
function ancestors(entity: string): readonly string[] {
  const base = graphSchema().type(entity).base
  return base === undefined ? [] : [`Collection(${base})`, ...ancestors(base)]
}
