import { describeWithServers } from '../servers/describe-with-servers.ts'
import { AUDITOR, BASE_DN, PEOPLE_DN } from '../servers/slapd-example.ts'
import { startSlapd } from '../servers/slapd.ts'
import { directoryStory } from './directory-story.ts'
import { openldap } from './small-directory.ts'

const LOCKED = { dn: `cn=locked,${PEOPLE_DN}`, password: 'locked-of-the-tests' }

describeWithServers(['slapd'], 'nights with OpenLDAP', () => {
  directoryStory(async () => {
    const slapd = await startSlapd({ content: openldap.content() })
    return {
      ...slapd,
      base: openldap.base,
      reader: AUDITOR,
      dnOf: openldap.dnOf,
      administrators: [],
      join: (group, member) =>
        slapd.ldapmodify(`dn: ${openldap.dnOf(group)}\nchangetype: modify\nadd: member\nmember: ${openldap.dnOf(member)}\n`),
      async add({ login, mail, principal }) {
        const eppn = principal === null ? '' : `eduPersonPrincipalName: ${principal}\n`
        await slapd.ldapadd(
          `dn: uid=${login},${PEOPLE_DN}\nobjectClass: inetOrgPerson\nobjectClass: eduPerson\nuid: ${login}\ncn: ${login}\nsn: ${login}\nmail: ${mail}\n${eppn}`,
        )
      },
      async lockedReader() {
        await slapd.ldapadd(
          `dn: cn=policy,${BASE_DN}\nobjectClass: organizationalRole\nobjectClass: pwdPolicy\ncn: policy\npwdAttribute: userPassword\npwdLockout: TRUE\n\n` +
            `dn: ${LOCKED.dn}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: locked\nuserPassword: ${LOCKED.password}\npwdPolicySubentry: cn=policy,${BASE_DN}\n`,
        )
        await slapd.ldapmodify(`dn: ${LOCKED.dn}\nchangetype: modify\nadd: pwdAccountLockedTime\npwdAccountLockedTime: 000001010000Z\n`)
        return { ...LOCKED, says: /invalidCredentials/u }
      },
    }
  })
})
