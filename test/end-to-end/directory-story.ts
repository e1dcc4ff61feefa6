import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testAuthority, type CertificateKind } from '../servers/authority.ts'
import { startCuttingProxy, type CuttingProxy } from '../servers/cutting-proxy.ts'
import { freePort } from '../servers/free-port.ts'
import { listeningServer } from './listening-server.ts'
import { branchOf, expectNothingClosed, nightOf, publishedIn, ran, statusesOf } from './published.ts'
import { events, gatehouse } from './run-gatehouse.ts'
import { configText, dialects, folderWriter, liveSource, smallInstitution, writeHr, type Institution } from './small-institution.ts'

export interface StartedDirectory {
  readonly url: string
  readonly caFile: string
  readonly base: string
  readonly reader: { readonly dn: string; readonly password: string }
  readonly dnOf: (name: string) => string
  /** The accounts that hold the directory itself: their logins, and how the policy names whose they are. */
  readonly administrators: readonly { readonly login: string; readonly who: string }[]
  /** Puts somebody into a group of the live server. */
  join(group: string, member: string): Promise<void>
  /** Adds an account without an employee number; `principal` is its eppn or UPN. */
  add(account: { readonly login: string; readonly mail: string; readonly principal: string | null }): Promise<void>
  /** Makes the server refuse a reader whose password is right; gives that reader. */
  lockedReader(): Promise<{ readonly dn: string; readonly password: string; readonly says: RegExp }>
  stop(): Promise<void>
}

const CARA = 'ACC-01 tides employee:E1005'
const VERA = 'ACC-01 tides upn:vera.vale@northmoor.example'

