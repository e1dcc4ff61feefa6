import { mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { failed, succeeded } from '../core/base/result.ts'
import { kyselyStore } from './kysely-store.ts'
import { MIGRATIONS, OLDEST_FORMAT, STORE_FORMAT } from './migrations.ts'
import { nodeSqliteDialect } from './node-sqlite-dialect.ts'
import { isNoDatabase, isSqliteError } from './sqlite-error.ts'
import type { OpenStore } from './store.ts'
import type { StoreError } from './store-error.ts'
import type { StoreTables } from './store-tables.ts'

/** How long a call waits for another process's transaction. */
const BUSY_TIMEOUT_MS = 10_000

/**
 * Opens, and if need be makes or migrates, the store in the file at `path`; `:memory:` is one that nobody else sees.
 *
 * The file is made 0600, since it names people. A commit is on the disk when it returns.
 */
export async function openSqliteStore(path: string): Promise<OpenStore> {
  let database: DatabaseSync | null = null
  try {
    if (path !== ':memory:') await makeFile(path)
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true })
    // A file that is refused is not touched, so this stands before all that writes.
    const refusal = refused(formatOf(database), path)
    if (refusal !== null) {
      database.close()
      return failed(refusal)
    }
    database.exec('pragma journal_mode = wal; pragma synchronous = full')
    const db = new Kysely<StoreTables>({ dialect: nodeSqliteDialect(database) })
    await migrate(database, db)
    return succeeded(kyselyStore(db, isSqliteError))
  } catch (cause) {
    if (!isSqliteError(cause) && !isDiskError(cause)) throw cause
    if (database?.isOpen === true) database.close()
    return failed(unopened(path, cause))
  }
}

function refused(format: number | 'foreign', path: string): StoreError | null {
  if (format === 'foreign') {
    const help = 'name another file under `store` in `gatehouse.yaml`'
    return { kind: 'not-a-store', message: `\`${path}\` is a database, but no store of Gatehouse`, help }
  }
  if (format > STORE_FORMAT) {
    const message = `\`${path}\` has format ${format}; this version of Gatehouse reads up to ${STORE_FORMAT}`
    return { kind: 'too-new', message, help: 'use the newer version that wrote it; nothing was changed' }
  }
  if (format !== EMPTY && format < OLDEST_FORMAT) {
    const message = `\`${path}\` has format ${format}; this version of Gatehouse migrates from ${OLDEST_FORMAT} on`
    return { kind: 'too-old', message, help: 'open it once with an older version that still migrates it; nothing was changed' }
  }
  return null
}

// The format is read again inside the transaction: another process may have migrated meanwhile.
async function migrate(database: DatabaseSync, db: Kysely<StoreTables>): Promise<void> {
  await db.transaction().execute(async (writing) => {
    const found = formatOf(database)
    if (found === 'foreign' || found >= STORE_FORMAT) return
    for (const migration of MIGRATIONS.filter(({ to }) => to > found)) await migration.run(writing)
    await writing.deleteFrom('store_format').execute()
    await writing.insertInto('store_format').values({ version: STORE_FORMAT }).execute()
  })
}

const EMPTY = 0

/** `EMPTY` for a database without tables, also one that was only just made. */
function formatOf(database: DatabaseSync): number | 'foreign' {
  const tables = database.prepare("select name from sqlite_master where type = 'table'").all()
  if (tables.length === 0) return EMPTY
  if (!tables.some(({ name }) => name === 'store_format')) return 'foreign'
  const version = database.prepare('select version from store_format').get()?.['version']
  return typeof version === 'number' && version > EMPTY ? version : 'foreign'
}

async function makeFile(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(path, 'a', 0o600)
  await file.close()
}

function unopened(path: string, cause: unknown): StoreError {
  const says = cause instanceof Error ? cause.message : String(cause)
  return isNoDatabase(cause)
    ? { kind: 'not-a-store', message: `\`${path}\` is not a database`, help: 'name another file under `store` in `gatehouse.yaml`' }
    : { kind: 'unreadable', message: `\`${path}\` cannot be opened: ${says}`, help: 'see that the folder exists, is writable and has room' }
}

function isDiskError(cause: unknown): boolean {
  return cause instanceof Error && 'syscall' in cause
}
