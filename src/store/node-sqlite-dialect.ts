import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type SqliteDatabase,
  type SqliteStatement,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'

/** Lets Kysely speak to Node's own SQLite, so that the queries can be shared with PostgreSQL. */
export function nodeSqliteDialect(database: DatabaseSync): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new ImmediateDriver(database),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }
}

class ImmediateDriver extends SqliteDriver {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    super({ database: kyselyFace(database) })
    this.#database = database
  }

  // A deferred transaction that reads before it writes cannot wait for another writer: SQLite refuses it at once.
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }

  // A full disk may have ended the transaction already; asking again would hide the first failure behind a second.
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.isTransaction) await connection.executeQuery(CompiledQuery.raw('rollback'))
  }
}

/** The few calls that Kysely makes; statements are kept, since a publication runs the same few thousands of times. */
function kyselyFace(database: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>()
  return {
    close: () => database.close(),
    prepare(text) {
      const kept = prepared.get(text)
      if (kept !== undefined) return kept
      const statement = statementFace(database.prepare(text))
      if (prepared.size >= KEPT_STATEMENTS) prepared.clear()
      prepared.set(text, statement)
      return statement
    },
  }
}

const KEPT_STATEMENTS = 100

function statementFace(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...inputs(parameters)),
    run: (parameters) => statement.run(...inputs(parameters)),
    iterate: (parameters) => statement.iterate(...inputs(parameters)),
  }
}

// Our queries pass texts, numbers and null only; anything else node:sqlite refuses by itself.
function inputs(parameters: readonly unknown[]): SQLInputValue[] {
  return [...parameters] as SQLInputValue[]
}
