/** The example directory that the tests' slapd serves: names and invented passwords. */
export interface Login {
  readonly dn: string
  readonly password: string
}

export const BASE_DN = 'dc=northmoor,dc=example'
export const PEOPLE_DN = `ou=people,${BASE_DN}`
export const GROUPS_DN = `ou=groups,${BASE_DN}`
/** The branch that the reader `limited` does not see. It exists only where the content of a test has it. */
export const SEALED_DN = `ou=sealed,${BASE_DN}`
/** Where the readers' own accounts stand: a database of its own, so that they are not among the entries of a test. */
export const READERS_DN = 'dc=readers,dc=example'

/** May write everything under the base. */
export const ADMIN: Login = { dn: `cn=admin,${BASE_DN}`, password: 'admin-of-the-tests' }
/** May change the server's configuration: limits and access rules, while it runs. */
export const CONFIG_ADMIN: Login = { dn: 'cn=admin,cn=config', password: 'config-of-the-tests' }
/** Reads everything, without limit, by pages of at most 1,000. */
export const AUDITOR: Login = { dn: `cn=auditor,${READERS_DN}`, password: 'auditor-of-the-tests' }
/** Gets at most 1,500 entries from one paged search; the server says so by result code 4 on the second page. */
export const CUT_READER: Login = { dn: `cn=cut,${READERS_DN}`, password: 'cut-of-the-tests' }
/** As `auditor`, but an access rule hides the sealed branch from it, without any sign. */
export const LIMITED_READER: Login = { dn: `cn=limited,${READERS_DN}`, password: 'limited-of-the-tests' }

/** The entries under which a test puts its own: the base, ou=people, ou=groups. Content that a test gives must have them. */
export const ROOT_ENTRIES = `dn: ${BASE_DN}
objectClass: dcObject
objectClass: organization
dc: northmoor
o: Northmoor University

dn: ${PEOPLE_DN}
objectClass: organizationalUnit
ou: people

dn: ${GROUPS_DN}
objectClass: organizationalUnit
ou: groups

`

/** The second database: its suffix and one account for each reader. */
export const READER_ENTRIES = [
  `dn: ${READERS_DN}\nobjectClass: dcObject\nobjectClass: organization\ndc: readers\no: readers of the audit\n`,
  ...[AUDITOR, CUT_READER, LIMITED_READER].map(({ dn, password }) => {
    const name = /^cn=([^,]+),/.exec(dn)?.[1]
    return `dn: ${dn}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: ${name}\nuserPassword: ${password}\n`
  }),
].join('\n')
