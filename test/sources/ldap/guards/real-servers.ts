import { GROUPS_DN, PEOPLE_DN, ROOT_ENTRIES, SEALED_DN, CONFIG_ADMIN } from '../../../servers/slapd-example.ts'
import { DS_ROOT_ENTRIES } from '../../../servers/ds389-example.ts'
import { startDs389 } from '../../../servers/ds389.ts'
import { startSlapd } from '../../../servers/slapd.ts'
import { domainGroup, domainUser } from '../../../servers/samba-example.ts'
import { startSamba } from '../../../servers/samba.ts'
import type { Servers } from './guard.ts'

/** More than the 1,500 entries after which the reader `cut` gets no more. */
export const PEOPLE = 1_600

/** Slapd, Samba and 389 with what the guards are tried on; all stop with `stop`. */
export async function realServers(): Promise<{ readonly servers: Servers; stop(): Promise<void> }> {
  const [slapd, samba, ds389] = await Promise.all([
    startSlapd({ content: CONTENT }),
    startSamba({ content: DOMAIN_CONTENT }),
    startDs389({ content: DS_CONTENT }),
  ])
  // A page of this reader may have 200 entries: larger ones are refused with code 11.
  await slapd.ldapmodify(
    `dn: olcDatabase={1}mdb,cn=config\nchangetype: modify\nadd: olcLimits\nolcLimits: {0}dn.exact="${SMALL_PAGES.dn}" size.pr=200 size.prtotal=unlimited time=unlimited\n`,
    CONFIG_ADMIN,
  )
  return {
    servers: {
      slapd: { url: slapd.url, caFile: slapd.caFile, ca: slapd.ca },
      samba: { url: samba.url, caFile: samba.caFile, ca: samba.ca },
      ds389: { url: ds389.url, caFile: ds389.caFile, ca: ds389.ca },
    },
    async stop() {
      await Promise.all([slapd.stop(), samba.stop(), ds389.stop()])
    },
  }
}

/** More than the 5,000 entries that 389 looks at for one search. */
export const DS_PEOPLE = 5_200

/** Sees everything; LIMITED_READER is the one who does not. */
export const SMALL_PAGES = { dn: `uid=p0,${PEOPLE_DN}`, password: 'p0-of-the-tests' }

const CONTENT = [
  ROOT_ENTRIES,
  `dn: ${SEALED_DN}\nobjectClass: organizationalUnit\nou: sealed\n\n`,
  `dn: uid=hidden,${SEALED_DN}\nobjectClass: inetOrgPerson\nuid: hidden\ncn: hidden\nsn: hidden\n\n`,
  ...Array.from(
    { length: PEOPLE },
    (_, index) =>
      `dn: uid=p${index},${PEOPLE_DN}\nobjectClass: inetOrgPerson\nuid: p${index}\ncn: p${index}\nsn: p\n${index === 0 ? `userPassword: ${SMALL_PAGES.password}\n` : ''}\n`,
  ),
  `dn: cn=Größe,${GROUPS_DN}\nobjectClass: groupOfNames\ncn: Größe\nmember: uid=p0,${PEOPLE_DN}\nmember: uid=p1,${PEOPLE_DN}\n\n`,
].join('')

const DOMAIN_CONTENT = [domainUser('one'), domainUser('two'), domainGroup('Größe')].join('')

const DS_CONTENT = [
  DS_ROOT_ENTRIES,
  ...Array.from(
    { length: DS_PEOPLE },
    (_, index) =>
      `dn: uid=p${index},${PEOPLE_DN}\nobjectClass: inetOrgPerson\nuid: p${index}\ncn: p${index}\nsn: p\n${index === 3 ? 'nsAccountLock: true\n' : ''}\n`,
  ),
].join('')
