import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kyselyStore } from '../../src/store/kysely-store.ts'
import { nodeSqliteDialect } from '../../src/store/node-sqlite-dialect.ts'
import { isSqliteError } from '../../src/store/sqlite-error.ts'
import { STORE_FORMAT } from '../../src/store/migrations.ts'
import { openSqliteStore } from '../../src/store/sqlite-store.ts'
import type { StoreTables } from '../../src/store/store-tables.ts'
import type { Store } from '../../src/store/store.ts'
import { buildFinding, night, person } from '../core/findings/build-finding.ts'
import { publicationOf } from './build-publication.ts'
import { storeContract } from './store-contract.ts'

let folder: string
let made = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-store-'))
})
afterAll(async () => rm(folder, { recursive: true, force: true }))

function freshPath(): string {
  made += 1
  return join(folder, `inner-${made}`, 'gatehouse.db')
}

async function opened(path: string): Promise<Store> {
  const store = await openSqliteStore(path)
  if (!store.ok) throw new Error(store.error.message)
  return store.value
}

storeContract('SQLite in memory', async () => opened(':memory:'))
storeContract('SQLite in a file', async () => opened(freshPath()))

describe('a SQLite file', () => {
  test('is readable by its owner only, and so are its companions', async () => {
    const path = freshPath()
    const store = await opened(path)
    await store.publish(publicationOf({ run: 'run-1', now: night(1), findings: [buildFinding()] }, await store.earlier([]), null))
    for (const name of [path, `${path}-wal`, `${path}-shm`]) expect((await stat(name)).mode & 0o777).toBe(0o600)
    await store.close()
  })

  test('keeps all when it is closed and opened again', async () => {
    const path = freshPath()
    const first = await opened(path)
    await first.publish(publicationOf({ run: 'run-1', now: night(1), findings: [buildFinding()] }, await first.earlier([]), null))
    const before = await first.earlier([])
    await first.close()
    const second = await opened(path)
    expect(await second.earlier([])).toEqual(before)
    await second.close()
  })

  test('is read by one process while another writes', async () => {
    const path = freshPath()
    const writer = await opened(path)
    const reader = await opened(path)
    const publication = publicationOf({ run: 'run-1', now: night(1), findings: [buildFinding()] }, await writer.earlier([]), null)
    await writer.publish({
      ...publication,
      checkpoint: async (step) => {
        if (step === 'transaction-written') expect(await reader.latestRun()).toBeNull()
      },
    })
    expect(await reader.latestRun()).toMatchObject({ id: 'run-1' })
    await reader.close()
    await writer.close()
  })

  test('finds the open lives without walking the resolved ones, and a life by its fingerprint', async () => {
    const path = freshPath()
    await (await opened(path)).close()
    const database = new DatabaseSync(path)
    const plan = (query: string): string =>
      JSON.stringify(database.prepare(`explain query plan select * from finding_life where ${query}`).all())
    expect(plan('is_open = 1 order by fingerprint')).toContain('USING INDEX finding_life_open')
    expect(plan("fingerprint in ('a', 'b')")).toContain('(fingerprint=?)')
    database.close()
  })

  test('of a full disk keeps what was committed and takes the run once there is room', async () => {
    const path = freshPath()
    const store = await opened(path)
    await store.publish(publicationOf({ run: 'run-1', now: night(1), findings: [buildFinding()] }, await store.earlier([]), null))
    const findings = [...Array(500).keys()].map((n) => buildFinding({ subject: person(`employee:${n}`) }))
    const large = publicationOf({ run: 'run-2', now: night(2), findings }, await store.earlier([]), await store.chainHead())
    await store.close()
    // SQLite meets its own limit of pages as it meets a full disk: in the middle of a statement.
    const database = new DatabaseSync(path, { enableForeignKeyConstraints: true })
    const pages = Number(database.prepare('pragma page_count').get()?.['page_count'])
    for (let more = 0; more < 20; more++) {
      database.exec(`pragma max_page_count = ${pages + more}`)
      const limited = kyselyStore(new Kysely<StoreTables>({ dialect: nodeSqliteDialect(database) }), isSqliteError)
      await expect(limited.publish(large)).rejects.toThrow('database or disk is full')
      expect(await limited.latestRun()).toMatchObject({ id: 'run-1' })
    }
    database.close()
    const again = await opened(path)
    expect(await again.latestRun()).toMatchObject({ id: 'run-1' })
    expect(await again.publish(large)).toEqual({ ok: true, value: null })
    await again.close()
  })
})

describe('what is refused, with the cure, and left as it is', () => {
  test('a store that a newer version wrote', async () => {
    const path = freshPath()
    await (await opened(path)).close()
    edit(path, 'update store_format set version = 99')
    const before = await readFile(path)
    expect(await openSqliteStore(path)).toEqual({
      ok: false,
      error: {
        kind: 'too-new',
        message: `\`${path}\` has format 99; this version of Gatehouse reads up to ${STORE_FORMAT}`,
        help: 'use the newer version that wrote it; nothing was changed',
      },
    })
    expect(await readFile(path)).toEqual(before)
  })

  test('a database of something else', async () => {
    const path = join(folder, 'other.db')
    edit(path, 'create table cats (name text)')
    const before = await readFile(path)
    expect(await openSqliteStore(path)).toMatchObject({ ok: false, error: { kind: 'not-a-store' } })
    expect(await readFile(path)).toEqual(before)
  })

  test('a file that is no database', async () => {
    const path = join(folder, 'notes.txt')
    await writeFile(path, 'dear diary, '.repeat(200))
    expect(await openSqliteStore(path)).toMatchObject({
      ok: false,
      error: { kind: 'not-a-store', message: `\`${path}\` is not a database` },
    })
  })

  test('a path that cannot be made', async () => {
    const path = join(folder, 'notes.txt', 'gatehouse.db')
    expect(await openSqliteStore(path)).toMatchObject({ ok: false, error: { kind: 'unreadable' } })
  })
})

function edit(path: string, statement: string): void {
  const database = new DatabaseSync(path)
  database.exec(statement)
  database.close()
}
