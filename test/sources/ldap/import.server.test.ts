import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importLdif } from '../../../src/sources/ldap/import.ts'
import { commandOutcome } from '../../servers/run-command.ts'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import { AUDITOR, BASE_DN, CUT_READER, GROUPS_DN, PEOPLE_DN, ROOT_ENTRIES, type Login } from '../../servers/slapd-example.ts'
import { startSlapd, type Slapd } from '../../servers/slapd.ts'
import { collected, filesUnder, namedEdges } from './collected.ts'
import { type Facts, NOW, factsIn, inTemporaryFolder } from './facts-of.ts'

const USERS = 1_700
const PAGED = ['-E', 'pr=1000/noprompt']

describeWithServers(['slapd'], 'exports by hand', () => {
  let slapd: Slapd

  beforeAll(async () => {
    const people = Array.from(
      { length: USERS },
      (_, index) =>
        `dn: uid=p${index},${PEOPLE_DN}\nobjectClass: inetOrgPerson\nuid: p${index}\ncn: Zoë ${index}\nsn: Müller\ntelephoneNumber: +44 20 7946 ${index}\nuserPassword: sesame-${index}\n`,
    )
    const groups = Array.from({ length: 20 }, (_, index) =>
      [
        `dn: cn=g${index},${GROUPS_DN}`,
        'objectClass: groupOfNames',
        `cn: g${index}`,
        ...Array.from({ length: 85 }, (_member, at) => `member: uid=p${index * 85 + at},${PEOPLE_DN}`),
        '',
      ].join('\n'),
    )
    slapd = await startSlapd({ content: [ROOT_ENTRIES, ...people, ...groups].join('\n') })
  })

  afterAll(() => slapd?.stop())

  /** What `ldapsearch` prints when it asks for everything, operational attributes too. */
  async function exported(login: Login, options: readonly string[], filter = '(objectClass=*)'): Promise<string> {
    const { stdout } = await commandOutcome(
      '/usr/bin/ldapsearch',
      ['-x', '-H', slapd.url, '-D', login.dn, '-w', login.password, '-b', BASE_DN, ...options, filter, '*', '+'],
      { env: { LDAPTLS_CACERT: slapd.caFile } },
    )
    return stdout
  }

  test.each([
    ['unwrapped and paged', ['-LLL', '-o', 'ldif_wrap=no', ...PAGED], (text: string): string | Buffer => text],
    ['folded, with every comment', PAGED, (text: string): string | Buffer => text],
    [
      'in UTF-16 with CRLF, as PowerShell redirects',
      ['-LLL', ...PAGED],
      (text: string): string | Buffer => Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`, 'utf16le'),
    ],
  ])('%s: the same facts as a live read', async (_, options, encoded) => {
    const live = await collected(slapd, AUDITOR, { base: BASE_DN })
    const facts = await imported({ 'directory.ldif': encoded(await exported(AUDITOR, options)) })
    expect(facts.coverage.map(({ dataset, state }) => [dataset, state])).toEqual([
      ['groups', 'complete'],
      ['users', 'complete'],
      // -LLL does not say what was asked, so that nobody knows whether there are none
      ['workloads', options.includes('-LLL') ? 'partial' : 'complete'],
    ])
    expect(facts.gaps).toEqual([])
    expect(namedEdges(facts)).toEqual(namedEdges(live))
    const plain = (of: Facts): unknown =>
      of.accounts.map(({ account: { provenance: _p, ...account } }) => account).sort((a, b) => (a.id < b.id ? -1 : 1))
    expect(plain(facts)).toEqual(plain(live))
    console.log(`export ${options.join(' ')}: ${facts.accounts.length} accounts and ${namedEdges(facts).length} edges equal the live read`)
  })

  test.each([
    ['cut by a limit, which -LLL does not say', CUT_READER, ['-LLL', ...PAGED], 'the export ends before the last page'],
    ['cut by a limit, said aloud', CUT_READER, PAGED, 'the search ended with result 4 Size limit exceeded'],
    ['not paged: nothing proves it whole', AUDITOR, ['-LLL'], 'no proof of completeness'],
  ])('%s', async (_, login, options, reason) => {
    const { coverage } = await imported({ 'directory.ldif': await exported(login, options) })
    for (const row of coverage)
      expect([row.dataset, row.state, row.reasons]).toEqual([row.dataset, 'partial', expect.arrayContaining([`directory.ldif: ${reason}`])])
  })

  test('an export that asked for people alone proves nothing about groups', async () => {
    const { coverage } = await imported({ 'directory.ldif': await exported(AUDITOR, PAGED, '(objectClass=inetOrgPerson)') })
    expect(coverage.map(({ dataset, state, reasons }) => [dataset, state, reasons.join()])).toEqual([
      ['groups', 'partial', 'no groups in directory.ldif, which may not have asked for them'],
      ['users', 'complete', ''],
      ['workloads', 'partial', 'no workloads in directory.ldif, which may not have asked for them'],
    ])
    const named = await imported({ 'workloads.ldif': await exported(AUDITOR, PAGED, '(objectClass=device)') })
    expect(named.coverage.find(({ dataset }) => dataset === 'workloads')?.state).toBe('complete')
  })

  test('an export that was cut off anywhere is never complete', async () => {
    const text = await exported(AUDITOR, ['-LLL', ...PAGED], '(|(uid=p1*)(cn=g1*))')
    let compared = 0
    for (let part = 0; part < 40; part++) {
      const { coverage } = await imported({ 'directory.ldif': text.slice(0, Math.floor((text.length * part) / 40)) })
      expect(coverage.map(({ state }) => state)).toEqual(['partial', 'partial', 'partial'])
      compared += coverage.length
    }
    console.log(`cut exports: ${compared} datasets compared, none complete`)
  })

  test('nothing of what is dropped reaches the evidence, and it is counted', async () => {
    await inTemporaryFolder(async (folder) => {
      const { manifest, text } = await takenIn(folder, { 'users.ldif': await exported(AUDITOR, ['-LLL', ...PAGED]) })
      expect(text).not.toMatch(/telephoneNumber|userPassword|\+44|sesame|modifyTimestamp|\nsn:/u)
      const users = manifest.datasets.find(({ dataset }) => dataset === 'users')
      expect(users?.dropped).toBeGreaterThan(USERS * 3)
      expect(users?.asOf).toBe(NOW)
    })
  })

  test('files by dataset; one that is not there is failed, and damage is a gap with the line of the export', async () => {
    const facts = await imported({
      'users-2026.ldif': `dn: uid=a,${BASE_DN}\nobjectClass: inetOrgPerson\nuid: a\nentryUUID: 00000000-0000-4000-8000-000000000001\nmail:: %%\n\ncn: nobody\n\n# pagedresults: cookie=\n`,
      'groups.ldif': `dn: cn=g,${BASE_DN}\nobjectClass: groupOfNames\ncn: g\nentryUUID: 00000000-0000-4000-8000-000000000002\nmember: uid=a,${BASE_DN}\n\n# pagedresults: cookie=\n`,
    })
    expect(facts.coverage.map(({ dataset, state, reasons }) => [dataset, state, reasons.join()])).toEqual([
      ['groups', 'complete', ''],
      ['users', 'partial', '1 record whose identity is not known could not be read'],
      ['workloads', 'failed', 'no `workloads*.ldif` and no other `*.ldif`'],
    ])
    expect(facts.gaps.map(({ record, reason }) => [record, reason])).toEqual([
      ['00000000-0000-4000-8000-000000000001', `uid=a,${BASE_DN}: users-2026.ldif:5: expected base64 behind \`::\` in \`mail\``],
      [null, 'users-2026.ldif:7: expected `dn:` at the begin of a record, found `cn:`'],
    ])
  })

  async function imported(files: Readonly<Record<string, string | Buffer>>): Promise<Facts> {
    return inTemporaryFolder(async (folder) => {
      await takenIn(folder, files)
      return factsIn(join(folder, 'evidence'))
    })
  }
})

async function takenIn(
  folder: string,
  files: Readonly<Record<string, string | Buffer>>,
): Promise<{ manifest: Awaited<ReturnType<typeof importLdif>>; text: string }> {
  const exports = join(folder, 'exports')
  await mkdir(exports)
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(exports, name), content)
    await utimes(join(exports, name), new Date(NOW), new Date(NOW))
  }
  const evidence = join(folder, 'evidence')
  const manifest = await importLdif({ name: 'directory', base: BASE_DN, attributes: [] }, exports, evidence, {
    toolVersion: '0',
    clock: () => NOW,
  })
  return { manifest, text: [...(await filesUnder(evidence)).values()].join('\n') }
}
