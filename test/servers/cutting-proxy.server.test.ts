import { Client } from 'ldapts'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startCuttingProxy, type ConnectionFault, type CuttingProxy } from './cutting-proxy.ts'
import { describeWithServers } from './describe-with-servers.ts'
import { startSlapd, type Slapd } from './slapd.ts'
import { AUDITOR, BASE_DN, PEOPLE_DN, ROOT_ENTRIES } from './slapd-example.ts'

describeWithServers(['slapd'], 'the cutting proxy', () => {
  let slapd: Slapd
  let proxy: CuttingProxy | undefined

  beforeAll(async () => {
    const people = Array.from(
      { length: 500 },
      (_, index) => `dn: uid=p${index},${PEOPLE_DN}\nobjectClass: inetOrgPerson\nuid: p${index}\ncn: p\nsn: p\n`,
    )
    slapd = await startSlapd({ content: ROOT_ENTRIES + people.join('\n') })
  })
  afterEach(() => proxy?.stop())
  afterAll(() => slapd?.stop())

  test('passes everything, and counts it', async () => {
    const started = await start({ kind: 'none' })
    expect(await entriesThrough(started)).toBe(503)
    expect(started.bytesToClient()).toBeGreaterThan(503 * 30)
    expect(started.bytesToServer()).toBeGreaterThan(100)
    expect(started.connections()).toBe(1)
  })

  test.each([0, 1, 100, 1_500, 5_000, 12_345])('cuts after exactly %i bytes from the server', async (afterBytes) => {
    const started = await start({ kind: 'cut', afterBytes })
    await expect(entriesThrough(started)).rejects.toThrow()
    expect(started.bytesToClient()).toBe(afterBytes)
  })

  test('cuts by a reset', async () => {
    const started = await start({ kind: 'cut', afterBytes: 3_000, by: 'reset' })
    await expect(entriesThrough(started)).rejects.toThrow()
    expect(started.bytesToClient()).toBe(3_000)
  })

  test('falls silent after exactly so many bytes, and keeps the connection', async () => {
    const started = await start({ kind: 'silence', afterBytes: 4_000 })
    await expect(entriesThrough(started, 200)).rejects.toThrow(/timed out/)
    expect(started.bytesToClient()).toBe(4_000)
  })

  test('gives each connection its own fault, and takes another one while it runs', async () => {
    const started = await start({ kind: 'none' })
    started.setFault((connection) => (connection === 1 ? { kind: 'cut', afterBytes: 4_000 } : { kind: 'none' }))
    await expect(entriesThrough(started)).rejects.toThrow()
    expect(await entriesThrough(started)).toBe(503)
    started.setFault({ kind: 'cut', afterBytes: 0 })
    await expect(entriesThrough(started)).rejects.toThrow()
    expect(started.connections()).toBe(3)
  })

  test('refuses connections, and accepts them again at the same port', async () => {
    const started = await start({ kind: 'none' })
    await started.refuse()
    await expect(entriesThrough(started)).rejects.toThrow(/ECONNREFUSED/)
    await started.accept()
    expect(await entriesThrough(started)).toBe(503)
  })

  test('drops a connection that is idle', async () => {
    const started = await start({ kind: 'none' })
    const client = new Client({ url: started.url, tlsOptions: { ca: slapd.ca } })
    await client.bind(AUDITOR.dn, AUDITOR.password)
    started.dropAll()
    await expect.poll(() => client.isConnected).toBe(false)
  })

  async function start(fault: ConnectionFault): Promise<CuttingProxy> {
    proxy = await startCuttingProxy(slapd.url, fault)
    return proxy
  }

  async function entriesThrough({ url }: CuttingProxy, timeout = 5_000): Promise<number> {
    const client = new Client({ url, timeout, connectTimeout: timeout, tlsOptions: { ca: slapd.ca } })
    try {
      await client.bind(AUDITOR.dn, AUDITOR.password)
      const { searchEntries } = await client.search(BASE_DN, { attributes: ['uid'], paged: { pageSize: 100 } })
      return searchEntries.length
    } finally {
      if (client.isConnected) await client.unbind()
    }
  }
})