/** Nights of a small institution whose directory is a real server: the same story for every kind of directory. */
export function directoryStory(start: () => Promise<StartedDirectory>): void {
  let server: StartedDirectory
  let institution: Institution
  let proxy: CuttingProxy
  /** Bytes of the server's that one whole read takes. */
  let wholeRead: number

  beforeAll(async () => {
    server = await start()
    proxy = await startCuttingProxy(server.url)
    institution = await smallInstitution({ ...groupsOf(), source: sourceAt(proxy.url) }, server.reader.password)
  })
  afterAll(async () => {
    await proxy?.stop()
    await server?.stop()
    institution?.remove()
  })

  function groupsOf(): { readonly group: (name: string) => string; readonly administrators: readonly string[] } {
    return { group: (name) => `ad:${server.dnOf(name)}`, administrators: server.administrators.map(({ who }) => who) }
  }

  function sourceAt(url: string, dn = server.reader.dn): string {
    return liveSource({ url, caFile: server.caFile }, server.base, dn)
  }

  test('the first night is a baseline, and everything was read', async () => {
    await ran(institution.folder, ['audit'], 1)
    wholeRead = proxy.bytesToClient()
    expect(proxy.connections()).toBe(1)
    const result = await publishedIn(institution.folder)
    expect(nightOf(result)).toEqual([`first-observed ${CARA}`])
    expect(statusesOf(result)).toEqual({ dialects: 'none', tides: 'excess complete' })
    expect(result.assessment.gaps.flatMap(({ projects }) => projects)).toEqual([])
  })

  test('a nested group gains a visitor: exactly that is new, with its whole path', async () => {
    await server.join('summer-2026', 'vera.vale')
    const { stdout } = await ran(institution.folder, ['audit'], 1)
    const result = await publishedIn(institution.folder)
    expect(nightOf(result)).toEqual([`new ${VERA}`, `persisting ${CARA}`])
    const finding = result.assessment.findings.find(({ subject }) => subject?.label === 'Vera Vale')
    expect(finding?.proof.map(({ from, to }) => `${from} > ${to}`)).toEqual([
      'Vera Vale > vera.vale',
      'vera.vale > summer-2026',
      'summer-2026 > coastal',
      'coastal > tides-core',
      'tides-core > model-runs',
    ])
    expect(stdout).toContain('1 new, 0 first observed')
    expect(stdout).toContain('Vera Vale (visiting academic, polder.example) can change the share')
    const explained = await ran(institution.folder, ['explain', finding?.fingerprint ?? ''], 0)
    for (const hop of ['summer-2026', 'coastal', 'tides-core']) expect(explained.stdout).toContain(hop)
    const asked = await ran(institution.folder, ['who', 'shares:\\\\fs1\\tides'], 0)
    expect(asked.stdout).toMatch(/Vera Vale by ad\/vera\.vale \(\w+\): write on/u)
  })

  test('a server that dies after N bytes leaves the projects not assessed and closes nothing; back again, all of it persists', async () => {
    const before = await publishedIn(institution.folder)
    const shares = [0, 0.02, 0.25, 0.5, 0.75, 0.95]
    const lines = await Promise.all(shares.map(async (share) => cutNight(Math.floor(share * wholeRead), before.run.id)))
    console.log(`a whole read takes ${wholeRead} bytes of the server's; it dies after\n${lines.join('\n')}`)
  })

  async function cutNight(afterBytes: number, lastRun: string): Promise<string> {
    const by = afterBytes % 2 === 0 ? ('close' as const) : ('reset' as const)
    const cut = await startCuttingProxy(server.url)
    cut.setFault((connection) => ({ kind: 'cut', afterBytes: connection === 1 ? afterBytes : 0, by }))
    const branch = await branchOf(institution)
    try {
      writeFileSync(join(branch.folder, 'gatehouse.yaml'), configText(sourceAt(cut.url)))
      const { code } = await ran(branch.folder, ['audit'], [2, 3])
      const result = await expectNothingClosed(branch.folder)
      expect(result.life.previousRun?.id).toBe(lastRun)
      const night = nightOf(result)
      // Each earlier finding was seen again, or says that it was not re-checked.
      for (const about of [CARA, VERA])
        expect(night.filter((line) => line === `persisting ${about}` || line === `not-rechecked ${about}`)).toHaveLength(1)
      const statuses = statusesOf(result)
      expect(['not-assessed', 'excess partial']).toContain(statuses['tides'])
      expect(statuses['dialects']).toBe('not-assessed')
      expect(night.some((line) => line.startsWith('new DAT-01 ad/'))).toBe(true)

      cut.setFault({ kind: 'none' })
      await ran(branch.folder, ['audit'], 1)
      await expectWhole(branch.folder)
      return `${String(afterBytes).padStart(7)}: exit code ${code}, tides ${statuses['tides']}, dialects ${statuses['dialects']}; ${night.join('; ')}`
    } finally {
      await cut.stop()
      branch.remove()
    }
  }

  /** After a night on which something was not read: all of it was read, everything persists, and the gaps are closed. */
  async function expectWhole(folder: string): Promise<void> {
    const whole = await publishedIn(folder)
    expect(statusesOf(whole)).toEqual({ dialects: 'none', tides: 'excess complete' })
    const isGap = (line: string): boolean => line.includes('DAT-01')
    expect(nightOf(whole).filter((line) => !isGap(line))).toEqual([`persisting ${CARA}`, `persisting ${VERA}`])
    expect(nightOf(whole).filter((line) => isGap(line) && !line.startsWith('resolved '))).toEqual([])
  }

  test('connections that end again and again give the whole truth in the end, or a gap', async () => {
    const cut = await startCuttingProxy(server.url, { kind: 'cut', afterBytes: Math.floor(0.8 * wholeRead), by: 'reset' })
    const branch = await branchOf(institution)
    try {
      writeFileSync(join(branch.folder, 'gatehouse.yaml'), configText(sourceAt(cut.url)))
      const { code } = await ran(branch.folder, ['audit'], [1, 2, 3])
      expect(cut.connections()).toBeGreaterThan(1)
      await expectNothingClosed(branch.folder)
      if (code === 1) await expectWhole(branch.folder)
      else expect(statusesOf(await publishedIn(branch.folder))['dialects']).toBe('not-assessed')
    } finally {
      await cut.stop()
      branch.remove()
    }
  })

  /** A night on which the directory cannot be read at all, though the registers can; what the reports say of it. */
  async function blindNight(source: string, secret?: string): Promise<string> {
    const branch = await branchOf(institution)
    try {
      writeFileSync(join(branch.folder, 'gatehouse.yaml'), configText(source))
      if (secret !== undefined) writeFileSync(join(branch.folder, 'secret'), secret)
      const outcome = await ran(branch.folder, ['audit'], 3)
      const result = await expectNothingClosed(branch.folder)
      expect(statusesOf(result)).toEqual({ dialects: 'not-assessed', tides: 'not-assessed' })
      expect(nightOf(result)).toEqual(expect.arrayContaining([`not-rechecked ${CARA}`, `not-rechecked ${VERA}`, 'new DAT-01 ad/groups']))
      expect(outcome.stdout).toContain('2 not re-checked')
      expect(events(outcome)).toContainEqual(expect.objectContaining({ level: 'warning', event: 'collect-end', source: 'ad' }))
      const rows = result.assessment.coverage.filter((row) => row.source === 'ad')
      return rows.map(({ dataset, state, reasons, cure }) => `${dataset} ${state}: ${reasons.join('; ')}; ${cure}`).join('\n')
    } finally {
      branch.remove()
    }
  }

  test('a server that is down is a gap that says so', async () => {
    const said = await blindNight(sourceAt(`ldaps://127.0.0.1:${await freePort()}`))
    expect(said).toMatch(/groups failed: .*ECONNREFUSED.*; check `url`/u)
  })

  describe('a certificate that cannot be trusted is a gap, and the password stays at home', () => {
    test.each<[CertificateKind, RegExp]>([
      ['wrong-host', /127\.0\.0\.1|altnames|host/iu],
      ['foreign', /issuer|authority|self|verify/iu],
      ['expired', /expired/iu],
    ])('%s', async (kind, says) => {
      const impostor = await listeningServer(await (await testAuthority()).issue(kind))
      try {
        const said = await blindNight(sourceAt(impostor.url))
        expect(said).toMatch(/^groups failed: /mu)
        expect(said).toMatch(says)
        expect(said).toContain('`ca`')
        expect(impostor.heard()[0]).toBe(0x16) // a TLS handshake, and nothing before it
        expect(impostor.heardInside()).toHaveLength(0)
      } finally {
        await impostor.stop()
      }
    })
  })

  test('a server that speaks no TLS hears a handshake and nothing more', async () => {
    const plain = await listeningServer(null)
    try {
      expect(await blindNight(sourceAt(plain.url))).toMatch(/groups failed/u)
      expect(plain.heard()[0]).toBe(0x16)
      expect(plain.heard().includes(server.reader.password)).toBe(false)
    } finally {
      await plain.stop()
    }
  })

  test('a wrong password is a gap that quotes the server and never the password', async () => {
    const said = await blindNight(sourceAt(server.url), 'not-the-password-of-anybody\n')
    expect(said).toMatch(/groups denied: result 49 \(invalidCredentials\)/u)
    expect(said).toContain('check `bind.dn` and the password')
    expect(said).not.toContain('not-the-password')
  })

  test('a reader whose account is locked is a gap', async () => {
    const { dn, password, says } = await server.lockedReader()
    const said = await blindNight(sourceAt(server.url, dn), password)
    expect(said).toMatch(/groups denied: result 49/u)
    expect(said).toMatch(says)
  })

  test('a secret that is not there is a gap that says where it was looked for', async () => {
    const branch = await branchOf(institution)
    try {
      writeFileSync(
        join(branch.folder, 'gatehouse.yaml'),
        configText(sourceAt(server.url).replace('{file: secret}', '{env: NO_SUCH_SECRET}')),
      )
      await ran(branch.folder, ['audit'], 3)
      const result = await expectNothingClosed(branch.folder)
      const said = result.assessment.coverage.filter(({ source }) => source === 'ad').flatMap(({ reasons }) => reasons)
      expect(said.join('\n')).toContain('the environment has no `NO_SUCH_SECRET`')
    } finally {
      branch.remove()
    }
  })

  test('unreachable from the first run on: exit 69 when no source answered, else an audit that assesses nothing', async () => {
    const down = sourceAt(`ldaps://127.0.0.1:${await freePort()}`)
    const fresh = await smallInstitution({ ...groupsOf(), source: down }, server.reader.password)
    try {
      fresh.write('gatehouse.yaml', `sources:\n  ad: ${down}\n`)
      const alone = await gatehouse(fresh.folder, ['audit'])
      expect(alone).toMatchObject({ code: 69, stdout: '' })
      expect(alone.stderr).toMatch(/no source answered: ad: .*ECONNREFUSED/u)
      expect(alone.stderr).toContain('help: run `gatehouse doctor`')
      expect((await gatehouse(fresh.folder, ['report'])).code).toBe(69)

      fresh.write('gatehouse.yaml', configText(down))
      await ran(fresh.folder, ['audit'], 3)
      expect(statusesOf(await publishedIn(fresh.folder))).toEqual({ dialects: 'not-assessed', tides: 'not-assessed' })

      // Now it comes up: what is found was there before anybody could look.
      fresh.write('gatehouse.yaml', configText(sourceAt(server.url)))
      await ran(fresh.folder, ['audit'], 1)
      const night = nightOf(await publishedIn(fresh.folder)).filter((line) => !line.includes('DAT-01'))
      expect(night).toEqual([`first-observed ${CARA}`, `first-observed ${VERA}`])
    } finally {
      fresh.remove()
    }
  })

  // Last: it changes the groups of the server.
  test("a guest with a colleague's mail and a recycled login name inherit no entitlement", async () => {
    const branch = await branchOf(institution)
    try {
      await server.add({ login: 'x-guest', mail: 'Ben.Stone@Northmoor.Example', principal: null })
      await server.add({ login: 'owen.old', mail: 'owen.new@elsewhere.example', principal: 'owen.old@northmoor.example' })
      for (const login of ['x-guest', 'owen.old']) await server.join('dialects-core', login)
      const write = folderWriter(branch.folder)
      // Owen left years ago; his line was never taken out, and his login name was given to somebody else.
      writeHr({ write }, ['E0900,owen.old@northmoor.example,employee,Geography,2001-01-01,2019-07-31,left,owen.old@northmoor.example'])
      const line = (name: string): string => `      - who: {person: ${name}@northmoor.example}\n        gets: {core-group: use}\n`
      write(
        'policies/projects/dialects.yaml',
        dialects(`ad:${server.dnOf('dialects-core')}`, groupsOf().administrators) + line('ben.stone') + line('owen.old'),
      )
      await ran(branch.folder, ['audit'], [1, 3])
      const result = await publishedIn(branch.folder)
      const access = result.assessment.projects.find(({ id }) => id === 'dialects')?.access ?? []
      const standings = access.map(({ accounts, standing, because }) => `${accounts.join()} ${standing} (${because})`).toSorted()
      console.log(standings.join('\n'))
      const doubts = result.assessment.findings.filter(({ rule }) => rule.id === 'DAT-04').map(({ account }) => account?.label)
      for (const login of ['x-guest', 'owen.old']) {
        expect(standings.filter((one) => one.includes(login) && /^\S+ (?:excess|not-assessed) /u.test(one))).toHaveLength(1)
        expect(doubts).toContain(login)
      }
      const entitled = standings.flatMap((one) => /^ad\/(\S+) entitled /u.exec(one)?.[1] ?? [])
      expect(entitled).toEqual([...server.administrators.map(({ login }) => login), 'ada.lovell'].toSorted())
    } finally {
      branch.remove()
    }
  })
}
