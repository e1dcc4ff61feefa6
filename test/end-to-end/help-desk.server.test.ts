import { Attribute, Change, Client, InsufficientAccessError } from 'ldapts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithServers } from '../servers/describe-with-servers.ts'
import { ADMINISTRATOR, DOMAIN_AUDITOR, DOMAIN_DN, domainGroup } from '../servers/samba-example.ts'
import { startSamba, type Samba } from '../servers/samba.ts'
import { nightOf, publishedIn, ran } from './published.ts'
import { activeDirectory } from './small-directory.ts'
import { liveSource, smallInstitution, type Institution } from './small-institution.ts'

const MEMBER = 'bf9679c0-0de6-11d0-a285-00aa003049e2'
const PROJECT_GROUP = activeDirectory.dnOf('dialects-core')
const PASSWORDS: Readonly<Record<string, string>> = { 'vera.vale': 'Vera-of-the-tests-1', 'ben.stone': 'Ben-of-the-tests-1' }

/** Nobody reads this right off a list of members: the help desk may write who is in the project's group, and a visitor is on a shift of it. */
describeWithServers(['samba'], 'a help desk that may let people into a project', () => {
  let samba: Samba
  let institution: Institution

  beforeAll(async () => {
    samba = await startSamba({
      async content(database) {
        for (const ldif of activeDirectory.content()) await database.ldbadd(ldif)
        await database.ldbadd(domainGroup('evening-shift', [activeDirectory.dnOf('vera.vale')]))
        await database.ldbadd(domainGroup('help-desk', [`CN=evening-shift,CN=Users,${DOMAIN_DN}`]))
        await database.ldbmodify(`dn: ${ADMINISTRATOR.dn}\nchangetype: modify\nreplace: employeeID\nemployeeID: E1002\n\n`)
        await database.ldbmodify(Object.entries(PASSWORDS).map(passwordLdif).join(''))
      },
    })
    institution = await smallInstitution(
      {
        source: liveSource(samba, DOMAIN_DN, DOMAIN_AUDITOR.dn),
        group: (name) => `ad:${activeDirectory.dnOf(name)}`,
        administrators: ['{person: omar.haddad@northmoor.example}', '{workload: "ad:DC1$", owner: omar.haddad@northmoor.example}'],
      },
      DOMAIN_AUDITOR.password,
    )
    await ran(institution.folder, ['audit'], 1)
  })

  afterAll(async () => {
    await samba?.stop()
    institution?.remove()
  })

  test('before the right is given, nobody but its administrators can change the group, and nobody can', async () => {
    expect(nightOf(await publishedIn(institution.folder)).filter((line) => line.includes('dialects'))).toEqual([])
    for (const login of Object.keys(PASSWORDS)) expect(await letsIn(samba, login)).toBe(false)
  })

  test('once it is, the visitor is found, with the way that leads there; and she really can', async () => {
    const sid = await sidOf(samba, `CN=help-desk,CN=Users,${DOMAIN_DN}`)
    await samba.whileStopped(async (database) => {
      // As an administrator does it in the dialogue: one entry before those that are there.
      const list = `D:(OA;;WP;${MEMBER};;${sid})(A;;GA;;;DA)(A;;GA;;;SY)(A;;RPLCLORC;;;AU)`
      await database.ldbmodify(
        `dn: ${PROJECT_GROUP}\nchangetype: modify\nreplace: nTSecurityDescriptor\nnTSecurityDescriptor: ${list}\n\n`,
        {
          controls: ['sd_flags:1:4'],
        },
      )
    })
    await ran(institution.folder, ['audit'], 1)
    const result = await publishedIn(institution.folder)
    const finding = result.assessment.findings.find(({ rule, subject }) => rule.id === 'PRV-02' && subject?.label === 'Vera Vale')
    expect(finding?.sentence).toBe(
      'Vera Vale (visiting academic, polder.example) can add people to the group “core-group” of Dialects of the moor.',
    )
    expect(finding?.proof.map(({ from, to }) => `${from} > ${to}`)).toEqual([
      'Vera Vale > vera.vale',
      'vera.vale > evening-shift',
      'evening-shift > help-desk',
      'help-desk > core-group',
    ])
    const asked = await ran(institution.folder, ['who', `ad:${PROJECT_GROUP}`], 0)
    expect(asked.stdout).toMatch(/Vera Vale by ad\/vera\.vale \(\w+\): manage on/u)
    expect(asked.stdout).not.toMatch(/Ben Stone/u)
    const explained = await ran(institution.folder, ['explain', finding?.fingerprint ?? ''], 0)
    for (const hop of ['evening-shift', 'help-desk']) expect(explained.stdout).toContain(hop)

    expect(await letsIn(samba, 'vera.vale')).toBe(true)
    expect(await letsIn(samba, 'ben.stone')).toBe(false)
    console.log(
      `${finding?.sentence}\n${finding?.proof.map(({ from, to }) => `${from} > ${to}`).join('\n')}\nshe tried and could; Ben Stone tried and could not`,
    )
  })
})

/** Whether who logs in can put Cara into the project's group; she is taken out again. */
async function letsIn(samba: Samba, login: string): Promise<boolean> {
  const change = (operation: 'add' | 'delete'): Change =>
    new Change({ operation, modification: new Attribute({ type: 'member', values: [activeDirectory.dnOf('cara.finch')] }) })
  const client = new Client({ url: samba.url, timeout: 10_000, tlsOptions: { ca: samba.ca } })
  try {
    await client.bind(activeDirectory.dnOf(login), PASSWORDS[login] ?? '')
    await client.modify(PROJECT_GROUP, change('add'))
    await client.modify(PROJECT_GROUP, change('delete'))
    return true
  } catch (cause) {
    if (cause instanceof InsufficientAccessError) return false
    throw cause
  } finally {
    await client.unbind()
  }
}

async function sidOf(samba: Samba, dn: string): Promise<string> {
  return samba.asAdministrator(async (client) => {
    const { searchEntries } = await client.search(dn, { scope: 'base', attributes: ['objectSid'], explicitBufferAttributes: ['objectSid'] })
    const bytes = searchEntries[0]?.['objectSid']
    if (!Buffer.isBuffer(bytes)) throw new Error(`${dn} has no SID`)
    const parts = Array.from({ length: bytes[1] ?? 0 }, (_, index) => bytes.readUInt32LE(8 + 4 * index))
    return ['S-1', bytes.readUIntBE(2, 6), ...parts].join('-')
  })
}

function passwordLdif([login, password]: readonly [string, string]): string {
  const value = Buffer.from(`"${password}"`, 'utf16le').toString('base64')
  return `dn: ${activeDirectory.dnOf(login)}\nchangetype: modify\nreplace: unicodePwd\nunicodePwd:: ${value}\n\n`
}
