import { Attribute, Change } from 'ldapts'
import { describeWithServers } from '../servers/describe-with-servers.ts'
import { ADMINISTRATOR, DOMAIN_AUDITOR, USERS_DN, domainUser } from '../servers/samba-example.ts'
import { startSamba } from '../servers/samba.ts'
import { directoryStory } from './directory-story.ts'
import { activeDirectory } from './small-directory.ts'

const LOCKED = { dn: `CN=locked,${USERS_DN}`, password: 'Locked-of-the-tests-1' }

describeWithServers(['samba'], 'nights with Active Directory', () => {
  directoryStory(async () => {
    const samba = await startSamba({
      async content(database) {
        for (const ldif of activeDirectory.content()) await database.ldbadd(ldif)
        await database.ldbadd(domainUser('locked', LOCKED.password))
        // The one account that holds the whole domain is somebody's.
        await database.ldbmodify(`dn: ${ADMINISTRATOR.dn}\nchangetype: modify\nreplace: employeeID\nemployeeID: E1002\n\n`)
      },
    })
    return {
      url: samba.url,
      caFile: samba.caFile,
      base: activeDirectory.base,
      reader: DOMAIN_AUDITOR,
      dnOf: activeDirectory.dnOf,
      administrators: [
        { login: 'Administrator', who: '{person: omar.haddad@northmoor.example}' },
        { login: 'DC1$', who: '{workload: "ad:DC1$", owner: omar.haddad@northmoor.example}' },
      ],
      join: async (group, member) =>
        samba.asAdministrator(async (client) =>
          client.modify(
            activeDirectory.dnOf(group),
            new Change({ operation: 'add', modification: new Attribute({ type: 'member', values: [activeDirectory.dnOf(member)] }) }),
          ),
        ),
      add: async ({ login, mail, principal }) =>
        samba.asAdministrator(async (client) =>
          client.add(activeDirectory.dnOf(login), {
            objectClass: 'user',
            sAMAccountName: login,
            mail,
            userAccountControl: '544',
            ...(principal === null ? {} : { userPrincipalName: principal }),
          }),
        ),
      async lockedReader() {
        await samba.asAdministrator(async (client) =>
          client.modify(
            LOCKED.dn,
            new Change({ operation: 'replace', modification: new Attribute({ type: 'userAccountControl', values: ['514'] }) }),
          ),
        )
        return { ...LOCKED, says: /disabled|data 533|ACCOUNT_DISABLED/iu }
      },
      stop: async () => samba.stop(),
    }
  })
})
