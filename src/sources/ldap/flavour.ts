import { assertNever } from '../../core/base/assert-never.ts'
import { type RootDse, rootValues } from './root-dse.ts'

/** Which kind of directory answers: it decides attributes, keys, states and how reads are counted. */
export type Flavour = 'active-directory' | 'openldap' | '389-ds' | 'freeipa'

/** What the root DSE shows; null for a server that we do not know. */
export function flavourOf(root: RootDse): Flavour | null {
  if (rootValues(root, 'supportedcapabilities').includes(ACTIVE_DIRECTORY_CAPABILITY)) return 'active-directory'
  if (rootValues(root, 'objectclass').some((name) => name.toLowerCase() === 'openldaprootdse')) return 'openldap'
  if (rootValues(root, 'vendorname').some((name) => name.includes('389 Project')))
    return rootValues(root, 'supportedextension').some((oid) => oid.startsWith(IPA_ARC)) ? 'freeipa' : '389-ds'
  return null
}

export function flavourName(flavour: Flavour): string {
  switch (flavour) {
    case 'active-directory':
      return 'Active Directory'
    case 'openldap':
      return 'OpenLDAP'
    case '389-ds':
      return '389 Directory Server'
    case 'freeipa':
      return 'FreeIPA'
    default:
      return assertNever(flavour, 'flavour')
  }
}

// LDAP_CAP_ACTIVE_DIRECTORY_OID, MS-ADTS 3.1.1.3.4.3.1; Samba states it too.
const ACTIVE_DIRECTORY_CAPABILITY = '1.2.840.113556.1.4.800'
// FreeIPA's extended operations (`ipa-pwd-extop` and others) stand under this arc; not confirmed on a live server.
const IPA_ARC = '2.16.840.1.113730.3.8.10.'
