import { assertNever } from '../../core/base/assert-never.ts'
import type { CoreDataset, DomainDataset } from './datasets.ts'
import type { Flavour } from './flavour.ts'
import { baseName } from './wire.ts'

/**
 * What is asked for and kept: an allow-list (`directories.md`, section 3). Anything else that a server or an export holds is dropped
 * before it reaches the disk, and counted.
 */
export interface AttributeLists {
  readonly account: readonly string[]
  readonly group: readonly string[]
}

/** The attributes of a flavour, with the site's own `extra` names behind those of accounts. */
export function attributesOf(flavour: Flavour, extra: readonly string[]): AttributeLists {
  const known = FLAVOUR_ATTRIBUTES[flavour]
  return {
    account: distinctNames([...COMMON.account, ...known.account, ...extra]),
    group: distinctNames([...COMMON.group, ...known.group]),
  }
}

/** The attributes of one dataset, with the site's own `extra` names behind those of accounts. */
export function datasetAttributes(flavour: Flavour, dataset: CoreDataset | DomainDataset, extra: readonly string[]): readonly string[] {
  switch (dataset) {
    case 'users':
    case 'workloads':
      return attributesOf(flavour, extra).account
    case 'groups':
      return attributesOf(flavour, extra).group
    case 'foreign':
    case 'trusts':
    case 'control':
      return DOMAIN_ATTRIBUTES[dataset]
    default:
      return assertNever(dataset, 'dataset')
  }
}

/** Every attribute that any flavour keeps: the allow-list for a recorded export, whose server nobody asks. */
export function allAttributes(extra: readonly string[]): AttributeLists {
  const flavours = Object.values(FLAVOUR_ATTRIBUTES)
  return {
    account: distinctNames([...COMMON.account, ...flavours.flatMap(({ account }) => account), ...extra]),
    group: distinctNames([...COMMON.group, ...flavours.flatMap(({ group }) => group)]),
  }
}

/** What is asked of the entry of a database of slapd: `olcRootPW` and the secrets of replication stand beside it. */
export const DATABASE_ATTRIBUTES: readonly string[] = [
  'objectClass',
  'olcDatabase',
  'olcSuffix',
  'olcRootDN',
  'olcAccess',
  'olcAddContentAcl',
  'olcUpdateRef',
]

/** Replaced before writing by `gatehouseRecency`: exact times of use are never kept. */
export const LAST_USE = new Set(['lastlogontimestamp', 'authtimestamp', 'krblastsuccessfulauth'])

export const RECENCY = 'gatehouseRecency'

/** Written in base64 whatever their bytes are. */
export function isBinaryAttribute(name: string): boolean {
  return BINARY.has(baseName(name)) || /;binary(?:;|$)/iu.test(name)
}

const COMMON: AttributeLists = {
  account: [
    'objectClass',
    'uid',
    'cn',
    'displayName',
    'mail',
    'employeeNumber',
    'employeeType',
    'departmentNumber',
    'o',
    'manager',
    'eduPersonPrincipalName',
    'eduPersonUniqueId',
    'eduPersonAffiliation',
    'eduPersonScopedAffiliation',
    'eduPersonPrimaryAffiliation',
    'eduPersonOrgDN',
    'schacHomeOrganization',
    'schacHomeOrganizationType',
    'schacExpiryDate',
    'schacUserStatus',
    'voPersonStatus',
  ],
  group: ['objectClass', 'cn', 'description', 'member', 'uniqueMember', 'memberUid', 'memberURL', 'owner', 'gidNumber'],
}

// 389 and FreeIPA: the one is the ground of the other, and each leaves empty what it does not have.
const DIRECTORY_SERVER: AttributeLists = {
  account: [
    'nsUniqueId',
    'ipaUniqueID',
    'createTimestamp',
    'gidNumber',
    'memberOf',
    'nsAccountLock',
    'nsRole',
    'krbPrincipalName',
    'krbPrincipalExpiration',
    'krbLastSuccessfulAuth',
  ],
  group: ['nsUniqueId', 'ipaUniqueID', 'ipaExternalMember', 'memberManager', 'memberOf'],
}

const FLAVOUR_ATTRIBUTES: Readonly<Record<Flavour, AttributeLists>> = {
  openldap: {
    account: [
      'entryUUID',
      'createTimestamp',
      'uidNumber',
      'gidNumber',
      'memberOf',
      'pwdAccountLockedTime',
      'pwdStartTime',
      'pwdEndTime',
      'shadowExpire',
      'authTimestamp',
    ],
    group: ['entryUUID', 'memberOf'],
  },
  '389-ds': DIRECTORY_SERVER,
  freeipa: DIRECTORY_SERVER,
  'active-directory': {
    account: [
      'objectGUID',
      'objectSid',
      'sIDHistory',
      'sAMAccountName',
      'userPrincipalName',
      'employeeID',
      'department',
      'company',
      'userAccountControl',
      'msDS-User-Account-Control-Computed',
      'accountExpires',
      'whenCreated',
      'uSNChanged',
      'primaryGroupID',
      'memberOf',
      'mS-DS-ConsistencyGuid',
      'msDS-ExternalDirectoryObjectId',
      'lastLogonTimestamp',
    ],
    group: ['objectGUID', 'objectSid', 'sAMAccountName', 'groupType', 'managedBy', 'adminCount', 'uSNChanged', 'memberOf'],
  },
}

const DOMAIN_ATTRIBUTES: Readonly<Record<DomainDataset, readonly string[]>> = {
  foreign: ['objectClass', 'cn', 'objectGUID', 'objectSid', 'uSNChanged'],
  trusts: [
    'objectClass',
    'cn',
    'objectGUID',
    'trustPartner',
    'flatName',
    'securityIdentifier',
    'trustDirection',
    'trustType',
    'trustAttributes',
  ],
  control: ['objectClass', 'cn', 'objectGUID', 'objectSid', 'adminCount', 'nTSecurityDescriptor', 'uSNChanged'],
}

const BINARY = new Set(
  'objectguid objectsid sidhistory ms-ds-consistencyguid ntsecuritydescriptor msds-generationid securityidentifier tokengroups'.split(' '),
)

/** Each name once, whatever its letter case, in the order of first mention. */
function distinctNames(names: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  return names.filter((name) => {
    const key = name.toLowerCase()
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
