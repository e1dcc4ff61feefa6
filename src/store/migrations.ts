import { type Kysely, sql } from 'kysely'
import type { StoreTables } from './store-tables.ts'

/** The format that this version writes. */
export const STORE_FORMAT = 5

/** The oldest format that this version can bring up to date. */
export const OLDEST_FORMAT = 1

/** Brings a store from the format before `to` to `to`; each is written once and never changed after a release. */
interface Migration {
  readonly to: number
  run(db: Kysely<StoreTables>): Promise<void>
}

export const MIGRATIONS: readonly Migration[] = [
  { to: 1, run: firstTables },
  { to: 2, run: accountOfDelivery },
  { to: 3, run: postsHeld },
  { to: 4, run: heldAndAcknowledged },
  { to: 5, run: measuresOfRuns },
]

async function firstTables(db: Kysely<StoreTables>): Promise<void> {
  const { schema } = db
  await schema
    .createTable('store_format')
    .addColumn('version', 'integer', (column) => column.notNull())
    .execute()

  await schema
    .createTable('chain_entry')
    .addColumn('n', 'integer', (column) => column.primaryKey())
    .addColumn('hash', 'text', (column) => column.notNull().unique())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('run_id', 'text')
    .addColumn('at', 'text', (column) => column.notNull())
    .addColumn('entry', 'text', (column) => column.notNull())
    .execute()

  await schema
    .createTable('run')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('sequence', 'integer', (column) => column.notNull().unique().references('chain_entry.n'))
    .addColumn('now', 'text', (column) => column.notNull())
    .addColumn('head', 'text', (column) => column.notNull())
    .execute()

  await schema
    .createTable('run_coverage')
    .addColumn('run_id', 'text', (column) => column.notNull().references('run.id'))
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('unit', 'text', (column) => column.notNull())
    .addColumn('dataset', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('records', 'integer', (column) => column.notNull())
    .addColumn('total', 'integer')
    .addColumn('as_of', 'text', (column) => column.notNull())
    .addColumn('reused_from', 'text')
    .addPrimaryKeyConstraint('run_coverage_key', ['run_id', 'source', 'unit', 'dataset'])
    .execute()

  await schema
    .createTable('dataset_complete')
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('unit', 'text', (column) => column.notNull())
    .addColumn('dataset', 'text', (column) => column.notNull())
    .addColumn('records', 'integer', (column) => column.notNull())
    .addColumn('run_id', 'text', (column) => column.notNull().references('run.id'))
    .addColumn('at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('dataset_complete_key', ['source', 'unit', 'dataset'])
    .execute()

  await schema
    .createTable('project_complete')
    .addColumn('project', 'text', (column) => column.primaryKey())
    .addColumn('run_id', 'text', (column) => column.notNull().references('run.id'))
    .addColumn('now', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .execute()

  await schema
    .createTable('assessed')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('run_id', 'text', (column) => column.notNull().references('run.id'))
    .addPrimaryKeyConstraint('assessed_key', ['kind', 'name'])
    .execute()

  await schema
    .createTable('finding_life')
    .addColumn('fingerprint', 'text', (column) => column.primaryKey())
    .addColumn('is_open', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('rule', 'text', (column) => column.notNull())
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('severity', 'text', (column) => column.notNull())
    .addColumn('level', 'text')
    .addColumn('first_seen', 'text', (column) => column.notNull())
    .addColumn('last_seen', 'text', (column) => column.notNull())
    .addColumn('last_checked', 'text', (column) => column.notNull())
    .addColumn('times_reopened', 'integer', (column) => column.notNull())
    .addColumn('due', 'text')
    .addColumn('run_id', 'text', (column) => column.notNull().references('run.id'))
    .addColumn('known', 'text', (column) => column.notNull())
    .execute()
  // Open ones are few among all that ever were; a full index on `is_open` would tempt the planner to walk the resolved ones.
  await sql`create index finding_life_open on finding_life (fingerprint) where is_open = 1`.execute(db)

  await schema
    .createTable('finding_change')
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('sequence', 'integer', (column) => column.notNull())
    .addColumn('run_id', 'text', (column) => column.notNull().references('run.id'))
    .addColumn('now', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addPrimaryKeyConstraint('finding_change_key', ['fingerprint', 'sequence'])
    .execute()

  await schema
    .createTable('finding_alias')
    .addColumn('old', 'text', (column) => column.primaryKey())
    .addColumn('current', 'text', (column) => column.notNull())
    .addColumn('run_id', 'text', (column) => column.notNull().references('run.id'))
    .addColumn('because', 'text', (column) => column.notNull())
    .execute()
  await schema.createIndex('finding_alias_current').on('finding_alias').column('current').execute()

  await schema
    .createTable('accepted_shrink')
    .addColumn('chain_n', 'integer', (column) => column.primaryKey().references('chain_entry.n'))
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('unit', 'text')
    .addColumn('dataset', 'text', (column) => column.notNull())
    .addColumn('records', 'integer')
    .addColumn('on_day', 'text')
    .addColumn('accepted_by', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .execute()

  await schema
    .createTable('outbox')
    .addColumn('run_id', 'text', (column) => column.notNull().references('run.id'))
    .addColumn('audience', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('sent_at', 'text')
    .addPrimaryKeyConstraint('outbox_key', ['run_id', 'audience'])
    .execute()
  // What waits to be sent is few among all that ever was.
  await sql`create index outbox_waiting on outbox (run_id) where sent_at is null`.execute(db)
}

/** What became of each message: what was sent before has no account of its attempts, and needs none. */
async function accountOfDelivery(db: Kysely<StoreTables>): Promise<void> {
  const { schema } = db
  await schema
    .alterTable('outbox')
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .execute()
  await schema.alterTable('outbox').addColumn('failure', 'text').execute()
  await schema.alterTable('outbox').addColumn('last_attempt', 'text').execute()
  await schema.alterTable('outbox').addColumn('withdrawn_at', 'text').execute()
}

/** Who reached which project in which post, so that a later run can tell who moved and kept access. */
async function postsHeld(db: Kysely<StoreTables>): Promise<void> {
  await db.schema
    .createTable('held_post')
    .addColumn('project', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('department', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('first_seen', 'text', (column) => column.notNull())
    .addColumn('last_seen', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('held_post_key', ['project', 'subject', 'department', 'type'])
    .execute()
}

/** Closings that are held until a second run agrees, and what people said of findings; both begin empty. */
async function heldAndAcknowledged({ schema }: Kysely<StoreTables>): Promise<void> {
  await schema
    .createTable('held_closing')
    .addColumn('fingerprint', 'text', (column) => column.primaryKey())
    .addColumn('run_id', 'text', (column) => column.notNull().references('run.id'))
    .execute()
  await schema
    .createTable('acknowledgement')
    .addColumn('chain_n', 'integer', (column) => column.primaryKey().references('chain_entry.n'))
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('until_day', 'text', (column) => column.notNull())
    .addColumn('note', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .execute()
}

/** What each run leaves for the board. Runs before have none: their periods are missing, and said to be. */
async function measuresOfRuns({ schema }: Kysely<StoreTables>): Promise<void> {
  await schema
    .createTable('run_measures')
    .addColumn('run_id', 'text', (column) => column.primaryKey().references('run.id'))
    .addColumn('now', 'text', (column) => column.notNull())
    .addColumn('measures', 'text', (column) => column.notNull())
    .addColumn('asks', 'text', (column) => column.notNull())
    .execute()
}
