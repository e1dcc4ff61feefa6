import { Client } from 'ldapts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Snapshot } from '../../../src/core/model/snapshot.ts'
import { reachOver } from '../../../src/core/reach/reach.ts'
import { assembler } from '../../../src/core/snapshot/assemble.ts'
import { checkLdap } from '../../../src/sources/ldap/check.ts'
import { sidText } from '../../../src/sources/ldap/native-id.ts'
import { securityDescriptor } from '../../../src/sources/ldap/security-descriptor.ts'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import { runCommand } from '../../servers/run-command.ts'
import { ADMINISTRATOR, DOMAIN_AUDITOR, DOMAIN_DN, DOMAIN_SID } from '../../servers/samba-example.ts'
import type { Login } from '../../servers/slapd-example.ts'
import { startSamba, type Samba } from '../../servers/samba.ts'
import { collected, namedEdges, type Collected } from './collected.ts'
import { generatedDn, generatedDomain } from './generated-domain.ts'

const domain = generatedDomain({ users: 2_000, groups: 400 })
const DECODER = new URL('../../servers/samba/decode_descriptors.py', import.meta.url).pathname

describeWithServers(['samba'], 'Active Directory in depth', () => {
  let samba: Samba
  let read: Collected

  beforeAll(async () => {
    samba = await startSamba({ content: (database) => domain.load(database) })
    read = await collected(samba, DOMAIN_AUDITOR, { base: DOMAIN_DN })
  })

  afterAll(() => samba?.stop())

  /** Labels of groups by their SID. */
  const labels = (): ReadonlyMap<string, string> =>
    new Map(
      read.groups.flatMap(({ group, names }) => names.filter((name) => name.startsWith('sid:')).map((sid) => [sid.slice(4), group.label])),
    )

  test('everything was read', () => {
    expect(read.coverage.filter(({ state }) => state !== 'complete')).toEqual([])
    expect(read.gaps).toEqual([])
  })

  test("the security groups of every user equal the controller's tokenGroups", async () => {
    const snapshot = assembled(read)
    const reach = reachOver(snapshot, '2026-11-26' as Parameters<typeof reachOver>[1])
    const sids = labels()
    const tokens = await samba.asAdministrator(async (client) => tokensOf(client, domain.users))
    let pairs = 0
    for (const user of domain.users) {
      const found = snapshot.findAccount('directory', user)
      if (found.found !== 'one') throw new Error(`${user} is not there`)
      const groups = reach.what(found.thing).flatMap(({ address }) => {
        const group = snapshot.findGroup('directory', address.slice('directory:'.length))
        const { label = '', breadth } = (group.found === 'one' ? snapshot.groups[group.thing] : undefined) ?? {}
        return breadth?.kind === 'named' ? [label] : []
      })
      // What is added at log-on is in no count of the controller's: everybody is in the groups of everybody.
      expect(groups.filter((label) => label.startsWith('broad')).sort()).toEqual(['broad0', 'broad1'])
      const told = (tokens.get(user) ?? []).filter((sid) => sid.startsWith(DOMAIN_SID)).map((sid) => sids.get(sid) ?? sid)
      const builtIn = new Set([...sids].filter(([sid]) => !sid.startsWith(DOMAIN_SID)).map(([, label]) => label))
      expect([user, groups.filter((label) => !builtIn.has(label) && !label.startsWith('broad')).sort()]).toEqual([user, told.sort()])
      pairs += told.length
    }
    console.log(`tokenGroups: ${pairs} pairs of ${domain.users.length} users and ${domain.groups.length} groups compared`)
  })

  test('foreign principals equal a table', () => {
    const shown = namedEdges(read).flatMap((edge) => /^(?:group|broad)\d+ <- .* \(foreign\)$/u.exec(edge) ?? [])
    const table = domain.groups.flatMap(({ name, foreign }) => foreign.map((sid) => `${name} <- sid:${sid} (foreign)`))
    expect(shown).toEqual(table.sort())
    // In the snapshot each of those of a domain is somebody, of whom nobody knows more.
    const { accounts, memberships, groups } = assembled(read)
    const somebody = groups.flatMap((group, position) => {
      const found: string[] = []
      const handle = position as Parameters<typeof memberships.forEachAccountOf>[0]
      memberships.forEachAccountOf(handle, (account) => found.push(`${group.label} <- sid:${accounts[account]?.label} (foreign)`))
      return found.filter((line) => /^group\d+ <- sid:S-1-/u.test(line))
    })
    expect(somebody.sort()).toEqual(table.filter((line) => line.includes('S-1-5-21-')).sort())
    console.log(`foreign principals: ${table.length} memberships compared`)
  })

  test("every descriptor is read as Samba's own decoder reads it", async () => {
    const descriptors = [
      ...(read.files.get([...read.files.keys()].find((path) => path.includes('control.ldif')) ?? '') ?? '').matchAll(
        /^nTSecurityDescriptor:: (\S+)$/gmu,
      ),
    ].map((match) => match[1] ?? '')
    const answers = (await runCommand('/usr/bin/python3', [DECODER], { input: descriptors.map((line) => `${line}\n`).join('') }))
      .trim()
      .split('\n')
    let entries = 0
    for (const [index, line] of descriptors.entries()) {
      const [owner, aces] = JSON.parse(answers[index] ?? '') as [string, [number, number, number, string | null, string][]]
      const decoded = securityDescriptor(Buffer.from(line, 'base64'))
      expect(decoded.ok && { owner: decoded.value.owner, entries: decoded.value.entries }).toEqual({
        owner: `sid:${owner}`,
        entries: aces.map(([type, flags, rights, objectType, trustee]) => ({
          effect: type === 0 || type === 5 ? 'allow' : 'deny',
          trustee: `sid:${trustee}`,
          rights: rights >>> 0,
          objectType,
          inheritOnly: (flags & 8) !== 0,
          inherits: (flags & 3) !== 0,
          conditional: false,
        })),
      })
      entries += aces.length
    }
    expect(descriptors.length).toBeGreaterThan(domain.groups.length)
    console.log(`descriptors: ${descriptors.length} with ${entries} entries compared`)
  })

  test('the global catalogue is refused: it is never the source of accounts', async () => {
    const catalogue = await collected({ ...samba, url: `${samba.url}:3269` }, DOMAIN_AUDITOR, { base: DOMAIN_DN })
    expect([catalogue.state('users'), catalogue.accounts]).toEqual(['failed', []])
    expect(catalogue.reasons('users')).toContain('global catalogue')
    // A naive reader finds all accounts there, and none of them ever ends.
    const { searchEntries } = await samba.asAdministrator(async (client) =>
      client.search(generatedDn('user0'), { scope: 'base', attributes: ['accountExpires'] }),
    )
    expect(searchEntries[0]?.['accountExpires']).toBeDefined()
  })

  test('members outside the base are known by the SID that the controller adds to their names', async () => {
    const branch = `OU=Branch,${DOMAIN_DN}`
    await samba.asAdministrator(async (client) => {
      await client.add(branch, { objectClass: 'organizationalUnit', ou: 'Branch' })
      await client.add(`CN=lone,${branch}`, {
        objectClass: 'group',
        sAMAccountName: 'lone',
        member: [generatedDn('user7'), generatedDn('group7'), `CN=auditor,CN=Users,${DOMAIN_DN}`],
      })
    })
    const part = await collected(samba, DOMAIN_AUDITOR, { base: branch })
    const sidOf = (label: string): string | undefined =>
      [
        ...read.accounts.map(({ account, names }) => ({ label: account.label, names })),
        ...read.groups.map(({ group, names }) => ({ label: group.label, names })),
      ]
        .find((one) => one.label === label)
        ?.names.find((name) => name.startsWith('sid:'))
    const expected = ['user7', 'group7', 'auditor'].map((label) => `lone <- ${sidOf(label)} (foreign)`)
    expect(namedEdges(part)).toEqual(expected.sort())
    expect(part.state('foreign')).toBe('complete')
    // A naive reader has three names, of whom no record says anything.
    expect(read.manifest.datasets.map(({ dataset }) => dataset)).toContain('foreign')
    console.log(`members outside the base: ${expected.length} compared`)
  })

  test('a descriptor that is withheld is a gap on exactly its group; without the control there is none at all', async () => {
    const auditor = read.accounts
      .find(({ account }) => account.label === 'auditor')
      ?.names.find((name) => name.startsWith('sid:'))
      ?.slice(4)
    await samba.whileStopped(async (database) => {
      const list = `D:P(D;;RC;;;${auditor})(A;;GA;;;DA)(A;;RPLCLORC;;;AU)`
      await database.ldbmodify(
        `dn: ${generatedDn('group5')}\nchangetype: modify\nreplace: nTSecurityDescriptor\nnTSecurityDescriptor: ${list}\n\n`,
        {
          controls: ['sd_flags:1:4'],
        },
      )
    })
    const again = await collected(samba, DOMAIN_AUDITOR, { base: DOMAIN_DN })
    const group = again.groups.find((one) => one.group.label === 'group5')?.group
    expect(again.gaps).toMatchObject([{ dataset: 'control', record: group?.id, reason: expect.stringContaining('no descriptor is shown') }])
    const told = new Set(again.controls.flatMap(({ object }) => ('group' in object ? [object.group] : [])))
    const untold = again.groups.filter((one) => !told.has(`id:${one.group.id}`))
    expect(untold.map((one) => one.group.label)).toEqual(['group5'])
    console.log(`descriptors: ${told.size} told, ${untold.length} withheld`)

    const naive = new Client({ url: samba.url, tlsOptions: { ca: samba.ca } })
    try {
      await naive.bind(DOMAIN_AUDITOR.dn, DOMAIN_AUDITOR.password)
      const { searchEntries } = await naive.search(generatedDn('group6'), { scope: 'base', attributes: ['cn', 'nTSecurityDescriptor'] })
      expect(searchEntries[0]?.['nTSecurityDescriptor'] ?? []).toEqual([])
    } finally {
      await naive.unbind()
    }
  })

  test('the doctor names trusted domains, a forest that hides, and rights that are too many; a managed service account is a workload', async () => {
    await samba.whileStopped(async (database) => {
      await database.ldbadd(
        [
          `dn: CN=partner.example,CN=System,${DOMAIN_DN}`,
          'objectClass: trustedDomain',
          'trustPartner: partner.example',
          'flatName: PARTNER',
          'securityIdentifier: S-1-5-21-4001-4002-4003',
          'trustDirection: 2',
          'trustType: 2',
          'trustAttributes: 8',
          '',
          '',
        ].join('\n'),
      )
      await database.ldbadd(
        [`dn: ${generatedDn('backup')}`, 'objectClass: msDS-ManagedServiceAccount', 'sAMAccountName: backup$', '', ''].join('\n'),
      )
      const service = `CN=Directory Service,CN=Windows NT,CN=Services,CN=Configuration,${DOMAIN_DN}`
      await database.ldbmodify(`dn: ${service}\nchangetype: modify\nreplace: dSHeuristics\ndSHeuristics: 001\n\n`)
    })
    const config = { url: samba.url, ca: samba.caFile, base: DOMAIN_DN }
    const said = async ({ dn, password }: Login): Promise<readonly string[]> =>
      (await checkLdap({ name: 'directory', config: { ...config, bind: { dn } }, password })).map(
        ({ what, verdict, said: words }) => `${what} ${verdict}: ${words}`,
      )
    const reader = await said(DOMAIN_AUDITOR)
    expect(reader).toContainEqual(expect.stringMatching(/^trusts doubtful: this domain trusts partner\.example/u))
    expect(reader).toContainEqual(expect.stringMatching(/^list object doubtful/u))
    expect(reader).toContainEqual(expect.stringMatching(/^limits good: .*MaxPageSize=\d+/u))
    expect(reader).toContainEqual(expect.stringMatching(/^rights good/u))
    expect(await said(ADMINISTRATOR)).toContainEqual(expect.stringMatching(/^rights doubtful: the reader could change/u))
    const again = await collected(samba, DOMAIN_AUDITOR, { base: DOMAIN_DN })
    // A service account that the domain manages is no person.
    const service = again.accounts.find(({ account }) => account.label === 'backup$')?.account
    expect([service?.isWorkload, service?.provenance.dataset]).toEqual([true, 'workloads'])
    expect(again.manifest.datasets.find(({ dataset }) => dataset === 'trusts')).toMatchObject({ state: 'complete', records: 1 })
  })

  test('a conflict object is flagged, and its login leads to the other one alone', async () => {
    const id = '3b3f3c7e-7b0a-4b6e-9d8a-0d4fd21ab9c0'
    await samba.asAdministrator(async (client) => {
      await client.add(`CN=twin\\0ACNF:${id},${DOMAIN_DN}`, {
        objectClass: 'user',
        sAMAccountName: 'twin-of-replication',
        userAccountControl: '544',
      })
      await client.add(`CN=twin,${DOMAIN_DN}`, { objectClass: 'user', sAMAccountName: 'twin', userAccountControl: '544' })
    })
    const again = await collected(samba, DOMAIN_AUDITOR, { base: DOMAIN_DN })
    const set = again.accounts.find(({ account }) => account.label === 'twin-of-replication')
    expect(set?.names.filter((name) => name.startsWith('name:') || name.startsWith('uid:'))).toEqual([])
    expect(again.gaps).toContainEqual(expect.objectContaining({ code: 'identity-ambiguous', record: set?.account.id }))
    expect(again.accounts.filter(({ names }) => names.includes('name:twin'))).toHaveLength(1)
  })
})

function assembled(read: Collected): Snapshot {
  const building = assembler()
  building.sink.accounts(read.accounts)
  building.sink.groups(read.groups)
  building.sink.memberships(read.memberships)
  return building.finish({ keys: [], overrules: [] })
}

async function tokensOf(client: Client, users: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const tokens = new Map<string, readonly string[]>()
  for (const user of users) {
    const { searchEntries } = await client.search(generatedDn(user), {
      scope: 'base',
      attributes: ['tokenGroups'],
      explicitBufferAttributes: ['tokenGroups'],
    })
    const values = [searchEntries[0]?.['tokenGroups'] ?? []].flat()
    tokens.set(
      user,
      values.map((value) => (Buffer.isBuffer(value) ? (sidText(value) ?? 'no SID') : 'no bytes')),
    )
  }
  return tokens
}
