import { createHash } from 'node:crypto'
import { BASE_DN } from '../servers/slapd-example.ts'
import { ran } from './published.ts'
import { GROUPS, PEOPLE, openldap, openldapGroup, openldapPerson, type Entry } from './small-directory.ts'
import { smallInstitution, type Institution } from './small-institution.ts'

/** The directory as exports by hand: for tests that need no server. */
export const EXPORTED = `{kind: ldap, recorded: exports/ad, base: "${BASE_DN}"}`

/** The small institution with an exported directory, and its first night published: Cara's access is open, `dialects` is clean. */
export async function afterFirstNight(): Promise<Institution> {
  const institution = await exportedInstitution()
  await ran(institution.folder, ['audit'], 1)
  return institution
}

export async function exportedInstitution(): Promise<Institution> {
  const institution = await smallInstitution({ source: EXPORTED, group: (name) => `ad:${openldap.dnOf(name)}` }, 'no secret is needed')
  writeExport(institution)
  return institution
}

export interface ExportedContent {
  readonly people?: readonly (Entry & { readonly more?: readonly string[] })[]
  readonly groups?: Readonly<Record<string, readonly string[]>>
}

/** Writes the directory's exports, each ending as a whole paged search does. */
export function writeExport(institution: Pick<Institution, 'write'>, { people = PEOPLE, groups = GROUPS }: ExportedContent = {}): void {
  const cast = people.filter(({ login }) => !login.startsWith('crowd') || Number(login.slice(5)) < 30)
  institution.write('exports/ad/users.ldif', exported(cast.map((person) => openldapPerson(person, person.more))))
  const named = Object.entries(groups).map(
    ([name, members]) => [name, members.filter((member) => !member.startsWith('crowd') || Number(member.slice(5)) < 30)] as const,
  )
  institution.write('exports/ad/groups.ldif', exported(named.map(openldapGroup)))
  institution.write('exports/ad/workloads.ldif', exported([]))
  institution.write('exports/ad/acl.ldif', RULES)
}

/** Nobody but the server's own administrator changes a group. */
const RULES = `dn: olcDatabase={-1}frontend,cn=config
objectClass: olcDatabaseConfig
olcDatabase: {-1}frontend

dn: olcDatabase={0}config,cn=config
objectClass: olcDatabaseConfig
olcDatabase: {0}config
olcAccess: {0}to * by * none

dn: olcDatabase={1}mdb,cn=config
objectClass: olcDatabaseConfig
olcDatabase: {1}mdb
olcSuffix: ${BASE_DN}
olcAccess: {0}to * by users read by * none

# result: 0 Success
# numEntries: 3
`

function exported(records: readonly string[]): string {
  const withIds = records.map((record) => {
    const dn = /^dn: (.*)$/mu.exec(record)?.[1] ?? ''
    const has = /^entryUUID: /mu.test(record)
    return has ? record : `${record.trimEnd()}\nentryUUID: ${uuidOf(dn)}\n`
  })
  return `${withIds.join('\n')}\n# pagedresults: cookie=\n`
}

function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-')
}
