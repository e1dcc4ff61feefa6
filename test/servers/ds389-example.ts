import { BASE_DN, type Login } from './slapd-example.ts'

/** May everything, the configuration included. */
export const DIRECTORY_MANAGER: Login = { dn: 'cn=Directory Manager', password: 'manager-of-the-tests' }
/** Where the readers' own accounts stand: a database of its own, so that they are not among the entries of a test. */
export const DS_READERS_DN = 'dc=readers,dc=example'
/** Reads everything but passwords, and without limit. */
export const DS_AUDITOR: Login = { dn: `cn=auditor,${DS_READERS_DN}`, password: 'auditor-of-the-tests' }
/** As `auditor`, with the limits that the server gives everybody: 5,000 entries looked through. */
export const DS_CUT_READER: Login = { dn: `cn=cut,${DS_READERS_DN}`, password: 'cut-of-the-tests' }

const READS = '(targetattr!="userPassword")(version 3.0; acl "readers read"; allow (read, search, compare)'

/**
 * The entries under which a test puts its own: the base, whose rule lets the readers see everything but passwords (`aci` among it), and two containers.
 */
export const DS_ROOT_ENTRIES = `dn: ${BASE_DN}
objectClass: domain
dc: northmoor
aci: ${READS}(userdn="ldap:///${DS_AUDITOR.dn} || ldap:///${DS_CUT_READER.dn}");)

dn: ou=people,${BASE_DN}
objectClass: organizationalUnit
ou: people

dn: ou=groups,${BASE_DN}
objectClass: organizationalUnit
ou: groups

`

const UNLIMITED = ['nsPagedLookThroughLimit', 'nsPagedSizeLimit', 'nsPagedIDListScanLimit', 'nsLookThroughLimit', 'nsSizeLimit']

export const DS_READER_ENTRIES = [
  `dn: ${DS_READERS_DN}\nobjectClass: domain\ndc: readers\naci: ${READS}(userdn="ldap:///self");)\n`,
  ...[DS_AUDITOR, DS_CUT_READER].map(({ dn, password }) => {
    const name = /^cn=([^,]+),/.exec(dn)?.[1]
    const limits = dn === DS_AUDITOR.dn ? UNLIMITED.map((limit) => `${limit}: -1\n`).join('') : ''
    return `dn: ${dn}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: ${name}\nuserPassword: ${password}\n${limits}`
  }),
].join('\n')
