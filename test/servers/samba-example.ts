import type { Login } from './slapd-example.ts'

/** The example domain that the tests' Samba serves as its domain controller: names and invented passwords. */
export const REALM = 'AD.NORTHMOOR.TEST'
export const DOMAIN = 'NORTHMOOR'
export const DOMAIN_DN = 'DC=ad,DC=northmoor,DC=test'
export const USERS_DN = `CN=Users,${DOMAIN_DN}`
/** Fixed, so that the SIDs of a test can be written down before the domain exists. */
export const DOMAIN_SID = 'S-1-5-21-1004336348-1177238915-682003330'

export const ADMINISTRATOR: Login = { dn: `CN=Administrator,${USERS_DN}`, password: 'Administrator-of-the-tests-1' }
/** A plain domain user without any further right, as the reader's account should be. */
export const DOMAIN_AUDITOR: Login = { dn: `CN=auditor,${USERS_DN}`, password: 'Auditor-of-the-tests-1' }

/** A user that may log in, as LDIF for `ldbadd`. A password costs 17 ms: give one only to those that bind. */
export function domainUser(name: string, password?: string, parent = USERS_DN): string {
  return [
    `dn: CN=${name},${parent}`,
    'objectClass: user',
    `sAMAccountName: ${name}`,
    `userPrincipalName: ${name}@${REALM.toLowerCase()}`,
    ...(password === undefined ? [] : [`unicodePwd:: ${unicodePwd(password)}`]),
    `userAccountControl: ${password === undefined ? 544 : 512}`, // a normal account; without a password it must say that it needs none
    '',
    '',
  ].join('\n')
}

/** A global security group with these members (DNs), as LDIF for `ldbadd`. */
export function domainGroup(name: string, members: readonly string[] = [], parent = USERS_DN): string {
  const lines = [`dn: CN=${name},${parent}`, 'objectClass: group', `sAMAccountName: ${name}`, 'groupType: -2147483646']
  return [...lines, ...members.map((member) => `member: ${member}`), '', ''].join('\n')
}

/** The form in which AD takes a password: quoted, UTF-16LE; here base64, as LDIF wants it after `::`. */
function unicodePwd(password: string): string {
  return Buffer.from(`"${password}"`, 'utf16le').toString('base64')
}
