import { BASE_DN, GROUPS_DN, PEOPLE_DN, ROOT_ENTRIES } from '../servers/slapd-example.ts'
import { DOMAIN_DN } from '../servers/samba-example.ts'
import { STAFF } from './small-institution.ts'

/** People beyond the cast, who reach nothing: they make the read long enough to be cut at many places. */
const CROWD = Array.from({ length: 300 }, (_, index) => `crowd${index}`)

export const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'summer-2026': ['ben.stone'],
  coastal: ['summer-2026'],
  'tides-core': ['coastal', 'ada.lovell', 'cara.finch'],
  'dialects-core': ['ada.lovell'],
  everybody: CROWD,
}

export interface Entry {
  readonly login: string
  readonly employee: string | null
}

export const PEOPLE: readonly Entry[] = [
  ...STAFF.map((login, index) => ({ login, employee: `E${1001 + index}` })),
  { login: 'vera.vale', employee: null },
  ...CROWD.map((login) => ({ login, employee: null })),
]

export const openldap = {
  base: BASE_DN,
  dnOf: (name: string): string => (name in GROUPS ? `cn=${name},${GROUPS_DN}` : `uid=${name},${PEOPLE_DN}`),
  /** Whole content of the directory, as LDIF. */
  content(): string {
    return ROOT_ENTRIES + [...PEOPLE.map((person) => openldapPerson(person)), ...Object.entries(GROUPS).map(openldapGroup)].join('\n')
  },
}

export function openldapPerson({ login, employee }: Entry, more: readonly string[] = []): string {
  return [
    `dn: uid=${login},${PEOPLE_DN}`,
    'objectClass: inetOrgPerson',
    'objectClass: eduPerson',
    'objectClass: voPerson',
    `uid: ${login}`,
    `cn: ${shownName(login)}`,
    `sn: ${login}`,
    `mail: ${login}@northmoor.example`,
    `eduPersonPrincipalName: ${login}@northmoor.example`,
    'voPersonStatus: active',
    ...(employee === null ? [] : [`employeeNumber: ${employee}`]),
    ...more,
    '',
  ].join('\n')
}

export function openldapGroup([name, members]: readonly [string, readonly string[]]): string {
  const lines = [`dn: ${openldap.dnOf(name)}`, 'objectClass: groupOfNames', `cn: ${name}`]
  return [...lines, ...members.map((member) => `member: ${openldap.dnOf(member)}`), ''].join('\n')
}

const UNIT = `OU=Northmoor,${DOMAIN_DN}`

export const activeDirectory = {
  base: DOMAIN_DN,
  dnOf: (name: string): string => `CN=${name},${UNIT}`,
  /** What a new domain lacks, as LDIF for `ldbadd`. */
  content(): readonly string[] {
    return [
      `dn: ${UNIT}\nobjectClass: organizationalUnit\nou: Northmoor\n\n`,
      PEOPLE.map((person) => activeDirectoryPerson(person)).join(''),
      Object.entries(GROUPS).map(activeDirectoryGroup).join(''),
    ]
  },
}

function activeDirectoryPerson({ login, employee }: Entry): string {
  return [
    `dn: ${activeDirectory.dnOf(login)}`,
    'objectClass: user',
    `sAMAccountName: ${login}`,
    `displayName: ${shownName(login)}`,
    `userPrincipalName: ${login}@northmoor.example`,
    `mail: ${login}@northmoor.example`,
    'userAccountControl: 544',
    ...(employee === null ? [] : [`employeeID: ${employee}`]),
    '',
    '',
  ].join('\n')
}

function activeDirectoryGroup([name, members]: readonly [string, readonly string[]]): string {
  const lines = [`dn: ${activeDirectory.dnOf(name)}`, 'objectClass: group', `sAMAccountName: ${name}`, 'groupType: -2147483646']
  return [...lines, ...members.map((member) => `member: ${activeDirectory.dnOf(member)}`), '', ''].join('\n')
}

function shownName(login: string): string {
  return login
    .split('.')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1))
    .join(' ')
}
