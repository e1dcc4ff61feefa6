import type { Certificate } from './authority.ts'
import { ADMIN, AUDITOR, BASE_DN, CONFIG_ADMIN, CUT_READER, LIMITED_READER, READERS_DN, SEALED_DN, type Login } from './slapd-example.ts'

export interface SlapdConfig {
  readonly folder: string
  readonly certificate: Certificate
  readonly caFile: string
}

/**
 * cn=config of the tests' slapd as LDIF: the example database with the overlays of a real directory, a second small
 * database for the accounts of the readers, so that every entry of the first comes from the test, and cn=Monitor.
 *
 * Whoever is bound reads everything except passwords; `limited` does not see the sealed branch, `cut` gets 1,500 entries.
 * The readers see the rules themselves, and nothing else of cn=config.
 */
export function slapdConfig({ folder, certificate, caFile }: SlapdConfig): string {
  const readOnly = [AUDITOR, CUT_READER, LIMITED_READER].map(({ dn }) => `by dn.exact="${dn}" read`).join(' ')
  return `dn: cn=config
objectClass: olcGlobal
cn: config
olcPidFile: ${folder}/slapd.pid
olcArgsFile: ${folder}/slapd.args
olcTLSCACertificateFile: ${caFile}
olcTLSCertificateFile: ${certificate.certFile}
olcTLSCertificateKeyFile: ${certificate.keyFile}

dn: cn=module{0},cn=config
objectClass: olcModuleList
cn: module{0}
olcModulePath: /usr/lib/ldap
olcModuleLoad: back_mdb
olcModuleLoad: memberof
olcModuleLoad: refint
olcModuleLoad: dynlist
olcModuleLoad: ppolicy
olcModuleLoad: lastbind

dn: cn=schema,cn=config
objectClass: olcSchemaConfig
cn: schema

${['core', 'cosine', 'nis', 'inetorgperson', 'dyngroup'].map((name) => `include: file:///etc/ldap/schema/${name}.ldif`).join('\n\n')}

include: file://${new URL('slapd/university-schema.ldif', import.meta.url).pathname}

dn: olcDatabase={-1}frontend,cn=config
objectClass: olcDatabaseConfig
objectClass: olcFrontendConfig
olcDatabase: {-1}frontend
olcAccess: {0}to dn.base="" by * read
olcAccess: {1}to dn.base="cn=Subschema" by * read

dn: olcDatabase={0}config,cn=config
objectClass: olcDatabaseConfig
olcDatabase: {0}config
${rootLogin(CONFIG_ADMIN)}
olcAccess: {0}to attrs=entry,objectClass,olcDatabase,olcSuffix,olcRootDN,olcAccess,olcAddContentAcl,olcUpdateRef,olcLimits ${readOnly} by * none
olcAccess: {1}to * by * none

dn: olcDatabase={1}mdb,cn=config
objectClass: olcDatabaseConfig
objectClass: olcMdbConfig
olcDatabase: {1}mdb
olcSuffix: ${BASE_DN}
${rootLogin(ADMIN)}
${mdbStorage(`${folder}/data`, 4096)}
olcDbIndex: objectClass,uid,cn,member,memberOf,gidNumber eq
olcDbIndex: entryUUID eq
olcLimits: {0}dn.exact="${AUDITOR.dn}" size.pr=1000 size.prtotal=unlimited time=unlimited
olcLimits: {1}dn.exact="${LIMITED_READER.dn}" size.pr=1000 size.prtotal=unlimited time=unlimited
olcLimits: {2}dn.exact="${CUT_READER.dn}" size.pr=1000 size.prtotal=1500 time=unlimited
olcAccess: {0}to attrs=userPassword by anonymous auth by * none
olcAccess: {1}to dn.subtree="${SEALED_DN}" by dn.exact="${LIMITED_READER.dn}" none by * break
olcAccess: {2}to * by users read by * none

dn: olcOverlay={0}memberof,olcDatabase={1}mdb,cn=config
objectClass: olcOverlayConfig
objectClass: olcMemberOf
olcOverlay: {0}memberof

dn: olcOverlay={1}refint,olcDatabase={1}mdb,cn=config
objectClass: olcOverlayConfig
objectClass: olcRefintConfig
olcOverlay: {1}refint
olcRefintAttribute: member
olcRefintAttribute: uniqueMember
olcRefintAttribute: owner
olcRefintAttribute: manager

dn: olcOverlay={2}dynlist,olcDatabase={1}mdb,cn=config
objectClass: olcOverlayConfig
objectClass: olcDynListConfig
olcOverlay: {2}dynlist
olcDynListAttrSet: groupOfURLs memberURL member

dn: olcOverlay={3}ppolicy,olcDatabase={1}mdb,cn=config
objectClass: olcOverlayConfig
objectClass: olcPPolicyConfig
olcOverlay: {3}ppolicy

dn: olcDatabase={2}mdb,cn=config
objectClass: olcDatabaseConfig
objectClass: olcMdbConfig
olcDatabase: {2}mdb
olcSuffix: ${READERS_DN}
${mdbStorage(`${folder}/readers`, 16)}
olcAccess: {0}to attrs=userPassword by anonymous auth by * none
olcAccess: {1}to * by users read by * none

dn: olcDatabase={3}monitor,cn=config
objectClass: olcDatabaseConfig
olcDatabase: {3}monitor
olcAccess: {0}to * ${readOnly} by * none
`
}

function rootLogin({ dn, password }: Login): string {
  return `olcRootDN: ${dn}\nolcRootPW: ${password}`
}

/** The map is sparse: its size is what may be used, not what is. Without fsync: the folder does not outlive the test. */
function mdbStorage(directory: string, megabytes: number): string {
  return `olcDbDirectory: ${directory}\nolcDbMaxSize: ${megabytes * 1024 * 1024}\nolcDbNoSync: TRUE`
}
